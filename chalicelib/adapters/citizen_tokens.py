"""Tokens of citizens who signed in: short-lived JWTs, signed by a KMS key and checked with its published half alone.

So the authorizer proves them as it proves the user pool's, without asking anybody but for the keys, once an hour.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import Any

from chalicelib.adapters import signing

_KEY = "CITIZEN_KEY"
AUDIENCE = "motcua"


def issued(account: str, now: datetime, until: datetime) -> str:
    """A token for the account, from now until then."""
    header = {"alg": "ES256", "typ": "JWT", "kid": signing.public_key(_KEY).id}
    claims = {
        "iss": os.environ["CITIZEN_ISSUER"],
        "aud": AUDIENCE,
        "sub": account,
        "iat": int(now.timestamp()),
        "exp": int(until.timestamp()),
    }
    signed = f"{_part(header)}.{_part(claims)}"
    return f"{signed}.{signing.signature(signed, _KEY)}"


def published() -> dict[str, Any]:
    """The key set that checks them, as RFC 7517 has it."""
    key = signing.public_key(_KEY)
    jwk = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key.id, "x": key.x, "y": key.y}
    return {"keys": [jwk]}


def accepted() -> bool:
    """Whether the authorizer knows where those keys lie; without that nobody could use a token."""
    return bool(os.environ.get("CITIZEN_KEYS_URL"))


def _part(value: dict[str, Any]) -> str:
    return signing.encoded(json.dumps(value, separators=(",", ":")).encode())
