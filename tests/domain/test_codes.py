"""Codes of dossiers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.codes import dossier_code, is_dossier_code
from tests.support.dossiers import calm

AGENCY = "000.00.01.H26"


def test_the_form_of_a_code() -> None:
    assert dossier_code(AGENCY, date(2026, 1, 5), 7) == "000.00.01.H26-260105-0007"


@calm
@given(st.dates(date(2025, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999))
def test_every_code_that_is_given_is_known_again(day: date, sequence: int) -> None:
    code = dossier_code(AGENCY, day, sequence)
    assert is_dossier_code(code)
    assert code.split("-")[1:] == [f"{day:%y%m%d}", f"{sequence:04d}"]


@calm
@given(st.integers(1, 999_999), st.integers(1, 999_999))
def test_two_numbers_never_share_a_code(one: int, other: int) -> None:
    day = date(2026, 11, 12)
    assert (dossier_code(AGENCY, day, one) == dossier_code(AGENCY, day, other)) is (one == other)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H26",
        "000.00.01.H26-261112-001",
        "000.00.01.H26-261112-1234567",
        "000.00.01.H26-26111-0001",
        "000.00.01.h26-261112-0001",
        " 000.00.01.H26-261112-0001",
        "000.00.01.H26-261112-0001\n",
        "000.00.01.H26-261112-0001/../x",
        "000.00.01.H26-２６1112-0001",
    ],
)
def test_anything_else_is_no_code(text: str) -> None:
    assert not is_dossier_code(text)
