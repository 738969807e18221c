"""Who gets in: one right token, and every wrong one with its own stable code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api import tokens
from chalicelib.api.application import ENDPOINTS
from chalicelib.api.authorizer import authorize
from tests.api.asking import calm, hired, refused
from tests.support.tokens import Issuer
from tests.support.town import Desk, Town

STRANGER = rsa.generate_private_key(65537, 2048)
ARN = "arn:aws:execute-api:ap-southeast-1:123456789012:api/stage/GET/v1/me"
ROOT = Path(__file__).parents[2]


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _claims(issuer: Issuer, subject: str) -> dict[str, Any]:
    now = int(time.time())
    return {"iss": issuer.url, "sub": subject, "client_id": "agents", "token_use": "access", "exp": now + 600}


def _by_hand(issuer: Issuer, subject: str, algorithm: str, secret: bytes | None) -> str:
    """A token that no library would sign: of no algorithm, or an HMAC keyed with what everybody knows."""
    header = _b64(json.dumps({"alg": algorithm, "typ": "JWT", "kid": "one"}).encode())
    signed = f"{header}.{_b64(json.dumps(_claims(issuer, subject)).encode())}"
    return f"{signed}.{_b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest()) if secret else ''}"


def _hs256(issuer: Issuer, subject: str) -> str:
    public = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return _by_hand(issuer, subject, "HS256", public)


def _cut(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body}.{signature[:-8]}AAAAAAAA"


def _other_account(issuer: Issuer, subject: str) -> str:
    head, _, signature = issuer.token(subject).split(".")
    return f"{head}.{_b64(json.dumps(_claims(issuer, 'somebody-else')).encode())}.{signature}"


WRONG: dict[str, tuple[str, Callable[[Issuer, str], str]]] = {
    "other issuer": ("auth.issuer", lambda i, s: i.token(s, iss="https://elsewhere.test/pool")),
    "other issuer, one letter more": ("auth.issuer", lambda i, s: i.token(s, iss=i.url + "/")),
    "no issuer": (
        "auth.issuer",
        lambda i, s: jwt.encode({"sub": s, "exp": 2**33}, i.key, algorithm="RS256", headers={"kid": "one"}),
    ),
    "other key, same kid": ("auth.signature", lambda i, s: i.token(s, key=STRANGER)),
    "unknown kid": (
        "auth.signature",
        lambda i, s: jwt.encode(_claims(i, s), STRANGER, algorithm="RS256", headers={"kid": "two"}),
    ),
    "no kid": ("auth.signature", lambda i, s: jwt.encode(_claims(i, s), i.key, algorithm="RS256")),
    "expired": ("auth.expired", lambda i, s: i.token(s, exp=int(time.time()) - 31)),
    "without end": (
        "auth.malformed",
        lambda i, s: jwt.encode(
            {k: v for k, v in _claims(i, s).items() if k != "exp"}, i.key, algorithm="RS256", headers={"kid": "one"}
        ),
    ),
    "not yet": ("auth.malformed", lambda i, s: i.token(s, nbf=int(time.time()) + 600)),
    "wrong client": ("auth.client", lambda i, s: i.token(s, client_id="another-app")),
    "id token": ("auth.client", lambda i, s: i.token(s, token_use="id")),
    "subject is no text": ("auth.malformed", lambda i, s: i.token(s, sub=["x"])),
    "alg none": ("auth.malformed", lambda i, s: _by_hand(i, s, "none", None)),
    "HS256 with the public key": ("auth.malformed", _hs256),
    "PS256": (
        "auth.malformed",
        lambda i, s: jwt.encode(_claims(i, s), i.key, algorithm="PS256", headers={"kid": "one"}),
    ),
    "signature changed": ("auth.signature", lambda i, s: _cut(i.token(s))),
    "another's claims": ("auth.signature", _other_account),
    "garbage": ("auth.malformed", lambda i, s: "không.phải.token"),
    "one part": ("auth.malformed", lambda i, s: "x" * 5000),
    "empty": ("auth.missing", lambda i, s: "  "),
}


def test_the_right_token_opens(town: Town) -> None:
    answer = town.desk("clerk").get("/v1/me")
    assert (answer.status, answer.body) == (
        200,
        {"account": town.subjects["clerk"], "role": "clerk", "scope": "VNP-01"},
    )


@pytest.mark.parametrize("why", WRONG)
def test_a_wrong_token_is_refused_by_its_code(town: Town, why: str) -> None:
    code, made = WRONG[why]
    subject = town.subjects["clerk"]
    problem = refused(Desk(town.gateway, made(town.issuer, subject)).get("/v1/me"), 401, code, "Authorization")
    assert subject not in json.dumps(problem)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Token x", "bearer\tx"])
def test_a_header_that_bears_no_token(town: Town, header: str) -> None:
    refused(Desk(town.gateway, None).call("GET", "/v1/me", None, {"Authorization": header}), 401, "auth.missing")


def test_no_header_at_all(town: Town) -> None:
    for endpoint in ENDPOINTS:
        if not endpoint.public:
            path = endpoint.path.replace("{code}", "x").replace("{paper}", "y")
            refused(town.desk().call(endpoint.method, path, b"{}"), 401, "auth.missing", "Authorization")


def test_the_scheme_is_read_in_any_case(town: Town) -> None:
    token = town.issuer.token(town.subjects["clerk"])
    assert Desk(town.gateway, None).call("GET", "/v1/me", None, {"authorization": f"bEARER  {token}"}).status == 200


@pytest.mark.parametrize(
    ("role", "scope"),
    [("system", "x"), ("Clerk", "VNP-01"), ("", "x"), (None, "x"), (["clerk"], "x"), ("clerk", None), ("leader", "")],
)
def test_an_account_with_half_a_role_has_none(town: Town, role: Any, scope: Any) -> None:
    refused(hired(town, role, scope).get("/v1/me"), 403, "role.unknown")


def test_an_account_without_a_role_gets_nowhere(town: Town) -> None:
    nobody = Desk(town.gateway, town.issuer.token(str(uuid.uuid4())))
    refused(nobody.get("/v1/me"), 403, "role.unknown")
    refused(nobody.get("/v1/dossiers"), 403, "role.unknown")
    refused(nobody.get("/v1/dossiers/x/papers/y"), 403, "role.unknown")
    refused(nobody.act("x", "submit"), 403, "role.unknown")


def test_a_role_ends_with_its_last_day(town: Town) -> None:
    refused(hired(town, "clerk", "VNP-01", valid_to="2025-12-31").get("/v1/me"), 403, "role.unknown")


def test_an_issuer_that_does_not_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN_KEYS_URL", "http://127.0.0.1:9/keys")  # the discard port: nobody listens
    refused(town.desk("clerk").get("/v1/me"), 401, "auth.keys_unreachable")


def test_a_withdrawn_key_is_forgotten_with_the_set_it_came_in(town: Town) -> None:
    keys = tokens._keys(town.issuer.keys_url)
    assert town.desk("clerk").get("/v1/me").status == 200
    assert keys.jwk_set_cache is not None
    assert not hasattr(keys.get_signing_key, "cache_info"), "a cache of single keys never forgets one"


def _effect(event: dict[str, Any]) -> tuple[str, str]:
    made: dict[str, Any] = authorize(event, None)
    return made["policyDocument"]["Statement"][0]["Effect"], made["principalId"]


@calm
@given(st.text(), st.sampled_from(["", "Bearer ", "bearer "]), st.text())
def test_the_authorizer_never_raises(town: Town, token: str, scheme: str, arn: str) -> None:
    assert town.issuer.url
    assert _effect({"type": "TOKEN", "authorizationToken": scheme + token, "methodArn": arn}) == ("Deny", "nobody")


@calm
@given(
    st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jku", "b64"]), st.text() | st.integers()),
    st.binary(),
)
def test_nor_does_it_on_anything_like_a_token(town: Town, header: dict[str, Any], body: bytes) -> None:
    assert town.issuer.url
    token = f"Bearer {_b64(json.dumps(header).encode())}.{_b64(body)}.{_b64(body)}"
    assert _effect({"type": "TOKEN", "authorizationToken": token, "methodArn": ARN}) == ("Deny", "nobody")


def test_its_policy_covers_the_stage_and_nothing_else(town: Town) -> None:
    token = f"Bearer {town.issuer.token(town.subjects['clerk'])}"
    made = authorize({"type": "TOKEN", "authorizationToken": token, "methodArn": ARN}, None)
    statement = made["policyDocument"]["Statement"][0]
    assert (statement["Effect"], made["principalId"]) == ("Allow", town.subjects["clerk"])
    assert statement["Resource"] == ["arn:aws:execute-api:ap-southeast-1:123456789012:api/stage/*"]


def test_the_authorizer_starts_without_aws_and_without_the_routes() -> None:
    look = "import sys, chalicelib.api.authorizer; print(*sorted(sys.modules), sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", look], cwd=ROOT, check=True, capture_output=True, text=True)
    modules = set(loaded.stdout.split())
    assert "chalicelib.api.tokens" in modules
    heavy = {m for m in modules if m.partition(".")[0] in ("boto3", "botocore", "pynamodb", "pydantic", "PIL", "numpy")}
    ours = {m for m in modules if m.startswith("chalicelib.") and not m.startswith("chalicelib.domain.faults.")}
    assert heavy == set()
    assert ours == {
        "chalicelib.api",
        "chalicelib.api.authorizer",
        "chalicelib.api.tokens",
        "chalicelib.domain",
        "chalicelib.domain.faults",
    }
