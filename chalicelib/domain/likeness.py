"""How two ways of writing one value stand to each other, and what turns the one into the other.

Two values are similar only if a listed explanation makes them equal; at most two explanations go together, so that no
chain of excuses leads from one person to another. What no explanation reaches is different. All rules are symmetric.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import combinations

from chalicelib.domain.explanations import Likeness, Verdict, why
from chalicelib.domain.people import unaccent

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_OLD_PLACES = {  # òa is the old way to write oà: the same word
    unicodedata.normalize("NFC", f"{a}{tone}{b}"): unicodedata.normalize("NFC", f"{a}{b}{tone}")
    for a, b in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
_OLD_PLACE = re.compile("|".join(_OLD_PLACES))
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ð": "đ"})
_SHAPES = str.maketrans("01|!i58", "ollllsb")
_ALIKE = {frozenset(pair) for pair in ("0O", "0D", "1I", "1l", "5S", "8B", "2Z", "06", "08", "17", "38", "56", "68")}


def spelt(text: str) -> str:
    """The text as everybody should write it: composed, tones where they belong today, no capitals, single spaces."""
    composed = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
    composed = unicodedata.normalize("NFC", composed)
    return " ".join(_OLD_PLACE.sub(lambda old: _OLD_PLACES[old.group()], composed).split())


def toneless(text: str) -> str:
    """The text without its tones; the letters keep their other marks."""
    return unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", text)))


def _run_together(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _sorted(text: str) -> str:
    return " ".join(sorted(text.replace(",", " ").split()))


def shaped(text: str) -> str:
    """Characters that print alike, made one."""
    return text.translate(_SHAPES)


Fold = Callable[[str], str]
_FOLDS: dict[str, Fold] = {
    "tone": toneless,
    "accent": unaccent,
    "look_alike": shaped,
    "spacing": _run_together,
    "order": _sorted,
}


def words(one: str, other: str, *, slips: bool = False) -> Likeness:
    """Compare names and free text. `slips`: one of them was read unsurely, so that look-alikes may explain it."""
    left, right = spelt(one), spelt(other)
    if left == right:
        return Likeness(Verdict.SAME)
    folds = {code: fold for code, fold in _FOLDS.items() if slips or code != "look_alike"}
    for code_set in (*combinations(folds, 1), *combinations(folds, 2)):
        if _folded(left, code_set) == _folded(right, code_set) != "":
            return Likeness(Verdict.SIMILAR, tuple(why(code, *_unlike(one, other)) for code in code_set))
    for codes in ((), ("tone",), ("accent",)):
        if lacks_one(_folded(left, codes), _folded(right, codes)):
            return Likeness(Verdict.SIMILAR, tuple(why(code, one, other) for code in (*codes, "missing_part")))
    return Likeness(Verdict.DIFFERENT)


def _folded(text: str, codes: tuple[str, ...]) -> str:
    for code in codes:
        text = _FOLDS[code](text)
    return text


def lacks_one(one: str, other: str) -> bool:
    """Whether the one is the other without exactly one of its words, and two words at least are left."""
    short, long = sorted((one.split(), other.split()), key=len)
    if len(short) < 2 or len(long) != len(short) + 1:
        return False
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _unlike(one: str, other: str) -> tuple[str, str]:
    """The words that differ, where both have as many; else all of them."""
    left, right = one.split(), other.split()
    if len(left) != len(right):
        return one, other
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if spelt(a) != spelt(b)]
    return " ".join(a for a, _ in pairs), " ".join(b for _, b in pairs)


def numbers(one: str, other: str, *, slips: bool = False) -> Likeness:
    """Compare numbers: one look-alike in one place explains an unsure reading, nothing explains a sure one."""
    left, right = (re.sub(r"[\s.]", "", text) for text in (one, other))
    if left == right:
        return Likeness(Verdict.SAME)
    if slips and _one_slip(left, right):
        return Likeness(Verdict.SIMILAR, (why("look_alike", one, other),))
    return Likeness(Verdict.DIFFERENT)


def _one_slip(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    pairs = [{a, b} for a, b in zip(one, other, strict=True) if a != b]
    return len(pairs) == 1 and frozenset(pairs[0]) in _ALIKE


_DATES = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<d>\d{1,2})\s?[/.\-]\s?)?(?P<m>\d{1,2})\s?[/.\-]\s?)(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})"),
    re.compile(r"(?:ngay (?P<d>\d{1,2})[, ]+)?(?:thang (?P<m>\d{1,2})[, ]+)?nam (?P<y>\d{4})"),
)


def _date(text: str) -> tuple[int, ...] | None:
    """Year, month and day as far as they are written."""
    plain = unaccent(spelt(text))
    found = next((match for form in _DATES if (match := form.fullmatch(plain))), None)
    return tuple(int(part) for name in "ymd" if (part := found[name])) if found else None


def dates(one: str, other: str, *, slips: bool = False) -> Likeness:
    """Compare dates in any form that papers use."""
    left, right = _date(one), _date(other)
    if left is None or right is None:
        return Likeness(Verdict.SAME if spelt(one) == spelt(other) else Verdict.DIFFERENT)
    if left == right:
        return Likeness(Verdict.SAME)
    code = next(_date_excuses(left, right, slips=slips), None)
    return Likeness(Verdict.SIMILAR, (why(code, one, other),)) if code else Likeness(Verdict.DIFFERENT)


def _date_excuses(left: tuple[int, ...], right: tuple[int, ...], *, slips: bool) -> Iterator[str]:
    short, long = sorted((left, right), key=len)
    if len(short) < len(long) and long[: len(short)] == short:
        yield "precision"
    if len(left) == len(right) == 3 and (left[0], left[2], left[1]) == right:
        yield "order"
    if slips and _one_slip(*("".join(f"{part:02}" for part in date) for date in (left, right))):
        yield "look_alike"


_SEXES = {"nam": "male", "trai": "male", "nu": "female", "gai": "female"}


def sexes(one: str, other: str, *, slips: bool = False) -> Likeness:
    """Compare sexes, as words or as the form has them."""
    left, right = (_SEXES.get(plain := unaccent(spelt(text)), plain) for text in (one, other))
    return Likeness(Verdict.SAME if left == right else Verdict.DIFFERENT)
