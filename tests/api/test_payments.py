"""Payments over HTTPS: signed messages and nothing else, no personal data where none belongs, answers as declared."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from chalicelib.adapters import dossier_store, telemetry
from chalicelib.domain import webhooks
from infra.local import outbox
from infra.local.payment_gateway import NAME, SECRET, PaymentGateway, server
from tests.api.asking import applicant, hired, leaks, refused
from tests.api.conftest import Shelf
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Answer, Desk, Town

WHY = "Thu nhầm của bà Diệp, trả lại."
EVENT = {"word": "paid", "reference": "CT DEN nop phi", "amount": 5000, "at": "2026-11-12T10:00:00+07:00"}


def event(**changes: Any) -> dict[str, Any]:
    return EVENT | {"transaction": uuid.uuid4().hex} | changes


def tell(
    town: Town, said: object, *, sender: str = NAME, secret: str = SECRET, age: float = 0, header: str | None = None
) -> Answer:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    right = webhooks.signed(body, secret.encode(), datetime.now(UTC) - timedelta(seconds=age))
    headers = {webhooks.HEADER: right if header is None else header}
    return town.desk().call("POST", f"/v1/payments/{sender}/events", body, headers)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[PaymentGateway]:
    made = PaymentGateway()
    running = server(made)
    monkeypatch.setenv("PAYMENT_GATEWAY_URL", made.url)
    Thread(target=running.serve_forever, daemon=True).start()
    yield made
    running.shutdown()
    running.server_close()


def test_who_signs_receipts_moves_no_money(town: Town) -> None:
    refused(tell(town, event(), sender="zalo", secret=outbox.SECRET), 401, "webhook.signature")


@pytest.fixture
def asked(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A dossier whose late fee was asked for, and the payment's id."""
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier()
    town.upload(code, "GCS", jpeg())
    town.run()
    assert town.desk("clerk").act(code, "submit").status == 200
    town.run()
    officer = town.desk("officer")
    assert officer.act(code, "accept").status == 200
    fee = {"extra": "late", "tariff": "direct"}
    assert officer.act(code, "ask_payment", reason="Quá hạn.", fee=fee).status == 200
    return code, str(officer.get(f"/v1/dossiers/{code}/payments").body["payments"][0]["id"])


def test_a_signature_that_is_wrong_stale_or_not_there(town: Town) -> None:
    right = event()
    for answer in (
        tell(town, right, secret="guessed"),
        tell(town, right, age=301),
        tell(town, right, age=-301),
        tell(town, right, sender="nobody"),
        tell(town, right, sender="..%2Fdemo"),
        tell(town, right, header=""),
        tell(town, right, header="t=1,v1=" + "0" * 64),
        tell(town, b"", secret="guessed"),
    ):
        refused(answer, 401, "webhook.signature", webhooks.HEADER)
    assert tell(town, right).body == {"verdict": "unmatched"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"word": "rich"},
        {"amount": "5000"},
        {"amount": 5000.5},
        {"amount": 0},
        {"amount": True},
        {"amount": -5000},
        {"amount": 10**12 + 1},
        {"transaction": ""},
        {"transaction": "a#b"},
        {"transaction": "t" * 65},
        {"reference": "x" * 201},
        {"at": "soon"},
        {"at": None},
    ],
)
def test_a_signed_message_that_makes_no_sense(town: Town, wrong: dict[str, Any]) -> None:
    [field] = wrong
    refused(tell(town, event(**wrong)), 422, "request.invalid", field)
    refused(tell(town, {k: v for k, v in event().items() if k != field}), 422, "request.invalid", field)


