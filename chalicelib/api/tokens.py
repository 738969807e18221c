"""Bearer tokens: verified against their issuer's published keys. Free of botocore, so that the authorizer starts fast.

There are two issuers: the user pool, for whoever works here, and ourselves, for citizens who signed in with VNeID.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import jwt

from chalicelib.domain.faults import Fault

_CITIZEN = "citizen:"
_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "auth.expired"),
    (jwt.InvalidIssuerError, "auth.issuer"),
    (jwt.InvalidAudienceError, "auth.client"),
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
        return _subject(token.strip())
    except jwt.PyJWTError as error:
        code = next((code for kind, code in _FAULTS if isinstance(error, kind)), "auth.malformed")
        raise Fault(code, "Authorization") from None


def _subject(token: str) -> str:
    # The issuer is looked at before its keys are asked for: a stranger's token is named as such.
    said = jwt.decode(token, options={"verify_signature": False}).get("iss")
    pool, citizens = os.environ["TOKEN_ISSUER"], os.environ.get("CITIZEN_ISSUER", "")
    if said == pool:
        return _of_pool(token, pool)
    if said == citizens and os.environ.get("CITIZEN_KEYS_URL"):
        return _of_citizen(token, citizens)
    raise jwt.InvalidIssuerError


def _of_pool(token: str, issuer: str) -> str:
    url = os.environ.get("TOKEN_KEYS_URL") or issuer + "/.well-known/jwks.json"
    claims = _claims(token, url, "RS256", issuer, None)
    if claims.get("client_id") != os.environ["TOKEN_CLIENT"] or claims.get("token_use") != "access":
        raise Fault("auth.client", "Authorization")
    if str(claims["sub"]).startswith(_CITIZEN):  # each issuer speaks for its own accounts only
        raise Fault("auth.malformed", "Authorization")
    return str(claims["sub"])


def _of_citizen(token: str, issuer: str) -> str:
    claims = _claims(token, os.environ["CITIZEN_KEYS_URL"], "ES256", issuer, "motcua")
    if not str(claims["sub"]).startswith(_CITIZEN):
        raise Fault("auth.malformed", "Authorization")
    return str(claims["sub"])


def _claims(token: str, url: str, algorithm: str, issuer: str, audience: str | None) -> dict[str, Any]:
    key = _keys(url).get_signing_key_from_jwt(token)
    return jwt.decode(
        token,
        key.key,
        algorithms=[algorithm],
        issuer=issuer,
        audience=audience,
        leeway=30,
        options={"require": ["exp", "iss", "sub"]},
    )


@cache
def _keys(url: str) -> jwt.PyJWKClient:
    # No cache of single keys: it never forgets, so a key that the issuer withdrew would be believed for ever.
    return jwt.PyJWKClient(url, cache_keys=False, lifespan=3600, timeout=3)
