"""Names, numbers and days as Vietnamese papers have them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.people import (
    PROVINCE_CODES,
    full_name,
    iso_date,
    masked,
    personal_number,
    unaccent,
)
from tests.support.dossiers import calm
from tests.support.refusals import refused

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES)
VIETNAMESE = LETTERS + LETTERS.upper() + "đĐ" + "bcdghklmnpqrstvxBCDGHKLMNPQRSTVX"
words = st.text(VIETNAMESE, min_size=1, max_size=8)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Trần Khánh Vy", "TRẦN KHÁNH VY"),
        ("  trần \t khánh\u00a0vy ", "TRẦN KHÁNH VY"),
        (unicodedata.normalize("NFD", "Nguyễn Đức Thuận"), "NGUYỄN ĐỨC THUẬN"),
        ("H'Mông Ksor", "H'MÔNG KSOR"),
        ("Y’Bliên Niê-Kdăm", "Y’BLIÊN NIÊ-KDĂM"),
        ("Ý", "Ý"),
    ],
)
def test_a_name_is_kept_in_capitals_and_composed_letters(written: str, normal: str) -> None:
    assert full_name(written, "f") == normal


@pytest.mark.parametrize(
    "written",
    ["", "   ", "Trần 2", "Trần_Vy", "Trần, Vy", "'Vy", "Vy-", "Trần  -  Vy", "A\u0000B", "<b>Vy</b>", "Vy\u200b"],
)
def test_a_name_holds_letters_only(written: str) -> None:
    with refused("person.name", "applicant.full_name"):
        full_name(written, "applicant.full_name")


@calm
@given(names)
def test_the_normal_form_of_a_name_is_final(written: str) -> None:
    normal = full_name(unicodedata.normalize("NFD", written), "f")
    assert full_name(normal, "f") == normal == unicodedata.normalize("NFC", normal)


@pytest.mark.parametrize("written", ["027094888598", "027 094 888 598", "027.094.888.598", " 027094888598\n"])
def test_a_personal_number_is_twelve_digits_however_spaced(written: str) -> None:
    assert personal_number(written, "f") == "027094888598"


@pytest.mark.parametrize(
    "written", ["", "02709488859", "0270948885981", "02709488859O", "０２７０９４８８８５９８", "027-094-888-598"]
)
def test_anything_but_twelve_digits_is_refused(written: str) -> None:
    with refused("person.number_length", "applicant.number"):
        personal_number(written, "applicant.number")


def test_a_letter_among_the_digits_is_not_counted_as_one() -> None:
    with refused("person.number_length") as raised:
        personal_number("O2709488859O", "f")
    assert raised.value.values == {"length": 10}


@pytest.mark.parametrize("province", ["000", "003", "097", "100", "999"])
def test_a_number_begins_with_a_province(province: str) -> None:
    with refused("person.number_structure", "n"):
        personal_number(province + "094888598", "n")


def test_the_old_sixty_three_provinces_are_known() -> None:
    assert len(PROVINCE_CODES) == 63
    assert all(personal_number(f"{code:03d}094888598", "n") for code in PROVINCE_CODES)


@pytest.mark.parametrize(
    ("written", "normal"), [("2026-11-11", "2026-11-11"), (" 1957 ", "1957"), ("2024-02-29", "2024-02-29")]
)
def test_a_day_is_a_day_or_where_only_that_is_known_a_year(written: str, normal: str) -> None:
    assert iso_date(written, "f") == normal


@pytest.mark.parametrize("written", ["", "11/11/2026", "2026-13-01", "2025-02-29", "1757", "2226", "57", "20２６"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with refused("form.date", "form.child_birth_date"):
        iso_date(written, "form.child_birth_date")


@calm
@given(st.text(VIETNAMESE + " 0123456789.,:/-?="))
def test_unaccented_vietnamese_is_ascii_and_stays_so(text: str) -> None:
    plain = unaccent(text)
    assert plain.isascii()
    assert unaccent(plain) == plain
    assert len(plain) == len(text)


def test_every_vietnamese_letter_keeps_its_base() -> None:
    assert unaccent("Đường Nguyễn Huệ, Bưởi, Cầu Giấy, ắẳẵặ ỳỷỹỵ") == "Duong Nguyen Hue, Buoi, Cau Giay, aaaa yyyy"


@pytest.mark.parametrize(
    ("name", "shown"), [("NGUYỄN VĂN AN", "NGUYỄN V. A."), ("ĐỖ Ý", "ĐỖ Ý."), ("NIÊ-KDĂM", "N."), ("ÂU", "Â.")]
)
def test_a_masked_name(name: str, shown: str) -> None:
    assert masked(name) == shown


@calm
@given(st.lists(st.text(VIETNAMESE, min_size=2, max_size=8), min_size=1, max_size=5))
def test_a_masked_name_never_shows_a_given_name_whole(parts: list[str]) -> None:
    name = full_name(" ".join(parts), "f")
    shown = masked(name).split()
    assert [len(part) for part in shown[1:]] == [2] * (len(parts) - 1)
    assert masked(name) != name