def test_money_in_another_currency_is_refused_and_counted(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: Counter[str] = Counter()
    monkeypatch.setattr(telemetry, "count", lambda name: counts.update([name]))
    for currency in ("USD", "vnd", "", 704, None):
        refused(tell(town, event(currency=currency)), 422, "request.invalid", "currency")
    assert counts["webhook_unreadable"] == 5
    assert tell(town, event(currency="VND")).body == {"verdict": "unmatched"}
    refused(tell(town, event(of="a#b")), 422, "request.invalid", "of")


def test_a_signed_message_of_other_kinds(town: Town) -> None:
    refused(tell(town, b"{"), 400, "request.not_json")
    for at in ("2026-11-12T10:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"):
        refused(tell(town, event(at=at)), 422, "form.date", "at")
    assert tell(town, event(more="of theirs")).body == {"verdict": "unmatched"}
    assert tell(town, event(word="failed")).body == {"verdict": "late"}


def test_money_for_nothing_waits_for_a_person_without_the_payers_words(town: Town) -> None:
    said = event(reference="BUI BICH DIEP 001193797926 nop phi")
    assert [tell(town, said).body["verdict"] for _ in range(5)] == ["unmatched", *["again"] * 4]
    waiting = town.desk("supervisor").get("/v1/unmatched").body["unmatched"]
    [mine] = [row for row in waiting if row["transaction"] == said["transaction"]]
    assert (mine["why"], mine["amount"], mine["payment"]) == ("unknown", 5000, None)
    assert mine["decisions"] == ["assign", "give_back", "cleared"]
    assert "001193797926" not in json.dumps(waiting)
    path = "/v1/unmatched/" + mine["id"].replace("#", "%23")
    refused(town.desk("supervisor").post(path, {"reason": "xong"}), 422, "action.reason", "reason")
    for wrong, code in (({"decision": "accept"}, "money.decision"), ({"decision": "assign"}, "payment.unknown")):
        refused(town.desk("supervisor").post(path, {"reason": WHY} | wrong), 409 if "money" in code else 404, code)
    refused(town.desk("supervisor").post(path, {"reason": WHY, "decision": "keep"}), 422, "request.invalid", "decision")
    assert town.desk("supervisor").post(path, {"reason": WHY}).body == {"id": mine["id"]}
    refused(town.desk("supervisor").post(path, {"reason": WHY}), 409, "money.cleared", "id")
    book = town.desk("supervisor").get(f"/v1/agents/centre/ledger?day={sheet_day('centre')}").body
    assert sorted(e["kind"] for e in book["entries"])[-1] == "unmatched"


def sheet_day(book: str) -> date:
    """The day whose sheet takes what happens now; another test may have closed today's."""
    from tests.support.money import ledger_day

    return ledger_day(book, datetime.now(UTC) + timedelta(hours=7))


def test_who_sees_what_of_a_payment(town: Town, asked: tuple[str, str]) -> None:
    code, payment = asked
    for user, lines in (("clerk", True), ("officer", True), ("provider", False)):
        [seen] = town.desk(user).get(f"/v1/dossiers/{code}/payments").body["payments"]
        assert (seen["id"], bool(seen["lines"])) == (payment, lines)
    assert applicant(town).get(f"/v1/dossiers/{code}/payments").body["payments"][0]["amount"] == 5000
    refused(hired(town, "citizen", "0" * 64).get(f"/v1/dossiers/{code}/payments"), 404, "dossier.unknown")


def test_the_citizen_pays_at_the_gateways_page(town: Town, asked: tuple[str, str], gateway: PaymentGateway) -> None:
    code, payment = asked
    path, me = f"/v1/dossiers/{code}/payments/{payment}", applicant(town)
    refused(me.get(f"{path}/receipt"), 409, "payment.no_receipt", "payment")
    begun = me.post(f"{path}/start", {"method": "gateway"})
    assert begun.body["url"] == f"{gateway.url}/pay/{payment}"
    assert begun.body["qr"] is None
    gateway.mode = "wrong"
    assert tell(town, gateway.pay(payment)).body["verdict"] == "unmatched", "an amount that differs"
    gateway.mode = "down"
    refused(me.post(f"{path}/start", {"method": "gateway"}), 503, "payment.gateway_down")
    gateway.mode = "right"
    for verdict in ("moves", "again"):
        assert tell(town, gateway.said.get(payment, {}) | {"amount": 5000, "transaction": "t-" + payment}).body == {
            "verdict": verdict
        }
    assert me.get(f"{path}/receipt").status == 200
    refused(me.post(f"{path}/cash", {"amount": 5000}), 403, "role.forbidden")
    refused(town.desk("clerk").post(f"{path}/start", {"method": "cash"}), 422, "request.invalid", "method")


def test_cash_once_the_centre_entered_that_the_agent_may(town: Town, asked: tuple[str, str]) -> None:
    code, payment = asked
    clerk, path = town.desk("clerk"), f"/v1/dossiers/{code}/payments/{payment}/cash"
    refused(clerk.post(path, {"amount": 5000}), 403, "payment.no_cash", "payment")
    details = {"act": "describe", "details": {"takes_cash": True}, "reason": "DEMO: cho phép thu tiền mặt."}
    said = town.desk("admin").post("/v1/admin/agents/VNP-01", details)
    assert (said.status, said.body["takes_cash"]) == (200, True)
    amount: object
    for amount in (0, -1, "5000", 4999):
        answer = clerk.post(path, {"amount": amount})
        assert (answer.status, answer.body["field"]) == (422, "amount")
    key = uuid.uuid4().hex
    numbers = {clerk.post(path, {"amount": 5000}, key).body["receipt"] for _ in range(3)}
    assert len(numbers) == 1
    refused(clerk.post(path, {"amount": 5001}, key), 409, "idempotency.reused")
    back = f"/v1/dossiers/{code}/payments/{payment}/refund"
    given = town.desk("leader").post(back, {"reason": WHY})
    assert (given.body["state"], given.body["why"]) == ("refunding", None)
    out = f"/v1/dossiers/{code}/payments/{payment}/payout"
    for wrong in (0, -1, "5000", 4999, 5000.5, 10**12):
        answer = clerk.post(out, {"amount": wrong})
        assert (answer.status, answer.body["field"]) == (422, "amount")
    assert clerk.post(out, {"amount": 5000}).body["state"] == "refunded"
    refused(clerk.post(out, {"amount": 5000}), 409, "payment.state", "payment")
    provider = town.desk("provider").get(f"/v1/agents/VNP-01/ledger?day={sheet_day('VNP-01')}").body
    assert leaks(provider) == []
    assert {e["why"] for e in provider["entries"]} == {None}
    undone = details | {"details": {"takes_cash": False}, "reason": "DEMO: thôi thu tiền mặt."}
    assert town.desk("admin").post("/v1/admin/agents/VNP-01", undone).body["takes_cash"] is False
    assert dossier_store.dossier_of(payment) == code


@pytest.mark.parametrize(
    "fee",
    [
        {"tariff": "half"},
        {"quantity": 0},
        {"quantity": 1001},
        {"amount": -1},
        {"amount": 10**10},
        {"exemption": "1"},
        {"price": 1},
    ],
)
def test_a_fee_that_cannot_be(town: Town, shelf: Shelf, fee: dict[str, Any]) -> None:
    answer = town.desk("officer").act(shelf.at[2], "ask_payment", reason="x", fee=fee)
    refused(answer, 422, "request.invalid", f"fee.{next(iter(fee))}")


@pytest.mark.parametrize(
    ("fee", "code"),
    [
        ({"extra": "late"}, "payment.tariff"),
        ({"extra": "lost"}, "payment.extra"),
        ({"exemption": 1, "ground": "x"}, "payment.exemption"),
        ({"amount": 1}, "payment.amount_known"),
        ({}, "payment.nothing_due"),
    ],
)
def test_a_fee_that_the_catalogue_does_not_know(town: Town, shelf: Shelf, fee: dict[str, Any], code: str) -> None:
    refused(town.desk("officer").act(shelf.at[2], "ask_payment", reason="x", fee=fee), 422, code)


def test_days_and_statements_that_are_none(town: Town) -> None:
    manager, centre = town.desk("manager"), town.desk("supervisor")
    refused(manager.get("/v1/agents/VNP-01/ledger?day=2026-02-30"), 422, "form.date", "day")
    refused(centre.get("/v1/reconciliation?day=2026-02-30"), 422, "form.date", "day")
    refused(centre.get("/v1/reconciliation?gateway=x%23y&day=2026-01-01"), 404, "statement.none")
    refused(centre.get("/v1/agents/NO-99/ledger"), 404, "agent.unknown", "agent")
    assert manager.get("/v1/agents/VNP-01/ledger?day=2025-03-01").body == {
        "book": "VNP-01",
        "day": "2025-03-01",
        "entries": [],
        "closing": None,
    }


def test_nobody_but_a_signed_in_person_pays(town: Town, asked: tuple[str, str]) -> None:
    code, payment = asked
    stranger = Desk(town.gateway, None)
    for path in ("start", "cash", "refund"):
        answer = stranger.post(f"/v1/dossiers/{code}/payments/{payment}/{path}", {})
        assert answer.status == 401
