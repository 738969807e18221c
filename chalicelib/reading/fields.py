"""Picking the values out of a page whose labels are found."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from . import normal
from .facts import Box, Doubt, Field, Line, Word
from .kinds import Step, Verdict
from .labels import Match
from .layout import Token

DISPUTED = 0.5  # the confidence at most of a value that was read in two ways
LARGEST_GAP = 2.5  # line heights: what stands further below belongs to something else
FOOTNOTE = re.compile(r"\(\d{1,2}\)")
RESIDUE = " .,:;…·_-–—|'\"‘’“”*~"
CODE = re.compile(r"[\w.\-/]*\d[\w.\-/]*(?:\s*/\s*[\w.\-/]+)*")
NAME_PART = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?!\d)|(?<!\d)\d(?:[ .]?\d){8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Taking:
    """How a type of value is taken: its part of the text, its normal form, its check, and when that is enough."""

    pattern: re.Pattern[str]
    normalise: Callable[[str], str]
    check: Callable[[str], bool]
    sure_from: float
    one_line: bool = True
    write: Callable[[str], str] = normal.tidy


def _long_enough(text: str) -> bool:
    return len(text) >= 2


ANYTHING = re.compile(r".+", re.DOTALL)
TAKINGS = {
    "name": Taking(re.compile(rf"{NAME_PART}(?:\s+{NAME_PART})*"), normal.name, normal.is_name, 0.90),
    "date": Taking(
        re.compile(f"{normal.DATE.pattern}|(?i:{normal.LONG_DATE.pattern})|{normal.YEAR.pattern}"),
        normal.date,
        bool,
        0.80,
        one_line=False,
    ),
    "number": Taking(NUMBER, normal.digits, normal.is_personal_number, 0.80, one_line=False),
    "sex": Taking(
        re.compile(r"\b(?:nam|trai|n[uúùủũụưứừửữự]|g[aáàảãạ]i)\b", re.IGNORECASE),
        normal.sex,
        bool,
        0.85,
        write=normal.sex_word,
    ),
    "code": Taking(CODE, normal.tidy, _long_enough, 0.90),
    "line": Taking(ANYTHING, normal.tidy, normal.is_text, 0.90),
    "text": Taking(ANYTHING, normal.tidy, normal.is_text, 0.90, one_line=False),
}


Look = Callable[[Box, str], Sequence[Line]]
"""Says what other readings make of one line of the page that holds a value of that type, always in the same order."""


def extract(verdict: Verdict, tokens: Sequence[Token], look: Look) -> tuple[Field, ...]:
    """Return the fields of a page in the order of its form, each name once."""
    if verdict.kind is None:
        return ()
    fields: dict[str, Field] = {}
    ends = [match.start for match in verdict.matches[1:]] + [len(tokens)]
    for match, end in zip(verdict.matches, ends, strict=True):
        field = _field(verdict.kind.steps[match.step], tokens, match, end, look)
        if field and field.name not in fields:
            fields[field.name] = field
    return tuple(fields.values())


def _field(step: Step, tokens: Sequence[Token], match: Match, end: int, look: Look) -> Field | None:
    if not step.field:
        return None
    taking = TAKINGS[step.type]
    value = _value_tokens(tokens, match, end, one_line=taking.one_line)
    first = _taken(step.field, taking, [token.word for token in value])
    if first is None:
        return None
    rows = [[token.word.box for token in row] for _, row in groupby(value, key=lambda token: token.row)]
    readings = zip(*(look(union(row), step.type) for row in rows), strict=True)
    others = [_taken(step.field, taking, [word for line in reading for word in line]) for reading in readings]
    return _agreed(first, [other for other in others if other], taking)


def _agreed(first: Field, others: Sequence[Field], taking: Taking) -> Field:
    """Let all readings of one value decide: sure is only what all of them say and the check accepts."""
    readings = (first, *others)
    also = tuple(dict.fromkeys(other.value for other in others if other.normal != first.normal))
    if not also:
        confidence = max(reading.confidence for reading in readings)
        doubt = _doubt(first.normal, confidence, taking) if others else Doubt.FAINT
        return replace(first, confidence=confidence, sure=doubt is None, doubt=doubt)
    better = max(readings, key=lambda field: (taking.check(field.normal), field.confidence))
    also = tuple(dict.fromkeys(reading.value for reading in readings if reading.normal != better.normal))
    confidence = min(first.confidence, DISPUTED)
    return replace(
        first, value=better.value, normal=better.normal, confidence=confidence, doubt=Doubt.DISPUTED, also=also
    )


def _doubt(value: str, confidence: float, taking: Taking) -> Doubt | None:
    if not taking.check(value):
        return Doubt.MALFORMED
    return Doubt.FAINT if confidence < taking.sure_from else None


def _value_tokens(tokens: Sequence[Token], match: Match, end: int, *, one_line: bool) -> list[Token]:
    """Return what follows a label up to the next one, row by row while the rows are close."""
    taken: list[Token] = []
    last = tokens[match.end - 1]
    for token in tokens[match.end : end]:
        if token.row != last.row and (_is_far(last, token) or (one_line and taken)):
            break
        last = token
        if not FOOTNOTE.fullmatch(token.word.text) and token.word.text.strip(RESIDUE):
            taken.append(token)
    return taken


def _is_far(above: Token, below: Token) -> bool:
    return below.word.box[1] - above.word.box[3] > LARGEST_GAP * (above.word.box[3] - above.word.box[1])


def _taken(name: str, taking: Taking, words: Sequence[Word]) -> Field | None:
    """Match the pattern in the joined words and keep the words that it covers."""
    text = " ".join(word.text for word in words)
    found = taking.pattern.search(text)
    value = taking.write(normal.tidy(found.group()).strip(RESIDUE)) if found else ""
    if not found or not value:
        return None
    used = list(_covered(words, *found.span()))
    confidence = round(min(word.confidence for word in used), 3)
    return Field(name, value, taking.normalise(value) or value, confidence, False, union([word.box for word in used]))


def _covered(words: Sequence[Word], start: int, end: int) -> Iterator[Word]:
    """Yield the words that a span of the text joined by spaces touches."""
    at = 0
    for word in words:
        if at < end and at + len(word.text) > start:
            yield word
        at += len(word.text) + 1


def union(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
