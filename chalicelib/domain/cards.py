"""The QR code of an identity card (căn cước công dân, căn cước): what a scanner types when it reads one.

Source: the layout that several public programs read: number | old number or nothing | name | birth ddmmyyyy | sex |
permanent residence | issued ddmmyyyy. Some readers give six fields; newer cards may carry more, which are passed over
(certainty low). A scanner that is a keyboard may garble it, so every field is looked at. The address is as it was when
the card was printed: with district and ward of old before July 2025.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chalicelib.domain import people
from chalicelib.domain.faults import Fault

FIELD = "text"
_FIELDS = 6
_LONGEST = 1000
_SEX = {"nam": "male", "nu": "female"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card says. Dates are YYYY-MM-DD, or a bare year where the card has no more; `issued` may be missing."""

    number: str
    old_number: str | None
    full_name: str
    birth_date: str
    sex: str
    address: str
    issued: str | None


def card(text: str) -> Card:
    """The card of a scanned code. Raises card.layout, card.field, or what is wrong with number or name."""
    parts = [part.strip() for part in _repaired(text[:_LONGEST]).strip().split("|")]
    if len(parts) < _FIELDS:
        raise Fault("card.layout", FIELD, count=len(parts))
    number, old, name, birth, sex, address, *rest = parts
    return Card(
        number=people.personal_number(number, FIELD),
        old_number=_old_number(old),
        full_name=people.full_name(name, FIELD),
        birth_date=_day(birth, "ngày sinh", "date of birth"),
        sex=_sex(sex),
        address=" ".join(address.split()),
        issued=_day(rest[0], "ngày cấp", "date of issue") if rest and rest[0] else None,
    )


def _repaired(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252 (Ã¡ for á) put right; everything in NFC."""
    for wrong in ("latin-1", "cp1252"):
        try:
            return unicodedata.normalize("NFC", text.encode(wrong).decode())
        except UnicodeError:
            continue
    return unicodedata.normalize("NFC", text)


def _old_number(text: str) -> str | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{9}|[0-9]{12}", text):
        raise Fault("card.field", FIELD, name="số CMND cũ", name_en="old number")
    return text


def _day(text: str, name: str, name_en: str) -> str:
    """`ddmmyyyy` as YYYY-MM-DD; `0000yyyy` or `yyyy`, where day and month are not known, as the year."""
    found = re.fullmatch(r"(?:([0-9]{2})([0-9]{2}))?([0-9]{4})", text)
    if not found:
        raise Fault("card.field", FIELD, name=name, name_en=name_en)
    day, month, year = found.groups()
    written = year if day in (None, "00") or month == "00" else f"{year}-{month}-{day}"
    try:
        return people.iso_date(written, FIELD)
    except Fault:
        raise Fault("card.field", FIELD, name=name, name_en=name_en) from None


def _sex(text: str) -> str:
    found = _SEX.get(people.unaccent(text).lower())
    if found is None:
        raise Fault("card.field", FIELD, name="giới tính", name_en="sex")
    return found
