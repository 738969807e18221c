"""Words put back into the rows a person sees, as tokens that labels can be looked for in."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from . import normal
from .facts import Line, Word


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its folded letters and its place in the layout."""

    word: Word
    folded: str
    row: int
    starts: bool  # first of its row, or after a gap too wide for a space


def tokens_of(lines: Iterable[Line]) -> list[Token]:
    """Return the words of a page row by row, split where a colon was glued to a value."""
    tokens = []
    for number, row in enumerate(rows_of(lines)):
        right = None
        for word in (part for whole in row for part in _split(whole)):
            height = word.box[3] - word.box[1]
            starts = right is None or word.box[0] - right > 2 * height
            tokens.append(Token(word, normal.fold(word.text), number, starts))
            right = word.box[2]
    return tokens


def rows_of(lines: Iterable[Line]) -> list[list[Word]]:
    """Join lines that stand side by side: the engine takes the blanks of a form for columns."""
    rows: list[list[Word]] = []
    for line in sorted(filter(None, lines), key=_middle):
        if rows and _middle(line) - _middle(rows[-1]) < 0.5 * min(_height(line), _height(rows[-1])):
            rows[-1].extend(line)
        else:
            rows.append(list(line))
    return [sorted(row, key=lambda word: word.box[0]) for row in rows]


def _middle(words: Iterable[Word]) -> float:
    return median((word.box[1] + word.box[3]) / 2 for word in words)


def _height(words: Iterable[Word]) -> float:
    return median(word.box[3] - word.box[1] for word in words)


def _split(word: Word) -> list[Word]:
    """Split `sinh:1990` in two, sharing the box by letters."""
    head, colon, tail = word.text.partition(":")
    if not (colon and head and tail):
        return [word]
    left, top, right, bottom = word.box
    cut = left + (right - left) * (len(head) + 1) // len(word.text)
    return [
        Word(head + ":", word.confidence, (left, top, cut, bottom)),
        Word(tail, word.confidence, (cut, top, right, bottom)),
    ]
