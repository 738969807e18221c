"""Bearer tokens: verified against the issuer's published keys. Free of botocore, so that the authorizer starts fast."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import jwt

from chalicelib.domain.faults import Fault

_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "auth.expired"),
    (jwt.InvalidIssuerError, "auth.issuer"),
    (jwt.InvalidSignatureError, "auth.signature"),
    (jwt.PyJWKClientConnectionError, "auth.keys_unreachable"),
    (jwt.PyJWKClientError, "auth.signature"),  # signed with a key that the issuer never published
)


def account(authorization: str) -> str:
    """The account (the token's subject) behind an Authorization header. Raises auth.… when it proves nothing."""
    scheme, _, token = authorization.partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise Fault("auth.missing", "Authorization")
    try:
        claims = _claims(token.strip())
    except jwt.PyJWTError as error:
        code = next((code for kind, code in _FAULTS if isinstance(error, kind)), "auth.malformed")
        raise Fault(code, "Authorization") from None
    if claims.get("client_id") != os.environ["TOKEN_CLIENT"] or claims.get("token_use") != "access":
        raise Fault("auth.client", "Authorization")
    return str(claims["sub"])


def _claims(token: str) -> dict[str, Any]:
    issuer = os.environ["TOKEN_ISSUER"]
    # The issuer is looked at before its keys are asked for: a stranger's token is named as such.
    if jwt.decode(token, options={"verify_signature": False}).get("iss") != issuer:
        raise jwt.InvalidIssuerError
    key = _keys(os.environ.get("TOKEN_KEYS_URL") or issuer + "/.well-known/jwks.json").get_signing_key_from_jwt(token)
    return jwt.decode(
        token, key.key, algorithms=["RS256"], issuer=issuer, leeway=30, options={"require": ["exp", "iss", "sub"]}
    )


@cache
def _keys(url: str) -> jwt.PyJWKClient:
    # No cache of single keys: it never forgets, so a key that the issuer withdrew would be believed for ever.
    return jwt.PyJWKClient(url, cache_keys=False, lifespan=3600, timeout=3)
