"""Tokens as an issuer makes them: right ones, and wrong in every way."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt.algorithms import RSAAlgorithm


@dataclass
class Issuer:
    """Signs tokens, and publishes the key that proves them."""

    url: str
    key: RSAPrivateKey
    keys_url: str = field(default="")

    def jwks(self) -> dict[str, Any]:
        """The published keys."""
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def token(self, subject: str, *, key: RSAPrivateKey | None = None, **claims: Any) -> str:
        """An access token for the subject; claims given replace the right ones."""
        now = int(time.time())
        good = {
            "iss": self.url,
            "sub": subject,
            "client_id": "agents",
            "token_use": "access",
            "iat": now,
            "exp": now + 600,
        }
        return jwt.encode(good | claims, key or self.key, algorithm="RS256", headers={"kid": "one"})
