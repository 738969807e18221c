"""Finding the printed labels of a form. A form is a sequence of labels; what stands between two of them is a value.

The labels of a kind are aligned with the page in their order, so that the same words ("Nơi cư trú") printed for the
applicant, the mother and the father each find their own place even where a label in between was not read.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from .layout import Token

LONGEST = 16  # words that a label may be broken into
LONG = 18  # letters of a label that no value holds by chance: that it ends a row is bound enough
HEAD, TAIL = 3, 4  # letters of a label of which the first or the last must be read right
COLON = re.compile(r"(?:\(\d{1,2}\))?:")  # a footnote's mark may stand before it
NUMBERING = re.compile(r"\(?(?:\d{1,2}|[IVX]{1,4}|[a-hđ])[.)/]")


@dataclass(frozen=True, slots=True)
class Match:
    """The label of step `step` stands on tokens `start` to `end` (exclusive)."""

    step: int
    start: int
    end: int
    score: float


class Sheet:
    """The letters of a page in one string, and where its words begin: labels are looked for in it many times."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.begins = [0, *accumulate(len(token.folded) for token in tokens)]
        self.text = "".join(token.folded for token in tokens)
        self.colons = [_has_colon(tokens, index) for index in range(len(tokens))]
        self.starts = [_starts(tokens, index) for index in range(len(tokens))]
        self.heads: dict[str, list[int]] = {}
        self.tails: dict[str, list[int]] = {}
        self.words: dict[str, list[int]] = {}
        for index in range(len(tokens)):
            self.heads.setdefault(self.text[self.begins[index] :][:HEAD], []).append(index)
            self.tails.setdefault(self.text[: self.begins[index + 1]][-TAIL:], []).append(index)
            self.words.setdefault(tokens[index].folded, []).append(index)

    def places(self, letters: str, slack: int) -> list[int]:
        """Return the tokens at which a text as long as these letters, with its beginning or its end, may begin."""
        if len(letters) < TAIL:
            return self.words.get(letters, [])
        found = set(self.heads.get(letters[:HEAD], ()))
        for end in self.tails.get(letters[-TAIL:], ()):
            begin = self.begins[end + 1] - len(letters)
            found.update(range(bisect_left(self.begins, begin - slack), bisect_right(self.begins, begin + slack)))
        return sorted(index for index in found if index < len(self.tokens) and self.tokens[index].folded)


def align(steps: Sequence[Sequence[str]], tokens: Sequence[Token]) -> list[Match]:
    """Return the best chain of matches, in order on the form and on the page; steps may be missing."""
    return align_on(Sheet(tokens), steps)


def align_on(sheet: Sheet, steps: Sequence[Sequence[str]]) -> list[Match]:
    """Align with a page whose letters are laid out already."""
    places: dict[str, list[Match]] = {}
    found = [match for step, labels in enumerate(steps) for match in _step_places(sheet, step, labels, places)]
    best: list[tuple[float, int | None]] = []
    for index, match in enumerate(found):
        before = [i for i in range(index) if found[i].end <= match.start and found[i].step < match.step]
        previous = max(before, key=lambda i: best[i][0], default=None)
        best.append((match.score + (best[previous][0] if previous is not None else 0), previous))
    chain: list[Match] = []
    last = max(range(len(found)), key=lambda i: best[i][0], default=None)
    while last is not None:
        chain.append(found[last])
        last = best[last][1]
    return chain[::-1]


def _step_places(sheet: Sheet, step: int, labels: Sequence[str], places: dict[str, list[Match]]) -> Iterator[Match]:
    """Yield where a step may stand, the best match of each beginning; `places` remembers labels that come again."""
    best: dict[int, Match] = {}
    for label in labels:
        if label not in places:
            places[label] = list(places_of(sheet, label))
        for match in places[label]:
            if match.start not in best or match.score > best[match.start].score:
                best[match.start] = match
    return (Match(step, match.start, match.end, match.score) for match in best.values())


def places_of(sheet: Sheet, label: str) -> Iterator[Match]:
    """Yield where one folded label stands: at the beginning of a line, before a colon, or, if long, at a line's end."""
    letters = label.removesuffix(":")
    for start in sheet.places(letters, len(letters) // 6):
        ends = [(end, wrong) for end, wrong in ends_of(sheet, letters, start) if _bounded(sheet, start, end, label)]
        matches = [
            Match(0, start, end + 1, len(letters) - 2 * wrong + 2 * sheet.colons[end] + sheet.starts[start])
            for end, wrong in ends
        ]
        if matches:
            yield max(matches, key=lambda match: match.score)


def ends_of(sheet: Sheet, letters: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the last tokens of a text from `start` on that reads like these letters, with the letters wrong in it."""
    size, slack = len(letters), len(letters) // 6
    begin = sheet.begins[start]
    window = sheet.text[begin : begin + size + slack]
    errors = None if window[:size] == letters else _ends(window, letters)
    for end in range(start, min(start + LONGEST, len(sheet.tokens))):
        length = sheet.begins[end + 1] - begin
        if length > len(window):
            break
        wrong = abs(length - size) if errors is None else errors[length]
        if wrong <= slack:
            yield end, wrong


def _bounded(sheet: Sheet, start: int, end: int, label: str) -> bool:
    if sheet.colons[end] or (sheet.starts[start] and not label.endswith(":")):
        return True
    return len(label) >= LONG and (end + 1 == len(sheet.tokens) or sheet.tokens[end + 1].row != sheet.tokens[end].row)


def _starts(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a token begins a line or column, the numbering before it put aside."""
    before = tokens[index - 1] if index else None
    numbered = before and before.starts and NUMBERING.fullmatch(before.word.text)
    return tokens[index].starts or bool(numbered)


def _has_colon(tokens: Sequence[Token], last: int) -> bool:
    following = tokens[last + 1].word.text if last + 1 < len(tokens) else ""
    return tokens[last].word.text.endswith(":") or COLON.match(following) is not None


def distance(one: str, other: str) -> int:
    """Return the number of letters to change, add or drop (Levenshtein)."""
    return _ends(one, other)[-1]


def _ends(text: str, pattern: str) -> list[int]:
    """Return the distance of the pattern to every beginning of the text, by Myers' bit-parallel algorithm.

    A column of the usual table is two whole numbers: the bits where it goes up and where it goes down.
    """
    size = len(pattern)
    if not size:
        return list(range(len(text) + 1))
    bits: dict[str, int] = {}
    for index, letter in enumerate(pattern):
        bits[letter] = bits.get(letter, 0) | 1 << index
    full, top = (1 << size) - 1, 1 << (size - 1)
    up, down, score = full, 0, size
    scores = [score]
    for letter in text:
        same = bits.get(letter, 0)
        diagonal = (((same & up) + up) ^ up) | same | down
        right_up, right_down = down | ~(diagonal | up) & full, up & diagonal
        score += bool(right_up & top) - bool(right_down & top)
        right_up = (right_up << 1 | 1) & full
        up = (right_down << 1 | ~(diagonal | right_up)) & full
        down = right_up & diagonal
        scores.append(score)
    return scores
