"""What a one-time code proves at the counter: one consent or request, once, for its dossier and purpose alone."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters import channels, consent_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.sending import ProviderDownError
from chalicelib.domain.consent import Consent, Proof, ProofKind, Who
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import HOUR
from chalicelib.domain.one_time_codes import Code, Use
from chalicelib.domain.rights import ASKING, Request, RightAsked
from chalicelib.services.citizens import one_time_codes, tracking
from chalicelib.services.issuance import pickups
from chalicelib.services.privacy import consents, rights
from chalicelib.services.privacy.consents import Said
from chalicelib.services.privacy.rights import Wish
from tests.services.test_keeping import key, someone
from tests.services.test_one_time_codes import LANDLINE, other_than
from tests.support import office, power
from tests.support.dossiers import NOW, seeded_rule
from tests.support.refusals import refused
from tests.support.town import Town

RULE = seeded_rule(Use.COUNTER)
KEEP = "keep_papers"
FROM = "203.0.113.70"
MOST_WRITES = 20


@pytest.fixture
def code(town: Town) -> str:
    assert town
    return someone()[0]


def asked(town: Town, code: str, purpose: str = KEEP, now: datetime = NOW, language: str = "vi") -> str:
    """The digits that the phone gets when the clerk asks for a code."""
    consents.send_code(code, purpose, language, office.CLERK, key(), now)
    return digits_in(town.outbox()[-1].text)


def digits_in(text: str) -> str:
    return str(re.findall(r"\b[0-9]{6}\b", text.split("H26", maxsplit=1)[0])[0])


def consented(code: str, digits: str, once: str = "", now: datetime = NOW, purpose: str = KEEP) -> Consent:
    proof = Proof(Who.SELF, ProofKind.CODE, digits)
    said = Said(purpose=purpose, language="vi", dossier=code, proofs=(proof,))
    return consents.record(said, office.CLERK, once or key(), now)


def wished(code: str, digits: str, once: str = "", now: datetime = NOW) -> Request:
    return rights.ask_at_counter(code, Wish(right=RightAsked.SEE, code=digits), office.CLERK, once or key(), now)


def given(code: str) -> tuple[Consent, ...]:
    return consent_store.consents(store.load(code).file.dossier.person)


def test_five_requests_send_one_message_and_five_answers_are_one_consent(town: Town, code: str) -> None:
    once = key()
    for _ in range(5):
        consents.send_code(code, KEEP, "vi", office.CLERK, once, NOW)
    [message] = town.outbox()
    once = key()
    made = [consented(code, digits_in(message.text), once) for _ in range(5)]
    assert {one.id for one in made} == {one.id for one in given(code)}
    assert digits_in(message.text) not in str(made)
    with refused("code.expired", "code"):
        consented(code, digits_in(message.text))


def test_the_message_says_what_is_agreed_to_in_the_language_that_was_asked_in(town: Town, code: str) -> None:
    asked(town, code)
    asked(town, code, language="en")
    vi, en = town.outbox()
    assert "neu Ong/Ba dong y luu giay to de lan sau khoi nop lai" in vi.text
    assert "if you agree that your papers are kept for next time" in en.text
    assert all(code in message.text and "10 " in message.text for message in (vi, en))
    assert not [word for word in office.IDENTIFYING if word in vi.text + en.text]


def test_five_at_the_same_moment_are_one(town: Town, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    once = key()
    office.in_threads(5, lambda _: consents.send_code(code, KEEP, "vi", office.CLERK, once, NOW))
    [message] = town.outbox()
    made = office.in_threads(4, lambda _: _or_fault(code, digits_in(message.text)))
    assert sorted(made) == ["code.expired", "code.expired", "code.expired", "given"]
    assert len(given(code)) == 1


def _or_fault(code: str, digits: str) -> str:
    """What four clerks get who use the same code under keys of their own."""
    for _ in range(9):
        try:
            consented(code, digits)
        except Fault as fault:
            if fault.code != "system.busy":
                return fault.code
        else:
            return "given"
    return "busy"


def test_a_request_about_the_own_data_is_proven_once_too(town: Town, code: str) -> None:
    digits, once = asked(town, code, ASKING), key()
    made = [wished(code, digits, once) for _ in range(3)]
    assert {one.id for one in made} == {made[0].id}
    assert made[0].proof == "one_time_code"
    with refused("code.expired", "code"):
        wished(code, digits)


def test_the_eleventh_try_is_refused_though_it_is_right_and_a_new_code_opens_again(town: Town, code: str) -> None:
    digits = asked(town, code)
    for n in range(RULE.tries):
        with refused("code.wrong", "code") as raised:
            consented(code, other_than(digits))
        assert raised.value.values == {"left": RULE.tries - n - 1}
    with refused("code.dead", "code"):
        consented(code, digits)
    assert given(code) == ()
    consented(code, asked(town, code))


def test_a_newer_code_puts_the_one_before_out_of_force(town: Town, code: str) -> None:
    older = asked(town, code)
    newer = asked(town, code)
    if older != newer:
        with refused("code.wrong", "code"):
            consented(code, older)
    consented(code, newer)


def test_it_lasts_ten_minutes_and_an_hour_has_few(town: Town, code: str) -> None:
    digits = asked(town, code)
    with refused("code.expired", "code"):
        consented(code, digits, now=NOW + RULE.lasts)
    for _ in range(RULE.sent_an_hour - 1):
        asked(town, code)
    with refused("code.too_many"):
        asked(town, code)
    asked(town, code, now=NOW + HOUR)


def test_it_opens_what_it_was_sent_for_and_nothing_else(town: Town, code: str) -> None:
    """Of the same phone on the same day: none of its codes opens another's door, nor its own at another dossier."""
    other = someone()[0]
    keep, see = asked(town, code), asked(town, code, ASKING)
    request = tracking.ask_code(code, "5678", FROM, key(), NOW).code.id
    track = digits_in(town.outbox()[-1].text)
    handed_out = pickups.code_of(code, "an-event")
    asked(town, other)
    doors: dict[str, Any] = {
        keep: lambda digits: consented(code, digits),
        see: lambda digits: wished(code, digits),
        track: lambda digits: tracking.details(code, request, digits, FROM, NOW),
        handed_out: lambda digits: one_time_codes.require_right(Code(Use.PICKUP, code, "an-event"), digits, NOW),
    }
    assert len(doors) == 4, "one in a million: two codes are the same"
    for own, door in doors.items():
        for digits in doors.keys() - {own}:
            with refused("code.wrong"):
                door(digits)
    with refused("code.wrong"):
        consented(other, keep)
    for own, door in doors.items():
        door(own)


