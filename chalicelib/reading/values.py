"""Reading one value: what its words say, what other readings of the place say, and whether that is beyond doubt."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from itertools import groupby
from operator import attrgetter

from . import consensus, normal
from .consensus import BORNE_OUT, CONTRADICTED, asked_again, confirmed
from .facts import Box, Doubt, Field, Line, Word
from .layout import Token
from .runs import covered, union
from .takings import TAKINGS, Taking

DISPUTED = 0.5  # the confidence at most of a value that was read in two ways
WEAK = 0.6  # print is hardly read so badly in every way, and each time differently: that is handwriting
RESIDUE = " .,:;…·_-–—|'\"‘’“”*~"
PRINTED = frozenset(["ngay", "thang", "nam", "gio", "phut", "luc"])  # between the blanks of a date
WHOLE_DATES = ("date", "expiry")
DATES = (*WHOLE_DATES, "date_words", "year")

Look = Callable[[Box], Sequence[Line]]
"""Says what other readings make of one line of the page, always in the same order."""


def read(name: str, type_: str, tokens: Sequence[Token], look: Look, *, pieced: bool = False) -> Field | None:
    """Return the value that stands on some tokens; nothing where the form was left blank.

    `pieced`: the tokens are parts that other print stands between.
    """
    taking = TAKINGS[type_]
    if _is_blank(tokens, PRINTED if type_ in DATES else frozenset()):
        return None
    readings: list[Sequence[Word]] = [[token.word for token in tokens]]
    if _is_worth_a_look(min(word.confidence for word in readings[0]), taking):
        looked = _looked(tokens, look)
        known = readings[0]
        readings = [reduce(confirmed, looked, known), *(asked_again(known, third) for third in looked)]
    found = [field for words in readings if (field := taken(name, taking, words))]
    if not found:
        return _unreadable(name, taking, tokens)
    field = agreed(found[0], found[1:], taking)
    if field.sure and not taken(name, taking, readings[0]):
        return replace(field, sure=False, doubt=Doubt.DISPUTED)
    if field.sure and type_ in WHOLE_DATES and _is_remnant(field):
        return replace(field, sure=False, doubt=Doubt.MALFORMED)
    return replace(field, sure=False, doubt=Doubt.PIECED) if pieced and field.sure else field


def _is_worth_a_look(weakest: float, taking: Taking) -> bool:
    """Tell whether another reading can change anything: make a disputed word sure, or cast doubt on a sure value."""
    return weakest <= consensus.DISPUTED or taking.sure_from <= weakest < BORNE_OUT


def _looked(tokens: Sequence[Token], look: Look) -> list[Sequence[Word]]:
    """Return each other reading of the rows, as one run of words."""
    rows = [union([token.word.box for token in row]) for _, row in groupby(tokens, key=attrgetter("row"))]
    readings = zip(*(look(row) for row in rows), strict=True)
    return [[word for line in reading for word in line] for reading in readings]


def _is_remnant(field: Field) -> bool:
    """Tell whether a date has no day: it may be a year alone, or all that a stain left."""
    return normal.is_date(field.normal) and len(field.normal) < len("2026-11-25")


def _is_blank(tokens: Sequence[Token], printed: frozenset[str]) -> bool:
    """Tell a blank from an entry: nothing but the words printed between the dots, or a stray stroke."""
    written = "".join(token.folded for token in tokens if token.folded not in printed)
    return not written or (
        len(written) == 1 and written.isalpha() and written.islower() and not tokens[0].word.text.isupper()
    )


def agreed(first: Field, others: Sequence[Field], taking: Taking) -> Field:
    """Let all readings of one value decide: sure is only what all of them say and the check accepts."""
    readings = (first, *others)
    also = tuple(dict.fromkeys(other.value for other in others if other.normal != first.normal))
    if not also:
        alone = not others and first.confidence < BORNE_OUT
        doubt = Doubt.FAINT if alone else _doubt(first.normal, first.confidence, taking)
        return replace(first, sure=doubt is None, doubt=doubt)
    # The first comes of two readers; what is read once more takes its place only where the first cannot be right.
    better = next((reading for reading in readings if taking.check(reading.normal)), first)
    also = tuple(dict.fromkeys(reading.value for reading in readings if reading.normal != better.normal))
    weak = first.confidence < WEAK * CONTRADICTED and max(other.confidence for other in others) < WEAK
    return replace(
        first,
        value=better.value,
        normal=better.normal,
        confidence=min(first.confidence, DISPUTED),
        doubt=Doubt.HANDWRITTEN if weak else Doubt.DISPUTED,
        also=also,
    )


def _doubt(value: str, confidence: float, taking: Taking) -> Doubt | None:
    if not taking.check(value):
        return Doubt.MALFORMED
    return Doubt.FAINT if confidence < taking.sure_from else None


def taken(name: str, taking: Taking, words: Sequence[Word]) -> Field | None:
    """Match the pattern in the joined words and keep the words that it covers."""
    text = " ".join(word.text for word in words)
    found = taking.pattern.search(text)
    value = taking.write(_trimmed(normal.tidy(found.group()))) if found else ""
    if not found or not value:
        return None
    used = [words[index] for index in covered([word.text for word in words], *found.span())]
    confidence = round(min(word.confidence for word in used), 3)
    return Field(name, value, taking.normalise(value) or value, confidence, False, union([word.box for word in used]))


def _trimmed(text: str) -> str:
    """Drop what is left of leaders and rules, and a bracket that has no other."""
    text = text.strip(RESIDUE)
    for bracket, other in ("()", ")("):
        if bracket in text and other not in text:
            text = text.strip(RESIDUE + bracket)
    return text


def _unreadable(name: str, taking: Taking, tokens: Sequence[Token]) -> Field:
    """Report what stands where a value should: clear print that is none, or strokes that cannot be read."""
    words = [token.word for token in tokens]
    confidence = round(min(word.confidence for word in words), 3)
    doubt = Doubt.MALFORMED if confidence >= taking.sure_from else Doubt.UNREADABLE
    text = normal.tidy(" ".join(word.text for word in words)).strip(RESIDUE)
    return Field(name, text, "", confidence, False, union([word.box for word in words]), doubt)
