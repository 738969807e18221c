"""Receipts move a notice on, in whatever order and number they come."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations

import pytest

from chalicelib.adapters import aws, receipt_store
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import delivery
from chalicelib.domain.dossiers import Notice
from chalicelib.domain.faults import FAULTS
from chalicelib.services.messaging import delivery_receipts as receipts
from chalicelib.services.messaging import notices
from infra.local import sms_reports
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.refusals import refused
from tests.support.town import Town

MAIL = {"ok": "Delivery", "bounced": "Bounce"}


def told() -> tuple[str, dict[str, str]]:
    """A dossier whose applicant was told: its code, and its notices' ids at their providers, by channel."""
    code = office.routed()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    return code, {n.channel: str(n.provider_id) for n in store.load(code).file.notices}


def notice_of(code: str, channel: str) -> Notice:
    return next(n for n in store.load(code).file.notices if n.channel == channel)


def say(provider: str, made: str, event: str) -> None:
    receipts.take({"provider": provider, "id": made, "event": event}, NOW)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("channel", "provider", "event", "state", "error"),
    [
        ("sms", "sns", "SUCCESS", "delivered", None),
        ("sms", "sns", "FAILURE", "failed", "notice.undelivered"),
        ("email", "ses", "Delivery", "delivered", None),
        ("email", "ses", "Bounce", "failed", "notice.bounced"),
        ("email", "ses", "Reject", "failed", "notice.bounced"),
        ("email", "ses", "Complaint", "delivered", None),
        ("email", "ses", "Send", "sent", None),
    ],
)
def test_a_receipt_moves_its_notice_and_no_other(
    channel: str, provider: str, event: str, state: str, error: str | None
) -> None:
    code, ids = told()
    say(provider, ids[channel], event)
    moved = notice_of(code, channel)
    assert (moved.state.value, moved.error) == (state, error)
    [other] = [n for n in store.load(code).file.notices if n.channel != channel]
    assert other.state.value == "sent"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("order", sorted(set(permutations(["ok", "ok", "bounced", "bounced"]))))
def test_in_whatever_order_receipts_come_delivered_is_what_stays(order: tuple[str, ...]) -> None:
    code, ids = told()
    for word in order:
        say("ses", ids["email"], MAIL[word])
    assert (notice_of(code, "email").state.value, notice_of(code, "email").error) == ("delivered", None)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("order", [("ok", "bounced"), ("bounced", "ok")])
def test_that_holds_for_receipts_that_come_before_their_notice_as_well(order: tuple[str, ...]) -> None:
    code, _ = told()
    early = f"early-{code}-{order[0]}"
    for word in order:
        say("ses", early, MAIL[word])
    known = receipt_store.sent("ses", early, code, "n", NOW)
    assert known.receipt
    assert known.receipt.state.value == "delivered"


def test_a_repeated_receipt_is_counted_once(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    _, ids = told()
    town.tidy()
    capsys.readouterr()
    for _ in range(5):
        say("ses", ids["email"], "Bounce")
    counted = [line for line in capsys.readouterr().out.splitlines() if '"receipts":[1' in line]
    assert len(counted) == 1
    assert not [text for text in office.IDENTIFYING if text in counted[0]]


@pytest.mark.usefixtures("town")
def test_a_receipt_for_what_nobody_sent_does_no_harm() -> None:
    say("ses", "of-somebody-else", "Bounce")
    kept = receipt_store.find("ses", "of-somebody-else")
    assert kept
    assert kept.notice == ""


@pytest.mark.usefixtures("town")
def test_a_receipt_of_another_provider_with_the_same_id_is_another_message() -> None:
    code, ids = told()
    say("zalo", ids["email"], "failed")
    assert notice_of(code, "email").state.value == "sent"


@pytest.mark.parametrize("body", [{}, {"provider": "pigeon", "id": "1", "event": "x"}, {"provider": "ses", "id": "1"}])
def test_what_is_no_receipt_is_refused_and_so_kept_in_the_dead_letter_queue(body: dict[str, object]) -> None:
    with refused("webhook.shape"):
        receipts.take(body, NOW)


def test_a_proven_webhook_is_queued_without_looking_anything_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.counted(monkeypatch) as calls:
        receipts.announce("zalo", "m-1", "delivered")
    assert calls == ["SendMessage"]
    assert [json.loads(m) for m in town.messages("receipts")] == [
        {"provider": "zalo", "id": "m-1", "event": "delivered"}
    ]


@pytest.mark.parametrize(("made", "event"), [("1", "flown"), ("", "delivered"), ("x" * 201, "failed")])
def test_what_says_nothing_we_know_goes_nowhere(made: str, event: str, town: Town) -> None:
    with refused("webhook.shape"):
        receipts.announce("zalo", made, event)
    assert town.messages("receipts") == []


def bounces(code: str, why: str) -> None:
    made = str(notice_of(code, "email").provider_id)
    receipts.take({"provider": "ses", "id": made, "event": "Bounce", "why": why}, NOW)


def told_next(town: Town, code: str) -> list[str]:
    """The channels over which the next event is told."""
    town.tidy()
    notices.notify(code, office.happened(code, "processing"), NOW)
    return sorted(sent.channel for sent in town.outbox())


def test_an_address_that_does_not_exist_gets_no_more_mail_until_another_is_named(town: Town) -> None:
    code, _ = told()
    bounces(code, "Permanent")
    why = delivery.why(notice_of(code, "email"))
    assert why
    assert why.code == "notice.address_dead"
    assert told_next(town, code) == ["sms"]
    applicant = replace(store.load(code).file.dossier.applicant, email="moi@example.com")
    office.happened(code, "applicant_corrected", applicant=applicant)
    assert told_next(town, code) == ["email", "sms"]


@pytest.mark.parametrize("why", ["Transient", "Undetermined", ""])
def test_a_full_mailbox_is_written_to_again(why: str, town: Town) -> None:
    code, _ = told()
    bounces(code, why)
    assert notice_of(code, "email").error == "notice.bounced"
    assert told_next(town, code) == ["email", "sms"]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("ending", sorted(sms_reports.ENDINGS))
def test_what_a_carrier_says_is_named_without_its_words_or_the_number(ending: str, town: Town) -> None:
    code, ids = told()
    town.tidy()
    phone = f"+84912345{ending}"
    told_by_log = sms_reports.handed_over(sms_reports.line(ids["sms"], phone, sms_reports.response(phone)))
    assert receipts.forward(told_by_log["awslogs"]["data"]) == {"forwarded": 1, "unreadable": 0}
    [body] = town.messages("receipts")
    assert not [text for text in (phone, sms_reports.ENDINGS[ending], "carrier") if text in body]
    receipts.take(json.loads(body), NOW)
    failed = notice_of(code, "sms")
    assert failed.state.value == "failed"
    assert str(failed.error) in FAULTS
    assert failed.error != "notice.undelivered"


def test_many_reports_go_ten_at_a_time_and_one_that_the_queue_refuses_fails_all(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [sms_reports.line(f"m{n}", "+84900000000", sms_reports.ACCEPTED) for n in range(23)]
    data = sms_reports.handed_over(*lines)["awslogs"]["data"]
    with office.counted(monkeypatch) as calls:
        assert receipts.forward(data) == {"forwarded": 23, "unreadable": 0}
    assert calls == ["SendMessageBatch"] * 3
    assert town.run() == []
    assert all(receipt_store.find("sns", f"m{n}") for n in range(23))
    monkeypatch.setattr(aws.sqs(), "send_message_batch", lambda **_: {"Failed": [{"Id": "0"}]})
    with pytest.raises(LookupError):
        receipts.forward(data)
