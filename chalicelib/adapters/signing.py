"""Signatures under what is printed, and under citizens' tokens: each made by a KMS key of its own that never leaves
it, checked with the published half alone."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from chalicelib.adapters import aws

_SIZE = 32  # bytes of each half of a P-256 signature


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The published half of the key: a short id, PEM, and the coordinates of a JWK (base64url)."""

    id: str
    pem: str
    x: str
    y: str


def public_key(which: str = "FORMS_KEY") -> PublicKey:
    """The published half of the key that the environment names so; without a name, of the one that `sign` uses."""
    return _public_key(os.environ[which])


@lru_cache(maxsize=4)
def _public_key(key: str) -> PublicKey:
    der = aws.kms().get_public_key(KeyId=key)["PublicKey"]
    made = load_der_public_key(der)
    if not isinstance(made, EllipticCurvePublicKey):
        raise TypeError("the key is no elliptic-curve key")
    point = made.public_numbers()
    pem = made.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return PublicKey(hashlib.sha256(der).hexdigest()[:8], pem, _text(point.x), _text(point.y))


def sign(message: str) -> str:
    """The message with its signature behind a colon."""
    return f"{message}:{signature(message, 'FORMS_KEY')}"


def signature(message: str, which: str) -> str:
    """ECDSA over P-256 and SHA-256, r and s in base64url, by the key that the environment names so."""
    made = aws.kms().sign(
        KeyId=os.environ[which],
        Message=message.encode(),
        MessageType="RAW",
        SigningAlgorithm="ECDSA_SHA_256",
    )
    r, s = decode_dss_signature(made["Signature"])
    return encoded(r.to_bytes(_SIZE, "big") + s.to_bytes(_SIZE, "big"))


def is_ours(signed: str) -> bool:
    """Whether a text with its signature behind a colon was signed by `sign`. Any text may be asked for."""
    message, _, signature = signed.rpartition(":")
    key = load_pem_public_key(public_key().pem.encode())
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        halves = int.from_bytes(raw[:_SIZE], "big"), int.from_bytes(raw[_SIZE:], "big")
        cast(EllipticCurvePublicKey, key).verify(encode_dss_signature(*halves), message.encode(), ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return len(raw) == 2 * _SIZE


def _text(number: int) -> str:
    return encoded(number.to_bytes(_SIZE, "big"))


def encoded(data: bytes) -> str:
    """Bytes in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
