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
from chalicelib.domain.guessing import DAY, HOUR, OVERALL, Limit
from chalicelib.domain.one_time_codes import LEASE, Asked, Code, Use
from chalicelib.services.citizens import guessing, one_time_codes, tracking
from chalicelib.services.once import once
from tests.support import office
from tests.support.dossiers import NOW, seeded_rule
from tests.support.refusals import refused
from tests.support.town import Town

FROM = "203.0.113.50"
LANDLINE = "02438255555"
CODE = "000.00.01.H26-261112-0001"
RULE = seeded_rule(Use.TRACKING)


@pytest.fixture
def now() -> datetime:
    """The morning of a day on which no other test guesses."""
    return NOW + DAY * (100 + uuid.uuid4().int % 10_000)


def ask(code: str, now: datetime, key: str = "", last4: str = "5678") -> Asked:
    return tracking.ask_code(code, last4, FROM, key or uuid.uuid4().hex, now)


def prove(code: str, asked_id: str, digits: str, now: datetime) -> None:
    one_time_codes.prove(Code(Use.TRACKING, code, asked_id), digits, now)


def sent(town: Town) -> list[str]:
    return [found[1] for m in town.outbox() if (found := re.search(r"\b(\d{6})\b(?!/)", m.text.split("H26")[0]))]


def other_than(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


def test_a_thousand_wrong_guesses_of_others_close_nothing_for_who_has_the_code(
    town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.opened()
    asked = ask(code, now)
    monkeypatch.setattr(guessing, "OVERALL", Limit(0, OVERALL.fault))
    with refused("tracking.closed"):
        tracking.track(code, "5678", FROM, now)
    assert tracking.details(code, asked.code.id, sent(town)[0], FROM, now).personal


def test_the_code_that_was_sent_opens_the_details(town: Town, now: datetime) -> None:
    code = office.opened()
    office.happened(code, "refused", note="Lý do riêng.", result_number="KS-1/2026")
    asked = ask(code, now)
    [message] = town.outbox()
    assert (message.channel, message.to) == ("sms", "+84912345678")
    [digits] = sent(town)
    found = tracking.details(code, asked.code.id, digits, FROM, now + timedelta(minutes=9))
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
    assert len({one.code.id for one in asked}) == 1
    assert len(town.outbox()) == 1
    for _ in range(RULE.sent_an_hour - 1):
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
    for n in range(RULE.tries):
        with refused("code.wrong", "one_time_code") as raised:
            prove(code, asked.code.id, other_than(digits), now)
        assert raised.value.values == {"left": RULE.tries - n - 1}
    with refused("code.dead", "one_time_code"):
        prove(code, asked.code.id, digits, now)
    again = ask(code, now)
    prove(code, again.code.id, sent(town)[-1], now)


def test_tries_at_the_same_moment_are_ten(town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.opened()
    asked = ask(code, now)
    wrong = other_than(sent(town)[0])
    faults = office.in_threads(RULE.tries + 4, lambda _: prove(code, asked.code.id, wrong, now))
    codes = Counter(fault.code for fault in faults)
    assert codes == {"code.wrong": RULE.tries, "code.dead": 4}


def test_looking_again_with_the_right_code_uses_up_nothing(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    for _ in range(RULE.tries + 3):
        prove(code, asked.code.id, sent(town)[0], now)


def test_a_code_is_over_after_ten_minutes(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    prove(code, asked.code.id, sent(town)[0], now + RULE.lasts - timedelta(seconds=1))
    with refused("code.expired", "request"):
        prove(code, asked.code.id, sent(town)[0], now + RULE.lasts)


def test_a_code_opens_its_own_dossier_and_request_only(town: Town, now: datetime) -> None:
    code, other = office.opened(), office.opened()
    first, second = ask(code, now), ask(code, now)
    one, two = sent(town)
    with refused("code.expired", "request"):
        prove(other, first.code.id, one, now)
    with refused("code.expired", "request"):
        prove(code, "0" * 32, one, now)
    if one != two:
        with refused("code.wrong", "one_time_code"):
            prove(code, second.code.id, one, now)


def test_codes_of_an_hour_and_of_a_day_are_few(town: Town, now: datetime) -> None:
    code, other = office.opened(), office.opened()
    for _ in range(RULE.sent_an_hour):
        ask(code, now)
    with refused("code.too_many") as raised:
        ask(code, now)
    assert 1 <= int(str(raised.value.values["minutes"])) <= 60
    assert len(town.outbox()) == RULE.sent_an_hour
    ask(other, now)
    for n in range(RULE.sent_a_day - RULE.sent_an_hour):
        ask(code, now + HOUR * (1 + n))
    with refused("code.too_many") as raised:
        ask(code, now + HOUR * 13)
    assert raised.value.values == {"minutes": 60}, "ten in the morning, and fourteen hours of the day"
    ask(code, now + HOUR * 14)


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
        with refused("code.not_sent"):
            ask(code, now, key)
    asked = ask(code, now + timedelta(seconds=5), key)
    prove(code, asked.code.id, sent(town)[0], now + timedelta(seconds=6))


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
    prove(code, asked.code.id, sent(town)[0], now)


def test_a_landline_is_told_by_mail_or_named(town: Town, now: datetime) -> None:
    ask(office.opened(phone=LANDLINE), now, last4="5555")
    [message] = town.outbox()
    assert message.channel == "email"
    with refused("notice.phone_landline"):
        ask(office.opened(phone=LANDLINE, email=None), now, last4="5555")


def test_the_code_is_stored_nowhere(town: Town, now: datetime) -> None:
    code = office.opened()
    asked = ask(code, now)
    [item] = office.raw("motcua-Idempotency", "key", f"code#{asked.code.place}")
    assert sent(town)[0] not in str(item)
    assert sent(town)[0] not in str([n.text for n in dossier_store.load(code).file.notices])


@pytest.mark.usefixtures("_session_town")
@settings(deadline=None, database=None, max_examples=15)
@given(st.lists(st.booleans(), max_size=25))
def test_however_they_come_ten_wrong_tries_kill_it(tries: list[bool]) -> None:
    asked = Asked(Code(Use.TRACKING, uuid.uuid4().hex, uuid.uuid4().hex), NOW + RULE.lasts)
    code_store.ask(asked, CODE, once("one-time-code", asked.code.id, {}), NOW)
    right = code_store.digits_of(asked.code)
    wrong = 0
    for is_right in tries:
        expected = "code.dead" if wrong >= RULE.tries else None if is_right else "code.wrong"
        wrong += expected is not None
        try:
            one_time_codes.prove(asked.code, right if is_right else other_than(right), NOW)
            assert expected is None
        except Fault as fault:
            assert fault.code == expected  # noqa: PT017


def test_no_other_errors_are_swallowed(now: datetime, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(channels.CHANNELS, "sms", Broken(ClientError({"Error": {"Code": "x"}}, "Publish")))
    with pytest.raises(ClientError):
        ask(office.opened(), now)
