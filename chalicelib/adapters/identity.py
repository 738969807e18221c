"""Electronic identities: who a person is, on the word of a provider that signs it (OpenID Connect, code flow, PKCE).

VNeID's contract was not to be had: names of claims are registry data, addresses are the stack's settings, and whether
tokens come encrypted shows in the answer. What cannot be verified is refused, whoever sends it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic, time
from typing import Any, Protocol
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_der_private_key

from chalicelib.adapters import webhook_secrets
from chalicelib.adapters.sign_in_store import Started
from chalicelib.adapters.signing import encoded
from chalicelib.domain.faults import Fault

SECONDS = 5
OLDEST_SECONDS = 600  # of an ID token: it is made while we wait, and the sign-in itself lasts no longer
SECRET, PRIVATE_KEY = "vneid", "vneidkey"
"""Names of parameters: what we prove ourselves with, and our key for answers that are encrypted."""
_LONGEST = 256 * 1024
_REMEMBERED_SECONDS = 3600
_ALGORITHMS = ("RS256", "PS256", "ES256")  # what a published key can check; never a shared secret, never none
_BLOCK = 16
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (jwt.ExpiredSignatureError, "expired"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidAudienceError, "audience"),
    (jwt.InvalidSignatureError, "signature"),
    (jwt.PyJWKClientError, "signature"),
)


class IdentityProvider(Protocol):
    """Who vouches for persons.

    `claims` MUST return nothing that the provider did not sign for this very sign-in; otherwise it MUST raise
    signin.token, signin.nonce or signin.encrypted, and signin.provider_down where there is no answer.
    """

    def url(self, started: Started, scope: str) -> str:
        """The page where the person proves who it is."""
        ...

    def claims(self, code: str, started: Started) -> Mapping[str, Any]:
        """What the provider says of the person that the code stands for."""
        ...

    def logout(self) -> str | None:
        """The page where the person leaves the provider too, or None where it has none."""
        ...


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """A provider of OpenID Connect, found by its issuer's discovery document."""

    issuer: str
    client: str
    back: str

    def url(self, started: Started, scope: str) -> str:
        """The page where the person proves who it is."""
        digest = hashlib.sha256(started.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.back,
            "scope": scope,
            "state": started.state,
            "nonce": started.nonce,
            "code_challenge": encoded(digest),
            "code_challenge_method": "S256",
        }
        return f"{self._endpoint('authorization_endpoint')}?{urlencode(asked)}"

    def claims(self, code: str, started: Started) -> Mapping[str, Any]:
        """What the provider says of the person that the code stands for."""
        secret = next(iter(webhook_secrets.secrets_of(SECRET)), b"").decode()
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "client_id": self.client,
            "client_secret": secret,
            "code_verifier": started.verifier,
        }
        reply = _asked(self._endpoint("token_endpoint"), urlencode(asked).encode())
        if "data" in reply and "key" in reply:
            reply = _decrypted(reply)
        return self._verified(str(reply.get("id_token", "")), started.nonce)

    def logout(self) -> str | None:
        """The page where the person leaves the provider too, or None where it has none."""
        try:
            found = _discovered(self.issuer).get("end_session_endpoint")
        except Fault:  # our own session is over all the same
            return None
        return str(found) if found else None

    def _verified(self, token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of an ID token, by OpenID Connect Core 3.1.3.7. Raises signin.token or signin.nonce."""
        try:
            key = _keys(self._endpoint("jwks_uri")).get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=list(_ALGORITHMS),
                audience=self.client,
                issuer=self.issuer,
                leeway=30,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWKClientConnectionError:
            raise Fault("signin.provider_down") from None
        except jwt.PyJWTError as error:
            raise Fault("signin.token", reason=_reason(error)) from None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.client) != self.client:
            raise Fault("signin.token", reason="audience")
        if time() - int(claims["iat"]) > OLDEST_SECONDS:
            raise Fault("signin.token", reason="expired")
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise Fault("signin.nonce")
        return claims

    def _endpoint(self, name: str) -> str:
        try:
            return str(_discovered(self.issuer)[name])
        except KeyError:
            raise Fault("signin.provider_down") from None


def configured() -> IdentityProvider:
    """The provider that the stack works with. Raises signin.off where it has none."""
    issuer, client = os.environ.get("VNEID_ISSUER", ""), os.environ.get("VNEID_CLIENT", "")
    if not issuer or not client:
        raise Fault("signin.off")
    return OpenIdProvider(issuer, client, os.environ["SIGN_IN_RETURN"])


def _discovered(issuer: str) -> Mapping[str, Any]:
    """The provider's own description. Raises signin.provider_down, and signin.token where it names another issuer."""
    return _described(issuer, int(monotonic() // _REMEMBERED_SECONDS))


@lru_cache(maxsize=4)
def _described(issuer: str, _stretch: int) -> Mapping[str, Any]:
    found = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise Fault("signin.token", reason="issuer")
    return found


@lru_cache(maxsize=4)
def _keys(url: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(url, cache_keys=False, lifespan=_REMEMBERED_SECONDS, timeout=SECONDS)


def _reason(error: Exception) -> str:
    return next((word for kind, word in _REASONS if isinstance(error, kind)), "shape")


def _asked(url: str, form: bytes | None = None) -> Mapping[str, Any]:
    """A JSON answer. Raises signin.provider_down, and signin.token where the provider refuses the code."""
    request = urllib.request.Request(url, form, {"Accept": "application/json"})  # noqa: S310 - the stack's own setting
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as reply:  # noqa: S310
            answer = json.loads(reply.read(_LONGEST))
    except urllib.error.HTTPError as error:
        if 400 <= error.code < 500:
            raise Fault("signin.token", reason="code") from error
        raise Fault("signin.provider_down") from error
    except (OSError, ValueError) as error:
        raise Fault("signin.provider_down") from error
    if not isinstance(answer, dict):
        raise Fault("signin.provider_down")
    return answer


def _decrypted(reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """An answer whose AES key is wrapped for us by RSA (PKCS#1 v1.5), and whose first block is the IV of AES-CBC.

    Raises signin.encrypted, the same for whatever is wrong with it.
    """
    try:
        key = _private_key().decrypt(base64.b64decode(reply["key"]), PKCS1v15())
        data = base64.b64decode(reply["data"])
        decryptor = Cipher(AES(key), CBC(data[:_BLOCK])).decryptor()
        unpadder = PKCS7(AES.block_size).unpadder()
        padded = decryptor.update(data[_BLOCK:]) + decryptor.finalize()
        clear = json.loads(unpadder.update(padded) + unpadder.finalize())
    except (TypeError, ValueError):
        raise Fault("signin.encrypted") from None
    if not isinstance(clear, dict):
        raise Fault("signin.encrypted")
    return clear


def _private_key() -> RSAPrivateKey:
    """Our key for encrypted answers: PKCS#8 in base64, one line. KMS does not unwrap PKCS#1 v1.5, so it lies here."""
    text = next(iter(webhook_secrets.secrets_of(PRIVATE_KEY)), b"")
    key = load_der_private_key(base64.b64decode(text), None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("no RSA key")
    return key
