"""The types of values: how each is taken out of what follows a label, written comparably, and checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import nationalities, normal, numerals


@dataclass(frozen=True, slots=True)
class Taking:
    """How a type of value is taken: its part of the text, its normal form, its check, and when that is enough.

    `sure_from` is the confidence from which readings that agree are sure; it is measured, not chosen.
    """

    pattern: re.Pattern[str]
    normalise: Callable[[str], str]
    check: Callable[[str], bool]
    sure_from: float
    one_line: bool = True
    write: Callable[[str], str] = normal.tidy


NAME_PART = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
NAME = re.compile(rf"(?:{normal.PREFIXES})*{NAME_PART}(?:\s+{NAME_PART})*")
DIGITAL_DATE = f"{normal.DATE.pattern}|(?i:{normal.LONG_DATE.pattern})"
DATE = re.compile(f"{DIGITAL_DATE}|{normal.MONTH.pattern}|{normal.YEAR.pattern}")
NUMBER = re.compile(r"(?<!\d)\d(?:[ .]?\d){11}(?!\d)|(?<!\d)\d(?:[ .]?\d){8}(?!\d)|\b[A-Z]\d{7,8}\b")
CODE = re.compile(r"[\w.\-/]*\d[\w.\-/]*(?:\s*/\s*[\w.\-/]+)*")
SEX = re.compile(r"\b(?:nam|trai|n[uúùủũụưứừửữự]|g[aáàảãạ]i)\b", re.IGNORECASE)
ISSUER = re.compile(r"(?:Cục|CỤC|Công an|CÔNG AN|Bộ Công an|Ủy ban|UBND|CA )[^\d,;]*?(?=\s+cấp\b|\s*[,;\d]|$)")
MONEY = re.compile(r"\d{1,3}(?:[., ]\d{3})+(?!\d)|\d+")
PHONE = re.compile(r"(?:\+84|\(\+84\)|\b0)(?:[ .()-]?\d){8,10}(?!\d)")
LICENCE = re.compile(
    r"\b(?:A[1-4]?|B1?2?|B[12]|C1?E?|D[12]?E?|BE|F[BCDE])(?:\s*[,;]\s*(?:A[1-4]?|B[12E]?|C1?E?|D[12]?E?))*\b"
)
EXPIRY = re.compile(rf"(?i:không thời hạn)|{DIGITAL_DATE}")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PURPOSE = re.compile(r"(?:(?<=để:)|(?<=để)|^)(?!.*\bđể\b).+", re.DOTALL)
ANYTHING = re.compile(r".+", re.DOTALL)


def _long_enough(text: str) -> bool:
    return len(text) >= 2


def _expiry(text: str) -> str:
    return normal.date(text) or ("unlimited" if normal.fold(text) == "khongthoihan" else "")


def _is_expiry(text: str) -> bool:
    return normal.is_date(text) or text == "unlimited"


TAKINGS = {
    "name": Taking(NAME, normal.name, normal.is_name, 0.96),
    "date": Taking(DATE, normal.date, normal.is_date, 0.80, one_line=False),
    "date_words": Taking(
        re.compile(r"ngày .+", re.IGNORECASE | re.DOTALL), numerals.date, numerals.is_date, 0.85, one_line=False
    ),
    "expiry": Taking(EXPIRY, _expiry, _is_expiry, 0.85, one_line=False),
    "number": Taking(NUMBER, normal.number, normal.is_number, 0.80, one_line=False),
    "passport": Taking(re.compile(r"\b[A-Z]\d{7,8}\b"), normal.number, normal.is_passport, 0.85, one_line=False),
    "digits": Taking(re.compile(r"\d(?:[ .]?\d){5,13}"), normal.digits, _long_enough, 0.85),
    "sex": Taking(SEX, normal.sex, normal.is_sex, 0.85, write=normal.sex_word),
    "ethnicity": Taking(NAME, normal.tidy, normal.is_ethnicity, 0.85),
    "nationality": Taking(NAME, normal.tidy, nationalities.is_nationality, 0.85),
    "address": Taking(ANYTHING, normal.tidy, normal.is_whole, 0.95, one_line=False, write=normal.address),
    "issuer": Taking(ISSUER, normal.tidy, normal.is_issuer, 0.95, one_line=False, write=normal.address),
    "code": Taking(CODE, normal.code, _long_enough, 0.90),
    "count": Taking(re.compile(r"\d{1,5}"), lambda text: str(int(text)), bool, 0.85),
    "money": Taking(MONEY, normal.digits, bool, 0.85),
    "phone": Taking(PHONE, normal.phone, normal.is_phone, 0.85),
    "licence": Taking(LICENCE, normal.tidy, bool, 0.90),
    "email": Taking(EMAIL, str.lower, bool, 0.90),
    "purpose": Taking(PURPOSE, normal.tidy, normal.is_text, 0.95, one_line=False),
    "line": Taking(ANYTHING, normal.tidy, normal.is_whole, 0.95),
    "text": Taking(ANYTHING, normal.tidy, normal.is_whole, 0.95, one_line=False),
}
