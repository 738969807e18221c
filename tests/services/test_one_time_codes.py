"""A code goes out once per request, opens the details for ten minutes, and is dead after ten wrong tries."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters import audit, channels, code_store, dossier_store
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import WINDOW
from chalicelib.domain.one_time_codes import ASKED_AN_HOUR, HOUR, LASTS, LEASE, MOST_TRIES, Asked
from chalicelib.services import one_time_codes, tracking
from chalicelib.services.once import once
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.refusals import refused
from tests.support.town import Town

FROM = "203.0.113.50"
LANDLINE = "02438255555"
CODE = "000.00.01.H26-261112-0001"


@pytest.fixture
def now() -> datetime:
    """A quarter of an hour that no other test guesses in."""
    return NOW + WINDOW * (1000 + uuid.uuid4().int % 100_000)


def ask(code: str, now: datetime, key: str = "", last4: str = "5678") -> Asked:
    return tracking.ask_code(code, last4, FROM, key or uuid.uuid4().hex, now)


def sent(town: Town) -> list[str]:
    return [found[1] for m in town.outbox() if (found := re.search(r"\b(\d{6})\b(?!/)", m.text.split("H26")[0]))]


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_the_code_that_was_sent_opens_the_details(town: Town, now: datetime) -> None:
    code = office.opened()
    office.happened(code, "refused", note="Lý do riêng.", result_number="KS-1/2026")
    asked = ask(code, now)
    [message] = town.outbox()
    assert (message.channel, message.to) == ("sms", "+84912345678")
    [digits] = sent(town)
    found = tracking.details(code, asked.id, digits, FROM, now + timedelta(minutes=9))
    assert found.personal
    assert [e.note for e in found.file.events if e.type == "refused"] == ["Lý do riêng."]
    assert [(look.act, look.role) for look in audit.trail(code)] == [("track", "citizen")]


def test_a_request_that_comes_five_times_sends_one_message(town: Town, now: datetime) -> None:
    code, key = office.opened(), uuid.uuid4().hex
    asked = {ask(code, now + timedelta(seconds=n * 70), key) for n in range(5)}
    assert len(asked) == 1
    assert len(town.outbox()) == 1


def test_at_the_same_moment_too(town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code, key = office.opened(), uuid.uuid4().hex
    asked = office.in_threads(5, lambda _: ask(code, now, key))
    assert len({one.id for one in asked}) == 1
    assert len(town.outbox()) == 1
    for _ in range(ASKED_AN_HOUR - 1):
        ask(code, now)


def test_whoever_does_not_know_the_phone_gets_no_message_sent(town: Town, now: datetime) -> None:
    code = office.opened()
    with refused("tracking.no_match", "code"):
        ask(code, now, last4="0000")
    assert town.outbox() == []


def test_the_eleventh_try_is_refused_though_it_is_right(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    [digits] = sent(town)
    for n in range(MOST_TRIES):
        with refused("tracking.code_wrong", "one_time_code") as raised:
            one_time_codes.prove(code, asked.id, other_than(digits), now)
        assert raised.value.values == {"left": MOST_TRIES - n - 1}
    with refused("tracking.code_dead", "one_time_code"):
        one_time_codes.prove(code, asked.id, digits, now)
    again = ask(code, now)
    one_time_codes.prove(code, again.id, sent(town)[-1], now)


def test_tries_at_the_same_moment_are_ten(town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.opened()
    asked = ask(code, now)
    wrong = other_than(sent(town)[0])
    faults = office.in_threads(MOST_TRIES + 4, lambda _: one_time_codes.prove(code, asked.id, wrong, now))
    codes = Counter(fault.code for fault in faults)
    assert codes == {"tracking.code_wrong": MOST_TRIES, "tracking.code_dead": 4}


def test_looking_again_with_the_right_code_uses_up_nothing(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    for _ in range(MOST_TRIES + 3):
        one_time_codes.prove(code, asked.id, sent(town)[0], now)


def test_a_code_is_over_after_ten_minutes(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    one_time_codes.prove(code, asked.id, sent(town)[0], now + LASTS - timedelta(seconds=1))
    with refused("tracking.code_expired", "request"):
        one_time_codes.prove(code, asked.id, sent(town)[0], now + LASTS)


def test_a_code_opens_its_own_dossier_and_request_only(town: Town, now: datetime) -> None:
    code, other = office.opened(), office.opened()
    first, second = ask(code, now), ask(code, now)
    one, two = sent(town)
    with refused("tracking.code_expired", "request"):
        one_time_codes.prove(other, first.id, one, now)
    with refused("tracking.code_expired", "request"):
        one_time_codes.prove(code, "0" * 32, one, now)
    if one != two:
        with refused("tracking.code_wrong", "one_time_code"):
            one_time_codes.prove(code, second.id, one, now)


def test_codes_of_an_hour_are_few(town: Town, now: datetime) -> None:
    code, other = office.opened(), office.opened()
    for _ in range(ASKED_AN_HOUR):
        ask(code, now)
    with refused("tracking.codes_spent") as raised:
        ask(code, now)
    assert 1 <= int(str(raised.value.values["minutes"])) <= 60
    assert len(town.outbox()) == ASKED_AN_HOUR
    ask(other, now)
    ask(code, now + HOUR)


class Broken:
    """A channel that fails as it is told."""

    name, provider = "sms", "sns"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        raise self.error


def test_a_provider_that_is_down_is_named_and_the_same_request_sends_later(
    town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, key = office.opened(), uuid.uuid4().hex
    with monkeypatch.context() as patched:
        patched.setitem(channels.CHANNELS, "sms", Broken(ProviderDownError("Throttled")))
        with refused("tracking.code_unsent"):
            ask(code, now, key)
    asked = ask(code, now + timedelta(seconds=5), key)
    one_time_codes.prove(code, asked.id, sent(town)[0], now + timedelta(seconds=6))


def test_a_number_that_the_provider_refuses_is_named(
    town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(channels.CHANNELS, "sms", Broken(UndeliverableError("InvalidParameter")))
    with refused("notice.refused"):
        ask(office.opened(), now)


def test_a_crash_while_sending_lets_a_repeat_send_once_the_lease_is_over(
    town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, key = office.opened(), uuid.uuid4().hex
    with monkeypatch.context() as patched:
        patched.setattr(code_store, "settle", office.crash)
        patched.setitem(channels.CHANNELS, "sms", Broken(ProviderDownError("x")))
        with pytest.raises(office.PowerCutError):
            ask(code, now, key)
    ask(code, now + timedelta(seconds=1), key)
    assert town.outbox() == [], "whoever took it on may still be at it"
    ask(code, now + LEASE + timedelta(seconds=1), key)
    assert len(town.outbox()) == 1


@pytest.mark.parametrize("moment", ["ask", "claim"])
def test_a_crash_before_sending_loses_nothing(
    town: Town, now: datetime, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, key = office.opened(), uuid.uuid4().hex
    with monkeypatch.context() as patched:
        patched.setattr(code_store, moment, office.crash)
        with pytest.raises(office.PowerCutError):
            ask(code, now, key)
    asked = ask(code, now, key)
    one_time_codes.prove(code, asked.id, sent(town)[0], now)


def test_a_landline_is_told_by_mail_or_named(town: Town, now: datetime) -> None:
    ask(office.opened(phone=LANDLINE), now, last4="5555")
    [message] = town.outbox()
    assert message.channel == "email"
    with refused("notice.phone_landline"):
        ask(office.opened(phone=LANDLINE, email=None), now, last4="5555")


def test_the_code_is_stored_nowhere(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    [item] = office.raw("motcua-Idempotency", "key", f"code#{asked.id}")
    assert sent(town)[0] not in str(item)
    assert sent(town)[0] not in str([n.text for n in dossier_store.load(code).file.notices])


@pytest.mark.usefixtures("_session_town")
@settings(deadline=None, database=None, max_examples=15)
@given(st.lists(st.booleans(), max_size=25))
def test_however_they_come_ten_wrong_tries_kill_it(tries: list[bool]) -> None:
    asked = Asked(uuid.uuid4().hex, CODE, NOW + LASTS)
    code_store.ask(asked, once("one-time-code", asked.id, {}), NOW)
    right = code_store.code_of(asked)
    wrong = 0
    for is_right in tries:
        expected = "tracking.code_dead" if wrong >= MOST_TRIES else None if is_right else "tracking.code_wrong"
        wrong += not is_right or expected is not None
        try:
            one_time_codes.prove(CODE, asked.id, right if is_right else other_than(right), NOW)
            assert expected is None
        except Fault as fault:
            assert fault.code == expected  # noqa: PT017


def test_no_other_errors_are_swallowed(now: datetime, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channels.CHANNELS, "sms", Broken(ClientError({"Error": {"Code": "x"}}, "Publish")))
    with pytest.raises(ClientError):
        ask(office.opened(), now)
