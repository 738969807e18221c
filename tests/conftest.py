"""One emulated AWS a test session, filled like a fresh system; every test takes its own dossiers from it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

os.environ.update(
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="ap-southeast-1",
    AWS_REGION="ap-southeast-1",
    AWS_EC2_METADATA_DISABLED="true",
)
for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN", "MOTCUA_PORT"):
    os.environ.pop(name, None)

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.server import ThreadedMotoServer

from infra.local import cloud, moto_answers
from tests.support import moto_speed
from tests.support import town as towns
from tests.support.tokens import Issuer
from tests.support.town import Town


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """An issuer of tokens with keys of its own, published over HTTP as Cognito publishes its."""
    made = Issuer("https://issuer.test/pool", rsa.generate_private_key(65537, 2048))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _publishing(made))
    Thread(target=server.serve_forever, daemon=True).start()
    made.keys_url = f"http://127.0.0.1:{server.server_port}/jwks.json"
    yield made
    server.shutdown()
    server.server_close()


def _publishing(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(issuer.jwks()).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Keys


@pytest.fixture(scope="session")
def _session_town(issuer: Issuer) -> Iterator[Town]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    os.environ["AWS_ENDPOINT_URL"] = "http://{}:{}".format(*server.get_host_and_port())
    moto_answers.install()
    moto_speed.install()
    made = cloud.make()
    os.environ.update(TOKEN_ISSUER=issuer.url, TOKEN_CLIENT="agents", TOKEN_KEYS_URL=issuer.keys_url)
    yield towns.founded(made, issuer)
    server.stop()


@pytest.fixture
def town(_session_town: Town) -> Town:
    """The system with a filled registry, empty queues and an empty outbox."""
    _session_town.tidy()
    return _session_town


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds how many random histories are played on the emulated tables; the suite plays a few."""
    parser.addoption("--histories", type=int, default=8, help="random histories on the emulated tables")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `history` is run for each."""
    if "history" in metafunc.fixturenames:
        metafunc.parametrize("history", range(metafunc.config.getoption("--histories")))
