"""How two addresses stand to each other, part by part."""

from __future__ import annotations

import re
from collections.abc import Callable

from chalicelib.domain.addresses import HANOI, Address, address, key
from chalicelib.domain.explanations import Likeness, Verdict, Why, why
from chalicelib.domain.likeness import shaped, spelt, words
from chalicelib.domain.places import located
from chalicelib.domain.units import Gazetteer

_NAMED = ("street", "ward", "district", "province")
_DESIGNATION = re.compile(r"^(?:đường|phố|số nhà|số|sn)\b\.? ?")
_PUNCTUATION = re.compile(r"[\s.,;–-]+")


def addresses(one: str, other: str, *, slips: bool = False, units: Callable[[], Gazetteer] | None = None) -> Likeness:
    """Compare addresses. `units` gives the gazetteer, asked for only where wards have different names."""
    left, right = address(one), address(other)
    parts = {name: _part(name, left, right, slips=slips) for name in ("house", *_NAMED)}
    common = {name: likeness for name, likeness in parts.items() if likeness}
    if _has_other_ward(common) and units and _is_old_and_new(left, right, one, other, units()):
        explained = why("old_unit", _unit(left), _unit(right))
        common = {name: of for name, of in common.items() if name not in ("ward", "district")}
        return _summed(common, [explained])
    if not common:
        return Likeness(Verdict.SAME if spelt(one) == spelt(other) else Verdict.DIFFERENT)
    lacking = [name for name in parts if bool(getattr(left, name)) != bool(getattr(right, name))]
    extra = [why("missing_part", *_lacking(left, right, lacking))] if lacking else []
    if not lacking and _plain(one) != _plain(other) and all(of.verdict is Verdict.SAME for of in common.values()):
        extra = [why("abbreviation", one, other)]
    return _summed(common, extra)


def _part(name: str, left: Address, right: Address, *, slips: bool) -> Likeness | None:
    """How one part stands; None where a side lacks it. A house is the same or another: no excuse but look-alikes."""
    one, other = (_DESIGNATION.sub("", spelt(getattr(side, name))) for side in (left, right))
    if not one or not other:
        return None
    if name == "province" and {key(one), key(other)} <= HANOI:
        return Likeness(Verdict.SAME)
    if name != "house":
        return words(one, other, slips=slips)
    if one == other:
        return Likeness(Verdict.SAME)
    if slips and shaped(one) == shaped(other):
        return Likeness(Verdict.SIMILAR, (why("look_alike", one, other),))
    return Likeness(Verdict.DIFFERENT)


def _has_other_ward(common: dict[str, Likeness]) -> bool:
    return "ward" in common and common["ward"].verdict is Verdict.DIFFERENT


def _is_old_and_new(left: Address, right: Address, one: str, other: str, gazetteer: Gazetteer) -> bool:
    """Whether one names an old ward with its district, and the other a unit of today that its land went to."""
    if bool(left.district) == bool(right.district):
        return False
    found = [located(text, gazetteer) for text in (one, other)]
    return not any(each.guessed for each in found) and bool({*found[0].units} & {*found[1].units})


def _unit(side: Address) -> str:
    return ", ".join(part for part in (side.ward, side.district) if part)


def _lacking(left: Address, right: Address, names: list[str]) -> tuple[str, str]:
    one, other = (", ".join(part for name in names if (part := getattr(side, name))) for side in (left, right))
    return one, other


def _plain(text: str) -> str:
    return _PUNCTUATION.sub("", spelt(text))


def _summed(parts: dict[str, Likeness], extra: list[Why]) -> Likeness:
    """Different in one part is different; what explains the parts explains the whole."""
    if any(of.verdict is Verdict.DIFFERENT for of in parts.values()):
        return Likeness(Verdict.DIFFERENT)
    explained = (*(line for of in parts.values() for line in of.why), *extra)
    return Likeness(Verdict.SIMILAR if explained else Verdict.SAME, explained)
