"""A signature opens the door to its own body, for five minutes, and to nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.webhooks import TOLERANCE, signed, verified
from tests.support.dossiers import NOW, calm
from tests.support.refusals import refused

SECRET, OLD = b"the secret", b"the one before"
BODY = b'{"id": "1", "event": "delivered"}'
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("age", [timedelta(0), TOLERANCE, -TOLERANCE])
@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_right_and_fresh_signature_is_proven(secret: bytes, age: timedelta) -> None:
    verified(signed(BODY, secret, NOW), BODY, [SECRET, OLD], NOW + age)


@pytest.mark.parametrize("age", [TOLERANCE + SECOND, -TOLERANCE - SECOND])
def test_a_stale_one_is_not(age: timedelta) -> None:
    with refused("webhook.signature", "X-Signature"):
        verified(signed(BODY, SECRET, NOW), BODY, [SECRET], NOW + age)


def test_one_of_several_signatures_is_enough_while_a_secret_is_changed() -> None:
    both = signed(BODY, OLD, NOW) + "," + signed(BODY, SECRET, NOW).partition(",")[2]
    verified(both, BODY, [SECRET], NOW)


RIGHT = signed(BODY, SECRET, NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        RIGHT.partition(",")[0],
        RIGHT.partition(",")[2],
        RIGHT.upper(),
        RIGHT + ",",
        RIGHT.replace("v1=", "v0="),
        RIGHT.replace("t=", "t=-"),
        f"t={int(NOW.timestamp()) + 1},{RIGHT.partition(',')[2]}",
        RIGHT + ",v1=" + "0" * 63,
        "t=" + "9" * 400 + "," + RIGHT.partition(",")[2],
    ],
)
def test_what_is_put_together_otherwise_is_refused(header: str) -> None:
    with refused("webhook.signature"):
        verified(header, BODY, [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [OLD], [b""]])
def test_without_the_secret_nothing_is_proven(secrets: list[bytes]) -> None:
    with refused("webhook.signature"):
        verified(RIGHT, BODY, secrets, NOW)


@calm
@given(st.binary(max_size=60))
def test_no_other_body_passes(body: bytes) -> None:
    if body != BODY:
        with refused("webhook.signature"):
            verified(RIGHT, body, [SECRET], NOW)


@calm
@given(st.text(max_size=120))
def test_no_invented_header_passes(header: str) -> None:
    with refused("webhook.signature"):
        verified(header, BODY, [SECRET], NOW)
