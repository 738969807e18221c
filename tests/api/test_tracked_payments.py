"""Paying without an account: what two factors may start, that it discloses nothing more, and that it ends somewhere."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest

from chalicelib.adapters import dossier_store
from chalicelib.domain.fees import Charge
from chalicelib.domain.guessing import PER_CODE
from chalicelib.domain.payments import STARTS
from chalicelib.services.reference import registry
from infra.local.payment_gateway import PaymentGateway, server
from tests.api.asking import leaks, refused
from tests.services.test_payments import asked as asked_for
from tests.support.dossiers import seeded_procedure
from tests.support.money import PRICE
from tests.support.town import FAMILY, Answer, Town

LAST4 = FAMILY["phone"][-4:]


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[PaymentGateway]:
    made = PaymentGateway()
    running = server(made)
    monkeypatch.setenv("PAYMENT_GATEWAY_URL", made.url)
    Thread(target=running.serve_forever, daemon=True).start()
    yield made
    running.shutdown()
    running.server_close()


@pytest.fixture
def asked(town: Town) -> tuple[str, str]:
    """A dossier whose late fee was asked for, and the payment's id."""
    assert town
    code, payment = asked_for("VNP-01")
    return code, payment.id


def start(town: Town, code: str, payment: str, method: str = "vietqr", key: str | None = None, **more: Any) -> Answer:
    body = {"code": code, "phone_last4": LAST4, "payment": payment, "method": method} | more
    return town.desk().post("/v1/tracking/payment", body, key)


def seen(town: Town, code: str) -> dict[str, Any]:
    [payment] = town.desk().post("/v1/tracking", {"code": code, "phone_last4": LAST4}).body["payments"]
    return dict(payment)


def test_the_view_says_what_is_owed_and_why(town: Town, asked: tuple[str, str]) -> None:
    payment = seen(town, asked[0])
    assert (payment["amount"], payment["state"], payment["open"], payment["receipt"]) == (5000, "asked", True, False)
    [line] = payment["lines"]
    assert (line["amount"], line["basis"], "source" in line) == (5000, None, False)
    assert "chờ đến khi nộp" in payment["due"]
    assert "waits until it is paid" in payment["due_en"]
    assert payment["ground"] is None


def test_started_twice_it_is_the_same_open_payment_and_shows_no_more_than_the_view(
    town: Town, asked: tuple[str, str], gateway: PaymentGateway
) -> None:
    code, payment = asked
    first = start(town, code, payment)
    assert (first.status, first.body["payment"]["state"]) == (200, "pending"), first.body
    assert payment in first.body["qr"]
    assert "54045000" in first.body["qr"], "the amount is the dossier's"
    assert start(town, code, payment).body == first.body
    assert first.body["payment"] == seen(town, code)
    assert leaks(first.body) == []
    page = start(town, code, payment, "gateway")
    assert page.body["url"] == f"{gateway.url}/pay/{payment}"
    assert (page.body["qr"], page.body["account"]) == (None, None)
    assert gateway.orders == {payment: 5000}
    events = [e.type for e in dossier_store.load(code).file.events]
    assert events.count("payment_started") == 2


@pytest.mark.parametrize("more", [{"amount": 1}, {"amount": PRICE}, {"lines": []}, {"account": "x"}])
def test_no_amount_is_taken_from_whoever_pays(town: Town, asked: tuple[str, str], more: dict[str, Any]) -> None:
    refused(start(town, *asked, **more), 422, "request.invalid", next(iter(more)))


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"phone_last4": "0000"}, 404, "tracking.no_match"),
        ({"phone_last4": "567"}, 422, "request.invalid"),
        ({"code": "000.00.01.H26-261112-999999"}, 404, "tracking.no_match"),
        ({"payment": "MC2222222222"}, 404, "payment.unknown"),
        ({"method": "cash"}, 422, "request.invalid"),
        ({"method": "direct"}, 422, "request.invalid"),
    ],
)
def test_what_is_wrong_is_named(
    town: Town, asked: tuple[str, str], wrong: dict[str, str], status: int, code: str
) -> None:
    body = {"code": asked[0], "phone_last4": LAST4, "payment": asked[1], "method": "vietqr"} | wrong
    refused(town.desk().post("/v1/tracking/payment", body), status, code)


def test_another_dossiers_payment_is_not_found(town: Town, asked: tuple[str, str]) -> None:
    other = asked_for("VNP-01")[1].id
    refused(start(town, asked[0], other), 404, "payment.unknown", "payment")


def test_guessing_at_it_is_limited_as_looking_up_is(town: Town, asked: tuple[str, str]) -> None:
    for digits in range(PER_CODE.most):
        refused(start(town, *asked, phone_last4=f"{digits:04d}"), 404, "tracking.no_match")
    refused(start(town, *asked), 429, "tracking.too_many")


def test_codes_to_pay_with_are_limited_by_the_hour(town: Town, asked: tuple[str, str]) -> None:
    answers = [start(town, *asked).status for _ in range(STARTS.most)]
    assert set(answers) == {200}
    problem = refused(start(town, *asked), 429, "payment.starts_spent")
    assert "minutes" in problem["detail_en"]
    assert seen(town, asked[0])["open"], "it may still be paid"


def test_what_is_no_longer_owed_is_not_started(town: Town, asked: tuple[str, str]) -> None:
    code, payment = asked
    key = uuid.uuid4().hex
    assert start(town, code, payment, key=key).status == 200
    assert town.desk("clerk").act(code, "withdraw", reason="Nộp nơi khác.").status == 200
    refused(start(town, code, payment), 409, "payment.state", "payment")
    assert (seen(town, code)["open"], seen(town, code)["due"]) == (False, "")


def test_a_gateway_that_is_down_is_said(town: Town, asked: tuple[str, str], gateway: PaymentGateway) -> None:
    gateway.mode = "down"
    refused(start(town, *asked, method="gateway"), 503, "payment.gateway_down")
    assert start(town, *asked).status == 200, "by VietQR it may be paid all the same"


def test_why_somebody_pays_less_is_told_behind_a_code_alone(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = seeded_procedure("2.000635").fee
    assert copies
    half = replace(copies, exemptions=(replace(copies.exemptions[0], percent=50, who="hộ nghèo DEMO"),))
    with monkeypatch.context() as patched:
        patched.setattr(registry, "procedure", lambda code, day: replace(seeded_procedure("1.001193"), fee=half))
        code, payment = asked_for("VNP-01", Charge(tariff="direct", exemption=1, ground="sổ hộ nghèo số 1 DEMO"))
    assert payment.amount == 4000
    shown = seen(town, code)
    assert [line["amount"] for line in shown["lines"]] == [8000, -4000]
    assert "hộ nghèo" not in json.dumps([shown, start(town, code, payment.id).body], ensure_ascii=False)
    assert shown["lines"][1]["vi"] == "Miễn, giảm theo quy định"


def test_a_receipt_only_for_whoever_holds_the_phone(town: Town, asked: tuple[str, str]) -> None:
    code, payment = asked
    body = {"code": code, "request": "0" * 32, "one_time_code": "000000", "payment": payment}
    refused(town.desk().post("/v1/tracking/receipt", body), 404, "code.expired", "request")
    refused(town.desk().post("/v1/tracking/receipt", body | {"phone_last4": LAST4}), 422, "request.invalid")
