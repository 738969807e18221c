"""Signed webhooks: what is right passes, whatever was changed, is old or is no signature does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.webhooks import signed, verified
from tests.support.dossiers import NOW, calm
from tests.support.refusals import refused

SECRET, OTHER = b"s" * 32, b"o" * 32
BODY = '{"amount": 8000, "text": "nộp phí"}'.encode()


@calm
@given(st.binary(max_size=300), st.binary(min_size=1, max_size=64))
def test_what_was_signed_passes_under_either_secret(body: bytes, secret: bytes) -> None:
    header = signed(body, secret, NOW)
    verified(header, body, [secret], NOW)
    verified(header, body, [b"-" + secret, secret], NOW)
    with refused("webhook.signature", "X-Signature"):
        verified(header, body, [b"-" + secret], NOW)


@calm
@given(st.integers(0, 8 * len(BODY) - 1))
def test_one_changed_bit_is_refused(bit: int) -> None:
    changed = bytearray(BODY)
    changed[bit // 8] ^= 1 << bit % 8
    with refused("webhook.signature"):
        verified(signed(BODY, SECRET, NOW), bytes(changed), [SECRET], NOW)


@pytest.mark.parametrize(("seconds", "passes"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_five_minutes_either_way(seconds: int, passes: bool) -> None:
    header = signed(BODY, SECRET, NOW + timedelta(seconds=seconds))
    if passes:
        verified(header, BODY, [SECRET], NOW)
    else:
        with refused("webhook.signature"):
            verified(header, BODY, [SECRET], NOW)


def test_the_time_is_signed_too() -> None:
    old = signed(BODY, SECRET, NOW - timedelta(hours=1))
    fresh = signed(BODY, OTHER, NOW)
    with refused("webhook.signature"):
        verified(fresh.split(",")[0] + "," + old.split(",")[1], BODY, [SECRET], NOW)


@calm
@given(st.one_of(st.text(max_size=200), st.from_regex(r"(t=\d{1,15},?){0,3}(v1=[0-9a-fA-F]{0,65},?){0,9}")))
def test_any_other_header_is_refused(header: str) -> None:
    with refused("webhook.signature"):
        verified(header, BODY, [SECRET], NOW)


def test_without_a_secret_nobody_passes() -> None:
    for secrets in ([], [b""]):
        with refused("webhook.signature"):
            verified(signed(BODY, b"", NOW), BODY, secrets, NOW)


def test_a_header_may_carry_a_signature_under_each_secret() -> None:
    moment, one = signed(BODY, SECRET, NOW).split(",")
    other = signed(BODY, OTHER, NOW).split(",")[1]
    verified(f"{moment}, {other}, {one}", BODY, [SECRET], NOW)
