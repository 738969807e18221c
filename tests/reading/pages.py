"""Pages of print without an engine: words set in letters of one width, and fields read off them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chalicelib.reading import kinds, layout
from chalicelib.reading.facts import Box, Field, Line, Word
from chalicelib.reading.fields import extract
from chalicelib.reading.forms import Kind
from chalicelib.reading.layout import Token

HEIGHT, STEP, PITCH = 20, 12, 40


def line(text: str, row: int, left: int = 0, confidence: float = 0.97) -> Line:
    """Set words in letters of one width; two spaces or more are a gap."""
    words, at = [], left
    for part in text.split(" "):
        if part:
            right = at + STEP * len(part)
            words.append(Word(part, confidence, (at, row * PITCH, right, row * PITCH + HEIGHT)))
        at += STEP * (len(part) + 1)
    return tuple(words)


def lines(texts: Sequence[str], confidence: float = 0.97) -> list[Line]:
    return [line(text, row, confidence=confidence) for row, text in enumerate(texts)]


def tokens(*texts: str, confidence: float = 0.97) -> list[Token]:
    return layout.tokens_of(lines(texts, confidence))


def fields(
    texts: Sequence[str],
    *,
    confidence: float = 0.97,
    again: Mapping[str, str] | None = None,
    known: Mapping[str, Kind] | None = None,
) -> dict[str, Field]:
    """Read fields off lines; the second look says the same, but for words it is told to see otherwise."""
    printed = lines(texts, confidence)
    found = layout.tokens_of(printed)

    def look(box: Box) -> tuple[Line, ...]:
        inside = [word for words in printed for word in words if _inside(word.box, box)]
        return (tuple(Word((again or {}).get(word.text, word.text), word.confidence, word.box) for word in inside),)

    return {field.name: field for field in extract(kinds.classify(found, known), found, look)}


def values(texts: Sequence[str]) -> dict[str, str]:
    return {name: field.value for name, field in fields(texts).items()}


def _inside(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] - 1 and inner[1] >= outer[1] and inner[2] <= outer[2] + 1 and inner[3] <= outer[3]
