"""The page of what was sent: it shows what became of each message, and plays the providers' receipts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import requests

import app as lambda_app
from chalicelib.adapters import channels, receipt_store
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.services.messaging import notices
from infra.local import pumps, sms_reports
from tests.support import office, push
from tests.support.dossiers import NOW
from tests.support.town import REGION, Town

DATA = '{"code": "H-1"}'


@pytest.fixture
def page(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with push.provider(monkeypatch) as address:
        yield address


def test_it_shows_what_was_sent_and_what_became_of_it(town: Town, page: str) -> None:
    code = office.routed()
    town.tidy()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    told = requests.get(f"{page}/messages.json", timeout=10).json()
    assert {(m["channel"], m["state"]) for m in told} == {
        ("sms", "đã giao nhà cung cấp (handed over)"),
        ("email", "đã giao nhà cung cấp (handed over)"),
    }
    [mail] = [m for m in told if m["channel"] == "email"]
    clicked = requests.post(f"{page}/receipts/ses/{mail['id']}/Bounce", timeout=10)
    assert clicked.status_code == 200, "back on the page"
    assert town.run() == []
    assert "failed notice.bounced" in requests.get(page, timeout=10).text


@pytest.mark.parametrize("path", ["/nothing", "/receipts/ses/1/Send", "/receipts/pigeon/1/Bounce"])
def test_there_is_nothing_else(page: str, path: str) -> None:
    assert requests.post(page + path, timeout=10).status_code == 404


def test_zalos_provider_takes_a_message_once_for_each_reference(town: Town, page: str) -> None:
    zalo = channels.CHANNELS["zalo"]
    first = zalo.send("+84912345678", "T-7", DATA, "r1")
    assert zalo.send("+84912345678", "T-7", DATA, "r1") == first
    assert zalo.send("+84912345678", "T-7", DATA, "r2") != first
    sent = town.outbox()
    assert [(s.to, s.subject, s.text) for s in sent] == [("84912345678", "T-7", DATA)] * 2
    assert receipt_store.find("zalo", first) is None


@pytest.mark.parametrize(
    ("phone", "error", "said"),
    [
        ("+84912345118", UndeliverableError, "zalo-118"),
        ("+84912345500", ProviderDownError, "http500"),
    ],
)
def test_zalos_refusals(page: str, phone: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as raised:
        channels.CHANNELS["zalo"].send(phone, "T-7", DATA, "r1")
    assert str(raised.value) == said


def test_a_provider_that_is_not_there_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_URL", "http://127.0.0.1:9")
    with pytest.raises(ProviderDownError):
        channels.CHANNELS["zalo"].send("+84912345678", "T-7", DATA, "r1")


class Once(threading.Event):
    """Lets a loop go round so many times."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds = rounds

    def wait(self, timeout: float | None = None) -> bool:
        self.rounds -= 1
        return self.rounds < 0


@pytest.mark.parametrize(
    ("phone", "state"),
    [("0912345678", "delivered"), ("0912345000", "failed notice.phone_unreachable")],
)
def test_text_messages_arrive_by_themselves_through_the_function_that_forwards_receipts(
    phone: str, state: str, town: Town, page: str
) -> None:
    code = office.routed(phone=phone)
    town.tidy()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    sms_reports.reporting(pumps.handler(lambda_app.app, sms_reports.FUNCTION), REGION)(Once(3))
    assert len(town.messages("receipts")) == 1, "each is reported once"
    assert town.run() == []
    told = requests.get(f"{page}/messages.json", timeout=10).json()
    assert [m["state"] for m in told if m["channel"] == "sms"] == [state]


def test_a_click_plays_a_bounce_for_good_and_a_failed_text(town: Town, page: str) -> None:
    code = office.routed()
    town.tidy()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    ids = {m["channel"]: m["id"] for m in requests.get(f"{page}/messages.json", timeout=10).json()}
    requests.post(f"{page}/receipts/ses/{ids['email']}/Permanent", timeout=10)
    requests.post(f"{page}/receipts/sns/{ids['sms']}/FAILURE", timeout=10)
    assert town.run() == []
    told = {m["channel"]: m["state"] for m in requests.get(f"{page}/messages.json", timeout=10).json()}
    assert told == {"email": "failed notice.address_dead", "sms": "failed notice.phone_unreachable"}
