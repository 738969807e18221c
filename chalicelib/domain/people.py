"""Persons as Vietnamese papers name them: names, personal numbers, birth dates.

Source: structure of the 12-digit number as commonly documented (no check digit).
A number whose century or sex digit disagrees with the person only warns: corrected records exist.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.faults import Fault

_NAME = re.compile(r"[^\W\d_]+(?:[ '’\-][^\W\d_]+)*")
# The 63 provinces' codes before 2025: numbers do not change when provinces merge.
PROVINCE_CODES = frozenset(
    {
        1,
        2,
        4,
        6,
        8,
        10,
        11,
        12,
        14,
        15,
        17,
        19,
        20,
        22,
        24,
        25,
        26,
        27,
        30,
        31,
        33,
        34,
        35,
        36,
        37,
        38,
        40,
        42,
        44,
        45,
        46,
    }
    | {
        48,
        49,
        51,
        52,
        54,
        56,
        58,
        60,
        62,
        64,
        66,
        67,
        68,
        70,
        72,
        74,
        75,
        77,
        79,
        80,
        82,
        83,
        84,
        86,
        87,
        89,
        91,
        92,
        93,
    }
    | {94, 95, 96}
)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{3,254}}$){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An applicant as declared. `residence_unit` is the code of today's ward or commune; `phone` is + and digits."""

    full_name: str
    number: str
    phone: str
    email: str | None = None
    residence_unit: str
    address: str = ""


def full_name(text: str, field: str) -> str:
    """The name in NFC, capitals, single spaces. Raises person.name for anything that no name holds."""
    name = " ".join(unicodedata.normalize("NFC", text).split()).upper()
    if not _NAME.fullmatch(name) or not all(_is_latin(letter) for letter in name if letter.isalpha()):
        raise Fault("person.name", field)
    return name


def email(text: str, field: str) -> str:
    """One address to write to, and nothing that a mail's header could take for more. Raises person.email."""
    address = text.strip()
    if not _EMAIL.fullmatch(address):
        raise Fault("person.email", field)
    return address


def _is_latin(letter: str) -> bool:
    """Look-alikes of other scripts would make two names of one."""
    return unicodedata.name(letter, "").startswith("LATIN")


def personal_number(text: str, field: str) -> str:
    """The twelve digits. Raises person.number_length or person.number_structure."""
    digits = re.sub(r"[\s.]", "", text)
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        raise Fault("person.number_length", field, length=sum(c in "0123456789" for c in digits))
    if int(digits[:3]) not in PROVINCE_CODES:
        raise Fault("person.number_structure", field)
    return digits


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that does not fit and blocks nothing: a stable code, and words without personal data."""

    code: str
    vi: str
    en: str


_DOUBTS = {
    "number.sex": Doubt(
        "number.sex",
        "Chữ số thứ 4 của số định danh không khớp giới tính; kiểm tra lại, hồ sơ vẫn nộp được.",
        "The 4th digit of the personal number does not fit the sex; check it, the dossier can be filed all the same.",
    ),
    "number.century": Doubt(
        "number.century",
        "Chữ số thứ 4 của số định danh không khớp thế kỷ sinh; kiểm tra lại, hồ sơ vẫn nộp được.",
        "The 4th digit of the personal number does not fit the century of birth; check it, it blocks nothing.",
    ),
    "number.year": Doubt(
        "number.year",
        "Chữ số thứ 5 và 6 của số định danh không khớp năm sinh; kiểm tra lại, hồ sơ vẫn nộp được.",
        "Digits 5 and 6 of the personal number do not fit the year of birth; check them, it blocks nothing.",
    ),
}


def doubts(number: str, birth_date: str, sex: str) -> tuple[Doubt, ...]:
    """What in a personal number disagrees with the birth date (or bare year) and sex beside it.

    Digit 4 is the century counted from the 20th, doubled, plus one for women; digits 5 and 6 are the year's last two.
    Corrected records exist, so this warns and never refuses.
    """
    year, digit = int(birth_date[:4]), int(number[3])
    wrong = {
        "number.sex": sex in ("male", "female") and (digit % 2 == 1) != (sex == "female"),
        "number.century": 19 + digit // 2 != year // 100,
        "number.year": int(number[4:6]) != year % 100,
    }
    return tuple(_DOUBTS[code] for code, is_wrong in wrong.items() if is_wrong)


def iso_date(text: str, field: str) -> str:
    """The day as YYYY-MM-DD, or a bare year where only that is known. Raises form.date."""
    text = text.strip()
    if re.fullmatch(r"(18|19|20|21)[0-9]{2}", text):
        return text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Fault("form.date", field) from None
    if not 1800 <= day.year < 2200:
        raise Fault("form.date", field)
    return day.isoformat()


def unaccent(text: str) -> str:
    """The text without Vietnamese diacritics: what plain SMS can carry, and what a weak comparison looks at."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def masked(name: str) -> str:
    """`NGUYỄN VĂN AN` as `NGUYỄN V. A.`, `AN` alone as `A.`: enough to recognise, too little to harm."""
    family, *given = name.split()
    if not given:
        return family[0] + "."
    return " ".join([family, *(part[0] + "." for part in given)])
