import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading import mrz

from . import zones
from .zones import NUMBER

HOLDER = {
    "personal_number": NUMBER,
    "full_name": "LUU DUC THINH",
    "birth_date": "17/08/1988",
    "sex": "Nam",
    "nationality": "Việt Nam",
    "expiry_date": "17/08/2028",
}


def test_the_sums_of_a_published_sample_agree() -> None:
    """The specimen of ICAO Doc 9303, part 4."""
    found = mrz.parse(["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"])
    assert found
    assert (found.layout, found.values["full_name"]) == ("TD3", "ERIKSSON ANNA MARIA")
    assert found.values["birth_date"] == "12/08/1974"
    assert "passport_number" in found.unproven


def test_a_vietnamese_card() -> None:
    found = mrz.parse(zones.card())
    assert found
    assert (found.layout, found.values, found.unproven) == ("TD1", HOLDER, frozenset({"full_name"}))


def test_a_vietnamese_passport() -> None:
    found = mrz.parse(zones.booklet())
    assert found
    assert (found.layout, found.values) == ("TD3", HOLDER | {"passport_number": "B1234567"})
    assert found.unproven == {"full_name"}


def test_a_small_booklet_tells_no_personal_number() -> None:
    found = mrz.parse(zones.booklet(36, state="UTO"))
    assert found
    assert found.layout == "TD2"
    assert "personal_number" not in found.values
    assert {"document_number", "sex"} <= found.unproven


def test_a_number_that_is_repeated_mends_itself() -> None:
    first, *rest = zones.card()
    for at in (6, 20):
        wrong = first[:at] + str(9 - int(first[at])) + first[at + 1 :]
        found = mrz.parse([wrong, *rest])
        assert found
        assert found.values["personal_number"] == NUMBER


def test_a_birth_date_whose_century_nothing_tells_is_not_proven() -> None:
    found = mrz.parse(zones.booklet(number=""))
    assert found
    assert "birth_date" not in found.unproven  # 2088 would be after the day of expiry
    c = mrz.check_digit
    first, second = zones.booklet(number="")
    second = second[:13] + "250817" + c("250817") + second[20:43]
    young = mrz.parse([first, second + c(second[:10] + second[13:20] + second[21:43])])
    assert young
    assert "birth_date" in young.unproven


@pytest.mark.parametrize("rows", [[], ["X" * 30] * 3, ["<" * 44] * 2, ["<" * 30] * 2, ["A" * 36, "0" * 36]])
def test_other_lines_are_no_zone(rows: list[str]) -> None:
    assert mrz.parse(rows) is None


CORRUPTED = st.tuples(st.integers(0, 2), st.integers(0, 29), st.sampled_from("ABCDEFGHIKLMNOPQRSTUVXYZ0123456789<"))


@given(CORRUPTED)
def test_what_is_proven_survived_any_misread_character(slip: tuple[int, int, str]) -> None:
    row, at, letter = slip
    rows = zones.card()
    rows[row] = rows[row][:at] + letter + rows[row][at + 1 :]
    found = mrz.parse(rows)
    assert not found or all(found.values[name] == HOLDER[name] for name in found.values.keys() - found.unproven)


@given(st.lists(st.text("IDVNM<0123456789OMF", min_size=30, max_size=30), min_size=3, max_size=3))
def test_no_lines_break_it(rows: list[str]) -> None:
    found = mrz.parse(rows)
    assert found is None or found.layout == "TD1"
