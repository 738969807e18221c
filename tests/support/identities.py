"""A simulated provider of identities, the published keys of our own tokens, and ways to sign in."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from chalicelib.adapters import citizen_tokens, identity
from chalicelib.api import tokens
from infra import seed
from infra.local import vneid
from infra.local.vneid import Provider
from tests.support.town import FAMILY, Answer, Desk, Town

PERSON = {
    "citizenPid": FAMILY["number"],
    "fullName": FAMILY["full_name"].upper(),
    "birthDate": "1994-08-15",
    "phoneNumber": FAMILY["phone"],
}


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(citizen_tokens.published()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def vouching(patch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider that answers, its secrets entered, and the authorizer told where our keys lie."""
    provider = Provider(person=dict(PERSON))
    servers = (vneid.server(provider), ThreadingHTTPServer(("127.0.0.1", 0), _Keys))
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    seed.add_identity_secrets(provider)
    patch.setenv("VNEID_ISSUER", provider.url)
    patch.setenv("VNEID_CLIENT", vneid.CLIENT)
    patch.setenv("CITIZEN_KEYS_URL", f"http://127.0.0.1:{servers[1].server_port}/keys")
    yield provider
    for server in servers:
        server.shutdown()
        server.server_close()
    identity._described.cache_clear()
    tokens._keys.cache_clear()


def played(url: str, case: str) -> dict[str, str]:
    """What the browser comes back with when the person plays a case on the provider's page."""
    page = url.replace("/auth?", f"/auth/{case}?")
    reply = requests.get(page, allow_redirects=False, timeout=10)
    query: Mapping[str, list[str]] = parse_qs(urlsplit(reply.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


@dataclass(frozen=True)
class Browser:
    """Somebody who signs in from a browser of the citizens."""

    town: Town

    def sign_in(self, case: str = "level2") -> Answer:
        """The answer to a sign-in that plays a case."""
        begun = self.town.desk().get("/v1/sign-in/start").body
        return self.town.desk().post("/v1/sign-in", played(begun["url"], case) | {"ticket": begun["ticket"]})

    def desk(self, case: str = "level2") -> Desk:
        """The API as who signed in sees it."""
        answer = self.sign_in(case)
        assert answer.status == 200, answer.body
        return Desk(self.town.gateway, answer.body["token"])
