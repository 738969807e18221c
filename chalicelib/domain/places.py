"""Which of today's units an address on paper may mean, and in words why.

A name that nobody bears is taken for the nearest one only if no other is nearly as near, and what was guessed is
never sure. Where an old ward was split, all its successors are candidates: a person chooses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.domain.addresses import HA_TAY, Address, address, bare, distance, in_hanoi, key
from chalicelib.domain.likeness import spelt
from chalicelib.domain.units import Gazetteer, LegacyWard, Unit

T = TypeVar("T")
_PAST_HA_TAY = "Tỉnh Hà Tây từ ngày 01/8/2008 thuộc thành phố Hà Nội."
_OUTSIDE = "Ngoài thành phố Hà Nội: để nguyên địa chỉ như trên giấy."
_PREFIX = re.compile("^(?:phuong|xa|thi tran|quan|huyen|thi xa|p|x|tt|q|h|tx) ")
_MOST_TOLD = 5  # old wards that are told one by one
_NOTHING = "Không thấy tên phường, xã hay quận, huyện nào của Hà Nội trong địa chỉ."


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """An address in its parts and the units it may mean; `guessed`: a name was taken for the nearest, or for any."""

    address: Address
    units: tuple[Unit, ...]
    why: tuple[str, ...]
    guessed: bool

    @property
    def sure(self) -> bool:
        """Whether one unit alone can be meant, and nothing had to be guessed."""
        return len(self.units) == 1 and not self.guessed


@dataclass(slots=True)
class _Search:
    """What was found so far: units and old wards, the words for it, and whether a name was guessed."""

    gazetteer: Gazetteer
    why: list[str]
    guessed: bool

    def nearest(self, rows: Iterable[T], text: str, name: Callable[[T], str]) -> list[T]:
        """The rows of that name, or the nearest to it, which is then told."""
        rows = list(rows)
        exact = _named(rows, text, name)
        if exact:
            return exact
        near = _near(rows, text, name)
        if near:
            self.guessed = True
            told = " / ".join(dict.fromkeys(name(row) for row in near))
            self.why.append(f"Không có tên “{text}”; gần nhất: {told}.")
        return near

    def within(self, district: str) -> list[LegacyWard]:
        """The old wards of the district, or none where nobody can say which is meant."""
        wards = self.gazetteer.wards.values()
        meant = set(self.nearest({ward.district for ward in wards}, district, str))
        return [ward for ward in wards if ward.district in meant]

    def anywhere(self, ward: str) -> list[Unit | LegacyWard]:
        """The units of today and the old wards of that name."""
        return self.nearest(self.rows(), ward, _name)

    def rows(self) -> list[Unit | LegacyWard]:
        """All units of today and all old wards."""
        return [*self.gazetteer.units.values(), *self.gazetteer.wards.values()]

    def all_of(self, wards: list[LegacyWard]) -> list[Unit | LegacyWard]:
        """All old wards of a district: what the ward was can only be guessed."""
        if wards:
            self.guessed = True
            self.why.append(f"Có thể là mọi nơi thuộc {wards[0].district} (cũ): địa chỉ không ghi rõ phường, xã.")
        return [*wards]


def located(text: str, gazetteer: Gazetteer) -> Located:
    """The units of today that an address may mean; none outside Hanoi, where the text stays what it is."""
    parts = address(text)
    if parts.is_outside:
        return Located(address=parts, units=(), why=(_OUTSIDE,), guessed=False)
    told = [_PAST_HA_TAY] if key(parts.province) == HA_TAY else []
    search = _Search(gazetteer, told, parts.is_vague or (parts.province != "" and in_hanoi(parts.province) is None))
    meant = _meant(search, parts)
    found = [gazetteer.by_code(row.code, "", legacy=isinstance(row, LegacyWard)) for row in meant]
    units = tuple(dict.fromkeys(unit for each in found for unit in each.units))
    why = (*search.why, *(line for each in found[:_MOST_TOLD] for line in each.why))
    return Located(address=parts, units=units, why=why or (_NOTHING,), guessed=search.guessed)


def _meant(search: _Search, parts: Address) -> list[Unit | LegacyWard]:
    """The rows of the gazetteer that ward and district name together."""
    if not parts.district:
        return [*search.anywhere(parts.ward), *_district_meant(search, parts)] if parts.ward else []
    within = search.within(parts.district)
    if not parts.ward:
        return search.all_of(within)
    if not within:
        search.guessed = True
        return search.anywhere(parts.ward)
    if found := search.nearest(within, parts.ward, _name):
        return [*found]
    search.guessed = True
    search.why.append(
        f"Không thấy “{parts.ward}” trong “{parts.district}”: có thể đã sáp nhập từ trước, hoặc đọc nhầm."
    )
    return [*_named(search.rows(), parts.ward, _name), *search.all_of(within)]


def _district_meant(search: _Search, parts: Address) -> list[Unit | LegacyWard]:
    """The old wards of a district, where a bare name may be the district's as well."""
    wards = search.gazetteer.wards.values()
    return search.all_of(_named(list(wards), parts.ward, lambda w: w.district)) if parts.is_vague else []


def _name(row: Unit | LegacyWard) -> str:
    return row.name


def _official(name: str) -> str:
    """The name without Phường, Xã, Thị trấn, Quận, Huyện, Thị xã."""
    return bare(bare(name, "ward"), "district")


def _keys(text: str) -> set[str]:
    """What a printed name may mean: as it is, and without a first word that may have been a prefix."""
    whole = key(text)
    return {whole, _PREFIX.sub("", whole)}


def _named(rows: list[T], text: str, name: Callable[[T], str]) -> list[T]:
    """The rows of exactly that name; where several are alike but for accents, right accents decide."""
    meant = _keys(text)
    alike = [row for row in rows if key(_official(name(row))) in meant]
    right = [row for row in alike if spelt(_official(name(row))) in (spelt(text), spelt(_official(text)))]
    return right or alike


def _near(rows: list[T], text: str, name: Callable[[T], str]) -> list[T]:
    """The rows whose name is a slip away: one that is clearly nearest, or all within the bound."""
    wanted = {wanted.replace(" ", "") for wanted in _keys(text)}
    bound = 1 if len(min(wanted, key=len)) < 7 else 2
    far = [(min(distance(w, key(_official(name(row))).replace(" ", "")) for w in wanted), row) for row in rows]
    within = sorted(((d, row) for d, row in far if d <= bound), key=lambda pair: pair[0])
    best = [row for d, row in within if d == within[0][0]]
    rivals = [row for d, row in within if d <= within[0][0] + 1]
    return best if len(best) == len(rivals) else rivals
