"""Dates in Vietnamese words, as the birth registration form asks."""

from datetime import date

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def number_in_words(number: int) -> str:
    """Write a number from 0 to 99 in words."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    # After a ten, five is "lăm"; after twenty and up, one is "mốt".
    tail = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _DIGITS[ones])
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    return f"{head} {tail}".strip()


def date_in_words(day: date) -> str:
    """Write a date of the years 2001 to 2099 in words."""
    year = day.year - 2000
    month = "tư" if day.month == 4 else number_in_words(day.month)
    rest = f"linh {_DIGITS[year]}" if year < 10 else number_in_words(year)
    return f"Ngày {number_in_words(day.day)}, tháng {month}, năm hai nghìn không trăm {rest}"
