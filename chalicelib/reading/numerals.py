"""Numbers written in Vietnamese words, as papers repeat dates in them."""

import re

from . import normal

UNITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "nham": 5, "sau": 6, "bay": 7,
    "tam": 8, "chin": 9,
}  # fmt: skip
SCALES = {"muoi": 10, "tram": 100, "nghin": 1000, "ngan": 1000}
MONTHS = {"gieng": 1, "chap": 12}
DATE = re.compile(r"ngày\s+(.+?),?\s+tháng\s+(.+?)(?:,?\s+năm\s+(.+?))?[\s.;)]*$", re.IGNORECASE | re.DOTALL)


def number(words: str) -> int | None:
    """Return the value of a number below ten thousand in words, or nothing if a word is none of a number's."""
    total, unit = 0, -1
    for word in map(normal.fold, re.findall(r"[^\W\d_]+", words)):
        if word in UNITS:
            total, unit = total + max(unit, 0), UNITS[word]
        elif word in SCALES:
            total, unit = total + (1 if unit < 0 else unit) * SCALES[word], -1
        elif word not in ("linh", "le"):
            return MONTHS.get(word)
    return total + max(unit, 0)


def date(words: str) -> str:
    """Return a date in words as ISO; one without its year begins with a dash; nothing if it cannot be read."""
    found = DATE.search(normal.tidy(words))
    if not found:
        return ""
    day, month, year = (number(part) if part else None for part in found.groups())
    if not (day and month and day <= 31 and month <= 12) or (found[3] and not year):
        return ""
    return f"{year:04}-{month:02}-{day:02}" if year else f"-{month:02}-{day:02}"


def is_date(text: str) -> bool:
    """Accept what `date` writes."""
    return re.fullmatch(r"(?:\d{4})?-\d{2}-\d{2}", text) is not None
