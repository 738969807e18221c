"""Picking the values out of a page whose labels are found."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import normal
from .facts import Box, Field
from .kinds import Kind, Verdict
from .labels import Match
from .layout import Token

LARGEST_GAP = 2.5  # line heights: what stands further below belongs to something else
FOOTNOTE = re.compile(r"\(\d{1,2}\)")
RESIDUE = " .,:;…·_-–—|'\"‘’“”*~"
CODE = re.compile(r"[\w.\-/]*\d[\w.\-/]*(?:\s*/\s*[\w.\-/]+)*")
NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?!\d)|(?<!\d)\d(?:[ .]?\d){8}(?!\d)")


@dataclass(frozen=True, slots=True)
class Taking:
    """How a type of value is taken: its part of the text, its normal form, its check, and when that is enough."""

    pattern: re.Pattern[str]
    normal: Callable[[str], str]
    check: Callable[[str], bool]
    sure_from: float
    one_line: bool = True


def _long_enough(text: str) -> bool:
    return len(text) >= 2


ANYTHING = re.compile(r".+", re.DOTALL)
TAKINGS = {
    "name": Taking(re.compile(r"[^\W\d_][^\d:;()]*"), normal.name, normal.is_name, 0.90),
    "date": Taking(
        re.compile(f"{normal.DATE.pattern}|(?i:{normal.LONG_DATE.pattern})|{normal.YEAR.pattern}"),
        normal.date,
        bool,
        0.80,
        one_line=False,
    ),
    "number": Taking(NUMBER, normal.digits, normal.is_personal_number, 0.80, one_line=False),
    "sex": Taking(re.compile(r"\b(?:nam|nữ|nư|nu|trai|gái)\b", re.IGNORECASE), normal.sex, bool, 0.85),
    "code": Taking(CODE, normal.tidy, _long_enough, 0.90),
    "line": Taking(ANYTHING, normal.tidy, _long_enough, 0.90),
    "text": Taking(ANYTHING, normal.tidy, _long_enough, 0.90, one_line=False),
}


def extract(verdict: Verdict, tokens: Sequence[Token]) -> tuple[Field, ...]:
    """Return the fields of a page in the order of its form, each name once."""
    if verdict.kind is None:
        return ()
    fields: dict[str, Field] = {}
    ends = [match.start for match in verdict.matches[1:]] + [len(tokens)]
    for match, end in zip(verdict.matches, ends, strict=True):
        field = _field(verdict.kind, match, tokens, end)
        if field and field.name not in fields:
            fields[field.name] = field
    return tuple(fields.values())


def _field(kind: Kind, match: Match, tokens: Sequence[Token], end: int) -> Field | None:
    step = kind.steps[match.step]
    if not step.field:
        return None
    taking = TAKINGS[step.type]
    words = _value_tokens(tokens, match, end, one_line=taking.one_line)
    return _taken(step.field, taking, words)


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


def _taken(name: str, taking: Taking, tokens: Sequence[Token]) -> Field | None:
    """Match the pattern in the joined words and keep the words that it covers."""
    text = " ".join(token.word.text for token in tokens)
    found = taking.pattern.search(text)
    value = normal.tidy(found.group()).strip(RESIDUE) if found else ""
    if not found or not value:
        return None
    words = [token.word for token, at in zip(tokens, _starts(tokens), strict=True) if _covers(found, at, token)]
    confidence = round(min(word.confidence for word in words), 3)
    form = taking.normal(value)
    sure = confidence >= taking.sure_from and taking.check(form)
    return Field(name, value, form or value, confidence, sure, union([word.box for word in words]))


def _starts(tokens: Sequence[Token]) -> list[int]:
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token.word.text) + 1
    return starts


def _covers(found: re.Match[str], at: int, token: Token) -> bool:
    return at < found.end() and at + len(token.word.text) > found.start()


def union(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
