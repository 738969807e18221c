"""The QR code of an identity card, in its variants; no card here is anybody's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.cards import Card, card
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import PROVINCE_CODES, doubts
from tests.support.dossiers import calm
from tests.support.refusals import refused

TEXT = "001193797926|012345678|Bùi Bích Diệp|05121993|Nữ|Số 1, Dịch Vọng, Cầu Giấy, Hà Nội|10052021"


def test_a_card_of_seven_fields() -> None:
    assert card(TEXT) == Card(
        number="001193797926",
        old_number="012345678",
        full_name="BÙI BÍCH DIỆP",
        birth_date="1993-12-05",
        sex="female",
        address="Số 1, Dịch Vọng, Cầu Giấy, Hà Nội",
        issued="2021-05-10",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT.rpartition("|")[0], id="six fields"),
        pytest.param(TEXT + "|||mới|thêm", id="more fields"),
        pytest.param(TEXT.replace("012345678", ""), id="no old number"),
        pytest.param("\n " + TEXT + "\r\n", id="as a scanner ends a line"),
        pytest.param(TEXT.encode().decode("latin-1"), id="UTF-8 read as Latin-1"),
        pytest.param(TEXT.replace("Nữ", "NỮ"), id="capitals"),
    ],
)
def test_variants_read_the_same_person(text: str) -> None:
    found = card(text)
    assert (found.number, found.full_name, found.birth_date, found.sex) == (
        "001193797926",
        "BÙI BÍCH DIỆP",
        "1993-12-05",
        "female",
    )


@pytest.mark.parametrize(("written", "read"), [("00001950", "1950"), ("1950", "1950"), ("01021950", "1950-02-01")])
def test_a_birth_date_may_be_only_a_year(written: str, read: str) -> None:
    assert card(TEXT.replace("05121993", written)).birth_date == read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "card.layout"),
        ("https://example.com", "card.layout"),
        (TEXT.replace("05121993", "31021993"), "card.field"),
        (TEXT.replace("05121993", "hôm qua"), "card.field"),
        (TEXT.replace("Nữ", "?"), "card.field"),
        (TEXT.replace("012345678", "12"), "card.field"),
        (TEXT.replace("001193797926", "0011937979"), "person.number_length"),
        (TEXT.replace("Bùi Bích Diệp", "B1"), "person.name"),
    ],
)
def test_what_is_wrong_is_named(text: str, code: str) -> None:
    with refused(code, "text"):
        card(text)


@calm
@given(st.text() | st.lists(st.text(max_size=12), min_size=6, max_size=9).map("|".join))
def test_any_text_is_a_card_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(card(text), Card)
    except Fault as fault:
        assert fault.field == "text"  # noqa: PT017 - a refusal is one of two outcomes


@calm
@given(st.sampled_from(sorted(PROVINCE_CODES)), st.integers(1900, 2199), st.sampled_from(["male", "female"]))
def test_a_number_that_fits_is_not_doubted(province: int, year: int, sex: str) -> None:
    number = f"{province:03}{(year // 100 - 19) * 2 + (sex == 'female')}{year % 100:02}000123"
    assert doubts(number, str(year), sex) == ()
    assert doubts(number, f"{year}-07-01", sex) == ()
    assert [d.code for d in doubts(number, str(year), "male" if sex == "female" else "female")] == ["number.sex"]


def test_each_digit_that_does_not_fit_is_named_and_nothing_is_refused() -> None:
    assert [d.code for d in doubts("001193797926", "2004-01-01", "male")] == [
        "number.sex",
        "number.century",
        "number.year",
    ]
