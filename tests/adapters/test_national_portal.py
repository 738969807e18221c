"""Talking to the portal: what is sent is what was recorded, and whatever comes back has one of three meanings."""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from chalicelib.adapters import national_portal
from chalicelib.adapters.national_portal import Access, HttpPortal, PortalDownError, PortalRefusedError
from chalicelib.domain.portal_sync import DOSSIERS, PROGRESS, Verdict
from infra import portal_access
from infra.local import national_portal as simulated
from infra.local.national_portal import ACCOUNT, MOODS, Portal
from tests.support.portal import connected, recorded
from tests.support.town import Town

[SAMPLE] = recorded()[DOSSIERS]["data"]
[STEP] = recorded()[PROGRESS]["data"]


@pytest.fixture
def simulator(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    with connected(monkeypatch) as made:
        yield made


@pytest.fixture
def portal(simulator: Portal) -> national_portal.Portal:
    found = national_portal.portal()
    assert found
    return found


def tell(portal: national_portal.Portal, updating: bool = False) -> None:
    portal.tell(DOSSIERS, [SAMPLE], updating=updating)


def test_the_recorded_samples_are_taken(simulator: Portal, portal: national_portal.Portal) -> None:
    tell(portal)
    portal.tell(PROGRESS, [STEP], updating=False)
    assert simulator.dossiers == {SAMPLE["MaHoSo"]: SAMPLE}
    assert simulator.rows == [STEP]


def test_a_call_has_the_recorded_form(simulator: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[dict[str, Any], dict[str, str]]] = []

    def post(url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        sent.append((body, headers))
        return dict(recorded()["auth"]["response"])

    monkeypatch.setattr(national_portal, "_post", post)
    portal = HttpPortal(Access("https://p/login", "https://p/sync", "000.00.00.H26", "VN:GOV:x", "u", "p"))
    portal.tell(DOSSIERS, [SAMPLE], updating=False)
    (login, headers), (call, _) = sent
    assert set(login) == set(recorded()["auth"]["request"]["body"])
    assert set(headers) == set(recorded()["auth"]["request"]["headers"])
    assert call == recorded()[DOSSIERS]


def test_the_session_is_kept(simulator: Portal, portal: national_portal.Portal) -> None:
    for updating in (False, True, True):
        tell(portal, updating)
    assert len(simulator.sessions) == 1
    assert [c["isUpdating"] for c in simulator.calls] == ["False", "True", "True"]


def test_a_session_that_ran_out_is_renewed_and_the_call_made_again(
    simulator: Portal, portal: national_portal.Portal
) -> None:
    tell(portal)
    simulator.sessions.clear()
    tell(portal, updating=True)
    assert len(simulator.sessions) == 1
    assert len(simulator.calls) == 2


def test_a_session_that_always_runs_out_is_tried_once_more_only(
    portal: national_portal.Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(portal)
    calls: list[str] = []

    def expired(url: str, body: dict[str, Any], _headers: dict[str, str]) -> dict[str, Any]:
        calls.append(url.rpartition("/")[2])
        return {"session": "s", "error_code": "0"} if url.endswith("/login") else {"message": "Session expired"}

    monkeypatch.setattr(national_portal, "_post", expired)
    with pytest.raises(PortalDownError, match=r"^session$"):
        tell(portal)
    assert calls == ["sync", "login", "sync"]


def test_a_401_is_a_session_that_ran_out(portal: national_portal.Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(portal)
    real = national_portal._post
    refusals = iter([PortalDownError("http_401")])

    def once_401(url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
        if url.endswith("/sync"):
            for refusal in refusals:
                raise refusal
        return real(url, body, headers)

    monkeypatch.setattr(national_portal, "_post", once_401)
    tell(portal, updating=True)


def test_a_wrong_password_is_no_refusal_of_a_dossier(simulator: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACCOUNT, "password", "another")
    portal = national_portal.portal()
    assert portal
    with pytest.raises(PortalDownError, match=r"^sign_in$"):
        tell(portal)


@pytest.mark.parametrize(
    ("updating", "known", "verdict"), [(False, True, Verdict.EXISTS), (True, False, Verdict.UNKNOWN)]
)
def test_new_or_known_is_told_apart(
    updating: bool, known: bool, verdict: Verdict, simulator: Portal, portal: national_portal.Portal
) -> None:
    if known:
        tell(portal)
    with pytest.raises(PortalRefusedError) as raised:
        tell(portal, updating)
    assert (raised.value.verdict, raised.value.code) == (verdict, "-1")


def test_of_a_refusal_nothing_but_the_code_is_kept(simulator: Portal, portal: national_portal.Portal) -> None:
    simulator.refuse = {SAMPLE["MaHoSo"]}
    with pytest.raises(PortalRefusedError) as raised:
        tell(portal)
    assert str(raised.value) == "refused:-9"
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("mood", "kind"),
    [
        ("slow", "timeout"),
        ("silent", "timeout"),
        ("too_late", "unreachable"),
        ("html", "malformed"),
        ("malformed", "malformed"),
        ("no_object", "malformed"),
        ("error", "http_500"),
        ("unavailable", "http_503"),
    ],
)
def test_every_other_answer_is_a_portal_that_is_down(
    mood: str, kind: str, simulator: Portal, portal: national_portal.Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(national_portal, "PATIENCE", 0.3)
    simulator.standing = mood
    with pytest.raises(PortalDownError) as raised:
        tell(portal)
    assert str(raised.value) == kind
    assert raised.value.__cause__ is None, "no error of the library's, which may repeat what was said"


def test_every_mood_of_the_simulator_is_tried() -> None:
    tried = {"slow", "silent", "too_late", "html", "malformed", "no_object", "error", "unavailable"}
    assert tried | {"right", "expired", "busy"} == MOODS


def raw_server(answer: Callable[[socket.socket], None]) -> int:
    """Something that listens and is no HTTP server; returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, listener:
            connection.recv(65536)
            try:
                answer(connection)
            except OSError:
                return

    Thread(target=serve, daemon=True).start()
    return int(listener.getsockname()[1])


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


def trickle(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    for _ in range(100_000):
        connection.sendall(b" " * 10)


def flood(connection: socket.socket) -> None:
    connection.sendall(HEAD)
    for _ in range(200):
        connection.sendall(b" " * 65536)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(trickle, "timeout"), (flood, "malformed"), (lambda c: c.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"), "unreachable")],
)
def test_an_answer_without_end_is_cut_off(
    answer: Callable[[socket.socket], None], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if answer is trickle:
        monkeypatch.setattr(national_portal, "WHOLE", -1.0)  # the time is up with the first piece
    url = f"http://127.0.0.1:{raw_server(answer)}/"
    portal = HttpPortal(Access(url, url, "u", "d", "a", "b"))
    with pytest.raises(PortalDownError) as raised:
        tell(portal)
    assert str(raised.value) == kind


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    with pytest.raises(PortalDownError, match=r"^unreachable$"):
        tell(HttpPortal(Access(url, url, "u", "d", "a", "b")))


def test_without_access_there_is_no_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_ACCESS", "")
    assert national_portal.portal() is None


def test_the_secret_is_encrypted_for_the_portal_alone(town: Town) -> None:
    made = portal_access.encrypted(Access("l", "s", "u", "d", "account", "hidden-word"))
    blob = base64.b64decode(made)
    assert b"hidden-word" not in blob
    kms = boto3.client("kms")
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=national_portal.SECRET)["Plaintext"]
    with pytest.raises(ClientError):
        kms.decrypt(CiphertextBlob=blob, EncryptionContext={"secret": "other"})


def test_a_password_shows_in_no_trace() -> None:
    assert "hidden-word" not in repr(Access("l", "s", "u", "d", "account", "hidden-word"))


def test_the_operators_tool_prints_it_or_says_how(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Any
) -> None:
    access = {"login_url": "l", "sync_url": "s", "unit": "u", "destination": "d", "username": "a", "password": "b"}
    for text, status in ((json.dumps(access), 0), ("{}", 2), ("no json", 2)):
        file = tmp_path / "access.json"
        file.write_text(text)
        with file.open() as given:
            monkeypatch.setattr("sys.stdin", given)
            assert portal_access.main() == status
    assert len(capsys.readouterr().out.strip()) > 100


def test_the_simulator_is_disposed_and_asked_over_http(simulator: Portal, portal: national_portal.Portal) -> None:
    here = os.environ["PORTAL_ACCESS"]
    clear = boto3.client("kms").decrypt(
        CiphertextBlob=base64.b64decode(here), EncryptionContext=national_portal.SECRET
    )["Plaintext"]
    base = json.loads(clear)["sync_url"].removesuffix("/sync")
    assert requests.post(f"{base}/mood", json={"mood": "html", "times": 1}, timeout=10).json() == {"error_code": "0"}
    with pytest.raises(PortalDownError, match=r"^malformed$"):
        tell(portal)
    tell(portal)
    told = requests.get(f"{base}/told", timeout=10).json()
    assert list(told["dossiers"]) == [SAMPLE["MaHoSo"]]
    assert simulated.Portal().told() == {"dossiers": {}, "rows": [], "calls": []}
