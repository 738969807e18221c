"""An electronic identity on loopback, behind the adapter that VNeID's takes: an OpenID provider with DEMO persons.

Whoever comes to its page chooses a case to play; each is a way in which a sign-in goes right or wrong.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from jwt.algorithms import RSAAlgorithm

from infra.samples import family

CLIENT = "motcua-demo"
SECRET = "demo-vneid-secret-of-this-machine"  # noqa: S105 - lives in this process's memory only
ERRORS = {"no_account": "account_not_found", "locked": "account_locked", "expired": "account_expired"}
ERRORS |= {"cancelled": "access_denied", "odd_error": "temporarily unavailable <b>"}
CASES: dict[str, str] = {
    "level2": "tài khoản mức 2",
    "level1": "tài khoản mức 1",
    "no_account": "chưa có tài khoản",
    "locked": "tài khoản bị khóa",
    "expired": "tài khoản hết hạn",
    "cancelled": "người dân hủy",
    "odd_error": "lỗi không biết trước",
    "timeout": "không trả lời",
    "down": "trả lời lỗi 503",
    "other_state": "trả về state của lần khác",
    "other_nonce": "token của lần đăng nhập khác",
    "other_key": "token do khóa lạ ký",
    "other_audience": "token cấp cho ứng dụng khác",
    "other_issuer": "token do nơi khác cấp",
    "stale": "token đã hết hạn",
    "unsigned": "token không có chữ ký",
    "other_name": "họ tên khác hồ sơ",
    "other_birth_date": "ngày sinh khác hồ sơ",
    "no_phone": "không cho biết số điện thoại",
    "no_number": "không cho biết số định danh",
    "no_level": "không cho biết mức tài khoản",
    "encrypted": "câu trả lời mã hóa",
    "encrypted_for_another": "câu trả lời mã hóa cho nơi khác",
}


def _person() -> dict[str, str]:
    father = family().father
    return {
        "citizenPid": father.number,
        "fullName": father.name,
        "birthDate": father.born.isoformat(),
        "phoneNumber": "0912345678",
    }


@dataclass
class Provider:
    """Who signs in, which codes are out, and the keys. `slowness` is how long a case that times out takes, seconds."""

    client: str = CLIENT
    secret: str = SECRET
    slowness: float = 7.0
    url: str = ""
    person: dict[str, str] = field(default_factory=_person)
    codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    stranger: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    ours: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def private_key(self) -> str:
        """The client's own key for encrypted answers, as its operator enters it."""
        return base64.b64encode(self.ours.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()

    def described(self) -> dict[str, Any]:
        """The discovery document."""
        places = {"authorization": "auth", "token": "token", "end_session": "logout"}
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            **{f"{name}_endpoint": f"{self.url}/{place}" for name, place in places.items()},
        }

    def jwks(self) -> dict[str, Any]:
        """The published keys."""
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "vneid", "use": "sig", "alg": "RS256"}]}

    def authorise(self, asked: Mapping[str, str], case: str) -> str:
        """Where the browser goes next once the person has played a case."""
        if asked.get("client_id") != self.client or asked.get("code_challenge_method") != "S256":
            return f"{asked.get('redirect_uri', '')}?{urlencode({'error': 'invalid_request'})}"
        state = secrets.token_urlsafe(32) if case == "other_state" else asked["state"]
        if case in ERRORS:
            return f"{asked['redirect_uri']}?{urlencode({'error': ERRORS[case], 'state': state})}"
        code = secrets.token_urlsafe(24)
        self.codes[code] = (case, dict(asked))
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state})}"

    def token(self, asked: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and body of the token endpoint's answer; a code counts once, and only for who began (PKCE)."""
        case, begun = self.codes.pop(asked.get("code", ""), ("", {}))
        if asked.get("client_secret") != self.secret:
            return 401, {"error": "invalid_client"}
        if not begun or not _proves(asked, begun):
            return 400, {"error": "invalid_grant"}
        if case == "timeout":
            time.sleep(self.slowness)
        if case == "down":
            return 503, {}
        reply = {"token_type": "Bearer", "access_token": "unused", "id_token": self._id_token(case, begun)}
        if case.startswith("encrypted"):
            return 200, self._encrypted(reply, self.ours if case == "encrypted" else self.stranger)
        return 200, reply

    def _id_token(self, case: str, begun: Mapping[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": "https://elsewhere.example" if case == "other_issuer" else self.url,
            "aud": "another" if case == "other_audience" else self.client,
            "sub": hashlib.sha256(self.person["citizenPid"].encode()).hexdigest(),
            "iat": now - 900 if case == "stale" else now,
            "exp": now - 600 if case == "stale" else now + 300,
            "nonce": secrets.token_urlsafe(32) if case == "other_nonce" else begun["nonce"],
            **self._claims(case),
        }
        if case == "unsigned":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": "vneid"})
        key = self.stranger if case == "other_key" else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "vneid"})

    def _claims(self, case: str) -> dict[str, str]:
        said = self.person | {"accountLevel": "1" if case == "level1" else "2"}
        said |= {"other_name": {"fullName": "PHẠM DEMO KHÁC"}, "other_birth_date": {"birthDate": "1950-02-03"}}.get(
            case, {}
        )
        gone = {"no_phone": "phoneNumber", "no_number": "citizenPid", "no_level": "accountLevel"}.get(case)
        return {name: value for name, value in said.items() if name != gone}

    def _encrypted(self, reply: Mapping[str, Any], key: rsa.RSAPrivateKey) -> dict[str, str]:
        """RSA (PKCS#1 v1.5) around an AES key, AES-CBC with PKCS#7 around the answer, the IV before it."""
        secret, iv = os.urandom(32), os.urandom(16)
        padder = PKCS7(AES.block_size).padder()
        padded = padder.update(json.dumps(reply).encode()) + padder.finalize()
        encryptor = Cipher(AES(secret), CBC(iv)).encryptor()
        data = iv + encryptor.update(padded) + encryptor.finalize()
        wrapped = key.public_key().encrypt(secret, PKCS1v15())
        return {"data": base64.b64encode(data).decode(), "key": base64.b64encode(wrapped).decode()}


