"""Each notice reaches the citizen once, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib.adapters import channels, people_store, queues
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.domain.contact import Choices
from chalicelib.domain.delivery import LEASE
from chalicelib.domain.dossiers import Notice, NoticeState, Status
from chalicelib.services.citizens import feedback
from chalicelib.services.messaging import notices
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.refusals import refused
from tests.support.town import Town

Told = tuple[str, str]
Break = Callable[[str, Exception], None]


@pytest.fixture
def told(town: Town) -> Told:
    """A routed dossier: its code, and the event that its applicant is to be told of."""
    code = office.routed()
    town.tidy()
    return code, office.item_of(code, "routed")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Makes a channel fail in a way."""

    def channel_fails(name: str, error: Exception) -> None:
        def send(*_: object) -> str:
            raise error

        monkeypatch.setattr(channels.CHANNELS[name], "send", send, raising=False)

    return channel_fails


def states(code: str) -> dict[str, NoticeState]:
    return {notice.channel: notice.state for notice in store.load(code).file.notices}


def notice_of(code: str, channel: str) -> Notice:
    return next(notice for notice in store.load(code).file.notices if notice.channel == channel)


def channels_of(town: Town) -> list[str]:
    return sorted(sent.channel for sent in town.outbox())


def test_an_event_is_told_over_both_channels_and_the_outcome_is_kept(town: Town, told: Told) -> None:
    code, item = told
    notices.notify(code, item, NOW)
    assert channels_of(town) == ["email", "sms"]
    assert {sent.to for sent in town.outbox()} == {"+84912345678", "kiet@example.com"}
    assert states(code) == {"sms": NoticeState.SENT, "email": NoticeState.SENT}
    assert notice_of(code, "sms").provider_id
    assert notice_of(code, "sms").text in {sent.text for sent in town.outbox()}
    assert office.waiting_items(code) == []


def test_five_deliveries_send_each_once(town: Town, told: Told) -> None:
    for _ in range(5):
        notices.notify(*told, NOW)
    assert channels_of(town) == ["email", "sms"]


