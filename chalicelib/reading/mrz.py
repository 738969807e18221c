"""What a machine-readable zone (MRZ) says, once all its check digits agree; nothing is taken from one that fails.

Source: ICAO Doc 9303 (TD1, TD2, TD3; sums with weights 7, 3, 1). A Vietnamese TD1 repeats itself: its document number
is the last nine of the twelve digits beside it, which end in a check digit of their own (from published samples; every
sum agrees). Names have no accents and no check digit: they support a printed name and prove none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import normal
from .mrz_layouts import LAYOUTS, STATE, TD1, Layout, Span

VIETNAM = "VNM"
PASSPORT_NUMBER = re.compile("[A-Z][0-9]{7,8}")
DOCUMENT = {"TD3": "passport_number", "TD2": "document_number"}
"""What the document's number is called; that of a TD1 is part of the personal number."""
OLDEST = 110  # years: nobody who is older has a card that is still valid


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone whose check digits agree: values as a card prints them, by field; `unproven` are those without a check."""

    layout: str
    values: dict[str, str]
    unproven: frozenset[str]


def check_digit(text: str) -> str:
    """Return the check digit of a text of capitals, digits and fillers."""
    worth = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(value * (7, 3, 1)[i % 3] for i, value in enumerate(worth)) % 10)


def parse(lines: Sequence[str]) -> Zone | None:
    """Read the lines of a zone, each of its full width."""
    for layout in LAYOUTS:
        if len(lines) == layout.lines and all(len(line) == layout.width for line in lines):
            for repaired in _repetitions(list(lines), layout):
                if _agrees(repaired, layout):
                    return _zone(repaired, layout)
    return None


def _of(rows: Sequence[str], span: Span) -> str:
    return rows[span[0]][span[1] : span[2]]


def _replaced(rows: Sequence[str], span: Span, text: str) -> list[str]:
    line, start, end = span
    return [row[:start] + text + row[end:] if i == line else row for i, row in enumerate(rows)]


def _repetitions(rows: list[str], layout: Layout) -> Iterator[list[str]]:
    """The rows, and where a Vietnamese card repeats its number, with the one for the other."""
    yield rows
    if layout is TD1 and _of(rows, STATE) == VIETNAM:
        yield _replaced(rows, layout.document, _of(rows, (0, 18, 27)))
        yield _replaced(rows, (0, 18, 27), _of(rows, layout.document))


def _agrees(rows: list[str], layout: Layout) -> bool:
    """Tell whether all check digits are right, and the number where it is repeated."""
    spans = (layout.document, layout.birth, layout.expiry)
    if not all(_may_be_day(_of(rows, span)) for span in spans[1:]):
        return False
    single = all(check_digit(_of(rows, span)) == _of(rows, (span[0], span[2], span[2] + 1)) for span in spans)
    whole = check_digit("".join(_of(rows, span) for span in layout.composite)) == rows[1][-1]
    optional = _of(rows, layout.optional)
    if layout.name == "TD3":
        own = _of(rows, (1, 42, 43))
        return single and whole and own in (check_digit(optional), "<" if not optional.strip("<") else "")
    if layout is TD1 and _of(rows, STATE) == VIETNAM:
        number, rest = optional[:12], optional[12:]
        repeats = number[3:] == _of(rows, layout.document) and not rest.strip("<")
        return single and whole and check_digit(number) == rows[0][29] and repeats
    return single and whole


def _may_be_day(text: str) -> bool:
    """Tell whether it is a day, or one that is not known in full."""
    return "<" in text or bool(text.isdecimal() and normal.date(_printed(text, 20)))


def _zone(rows: list[str], layout: Layout) -> Zone:
    optional = _of(rows, layout.optional).strip("<")
    expiry = _printed(_of(rows, layout.expiry), 20)
    number = optional if normal.is_personal_number(optional) else ""
    birth, is_certain = _birth(_of(rows, layout.birth), number, expiry)
    country = _of(rows, layout.nationality).strip("<")
    values = {
        "personal_number": number,
        DOCUMENT.get(layout.name, ""): _of(rows, layout.document).strip("<"),
        "full_name": " ".join(re.findall("[A-Z]+", _of(rows, layout.names))),
        "birth_date": birth,
        "sex": {"M": "Nam", "F": "Nữ"}.get(_of(rows, layout.sex), ""),
        "nationality": "Việt Nam" if country == VIETNAM else country,
        "expiry_date": expiry,
    }
    proven = {"personal_number", "expiry_date"} | ({"birth_date"} if is_certain else set())
    if country == VIETNAM and PASSPORT_NUMBER.fullmatch(values.get("passport_number", "")):
        proven.add("passport_number")  # elsewhere a letter may be a digit: the sums of 1 and L are the same
    if number and normal.agrees(number, normal.date(birth), normal.sex(values["sex"])):
        proven.add("sex")
    if country == _of(rows, STATE):
        proven.add("nationality")
    found = {name: value for name, value in values.items() if name and value}
    return Zone(layout.name, found, frozenset(found) - proven)


def _printed(text: str, century: int) -> str:
    """The day as cards print it; nothing where it is not known in full."""
    return "" if "<" in text else f"{text[4:]}/{text[2:4]}/{century}{text[:2]}"


def _birth(text: str, number: str, expiry: str) -> tuple[str, bool]:
    """Return the date of birth and whether its century is certain: by the personal number, else by what can be."""
    if not text.isdecimal():
        return "", False
    if number:
        century = 19 + int(number[3]) // 2
        return _printed(text, century), number[4:6] == text[:2]
    until = int(expiry[6:]) if expiry else 2000
    possible = [c for c in (20, 19) if 0 <= until - int(f"{c}{text[:2]}") <= OLDEST]
    return (_printed(text, possible[0]), len(possible) == 1) if possible else ("", False)
