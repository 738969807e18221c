from collections.abc import Sequence

import pytest

from chalicelib.reading.facts import Box, Line, Word
from chalicelib.reading.zones import find, fitted

from . import zones
from .zones import NUMBER

PRINT = ("Đặc điểm nhận dạng / Personal identification", "Ngày, tháng, năm / Date, month, year: 02/03/2021")


def number_in(lines: Sequence[Line]) -> str:
    found = find(lines)
    return found.zone.values["personal_number"] if found else ""


def test_a_zone_is_found_below_the_print_and_its_place_is_told() -> None:
    found = find(zones.lines(*PRINT, *zones.card()))
    assert found
    assert (found.zone.values["personal_number"], found.box) == (NUMBER, (0, 80, 90, 180))
    assert found.confidence == 0.5


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda row: row.replace("<<", "«"),
        lambda row: row.replace("<<<<", "<<< <"),
        lambda row: row.replace("<<<<<<<", "<<<<"),
        lambda row: row.replace("<<<<", "<<<<<<"),
        lambda row: row[:10] + " " + row[10:],
        lambda row: row.replace("<", "-"),
    ],
)
def test_what_a_reader_makes_of_fillers_is_undone(spoilt: object) -> None:
    assert callable(spoilt)
    assert number_in(zones.lines(*PRINT, *map(spoilt, zones.card()))) == NUMBER
    assert number_in(zones.lines(*PRINT, *map(spoilt, zones.booklet()))) == NUMBER


def test_a_line_that_was_misread_is_read_again() -> None:
    rows = zones.card()
    page = zones.lines(*PRINT, rows[0], rows[1].replace("17", "47"), rows[2])
    asked: list[tuple[Box, str]] = []

    def look(box: Box, kind: str) -> Sequence[Line]:
        asked.append((box, kind))
        return (zones.line("?"), zones.line(rows[(box[1] - 80) // 40]))

    assert find(page) is None
    found = find(page, look)
    assert found
    assert found.zone.values["personal_number"] == NUMBER
    assert asked[0] == ((0, 80, 90, 100), "mrz")


def test_a_line_that_was_taken_apart_is_joined() -> None:
    first, second, names = zones.card()
    pieces = ((second[-1], 300, 41), (second[:18], 0, 40), ("<<<", 200, 43))
    apart: list[Line] = [(Word(text, 0.5, (x, y, x + 90, y + 20)),) for text, x, y in pieces]
    assert number_in([zones.line(names, 80), *apart, zones.line(first, 0)]) == NUMBER


def test_a_page_without_a_zone_is_not_read_again() -> None:
    assert find(zones.lines(*PRINT), lambda box, kind: pytest.fail("read again")) is None
    assert find([]) is None


def test_a_text_is_fitted_by_its_longest_run_of_fillers_alone() -> None:
    assert fitted("AB<C<<<", 9) == "AB<C<<<<<"
    assert fitted("AB<C<<<<<", 7) == "AB<C<<<"
    assert fitted("ABC", 4) == fitted("ABCDE<", 4) == fitted("A<<B", 20) == ""
    assert fitted("ABCD", 4) == "ABCD"