def test_five_deliveries_at_once_send_each_once(town: Town, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    assert office.in_threads(5, lambda _: notices.notify(*told, NOW)) == [None] * 5
    assert office.waiting_items(told[0]) == []
    assert channels_of(town) == ["email", "sms"]
    assert states(told[0]) == {"sms": NoticeState.SENT, "email": NoticeState.SENT}


def test_who_gave_no_email_address_gets_an_sms(town: Town) -> None:
    code = office.routed(email=None)
    town.tidy()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    assert channels_of(town) == ["sms"]
    assert states(code) == {"sms": NoticeState.SENT}


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_provider_that_is_down_is_tried_again_when_it_is_time_and_the_other_is_not(
    channel: str, town: Town, told: Told, failing: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, item = told
    other = {"sms": "email", "email": "sms"}[channel]
    delays: list[int] = []
    failing(channel, ProviderDownError("Throttling"))
    with monkeypatch.context() as patched:
        patched.setattr(queues, "send", lambda todo, code, item, delay=0: delays.append(delay))
        notices.notify(code, item, NOW)
    assert states(code) == {channel: NoticeState.RETRY, other: NoticeState.SENT}
    assert (notice_of(code, channel).error, notice_of(code, channel).tries) == ("Throttling", 1)
    assert office.waiting_items(code) == [item]
    assert delays == [3]
    monkeypatch.undo()
    notices.notify(code, item, NOW + timedelta(seconds=1))  # too early: whoever failed has put it back for later
    assert states(code)[channel] is NoticeState.RETRY
    assert delays == [3]
    notices.notify(code, item, NOW + timedelta(seconds=3))
    assert channels_of(town) == ["email", "sms"]
    assert states(code) == {"sms": NoticeState.SENT, "email": NoticeState.SENT}
    assert office.waiting_items(code) == []


def test_the_last_channel_is_given_up_after_a_day_and_named(town: Town, told: Told, failing: Break) -> None:
    code, item = told
    for channel in ("sms", "email"):
        failing(channel, ProviderDownError("Throttling"))
    notices.notify(code, item, NOW)
    notices.notify(code, item, NOW + timedelta(hours=25))
    assert states(code) == {"sms": NoticeState.FAILED, "email": NoticeState.FAILED}
    assert office.waiting_items(code) == []
    seen = town.desk("supervisor").call(
        "GET", f"/v1/dossiers/{code}", headers={"Access-Reason": "Ki%E1%BB%83m%20tra%20tin%20b%C3%A1o"}
    )
    assert {(n["state"], n["error"], n["tries"]) for n in seen.body["notices"]} == {("failed", "Throttling", 2)}
    assert all("Throttling" in n["why"] and "Throttling" in n["why_en"] for n in seen.body["notices"])


def test_what_cannot_be_delivered_failed_and_is_done(town: Town, told: Told, failing: Break) -> None:
    code, item = told
    failing("sms", UndeliverableError("OptedOut"))
    notices.notify(code, item, NOW)
    assert states(code) == {"sms": NoticeState.FAILED, "email": NoticeState.SENT}
    assert notice_of(code, "sms").error == "OptedOut"
    assert office.waiting_items(code) == []
    notices.notify(code, item, NOW + LEASE * 2)
    assert channels_of(town) == ["email"]


@pytest.mark.parametrize(
    ("later", "sent"),
    [(timedelta(0), False), (LEASE - timedelta(seconds=1), False), (LEASE + timedelta(seconds=1), True)],
)
def test_what_a_dead_sender_took_on_is_sent_after_its_lease_and_not_before(
    later: timedelta, sent: bool, town: Town, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, item = told
    with monkeypatch.context() as patched:
        patched.setattr(notices, "_sent", office.crash)
        with pytest.raises(office.PowerCutError):
            notices.notify(code, item, NOW)
    assert states(code) == {"sms": NoticeState.SENDING}
    notices.notify(code, item, NOW + later)
    assert ("sms" in channels_of(town)) is sent
    assert (item in office.waiting_items(code)) is not sent


def test_an_event_that_the_dossier_does_not_have_is_refused(told: Told) -> None:
    with refused("dossier.unknown", "item"):
        notices.notify(told[0], "event#none", NOW)


@pytest.mark.parametrize("kind", ["accepted", "supplement_asked", "refused", "stopped", "finished", "returned"])
def test_the_words_of_every_event_reach_the_phone_whole(kind: str, town: Town, told: Told) -> None:
    code, _ = told
    notices.notify(code, office.happened(code, kind, note="Thiếu giấy ủy quyền."), NOW)
    texts = {sent.channel: sent.text for sent in town.outbox()}
    assert code in texts["sms"]
    assert texts["sms"].isascii()
    assert len(texts["sms"]) <= 160
    assert ("Thiếu giấy ủy quyền." in texts["email"]) is (kind in ("supplement_asked", "refused", "stopped"))
    assert not [text for text in office.IDENTIFYING if text in texts["sms"] + texts["email"]]


@pytest.mark.parametrize(
    ("phone", "why"), [("02438253536", "notice.phone_landline"), ("+12125550100", "notice.phone_foreign")]
)
def test_who_has_no_mobile_number_is_told_by_email_and_the_dossier_says_why(phone: str, why: str, town: Town) -> None:
    code = office.routed(phone=phone)
    town.tidy()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    assert channels_of(town) == ["email"]
    assert states(code) == {"sms": NoticeState.FAILED, "email": NoticeState.SENT}
    assert (notice_of(code, "sms").error, notice_of(code, "sms").tries) == (why, 0)
    assert office.waiting_items(code) == []


def test_every_outcome_is_measured_without_a_word_about_the_person(
    told: Told, failing: Break, capsys: pytest.CaptureFixture[str]
) -> None:
    failing("email", UndeliverableError("BadRequestException"))
    notices.notify(*told, NOW)
    said = capsys.readouterr().out
    lines = [line for line in map(json.loads, said.splitlines()) if "_aws" in line]
    outcomes = {(m["channel"], m["provider"], m["outcome"], m["reason"]) for m in lines if "notices" in m}
    assert outcomes == {("sms", "sns", "sent", "none"), ("email", "ses", "failed", "BadRequestException")}
    [prompt] = [m for m in lines if "handed_over_promptly" in m]
    assert prompt["handed_over_promptly"] == [1.0]
    assert not [text for text in office.IDENTIFYING if text in said]


def texts(town: Town, code: str, kind: str) -> list[str]:
    """The text messages by which an event of the dossier is told."""
    town.tidy()
    notices.notify(code, office.item_of(code, kind), NOW)
    return [sent.text for sent in town.outbox() if sent.channel == "sms"]


def test_the_notice_of_the_result_asks_how_it_was_unless_surveys_are_stopped(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.routed()
    dossier = store.load(code).file.dossier
    office.happened(code, "returned", status=Status.RETURNED)
    [asked] = texts(town, code, "returned")
    assert asked.endswith(feedback.link(dossier))
    assert len(asked) <= 160
    other = office.routed()
    stopped = people_store.Kept(Choices(mandatory_only=True), 1)
    monkeypatch.setattr(people_store, "contact", lambda person: stopped)
    office.happened(other, "returned", status=Status.RETURNED)
    [plain] = texts(town, other, "returned")
    assert plain.endswith(f"?ma={other}")


def test_who_complains_is_told_where_to_read_the_answer_and_nobody_what_was_said(town: Town) -> None:
    code = office.routed()
    door = feedback.by_link(code, feedback.token_of(store.load(code).file.dossier), NOW)
    said = "Bà Diệp phải chờ hai giờ ở quầy."
    feedback.complain(door, "report", said, "complained-once", NOW)
    [told] = texts(town, code, "complaint_made")
    assert feedback.link(store.load(code).file.dossier) in told
    everything = "".join(sent.subject + sent.text for sent in town.outbox())
    assert "Diệp" not in everything


@pytest.mark.parametrize("kind", ["fee_asked", "fee_paid", "refunded", "consent_withdrawn", "complaint_answered"])
def test_what_concerns_the_citizen_is_told_in_one_segment(kind: str, town: Town) -> None:
    code = office.routed()
    office.happened(code, kind)
    [told] = texts(town, code, kind)
    assert code in told
    assert notice_of_event(code, kind).segments == 1


def test_a_later_act_makes_no_earlier_notice_untrue(town: Town) -> None:
    code = office.routed()
    office.happened(code, "accepted", status=Status.ACCEPTED, accepted_at=NOW, due=NOW, authority_name="Sở Tư pháp")
    office.happened(code, "payment_asked", status=Status.PAYMENT, due=None, authority_name="Sở Nội vụ")
    [told] = texts(town, code, "accepted")
    assert "12/11 So Tu phap nhan ho so, hen tra 10:00 12/11/2026" in told
    [mail] = [sent.text for sent in town.outbox() if sent.channel == "email"]
    assert "Thời điểm tiếp nhận: 10:00 12/11/2026. Người tiếp nhận: " in mail


def notice_of_event(code: str, kind: str) -> Notice:
    return next(n for n in store.load(code).file.notices if n.template == kind and n.channel == "sms")


def test_how_prompt_we_are_is_told_of_what_must_be_told_at_once(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    code = office.routed()
    office.happened(code, "result_reminded")
    capsys.readouterr()
    assert len(texts(town, code, "result_reminded")) == 1
    said = capsys.readouterr().out
    assert '"segments"' in said
    assert "handed_over_promptly" not in said
