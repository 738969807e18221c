"""Six digits out of a keyed hash, and comparing them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import notices
from chalicelib.domain.one_time_codes import agree, digits
from tests.support.dossiers import calm, entries
from tests.support.refusals import refused

CODE = "000.00.01.H26-261112-12345"
MACS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@calm
@given(MACS)
def test_a_code_is_six_digits_whatever_the_hash(mac: str) -> None:
    assert re.fullmatch(r"[0-9]{6}", digits(mac))


@calm
@given(MACS, MACS)
def test_codes_agree_when_they_are_the_same(one: str, other: str) -> None:
    assert agree(digits(one), digits(other)) == (digits(one) == digits(other))
    assert agree(digits(one), digits(one))


def test_small_numbers_keep_their_zeros() -> None:
    assert digits("00" * 31 + "07") == "000007"


def test_other_scripts_digits_are_no_code() -> None:
    assert not agree("000007", "０００００７")


@pytest.mark.parametrize("row", entries("one_time_codes"), ids=lambda row: row["entry"])
def test_the_wording_fits_one_message_and_may_speak_of_the_code_alone(row: dict[str, Any]) -> None:
    made = notices.checked(row["body"], row["entry"])
    said = notices.text(made, {"code": CODE, "one_time_code": "007007", "link": "", "authority": ""})
    assert (said.segments, "007007" in said.text, CODE in said.text) == (1, True, True)
    with refused("template.forbidden_gap", "sms"):
        notices.checked(row["body"] | {"sms": "{code} {one_time_code} {status}"}, row["entry"])
    with refused("template.forbidden_gap", "email_body"):
        notices.checked(row["body"] | {"email_body": "{code} {one_time_code} {name}"}, row["entry"])
    with refused("template.missing_gap", "sms"):
        notices.checked(row["body"] | {"sms": "{code}"}, row["entry"])


def test_no_event_may_speak_of_a_code() -> None:
    body = entries("templates")[0]["body"]
    with refused("template.unknown_gap", "sms"):
        notices.checked(body | {"sms": "{code} {one_time_code}"})
