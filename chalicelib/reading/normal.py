"""Normal forms: how names, dates and numbers are compared, and whether they can be what they claim to be."""

import datetime as dt
import re
import unicodedata

from .spelling import in_case_of, is_syllable

PROVINCES = re.compile(  # where the birth was registered, codes of before the mergers of 2025: a number never changes
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042"
    " 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087"
    " 089 091 092 093 094 095 096".replace(" ", "|")
)
DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})(?!\d)")
LONG_DATE = re.compile(r"ng[aàáảãạ]y\s+(\d{1,2})[,\s]+th[aáàảãạ]ng\s+(\d{1,2})[,\s]+n[aăâ]m\s+(\d{4})", re.IGNORECASE)
MONTH = re.compile(r"(?<![\d/.\-])(?:0?[1-9]|1[0-2])/(?:19|20)\d{2}(?!\d)")
YEAR = re.compile(r"(?<![\d/.\-])(?<![/.\-] )(?:19|20)\d{2}(?![\d/])")  # alone: not what is left of a date misread
PREFIXES = (  # what stands before a person's name and is no part of it: ranks, degrees, forms of address
    r"(?i:đại tướng|thượng tướng|trung tướng|thiếu tướng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy"
    r"|thiếu úy|bác sĩ|bác sỹ|ông|bà|bscki{1,2}|bsck|ths|tskh|gs|pgs|ts|bs|cn|ks|đd|nhs)\b[.,/ ]*(?=[^\W\d_])"
)
PREFIX = re.compile(f"(?:{PREFIXES})+")
PHONE = re.compile(r"0[235789]\d{8}|02\d{9}")
ETHNICITIES = re.compile(  # the 54 of the State's list of 1979, folded, with the other names in use
    "kinh tay thai hoa khmer khome muong nung hmong mong dao giarai ede bana sanchay caolan cham coho xodang sandiu hre"
    " raglai mnong tho xtieng khomu bruvankieu vankieu cotu giay taoi ma gietrieng co choro xinhmun hani churu lao"
    " lachi khang phula lahu laha pathen lu ngai chut lolo mang colao boy cong sila pupeo brau odu romam".replace(
        " ", "|"
    )
)


def tidy(text: str) -> str:
    """Compose accents (NFC) and collapse spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def address(text: str) -> str:
    """Drop dots after whole words or amid a sentence: a leader left them. After shortened ones (TP., P.) they stay."""
    words = tidy(text).split(" ")
    return " ".join(
        word[:-1] if word.endswith(".") and (is_syllable(word[:-1]) or after.islower()) else word
        for word, after in zip(words, [*words[1:], ""], strict=True)
    )


def fold(text: str) -> str:
    """Keep plain letters and digits, without accents and case: these hardly suffer from bad print."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def name(text: str) -> str:
    """Return a person's name in composed capitals, without rank, degree or form of address."""
    plain = tidy(text)
    return (PREFIX.sub("", plain, count=1) if PREFIX.match(plain) else plain).upper()


def digits(text: str) -> str:
    """Return the digits alone."""
    return "".join(letter for letter in text if letter.isdecimal())


def number(text: str) -> str:
    """Return a personal or passport number without the gaps it is printed with."""
    return "".join(letter for letter in text if letter.isdecimal() or letter.isalpha()).upper()


def code(text: str) -> str:
    """Return a registration number without spaces, in capitals: it is told apart by nothing else."""
    return "".join(tidy(text).split()).upper()


def phone(text: str) -> str:
    """Return a telephone number as it is dialled within the country."""
    plain = digits(text)
    return "0" + plain.removeprefix("84") if plain.startswith("84") and len(plain) > 10 else plain


def date(text: str) -> str:
    """Return the first date as ISO, or its month or year where there is only that, or nothing."""
    found = DATE.search(text) or LONG_DATE.search(tidy(text))
    if found:
        return _iso(*map(int, found.groups()))
    month = MONTH.search(text)
    if month:
        return "-".join(f"{int(part):02}" for part in reversed(month.group().split("/")))
    year = YEAR.search(text)
    return year.group() if year else ""


def _iso(day: int, month: int, year: int) -> str:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""


def sex(text: str) -> str:
    """Return male, female or nothing."""
    return {"nam": "male", "trai": "male", "nu": "female", "gai": "female"}.get(fold(text), "")


def sex_word(text: str) -> str:
    """Write the two words a sex is printed in with their right accents; there is no third to mistake them for."""
    return in_case_of(text, {"nu": "nữ", "gai": "gái"}.get(fold(text), text.lower()))


def is_name(text: str) -> bool:
    """Accept two to six syllables of Vietnamese, each a capital first, in one style of capitals."""
    words = tidy(text).split()
    styled = all(word.isupper() for word in words) or all(word.istitle() for word in words)
    return 2 <= len(words) <= 6 and styled and all(is_syllable(word) for word in words)


def is_text(text: str) -> bool:
    """Accept free text whose words are all syllables; what holds digits or stands in capitals may be a code."""
    words = re.findall(r"[^\W_]+", text)
    return len(text) >= 2 and all(is_syllable(word) for word in words if word.isalpha() and not word.isupper())


UNNAMED = re.compile(
    r"(?:tỉnh|thành phố|quận|huyện|thị xã|phường|xã|thị trấn|đường|phố|ngõ|ngách|thôn|tổ|số|công an|cục"
    r"|ủy ban nhân dân)[\s,.]*$",
    re.IGNORECASE,
)
"""Words that a name or number must follow: a text ending in one has lost its end."""


def is_whole(text: str) -> bool:
    """Accept free text that does not break off before the name of what it has begun to name."""
    return is_text(text) and not UNNAMED.search(text)


def is_issuer(text: str) -> bool:
    """Accept an authority that is named in full: none has a name of two words."""
    return is_whole(text) and len(text.split()) > 2


def is_personal_number(text: str) -> bool:
    """Check the structure of a 12-digit personal number: province, century and sex. There is no check digit."""
    return len(text) == 12 and text.isdecimal() and PROVINCES.fullmatch(text[:3]) is not None and text[3] in "0123"


def is_date(text: str) -> bool:
    """Accept an ISO date, or its year alone or with the month."""
    return re.fullmatch(r"\d{4}(?:-\d{2}){0,2}", text) is not None


def is_sex(text: str) -> bool:
    """Accept the two that papers know."""
    return text in ("male", "female")


def is_number(text: str) -> bool:
    """Accept a personal number, an old number of 9 digits, or a passport's."""
    return is_personal_number(text) or is_passport(text) or (len(text) == 9 and text.isdecimal())


def is_passport(text: str) -> bool:
    """Accept a letter and 7 or 8 digits."""
    return len(text) in (8, 9) and "A" <= text[0] <= "Z" and text[1:].isdecimal()


def is_phone(text: str) -> bool:
    """Accept mobile and fixed numbers of Vietnam."""
    return PHONE.fullmatch(text) is not None


def is_ethnicity(text: str) -> bool:
    """Accept the peoples of Vietnam by the State's list."""
    return ETHNICITIES.fullmatch(fold(text)) is not None


def agrees(number: str, birth: str, gender: str) -> bool:
    """Tell whether a personal number carries this ISO birth date (or year) and this sex."""
    if not birth:
        return False
    century = 1900 + 100 * (int(number[3]) // 2)
    return int(birth[:4]) == century + int(number[4:6]) and gender in ("", sex_of(number))


def sex_of(number: str) -> str:
    """Return the sex that a personal number carries."""
    return "female" if int(number[3]) % 2 else "male"
