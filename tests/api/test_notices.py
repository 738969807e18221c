"""Choices, wordings and receipts over HTTPS."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters import dossier_store
from chalicelib.domain.webhooks import HEADER, signed
from chalicelib.services.reference import registry
from infra.local import outbox
from tests.api.asking import hired, refused
from tests.support.dossiers import entries
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Answer, Town

SECRET = outbox.SECRET.encode()
PREVIEW = "/v1/admin/wordings/preview"
RULES = "/v1/admin/rules"


def test_a_citizen_chooses_and_sees_the_choice(town: Town) -> None:
    citizen = hired(town, "citizen", "a" * 64)
    usual = {"channels": ["sms", "email"], "language": "vi", "mandatory_only": False}
    assert citizen.get("/v1/me/contact").body == usual
    wanted = {"channels": ["email", "zalo"], "language": "en", "mandatory_only": True}
    made = citizen.post("/v1/me/contact", wanted)
    assert (made.status, made.body) == (200, wanted | {"channels": ["zalo", "email"]})
    assert citizen.get("/v1/me/contact").body == made.body
    assert hired(town, "citizen", "b" * 64).get("/v1/me/contact").body == usual


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"channels": []}, "channels"),
        ({"channels": ["pigeon"]}, "channels.0"),
        ({"channels": ["sms"], "language": "fr"}, "language"),
        ({"channels": ["sms"], "mandatory_only": "yes"}, "mandatory_only"),
        ({"channels": ["sms"], "phone": "0912345678"}, "phone"),
    ],
)
def test_a_choice_that_is_none_is_refused(town: Town, wrong: dict[str, Any], field: str) -> None:
    refused(hired(town, "citizen", "c" * 64).post("/v1/me/contact", wrong), 422, "request.invalid", field)


def test_the_clerk_writes_it_down_at_intake(town: Town) -> None:
    code = town.open_dossier(number="027094888777")
    clerk, path = town.desk("clerk"), f"/v1/dossiers/{code}/contact"
    made = clerk.post(path, {"channels": ["sms"], "language": "en"})
    assert made.body == {"channels": ["sms"], "language": "en", "mandatory_only": False}
    assert clerk.get(path).body == made.body
    person = dossier_store.load(code).file.dossier.person
    assert hired(town, "citizen", person).get("/v1/me/contact").body == made.body


def wording(**body: Any) -> dict[str, Any]:
    row = copy.deepcopy(next(e for e in entries("templates") if e["entry"] == "template#accepted"))
    row["body"] |= body
    return row


def test_what_an_sms_costs_is_shown_before_it_is_saved_and_when(town: Town) -> None:
    admin = town.desk("admin")
    plain = admin.post(PREVIEW, {"wording": wording()["body"]}).body
    assert (plain["event"], plain["language"], plain["encoding"], plain["segments"]) == ("accepted", "vi", "gsm7", 1)
    assert plain["sms"].isascii()
    accented = "Trung tâm: Đã tiếp nhận hồ sơ, {authority}, {day}. Hẹn trả kết quả {due}. Tra cứu: {link}"
    made = admin.post(PREVIEW, {"wording": wording(sms=accented, sms_encoding="unicode")["body"]}).body
    assert (made["encoding"], made["segments"]) == ("unicode", 3)
    assert "Đã tiếp nhận" in made["sms"]
    assert registry.template("accepted", datetime.now(UTC).date()).sms == wording()["body"]["sms"]
    entry = wording(event="test_cost", sms="Ho so {code}: {link}") | {
        "entry": "template#test_cost",
        "valid_from": "2031-01-01",
    }
    saved = admin.post(RULES, {"entries": [entry], "reason": "Mẫu tin mới (DEMO).", "dry_run": False}).body
    assert (saved["changed"], saved["entered"]) == (1, True)
    assert [(w["event"], w["segments"]) for w in saved["wordings"]] == [("test_cost", 1)]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"sms": "{code} {due} {name}"}, "template.forbidden_gap", "sms"),
        ({"sms": "{code} {due} {mayor}"}, "template.unknown_gap", "sms"),
        ({"sms": "{due}"}, "template.missing_gap", "sms"),
        ({"email_body": "{code} {due"}, "template.braces", "email_body"),
        ({"sms": "{authority} {day} {code} {due} →"}, "template.letters", "sms"),
    ],
)
def test_a_wording_that_would_go_wrong_is_refused_when_it_is_saved(
    town: Town, body: dict[str, Any], code: str, field: str
) -> None:
    admin = town.desk("admin")
    refused(admin.post(PREVIEW, {"wording": wording(**body)["body"]}), 422, code, field)
    entry = wording(event="test_wrong", **body) | {"entry": "template#test_wrong", "valid_from": "2031-01-01"}
    if code != "template.missing_gap":
        answer = admin.post(RULES, {"entries": [entry], "reason": "Mẫu tin mới (DEMO).", "dry_run": False})
        refused(answer, 422, code, field)


def receipt(town: Town, body: bytes, header: str | None, provider: str = "zalo") -> Answer:
    headers = {HEADER: header} if header is not None else {}
    return town.desk().call("POST", f"/v1/receipts/{provider}", body, headers)


def test_a_signed_receipt_is_taken_and_moves_its_notice(town: Town) -> None:
    now, body = datetime.now(UTC), b'{"id": "m-1", "event": "delivered"}'
    for _ in range(2):
        taken = receipt(town, body, signed(body, SECRET, now))
        assert (taken.status, taken.body) == (202, {"taken": True})
    assert town.run() == []
    stale = signed(body, SECRET, now - timedelta(minutes=6))
    for wrong in (None, "", stale, signed(body, b"guessed", now), signed(b"{}", SECRET, now)):
        refused(receipt(town, body, wrong), 401, "webhook.signature", HEADER)
    refused(receipt(town, body, signed(body, SECRET, now), "pigeon"), 401, "webhook.signature", HEADER)
    for odd, code in ((b"{}", "request.invalid"), (b'{"id": "1", "event": "flown"}', "webhook.shape")):
        refused(receipt(town, odd, signed(odd, SECRET, now)), 422, code)
    refused(receipt(town, b"no json", signed(b"no json", SECRET, now)), 400, "request.not_json")
    refused(receipt(town, b"no json", signed(b"no json", b"guessed", now)), 401, "webhook.signature")
    assert town.messages("receipts") == []


def test_the_dossier_shows_what_arrived_and_what_did_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier(phone="02438253536")
    town.upload(code, "GCS", jpeg())
    town.run()
    assert town.desk("clerk").act(code, "submit").status == 200
    town.run()
    [mail] = [n for n in dossier_store.load(code).file.notices if n.channel == "email"]
    from chalicelib.adapters import queues

    queues.send_receipt("ses", str(mail.provider_id), "Bounce")
    assert town.run() == []
    seen = {n["channel"]: n for n in town.desk("clerk").get(f"/v1/dossiers/{code}").body["notices"]}
    assert {c: (n["state"], n["error"]) for c, n in seen.items()} == {
        "sms": ("failed", "notice.phone_landline"),
        "email": ("failed", "notice.bounced"),
    }
    assert all(n["why"] and n["why_en"] for n in seen.values())
    assert {n["to"] for n in seen.values()} == {None}, "the dossier left the counter"
