"""VietQR: the very texts that other makers of VietQR publish for the same account, amount and words."""

from __future__ import annotations

from binascii import crc_hqx

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.payments import reference
from chalicelib.domain.vietqr import Account, account, payload
from tests.support.dossiers import calm

# Published by two projects that share no code: vietnam-qr-pay and subiz/vietqr, each in its own description.
PUBLISHED = [
    (
        *("970416", "257678859", 10000, "Chuyen tien"),
        "00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien"
        "630453E6",
    ),
    (
        *("970415", "0011001932418", 120000, "ủng hộ lũ lụt"),
        "00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN62170813"
        "ung ho lu lut6304C15C",
    ),
]


@pytest.mark.parametrize(("bank", "number", "amount", "text", "expected"), PUBLISHED)
def test_published_codes(bank: str, number: str, amount: int, text: str, expected: str) -> None:
    assert payload(Account(bank, number, "x", "x"), amount, text) == expected


def test_the_sum_is_the_one_that_emvco_names() -> None:
    """CRC-16 with polynomial 1021 and initial value FFFF: its published check value."""
    assert crc_hqx(b"123456789", 0xFFFF) == 0x29B1


def fields(text: str) -> dict[str, str]:
    found = {}
    while text:
        name, length = text[:2], int(text[2:4])
        found[name], text = text[4 : 4 + length], text[4 + length :]
    return found


@calm
@given(st.integers(1, 10**12), st.integers(0, 2**50 - 1), st.from_regex(r"[0-9A-Z]{4,19}", fullmatch=True))
def test_what_was_put_in_is_read_out(amount: int, chance: int, number: str) -> None:
    whole = payload(Account("970499", number, "x", "x"), amount, reference(chance))
    said = fields(whole)
    assert list(said) == ["00", "01", "38", "53", "54", "58", "62", "63"]
    assert (said["54"], fields(said["62"])["08"]) == (str(amount), reference(chance))
    assert fields(fields(said["38"])["01"]) == {"00": "970499", "01": number}
    assert said["63"] == f"{crc_hqx(whole[:-4].encode(), 0xFFFF):04X}"


@pytest.mark.parametrize(("amount", "text"), [(0, "x"), (-1, "x"), (1, ""), (1, "x" * 26), (1, "a|b"), (1, "漢")])
def test_what_a_bank_would_change_is_refused(amount: int, text: str) -> None:
    with pytest.raises(ValueError, match="above zero"):
        payload(Account("970499", "0000", "x", "x"), amount, text)


@pytest.mark.parametrize("wrong", [{"bank_bin": "97041"}, {"number": "1 2"}, {"number": "1" * 20}, {"holder": " "}])
def test_an_account_that_no_bank_has_is_refused(wrong: dict[str, str]) -> None:
    right = {"bank_bin": "970499", "number": "0000000000", "holder": "DEMO", "bank": "DEMO"}
    assert account(right).number == "0000000000"
    with pytest.raises(ValueError, match=next(iter(wrong))):
        account(right | wrong)
