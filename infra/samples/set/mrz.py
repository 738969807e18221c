"""Machine-readable zones after ICAO 9303: three lines of 30 (TD1, the back of a card), two of 44 (TD3, a passport)."""

from datetime import date

from infra.samples.set.cast import Invented, plain

_VALUES = {letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def check_digit(text: str) -> str:
    """Return the check digit: weights 7, 3, 1 over digits, letters from 10 on, fillers 0."""
    return str(sum(_VALUES.get(letter, 0) * (7, 3, 1)[at % 3] for at, letter in enumerate(text)) % 10)


def td1(person: Invented, expires: date) -> list[str]:
    """Return the zone of a Vietnamese card: as its number the last nine digits of the personal one, which follows."""
    number = person.number[-9:]
    first = f"IDVNM{number}{check_digit(number)}{person.number}<<{check_digit(person.number)}"
    dates = _dates(person, expires)
    whole = check_digit(first[5:] + dates[:7] + dates[8:])
    return [first, f"{dates}VNM{'<' * 11}{whole}", _names(person)[:30].ljust(30, "<")]


def td3(person: Invented, expires: date, number: str) -> list[str]:
    """Return the zone of a passport."""
    padded, own = number.ljust(9, "<"), person.number.ljust(14, "<")
    second = f"{padded}{check_digit(padded)}VNM{_dates(person, expires)}{own}{check_digit(own)}"
    whole = check_digit(second[:10] + second[13:20] + second[21:])
    return [f"P<VNM{_names(person)}"[:44].ljust(44, "<"), second + whole]


def _dates(person: Invented, expires: date) -> str:
    born, end = f"{person.born:%y%m%d}", f"{expires:%y%m%d}"
    return f"{born}{check_digit(born)}{'M' if person.sex == 'Nam' else 'F'}{end}{check_digit(end)}"


def _names(person: Invented) -> str:
    family, *rest = plain(person.capitals).replace("'", "").split()
    return f"{family}<<{'<'.join(rest)}"
