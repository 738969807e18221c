"""Each notice reaches the citizen once, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.adapters import channels
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.channels import ProviderDownError, UndeliverableError
from chalicelib.domain.dossiers import Notice, NoticeState
from chalicelib.services import notices
from chalicelib.services.notices import LEASE, NotYetSentError
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
    results = office.in_threads(5, lambda _: notices.notify(*told, NOW))
    assert {type(result) for result in results} <= {type(None), NotYetSentError}
    notices.notify(*told, NOW)  # whoever came too early comes again
    assert channels_of(town) == ["email", "sms"]
    assert states(told[0]) == {"sms": NoticeState.SENT, "email": NoticeState.SENT}


def test_who_gave_no_email_address_gets_an_sms(town: Town) -> None:
    code = office.routed(email=None)
    town.tidy()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    assert channels_of(town) == ["sms"]
    assert states(code) == {"sms": NoticeState.SENT}


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_provider_that_is_down_is_tried_again_and_the_other_is_not(
    channel: str, town: Town, told: Told, failing: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, item = told
    other = {"sms": "email", "email": "sms"}[channel]
    failing(channel, ProviderDownError("Throttling"))
    for _ in range(2):
        with pytest.raises(NotYetSentError):
            notices.notify(code, item, NOW)
        assert states(code) == {channel: NoticeState.RETRY, other: NoticeState.SENT}
        assert notice_of(code, channel).error == "Throttling"
    assert office.waiting_items(code) == [item]
    monkeypatch.undo()
    notices.notify(code, item, NOW + timedelta(minutes=1))
    assert channels_of(town) == ["email", "sms"]
    assert states(code) == {"sms": NoticeState.SENT, "email": NoticeState.SENT}
    assert office.waiting_items(code) == []


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
    outcome = attempt(code, item, NOW + later)
    assert outcome is sent
    assert ("sms" in channels_of(town)) is sent
    assert (item in office.waiting_items(code)) is not sent


def attempt(code: str, item: str, now: datetime) -> bool:
    try:
        notices.notify(code, item, now)
    except NotYetSentError:
        return False
    return True


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