def test_the_id_of_a_tracking_request_says_nothing_at_the_counter(town: Town, code: str) -> None:
    tracking.ask_code(code, "5678", FROM, key(), NOW)
    with refused("code.expired", "code"):
        consented(code, digits_in(town.outbox()[-1].text))


def test_it_is_in_no_table_and_no_log(town: Town, code: str, caplog: pytest.LogCaptureFixture) -> None:
    digits = asked(town, code)
    with refused("code.wrong"):
        consented(code, other_than(digits))
    consented(code, digits)
    told = [str(vars(record)) for record in caplog.records]
    assert any("wrong one-time code" in line for line in told)
    assert not [line for line in told if digits in line or other_than(digits) in line]
    place = Code(Use.COUNTER, f"{code}#{KEEP}", "").place
    [item] = office.raw("motcua-Idempotency", "key", f"code#{place}")
    assert digits not in str({name: value for name, value in item.items() if name not in ("until", "expires", "id")})


def test_a_message_that_could_not_go_goes_with_the_same_request_later(
    town: Town, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: str) -> str:
        raise ProviderDownError("Throttling")

    once = key()
    with monkeypatch.context() as patched:
        patched.setattr(channels.CHANNELS["sms"], "send", down, raising=False)
        with refused("code.not_sent"):
            consents.send_code(code, KEEP, "vi", office.CLERK, once, NOW)
    consents.send_code(code, KEEP, "vi", office.CLERK, once, NOW + timedelta(seconds=5))
    consented(code, digits_in(town.outbox()[-1].text))


def test_a_landline_proves_nothing_though_there_is_an_address(town: Town) -> None:
    code = office.opened(phone=LANDLINE)
    with refused("notice.phone_landline"):
        consents.send_code(code, KEEP, "vi", office.CLERK, key(), NOW)
    assert town.outbox() == []


def test_whatever_it_dies_after_the_same_request_sends_and_the_code_counts_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for writes in range(1, MOST_WRITES):
        code, asking, giving = someone()[0], key(), key()
        later = NOW + timedelta(seconds=61)  # whoever died had the lease
        before = len(town.outbox())
        with power.cut(writes, monkeypatch) as cut, suppress(office.PowerCutError):
            consents.send_code(code, KEEP, "vi", office.CLERK, asking, NOW)
        consents.send_code(code, KEEP, "vi", office.CLERK, asking, later)
        messages = {digits_in(sent.text) for sent in town.outbox()[before:]}
        assert len(messages) == 1, "a message may come twice, but with the same digits"
        if len(cut.written) < writes:
            break
        [digits] = messages
        with power.cut(writes, monkeypatch), suppress(office.PowerCutError):
            consented(code, digits, giving, later)
        made = {consented(code, digits, giving, later).id for _ in range(2)}
        assert made == {one.id for one in given(code)}
    assert writes > 4
