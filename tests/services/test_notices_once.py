"""Each message is handed over exactly once: delivered five times, and after a crash behind any write."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import people_store, receipt_store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Once
from chalicelib.domain.contact import Choices
from chalicelib.domain.delivery import LEASE, Receipt
from chalicelib.domain.dossiers import Notice, NoticeState
from chalicelib.services.messaging import delivery_receipts as receipts
from chalicelib.services.messaging import notices
from infra.local.outbox import ZALO
from tests.support import office, power, push
from tests.support.dossiers import NOW
from tests.support.town import Town

LATER = LEASE + timedelta(seconds=1)
MOST_WRITES = 40
PUSH = Choices(channels=frozenset({"zalo", "email"}))
NOT_ON_ZALO = "0912345118"


@pytest.fixture(autouse=True)
def _push(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with push.provider(monkeypatch):
        yield


def routed(choices: Choices | None = None, phone: str = "0912345678") -> tuple[str, str]:
    """A routed dossier of somebody who chose that, and the event that is to be told."""
    number = f"0270{uuid.uuid4().int % 10**8:08d}"
    code = office.routed(number=number, phone=phone)
    if choices:
        choose(code, choices)
    return code, office.item_of(code, "routed")


def choose(code: str, choices: Choices) -> None:
    person = store.load(code).file.dossier.person
    once = Once(f"test#{uuid.uuid4()}", "f")
    people_store.choose(
        person, people_store.contact(person), choices, Trace(office.CLERK, "choose_contact", ""), NOW, once
    )


def handed_over(town: Town) -> Counter[str]:
    """How often each channel's provider took a message over; a repeat that it drops counts for nothing."""
    return Counter(sent.channel for sent in town.outbox())


def states(code: str) -> dict[str, str]:
    return {n.channel: n.state.value for n in store.load(code).file.notices}


def notice_of(code: str, channel: str) -> Notice:
    return next(n for n in store.load(code).file.notices if n.channel == channel)


CASES = {
    "sms and e-mail": (None, "0912345678", {"sms": "sent", "email": "sent"}),
    "push and e-mail": (PUSH, "0912345678", {"zalo": "sent", "email": "sent"}),
    "push that fails": (PUSH, NOT_ON_ZALO, {"zalo": "failed", "sms": "sent", "email": "sent"}),
    "landline": (PUSH, "02438253536", {"zalo": "failed", "sms": "failed", "email": "sent"}),
}


@pytest.mark.parametrize("case", CASES)
def test_whatever_dies_behind_any_write_each_is_handed_over_once(
    case: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    choices, phone, expected = CASES[case]
    once = {channel: 1 for channel, state in expected.items() if state == "sent"}
    twice_may_be = {"Publish": "sms", "SendEmail": "email"}
    for writes in range(1, MOST_WRITES):
        code, item = routed(choices, phone)
        town.tidy()
        with power.cut(writes, monkeypatch) as cut:
            try:
                notices.notify(code, item, NOW)
            except office.PowerCutError:
                pass
            else:
                break
        for _ in range(5):
            notices.notify(code, item, NOW + LATER)
        told = handed_over(town)
        between = twice_may_be.get(cut.written[-1])  # died between hand-over and note, and nobody can be asked
        assert told - Counter([between] if between else []) == once, cut.written
        assert states(code) == expected
        assert office.waiting_items(code) == [], cut.written
    assert writes > 6, "the walk went past every write"


def test_what_is_told_twice_to_a_provider_that_drops_repeats_arrives_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, item = routed(PUSH)
    town.tidy()
    with power.cut(2, monkeypatch) as cut, pytest.raises(office.PowerCutError):
        notices.notify(code, item, NOW)
    assert cut.written[-1] == "zalo"
    notices.notify(code, item, NOW + LATER)
    assert len(ZALO.asked) == 2
    assert handed_over(town)["zalo"] == 1
    assert notice_of(code, "zalo").state is NoticeState.SENT


def test_a_push_that_is_reported_undelivered_goes_out_by_sms(town: Town) -> None:
    code, item = routed(PUSH)
    town.tidy()
    notices.notify(code, item, NOW)
    body = {"provider": "zalo", "id": notice_of(code, "zalo").provider_id, "event": "failed"}
    for _ in range(5):
        receipts.take(body, NOW + timedelta(minutes=5))
    assert office.waiting_items(code) == [item]
    for _ in range(5):
        notices.notify(code, item, NOW + timedelta(minutes=6))
    assert handed_over(town) == {"zalo": 1, "sms": 1, "email": 1}
    assert states(code) == {"zalo": "failed", "sms": "sent", "email": "sent"}
    assert notice_of(code, "zalo").error == "notice.undelivered"
    assert office.waiting_items(code) == []


def test_a_failure_that_is_reported_days_later_tells_nobody_old_news(town: Town) -> None:
    code, item = routed(PUSH)
    town.tidy()
    notices.notify(code, item, NOW)
    receipts.take(
        {"provider": "zalo", "id": notice_of(code, "zalo").provider_id, "event": "failed"}, NOW + timedelta(days=2)
    )
    assert states(code)["zalo"] == "failed"
    assert office.waiting_items(code) == []
    assert town.messages("notices") == []


def test_a_receipt_that_dies_behind_any_write_is_written_down_when_it_comes_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for writes in range(1, MOST_WRITES):
        code, item = routed(PUSH)
        notices.notify(code, item, NOW)
        body = {"provider": "zalo", "id": notice_of(code, "zalo").provider_id, "event": "failed"}
        town.tidy()
        with power.cut(writes, monkeypatch):
            try:
                receipts.take(body, NOW)
            except office.PowerCutError:
                pass
            else:
                break
        receipts.take(body, NOW)
        for _ in range(2):
            notices.notify(code, item, NOW + LATER)
        assert handed_over(town) == {"sms": 1}
        assert states(code) == {"zalo": "failed", "sms": "sent", "email": "sent"}
    assert writes > 3


@pytest.mark.parametrize("told", ["DELIVERED", "FAILED"])
def test_a_receipt_that_comes_before_its_notice_is_stored_is_not_lost(
    told: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider answers so fast that its receipt is there while the sender still holds the id in its hand."""
    state = NoticeState[told]
    reason = "notice.undelivered" if state is NoticeState.FAILED else None
    real = notices._sent
    for writes in range(1, MOST_WRITES):
        code, item = routed()
        town.tidy()

        def sent_and_told(telling: notices._Telling, notice: Notice, is_last: bool) -> Notice:
            outcome = real(telling, notice, is_last)
            provider = {"sms": "sns", "email": "ses"}[outcome.channel]
            assert outcome.provider_id
            receipt_store.received(Receipt(provider, outcome.provider_id, state, reason), NOW)
            return outcome

        with monkeypatch.context() as patched:
            patched.setattr(notices, "_sent", sent_and_told)
            with power.cut(writes, monkeypatch) as cut, suppress(office.PowerCutError):
                notices.notify(code, item, NOW)
            for _ in range(2):
                notices.notify(code, item, NOW + LATER)
        assert set(states(code).values()) == {state.value}, cut.written
        assert office.waiting_items(code) == []
        if len(cut.written) < writes:
            break
    assert writes > 8
