"""A fee from the asking to the closed book: paid once whatever is told twice, receipted, given back, balanced."""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pypdfium2
import pytest
import requests
import zxingcpp
from pypdf import PdfReader

from chalicelib.adapters import signing
from chalicelib.domain import webhooks
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.services.money import books
from infra.local.payment_gateway import NAME, SECRET, PaymentGateway, server
from tests.support.money import ledger_day
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import FAMILY, Answer, Town

LATE = {"extra": "late", "tariff": "direct"}
WHY = "Thu nhầm: hồ sơ còn trong hạn 60 ngày."


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[PaymentGateway]:
    """The simulated gateway; what it tells, a test hands over itself, as often as it likes."""
    made = PaymentGateway()
    running = server(made)
    monkeypatch.setenv("PAYMENT_GATEWAY_URL", made.url)
    Thread(target=running.serve_forever, daemon=True).start()
    yield made
    running.shutdown()
    running.server_close()


def asked(town: Town, monkeypatch: pytest.MonkeyPatch, **fee: Any) -> tuple[str, dict[str, Any]]:
    """An accepted dossier whose fee was asked for: its code and the payment."""
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier()
    town.upload(code, "GCS", jpeg())
    town.run()
    assert town.desk("clerk").act(code, "submit").status == 200
    town.run()
    officer = town.desk("officer")
    assert officer.act(code, "accept").status == 200
    answer = officer.act(code, "ask_payment", reason="Đăng ký quá hạn 60 ngày.", fee=LATE | fee)
    assert answer.status == 200, answer.body
    [payment] = town.desk("clerk").get(f"/v1/dossiers/{code}/payments").body["payments"]
    return code, payment


def tell(town: Town, message: dict[str, Any], secret: str = SECRET) -> Answer:
    """A gateway's message, signed."""
    body = json.dumps(message).encode()
    header = webhooks.signed(body, secret.encode(), datetime.now(UTC))
    return town.desk().call("POST", f"/v1/payments/{NAME}/events", body, {webhooks.HEADER: header})


def state(town: Town, code: str) -> tuple[int, list[str]]:
    seen = town.desk("officer").get(f"/v1/dossiers/{code}").body
    [*_, payment] = town.desk("officer").get(f"/v1/dossiers/{code}/payments").body["payments"]
    return seen["status"], [payment["state"], *(e["type"] for e in seen["events"] if e["type"] == "paid")]


