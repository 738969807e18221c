"""Whose word counts for a signature in a PDF: certificates that the Centre entered, each with its days.

Which authorities those are was not found, so none is entered to begin with: until then nobody knows whom to trust.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

_SEQUENCE = 0x30


def root(body: Mapping[str, Any]) -> bytes:
    """The certificate (DER) of an entry, whose `certificate` is PEM. Raises ValueError for what is none."""
    lines = [line.strip() for line in str(body["certificate"]).splitlines()]
    der = base64.b64decode("".join(line for line in lines if not line.startswith("-----")), validate=True)
    if not str(body["name"]).strip():
        raise ValueError("name: empty")
    if len(der) < 4 or der[0] != _SEQUENCE or der[1] != 0x82 or int.from_bytes(der[2:4], "big") != len(der) - 4:
        raise ValueError("certificate: not one whole certificate in PEM")
    return der


def chain(body: Mapping[str, Any]) -> tuple[bytes, ...]:
    """The certificates (DER) that a signature of ours carries, the signer's own first. Raises ValueError for none."""
    made = tuple(root({"name": body["name"], "certificate": pem}) for pem in body["certificates"])
    if not made:
        raise ValueError("certificates: none")
    return made
