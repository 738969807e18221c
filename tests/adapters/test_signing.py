"""Signatures of forms are checked here as a phone would: with the published key, and without us."""

from __future__ import annotations

import base64

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from chalicelib.adapters import signing

pytestmark = pytest.mark.usefixtures("town")
MESSAGE = "MOTCUA1:000.00.01.H26-261112-0001:01:1:20261112:abcdef01"


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(signed: str) -> None:
    message, _, signature = signed.rpartition(":")
    raw = decoded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = load_pem_public_key(signing.public_key().pem.encode())
    assert isinstance(key, EllipticCurvePublicKey)
    key.verify(der, message.encode(), ECDSA(SHA256()))


def test_the_published_key_proves_it() -> None:
    check(signing.sign(MESSAGE))


@pytest.mark.parametrize("place", [0, 20, len(MESSAGE) - 1])
def test_a_changed_character_is_found_out(place: int) -> None:
    signed = signing.sign(MESSAGE)
    forged = signed[:place] + ("X" if signed[place] != "X" else "Y") + signed[place + 1 :]
    with pytest.raises(InvalidSignature):
        check(forged)


def test_the_coordinates_are_the_pems() -> None:
    key = signing.public_key()
    x, y = (int.from_bytes(decoded(part), "big") for part in (key.x, key.y))
    pem = load_pem_public_key(key.pem.encode())
    assert isinstance(pem, EllipticCurvePublicKey)
    assert EllipticCurvePublicNumbers(x, y, SECP256R1()) == pem.public_numbers()
    assert len(key.id) == 8