def _proves(asked: Mapping[str, str], begun: Mapping[str, str]) -> bool:
    digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return challenge == begun["code_challenge"] and asked.get("redirect_uri") == begun["redirect_uri"]


def _page(query: str) -> str:
    links = "".join(
        f'<li><a href="/auth/{case}?{html.escape(query)}">{html.escape(says)}</a> <code>{case}</code></li>'
        for case, says in CASES.items()
    )
    return f'<!doctype html><meta charset="utf-8"><title>VNeID DEMO</title><h1>VNeID DEMO</h1><ul>{links}</ul>'


@dataclass(frozen=True)
class Shown:
    """An answer to a browser, or to us."""

    status: int
    kind: str = "application/json"
    text: str = ""
    location: str = ""


def shown(provider: Provider, path: str) -> Shown:
    """Discovery, keys, the page with the cases, and the way back from it."""
    at = urlsplit(path)
    match at.path.strip("/").split("/"):
        case [".well-known", "openid-configuration"]:
            return Shown(200, text=json.dumps(provider.described()))
        case ["jwks"]:
            return Shown(200, text=json.dumps(provider.jwks()))
        case ["auth", case] if case in CASES:
            return Shown(302, location=provider.authorise(_first(at.query), case))
        case ["auth"] | ["logout"]:
            return Shown(200, "text/html; charset=utf-8", _page(at.query))
        case _:
            return Shown(404)


def _first(form: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(form).items()}


def server(provider: Provider) -> ThreadingHTTPServer:
    """The provider on a free port of loopback."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Whatever a browser asks for, and what we ask about the provider."""
            self._reply(shown(provider, self.path))

        def do_POST(self) -> None:
            """The token endpoint."""
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            status, said = provider.token(_first(body))
            self._reply(Shown(status, text=json.dumps(said)))

        def _reply(self, answer: Shown) -> None:
            data = answer.text.encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(data)))
            if answer.location:
                self.send_header("Location", answer.location)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    provider.url = f"http://127.0.0.1:{made.server_address[1]}"
    return made
