"""The payment gateway over HTTP, against the simulator in every mood; what makes no sense is a gateway that is down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import webhook_secrets
from chalicelib.adapters.gateway import GatewayDownError, HttpGateway
from chalicelib.domain.payments import Told, Word, reference
from infra.local.payment_gateway import MODES, NAME, SECRET, PaymentGateway, server
from tests.support.town import Town

ID = reference(77)


@pytest.fixture
def simulator(town: Town) -> Iterator[PaymentGateway]:
    assert town
    made = PaymentGateway(slowness=0.4)
    running = server(made)
    Thread(target=running.serve_forever, daemon=True).start()
    yield made
    running.shutdown()
    running.server_close()


def test_the_same_reference_is_the_same_order(simulator: PaymentGateway) -> None:
    gateway = HttpGateway(NAME, simulator.url)
    first = gateway.create(ID, 8000)
    assert gateway.create(ID, 8000) == first
    assert first.url.startswith(simulator.url)
    assert simulator.orders == {ID: 8000}


def test_a_payment_is_told_and_given_back_once(simulator: PaymentGateway) -> None:
    gateway = HttpGateway(NAME, simulator.url)
    gateway.create(ID, 8000)
    assert gateway.status(ID) is None
    simulator.pay(ID)
    paid = gateway.status(ID)
    assert paid is not None
    assert (paid.word, paid.amount, paid.reference, paid.gateway) == (Word.PAID, 8000, ID, NAME)
    back = gateway.refund("r1", ID, paid.transaction, 8000)
    assert back is not None
    assert (back.word, back.amount, back.of) == (Word.REFUNDED, 8000, paid.transaction)
    assert gateway.refund("r1", ID, paid.transaction, 8000) == back
    assert len(simulator.told) == 2
    assert gateway.refund("r2", ID, paid.transaction, 8000) != back


@pytest.mark.parametrize("mode", MODES)
def test_every_mood(simulator: PaymentGateway, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "SECONDS", 0.1)
    gateway = HttpGateway(NAME, simulator.url)
    simulator.mode = mode
    if mode in ("slow", "down"):
        with pytest.raises(GatewayDownError):
            gateway.create(ID, 8000)
        return
    gateway.create(ID, 8000)
    simulator.pay(ID)
    paid = gateway.status(ID)
    assert paid is not None
    assert paid.amount == (9000 if mode == "wrong" else 8000)


def test_a_request_that_is_not_signed_now_is_refused(simulator: PaymentGateway) -> None:
    old = HttpGateway(NAME, simulator.url, lambda: datetime.now(UTC) - timedelta(minutes=6))
    for gateway in (old, HttpGateway("other", simulator.url)):
        with pytest.raises(GatewayDownError):
            gateway.create(ID, 8000)
    assert simulator.orders == {}


RIGHT = {"word": "paid", "reference": ID, "transaction": "t", "amount": 8000, "at": "2026-11-12T10:00:00+07:00"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"word": "rich"},
        {"amount": "8000"},
        {"amount": 0},
        {"amount": -1},
        {"amount": True},
        {"amount": 8000.5},
        {"amount": None},
        {"amount": 10**12 + 1},
        {"amount": float("nan")},
        {"at": "2026-11-12T10:00:00"},
        {"at": "soon"},
        {"at": 1},
    ],
)
def test_what_makes_no_sense_is_no_message(wrong: dict[str, Any]) -> None:
    assert isinstance(gateways.told(NAME, RIGHT), Told)
    for said in (RIGHT | wrong, {k: v for k, v in RIGHT.items() if k not in wrong}):
        with pytest.raises(GatewayDownError):
            gateways.told(NAME, said)


def test_another_currency_is_no_money_of_ours() -> None:
    assert gateways.told(NAME, RIGHT | {"currency": "VND"}) == gateways.told(NAME, RIGHT)
    for currency in ("USD", "vnd", "", None, 704):
        with pytest.raises(GatewayDownError):
            gateways.told(NAME, RIGHT | {"currency": currency})


def test_an_answer_of_another_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = HttpGateway(NAME, "http://127.0.0.1:9")
    with pytest.raises(GatewayDownError):
        gateway.status(ID)
    monkeypatch.setattr(gateway, "_ask", lambda path, asked: {"order": "o"})
    with pytest.raises(GatewayDownError):
        gateway.create(ID, 8000)


def test_without_an_address_there_is_no_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_GATEWAY", NAME)
    monkeypatch.setenv("PAYMENT_GATEWAY_URL", "")
    with pytest.raises(GatewayDownError):
        gateways.gateway(NAME)
    monkeypatch.setenv("PAYMENT_GATEWAY_URL", "https://gateway.example/")
    assert gateways.gateway(NAME).name == NAME
    with pytest.raises(GatewayDownError):
        gateways.gateway("other")


def test_secrets_are_kept_by_sender_and_while_one_is_changed_there_are_two(town: Town) -> None:
    assert town
    assert webhook_secrets.secrets_of(NAME) == (SECRET.encode(),)
    webhook_secrets.keep("changing", "new\nold\n")
    assert webhook_secrets.secrets_of("changing") == (b"new", b"old")
    for stranger in ("nobody", "", "../webhooks/demo", "demo/x", "đemo"):
        assert webhook_secrets.secrets_of(stranger) == ()
