"""Addresses as papers print them, taken apart: house, street, ward, district, province.

Papers of before July 2025 name ward, district and province; later ones have no district. Prefixes may be written out,
abbreviated or left out, so that a bare name is told by its place: the further right, the larger.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chalicelib.domain.people import unaccent

_LARGER = r"(?:phường|xã|thị trấn|quận|huyện|thị xã|thành phố|tỉnh)"
_UNCOMMAED = re.compile(rf"(?<!đường)(?<!phố)(?<!thị) (?={_LARGER} )")  # lower case: “đường Xã Đàn” is a street
_SEPARATOR = re.compile(r"[,;\n]| [–-] ")
_PREFIXES = {
    "ward": re.compile(r"(?:phuong|xa|thi tran)\b\.? ?|(?:p|x|tt)\. ?"),
    "district": re.compile(r"(?:quan|huyen|thi xa)\b\.? ?|(?:q|h|tx)\. ?"),
    "province": re.compile(r"(?:thanh pho|tinh)\b\.? ?|tp\.? ?|t\. ?"),
}
_HOUSE = re.compile(
    r"(?:(?:số nhà|số|nhà|ngõ|ngách|hẻm|kiệt|tổ|lô|phòng|căn hộ|tầng|tòa|sn|p\.)?\s*[A-Z]{0,2}\d[\w/.\-]*[\s,]*)+",
    re.IGNORECASE,
)
_SMALLER = frozenset({"duong", "pho", "ngo", "ngach", "hem", "so", "to", "thon", "xom", "ap", "cum", "khu"})
_WRITTEN_OUT = frozenset({"phường", "xã", "thị trấn", "quận", "huyện", "thị xã", "thành phố", "tỉnh", "tp"})
HANOI = frozenset({"ha noi", "hn", "hanoi"})
HA_TAY = "ha tay"
_CITY = re.compile("^(?:thanh pho|tinh|tp|t) ")
_OTHERS = (  # of before and after the mergers of 2025
    "an giang|ba ria vung tau|bac giang|bac kan|bac lieu|bac ninh|ben tre|binh dinh|binh duong|binh phuoc|binh thuan"
    "|ca mau|can tho|cao bang|da nang|dak lak|dak nong|dien bien|dong nai|dong thap|gia lai|ha giang|ha nam|ha tinh"
    "|hai duong|hai phong|hau giang|ho chi minh|hcm|hoa binh|hue|hung yen|khanh hoa|kien giang|kon tum|lai chau"
    "|lam dong|lang son|lao cai|long an|nam dinh|nghe an|ninh binh|ninh thuan|phu tho|phu yen|quang binh|quang nam"
    "|quang ngai|quang ninh|quang tri|soc trang|son la|tay ninh|thai binh|thai nguyen|thanh hoa|thua thien hue"
    "|tien giang|tra vinh|tuyen quang|vinh long|vinh phuc|yen bai"
)
OTHERS = frozenset(_OTHERS.split("|"))
"""All provinces but Hanoi, without accents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address in parts, each as printed without its prefix; empty where it is not there.

    `is_vague`: no district, and the ward was told by its place alone or another part may be it.
    """

    house: str = ""
    street: str = ""
    ward: str = ""
    district: str = ""
    province: str = ""
    is_vague: bool = False

    @property
    def is_outside(self) -> bool:
        """Whether it names a province that is not Hanoi."""
        return in_hanoi(self.province) is False


def key(text: str) -> str:
    """The text without accents, capitals and punctuation: what survives a bad print."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", unaccent(text).casefold()).split())


def distance(one: str, other: str) -> int:
    """The number of letters to change, add or drop."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        corner, row[0] = row[0], i
        for j, wanted in enumerate(other, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (letter != wanted))
    return row[-1]


def in_hanoi(province: str) -> bool | None:
    """Whether the name is Hanoi's or another province's, a slip allowed; None where nobody can say."""
    name = _CITY.sub("", key(province))
    if name in HANOI | OTHERS | {HA_TAY}:
        return name not in OTHERS
    home, away = distance(name, "ha noi"), min(distance(name, other) for other in OTHERS)
    if min(home, away) > 2 or home == away:
        return None
    return True if home < away else False if away == 1 else None


def address(text: str) -> Address:
    """The parts of an address, from the largest to the smallest."""
    parts = _parts(text)
    if parts and distance(key(parts[-1]), "viet nam") <= 1:
        parts.pop()
    province = _prefixed(parts, "province") or _named_province(parts)
    district, ward = _prefixed(parts, "district"), ""
    after = _place(parts, "ward")
    if after is not None:
        ward = bare(parts.pop(after), "ward")
        district = district or (parts.pop() if parts[after:] else "")
    else:
        district = district or (parts.pop() if len(_names(parts)) > 1 and _names(parts[-1:]) else "")
        ward = parts.pop() if _names(parts[-1:]) and (district or province or len(parts) > 1) else ""
    vague = bool(ward) and not district and (after is None or bool(_names(parts)))
    house, street = _house(", ".join(parts))
    return Address(house=house, street=street, ward=ward, district=district, province=province, is_vague=vague)


def bare(part: str, level: str) -> str:
    """The part without the prefix of its level; as it is where it has none.

    A name may begin like a prefix (“Quan Hoa”): without its accents a prefix is one only in small letters, or where
    all are capitals.
    """
    found = _PREFIXES[level].match(unaccent(part).casefold())
    if not found or not (part[0].islower() or part.isupper() or _is_accented(part, found.group())):
        return part
    return part[found.end() :].strip()


def _is_accented(part: str, prefix: str) -> bool:
    return "." in prefix or part[: len(prefix)].casefold().strip() in _WRITTEN_OUT


def _parts(text: str) -> list[str]:
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    composed = _UNCOMMAED.sub(", ", composed)
    return [part for piece in _SEPARATOR.split(composed) if (part := piece.strip(" ."))]


def _place(parts: list[str], level: str) -> int | None:
    """Where the last part stands that bears a prefix of that level."""
    return next((i for i in reversed(range(len(parts))) if bare(parts[i], level) != parts[i]), None)


def _prefixed(parts: list[str], level: str) -> str:
    """Takes the last part with a prefix of that level out of the list; its name alone."""
    at = _place(parts, level)
    return bare(parts.pop(at), level) if at is not None else ""


def _named_province(parts: list[str]) -> str:
    return parts.pop() if parts and in_hanoi(parts[-1]) is not None else ""


def _names(parts: list[str]) -> list[str]:
    """The parts that may be the bare names of a unit: neither a house nor a street or hamlet."""
    return [part for part in parts if not _HOUSE.match(part) and key(part).split(" ")[0] not in _SMALLER]


def _house(text: str) -> tuple[str, str]:
    found = _HOUSE.match(text)
    if not found:
        return "", text
    return found.group().strip(" ,"), text[found.end() :].strip(" ,")
