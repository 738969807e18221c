"""Sealing of personal data: AES-256-GCM under one data key per dossier, wrapped by KMS, bound to the item's key.

A sealed value is: version (1 byte), length of the wrapped key (2 bytes), wrapped key, nonce (12 bytes), ciphertext.
Moving it to another item, or changing one bit, makes it unreadable. What is long is packed before it is sealed.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chalicelib.adapters import aws

_PLAIN, _PACKED = 1, 2
_WORTH_PACKING = 4096
_NONCE = 12


@dataclass(frozen=True, slots=True)
class DataKey:
    """A dossier's data key: in the clear for this process only, and wrapped for storage."""

    wrapped: bytes
    clear: bytes = field(repr=False)


def new_key(code: str) -> DataKey:
    """A fresh data key for a new dossier."""
    made = aws.kms().generate_data_key(
        KeyId=os.environ["DATA_KEY"], KeySpec="AES_256", EncryptionContext={"dossier": code}
    )
    return DataKey(made["CiphertextBlob"], made["Plaintext"])


def key_of(code: str, sealed: bytes) -> DataKey:
    """The data key that a sealed value of this dossier was sealed with."""
    wrapped = _parts(sealed)[0]
    return DataKey(wrapped, _unwrapped(code, wrapped))


def seal(value: dict[str, Any], key: DataKey, code: str, item: str) -> bytes:
    """The value sealed for this item of this dossier."""
    nonce = os.urandom(_NONCE)
    clear = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    version = _PACKED if len(clear) > _WORTH_PACKING else _PLAIN
    clear = zlib.compress(clear) if version == _PACKED else clear
    cipher = AESGCM(key.clear).encrypt(nonce, clear, _bound_to(version, code, item))
    return bytes([version]) + len(key.wrapped).to_bytes(2, "big") + key.wrapped + nonce + cipher


def unseal(sealed: bytes, code: str, item: str) -> dict[str, Any]:
    """The value again. Raises cryptography.exceptions.InvalidTag when it is not this item's or was changed."""
    wrapped, nonce, cipher = _parts(sealed)
    clear = AESGCM(_unwrapped(code, wrapped)).decrypt(nonce, cipher, _bound_to(sealed[0], code, item))
    value: dict[str, Any] = json.loads(zlib.decompress(clear) if sealed[0] == _PACKED else clear)
    return value


def person_key(number: str) -> str:
    """The keyed hash under which a person is looked up; without the KMS key nobody can compute it."""
    return keyed_hash(f"person|{number}")


def keyed_hash(text: str) -> str:
    """A keyed hash of any text, as 64 hexadecimal digits."""
    message = hashlib.sha256(text.encode()).digest()  # KMS takes 4 kB at most
    made = aws.kms().generate_mac(Message=message, KeyId=os.environ["PERSON_KEY"], MacAlgorithm="HMAC_SHA_256")
    return made["Mac"].hex()


@lru_cache(maxsize=512)
def _unwrapped(code: str, wrapped: bytes) -> bytes:
    return aws.kms().decrypt(CiphertextBlob=wrapped, EncryptionContext={"dossier": code})["Plaintext"]


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    if sealed[0] not in (_PLAIN, _PACKED):
        raise ValueError(f"sealed value of unknown version {sealed[0]}")
    end = 3 + int.from_bytes(sealed[1:3], "big")
    return sealed[3:end], sealed[end : end + _NONCE], sealed[end + _NONCE :]


def _bound_to(version: int, code: str, item: str) -> bytes:
    return f"Dossiers|{code}|{item}{'|packed' if version == _PACKED else ''}".encode()