def test_asked_shown_paid_once_receipted_given_back_and_closed(
    town: Town, gateway: PaymentGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, payment = asked(town, monkeypatch)
    assert payment["amount"] == 5000
    assert [line["amount"] for line in payment["lines"]] == [5000]
    clerk = town.desk("clerk")
    begun = clerk.post(f"/v1/dossiers/{code}/payments/{payment['id']}/start", {"method": "vietqr"})
    assert begun.status == 200, begun.body
    assert f"08{len(payment['id'])}{payment['id']}" in begun.body["qr"]
    assert begun.body["qr_svg"].startswith("<svg")
    assert "DEMO" in begun.body["account"]["holder"]

    said = gateway.pay(payment["id"], 5000, f"CT DEN:0123 {payment['id'].lower()} nop le phi")
    assert [tell(town, said).body["verdict"] for _ in range(3)] == ["moves", "again", "again"]
    assert town.run() == []
    assert state(town, code) == (2, ["paid", "paid"])
    assert sum("da thanh toan" in m.text for m in town.outbox() if m.channel == "sms") == 1

    receipt = clerk.get(f"/v1/dossiers/{code}/payments/{payment['id']}/receipt")
    assert receipt.body["number"].startswith("VNP-01-")
    page = text(receipt)
    assert "5.000 đồng" in page
    assert code in page
    assert FAMILY["full_name"].upper() not in page
    key = signing.public_key().id
    assert signed_text(receipt, f"MOTCUA1:{code}:{payment['id']}:1:{hanoi_day(datetime.now(UTC)):%Y%m%d}:{key}")

    refund = f"/v1/dossiers/{code}/payments/{payment['id']}/refund"
    assert town.desk("leader").post(refund, {"reason": "?"}).body["code"] == "action.reason"
    key = uuid.uuid4().hex
    for _ in range(2):
        back = town.desk("leader").post(refund, {"reason": WHY}, key)
        assert (back.status, back.body["state"]) == (200, "refunded")
    [told] = gateway.refunds.values()
    assert tell(town, told).body["verdict"] == "again"
    assert "ĐÃ HOÀN TIỀN" in text(clerk.get(f"/v1/dossiers/{code}/payments/{payment['id']}/receipt"))

    today = ledger_day("VNP-01", datetime.now(UTC) + timedelta(hours=7))
    sheet = town.desk("manager").get(f"/v1/agents/VNP-01/ledger?day={today}").body
    ours = [e for e in sheet["entries"] if e["dossier"] == code]
    turned = [(e["kind"], sum(line["debit"] for line in e["lines"])) for e in ours]
    assert sorted(turned) == [("paid", 5000), ("refunded", 5000)]
    books.close_all(datetime.now(UTC) + timedelta(days=2))
    closed = town.desk("manager").get(f"/v1/agents/VNP-01/ledger?day={sheet['day']}").body["closing"]
    assert closed["debit"] == closed["credit"] >= 10000
    assert sum(closed["balances"].values()) == 0


def test_a_citizen_without_an_account_pays_and_has_the_receipt(
    town: Town, gateway: PaymentGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _ = asked(town, monkeypatch)
    anybody, factors = town.desk(), {"code": code, "phone_last4": FAMILY["phone"][-4:]}
    [owed] = anybody.post("/v1/tracking", factors).body["payments"]
    begun = anybody.post("/v1/tracking/payment", factors | {"payment": owed["id"], "method": "gateway"})
    assert requests.get(begun.body["url"], timeout=10).ok, "the page where one pays"
    paid, cheaper = gateway.said[owed["id"]], gateway.pay("MC2222222222", 4000, owed["id"])
    assert tell(town, cheaper).body["verdict"] == "unmatched", "less than is owed pays nothing"
    assert [tell(town, paid).body["verdict"] for _ in range(2)] == ["moves", "again"]
    assert town.run() == []

    asked_code = anybody.post("/v1/tracking/code", factors).body
    [digits] = [found[1] for sent in town.outbox() if (found := re.search(r": Ma (\d{6}) ", sent.text))]
    proof = {"code": code, "request": asked_code["request"], "one_time_code": digits}
    whole = anybody.post("/v1/tracking/details", proof).body
    assert [(p["state"], p["receipt"]) for p in whole["payments"]] == [("paid", True)]
    wrong = "000000" if digits != "000000" else "111111"
    no_code = proof | {"payment": owed["id"], "one_time_code": wrong}
    assert anybody.post("/v1/tracking/receipt", no_code).body["code"] == "code.wrong"
    receipt = anybody.post("/v1/tracking/receipt", proof | {"payment": owed["id"]})
    assert "5.000 đồng" in text(receipt)
    assert anybody.post("/v1/tracking/receipt", proof | {"payment": "MC2222222222"}).body["code"] == "payment.unknown"

    [waits] = [u for u in town.desk("supervisor").get("/v1/unmatched").body["unmatched"] if u["dossier"] == code]
    assert (waits["why"], waits["decisions"][0]) == ("amount", "give_back")
    path = "/v1/unmatched/" + waits["id"].replace("#", "%23")
    assert town.desk("supervisor").post(path, {"decision": "give_back", "reason": WHY}).status == 200
    [back] = gateway.refunds.values()
    assert (back["of"], back["amount"]) == (cheaper["transaction"], 4000)
    assert tell(town, back).body["verdict"] == "again", "its answer was heard already"
    assert state(town, code) == (2, ["paid", "paid"])


def signed_text(receipt: Answer, message: str) -> bool:
    """Whether the receipt's QR code says the message, under a signature of ours."""
    page = pypdfium2.PdfDocument(requests.get(receipt.body["link"], timeout=10).content)[0]
    [code] = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    return code.text.startswith(message + ":") and signing.is_ours(code.text)


def text(receipt: Answer) -> str:
    assert receipt.status == 200, receipt.body
    pdf = requests.get(receipt.body["link"], timeout=10).content
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
