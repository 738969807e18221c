"""VietQR: the text of a bank transfer's QR code, as EMVCo's merchant-presented mode spells it and NAPAS fills it in.

Field 38 holds the scheme (A000000727), the bank and account, and the service QRIBFTTA (to an account); 53 is the
currency (704), 54 the amount, 58 the country, 62-08 the transfer's text, 63 a CRC-16 over all before it, its own head
included.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.people import unaccent

LONGEST_TEXT = 25
"""What field 62-08 holds; longer texts are cut by banks, each in its own way."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that fees are paid into: the bank's six-digit BIN, the account's number, its holder."""

    bank_bin: str
    number: str
    holder: str
    bank: str


def account(body: Mapping[str, Any]) -> Account:
    """The account of a registry entry. Raises ValueError for what no bank would take."""
    made = Account(body["bank_bin"], body["number"], body["holder"], body["bank"])
    if not re.fullmatch(r"\d{6}", made.bank_bin):
        raise ValueError("bank_bin: six digits")
    if not re.fullmatch(r"[0-9A-Z]{4,19}", made.number):
        raise ValueError("number: 4 to 19 letters and digits")
    if not made.holder.strip():
        raise ValueError("holder: empty")
    return made


def payload(to: Account, amount: int, text: str) -> str:
    """What the QR code says. Raises ValueError for an amount or a text that a bank would change."""
    plain = unaccent(text)
    if amount <= 0 or len(plain) > LONGEST_TEXT or not re.fullmatch(r"[A-Za-z0-9 .-]+", plain):
        raise ValueError("amount above zero, at most 25 plain letters of text")
    bank = _field("00", to.bank_bin) + _field("01", to.number)
    said = (
        _field("00", "01"),
        _field("01", "12"),  # for one payment
        _field("38", _field("00", "A000000727") + _field("01", bank) + _field("02", "QRIBFTTA")),
        _field("53", "704"),
        _field("54", str(amount)),
        _field("58", "VN"),
        _field("62", _field("08", plain)),
        "6304",
    )
    whole = "".join(said)
    return f"{whole}{crc_hqx(whole.encode('ascii'), 0xFFFF):04X}"


def _field(name: str, value: str) -> str:
    return f"{name}{len(value):02}{value}"
