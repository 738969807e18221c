"""Wards and communes of today, and where the ones that ceased on 1 July 2025 went.

Old papers and memories name a ward and a district that are gone; a dossier names one of today's units. Where an old
ward was split, nobody but the citizen knows which part: the clerk chooses, this module only names the candidates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from chalicelib.domain.faults import Fault
from chalicelib.domain.people import unaccent

FIELD = "applicant.residence_unit"
_PREFIX = re.compile(
    r"^(?:(?:phường|phuong|xã|xa|thị trấn|thi tran|quận|quan|huyện|huyen|thị xã|thi xa) |(?:p|x|tt|q|h|tx) ?\. ?)"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unit:
    """A ward or commune of today. `lat` and `lon` are degrees (WGS 84) of a point in it."""

    code: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class LegacyWard:
    """A ward, commune or township as it was until 30 June 2025, and the codes of the units its land is in now."""

    code: str
    name: str
    district: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Which of today's units may be meant, and in words why."""

    units: tuple[Unit, ...]
    why: tuple[str, ...]

    def the_one(self) -> Unit:
        """The unit when only one can be meant. Raises unit.choose where a person must decide."""
        if len(self.units) != 1:
            raise Fault("unit.choose", FIELD, count=len(self.units), units=named(self.units))
        return self.units[0]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The units of a day and the wards that were before them, by code."""

    units: Mapping[str, Unit]
    wards: Mapping[str, LegacyWard]

    def by_code(self, code: str, day: str, *, legacy: bool = False) -> Candidates:
        """Whom a code stands for. All of today's codes were codes of old wards too: `legacy` says the old one is meant.

        Raises unit.unknown.
        """
        if not legacy and code in self.units:
            unit = self.units[code]
            return Candidates((unit,), (f"Mã {code} là {unit.name}, đơn vị hành chính hiện nay.",))
        if code not in self.wards:
            raise Fault("unit.unknown", FIELD, unit=code, day=day)
        return self._after([self.wards[code]])

    def by_name(self, ward: str, district: str = "") -> Candidates:
        """Whom an address on paper may mean; with a district it is an old one. Raises unit.no_match."""
        today = [] if district.strip() else _matching(self.units.values(), ward, _name)
        within = list(self.wards.values())
        if district.strip():
            within = _matching(within, district, lambda w: w.district)
        old = _matching(within, ward, _name)
        if not today and not old:
            raise Fault("unit.no_match", "ward")
        gone = self._after(old)
        why = tuple(f"{unit.name} là đơn vị hành chính hiện nay (mã {unit.code})." for unit in today)
        return Candidates(tuple(dict.fromkeys((*today, *gone.units))), why + gone.why)

    def _after(self, wards: Iterable[LegacyWard]) -> Candidates:
        found: dict[str, Unit] = {}
        why = []
        for ward in wards:
            after = [self.units[code] for code in ward.to if code in self.units]
            found |= {unit.code: unit for unit in after}
            why.append(_told(ward, after))
        return Candidates(tuple(found.values()), tuple(why))


def unit(body: Mapping[str, Any]) -> Unit:
    """The unit of a registry entry."""
    return Unit(body["code"], body["name"], body["lat"], body["lon"])


def legacy_ward(body: Mapping[str, Any]) -> LegacyWard:
    """The old ward of a registry entry."""
    return LegacyWard(body["code"], body["name"], body["district"], tuple(body["to"]))


def gone(ward: LegacyWard, successors: Iterable[Unit]) -> Fault:
    """The refusal of a vanished ward as a place of residence; it names what came after it."""
    return Fault("unit.gone", FIELD, unit=f"{ward.name}, {ward.district}", successors=named(successors))


def named(units: Iterable[Unit]) -> str:
    """Units as a person can choose among them: name and code."""
    return ", ".join(f"{unit.name} ({unit.code})" for unit in units)


def _told(ward: LegacyWard, after: list[Unit]) -> str:
    old = f"{ward.name}, {ward.district} (mã cũ {ward.code})"
    if len(after) == 1:
        return f"{old} từ ngày 01/7/2025 thuộc trọn {named(after)}."
    return f"{old} từ ngày 01/7/2025 chia về {len(after)} đơn vị: {named(after)}. Hỏi người dân để chọn đúng nơi."


def _name(unit: Unit | LegacyWard) -> str:
    return unit.name


def _matching(rows: Iterable[T], text: str, name: Callable[[T], str]) -> list[T]:
    """The rows of that name, whatever accents, capitals and prefix it is written with; right accents decide first."""
    rows = list(rows)
    for spelt in (_strict, _loose):
        meant = {spelt(text), _bare(spelt(text))}  # both: “Quan Hoa” is a name, not a district
        found = [row for row in rows if _bare(spelt(name(row))) in meant]
        if found:
            return found
    return []


def _strict(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _loose(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9. ]", " ", _strict(unaccent(text))).split())


def _bare(name: str) -> str:
    return _PREFIX.sub("", name, count=1)
