"""Over which channels, in which order, when again, and what a receipt counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import delivery
from chalicelib.domain.contact import CHANNELS, Choices, Language, choices
from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.delivery import Ladder, after_error, again_in, ladders, next_rung, not_before, why
from chalicelib.domain.dossiers import Notice, NoticeState
from chalicelib.domain.faults import FAULTS
from tests.support.dossiers import APPLICANT, NOW, calm
from tests.support.refusals import refused

S = NoticeState
ALL = frozenset(CHANNELS)
WITHOUT_MAIL = replace(APPLICANT, email=None)
chosen = st.sets(st.sampled_from(CHANNELS), min_size=1).map(frozenset)


def notice(state: NoticeState = S.SENDING, channel: str = "sms", **changes: object) -> Notice:
    made = Notice(
        id=f"e1-{channel}", event="e1", channel=channel, template="x", state=state, at=NOW, to="", subject="", text=""
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ({"sms", "email"}, [("sms",), ("email",)]),
        ({"zalo", "sms", "email"}, [("zalo", "sms"), ("email",)]),
        ({"zalo", "email"}, [("zalo", "sms"), ("email",)]),
        ({"zalo"}, [("zalo", "sms", "email")]),
        ({"sms"}, [("sms", "email")]),
        ({"email"}, [("email", "sms")]),
    ],
)
def test_the_ladders_of_what_must_be_told(channels: set[str], expected: list[Ladder]) -> None:
    assert ladders(Choices(channels=frozenset(channels)), APPLICANT, ALL, mandatory=True) == expected


def test_without_an_address_or_a_contract_a_channel_is_passed_over() -> None:
    push = Choices(channels=frozenset({"zalo", "email"}))
    assert ladders(push, WITHOUT_MAIL, ALL, mandatory=True) == [("zalo", "sms")]
    assert ladders(push, APPLICANT, ALL - {"zalo"}, mandatory=True) == [("email", "sms")]
    assert ladders(push, WITHOUT_MAIL, ALL - {"zalo"}, mandatory=True) == [("sms",)]
    assert ladders(push, WITHOUT_MAIL, ALL - {"zalo"}, mandatory=False) == []


def test_who_wants_no_more_than_what_must_be_told_gets_that() -> None:
    quiet = Choices(mandatory_only=True)
    assert ladders(quiet, APPLICANT, ALL, mandatory=False) == []
    assert ladders(quiet, APPLICANT, ALL, mandatory=True) == [("sms",), ("email",)]


@calm
@given(chosen, st.booleans(), st.booleans())
def test_what_must_be_told_always_has_a_way_and_no_channel_is_used_twice(
    channels: frozenset[str], quiet: bool, has_mail: bool
) -> None:
    person = APPLICANT if has_mail else WITHOUT_MAIL
    made = ladders(Choices(channels=channels, mandatory_only=quiet), person, ALL, mandatory=True)
    rungs = [rung for ladder in made for rung in ladder]
    assert "sms" in rungs
    assert len(rungs) == len(set(rungs))
    assert ("email" in rungs) <= has_mail
    optional = [r for x in ladders(Choices(channels=channels), person, ALL, mandatory=False) for r in x]
    assert set(optional) <= channels


@calm
@given(st.lists(st.sampled_from([None, *S]), min_size=3, max_size=3))
def test_one_rung_after_the_other_and_the_next_only_when_one_failed(states: list[NoticeState | None]) -> None:
    ladder = ("zalo", "sms", "email")
    so_far = {c: notice(s, c) for c, s in zip(ladder, states, strict=True) if s}
    rung = next_rung(ladder, so_far)
    if rung is None:
        assert any(n.state in delivery.HANDED_OVER for n in so_far.values()) or set(states) == {S.FAILED}
        return
    below = ladder[: ladder.index(rung)]
    assert all(so_far[channel].state is S.FAILED for channel in below)
    assert rung not in so_far or so_far[rung].state in delivery.OPEN


def test_a_provider_that_errs_is_left_after_two_tries_where_another_channel_stands_behind() -> None:
    once = after_error(notice(), "Throttling", NOW, NOW, is_last=False)
    assert (once.state, once.tries, once.next_at) == (S.RETRY, 1, NOW + timedelta(seconds=2))
    twice = after_error(once, "Throttling", NOW, NOW, is_last=False)
    assert (twice.state, twice.tries, twice.error, twice.next_at) == (S.FAILED, 2, "Throttling", None)


def test_the_last_rung_is_tried_ever_more_slowly_for_a_day_and_then_named() -> None:
    now, made, pauses = NOW, notice(), []
    while made.state is not S.FAILED:
        made = after_error(made, "Timeout", NOW, now, is_last=True)
        if made.next_at:
            pauses.append((made.next_at - now).total_seconds())
            now = made.next_at
    assert pauses == sorted(pauses)
    assert pauses[:5] == [2, 15, 60, 300, 600]
    assert now - NOW >= delivery.GIVE_UP_AFTER
    assert why(made) is not None
    assert why(made).code == "notice.given_up"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("body", "state", "reason"),
    [
        ({"provider": "ses", "id": "1", "event": "Delivery"}, S.DELIVERED, None),
        ({"provider": "ses", "id": "1", "event": "Bounce"}, S.FAILED, "notice.bounced"),
        ({"provider": "ses", "id": "1", "event": "Complaint"}, S.DELIVERED, None),
        ({"provider": "sns", "id": "1", "event": "FAILURE"}, S.FAILED, "notice.undelivered"),
        ({"provider": "zalo", "id": "1", "event": "delivered"}, S.DELIVERED, None),
    ],
)
def test_a_providers_word(body: dict[str, object], state: NoticeState, reason: str | None) -> None:
    made = delivery.receipt(body)
    assert made
    assert (made.state, made.reason) == (state, reason)
    assert reason is None or reason in FAULTS


def test_a_word_that_says_nothing_yet_is_none() -> None:
    assert delivery.receipt({"provider": "ses", "id": "1", "event": "Send"}) is None


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"provider": "pigeon", "id": "1", "event": "Delivery"},
        {"provider": "ses", "id": "", "event": "Delivery"},
        {"provider": "ses", "id": "x" * 201, "event": "Delivery"},
        {"provider": "ses", "id": "1", "event": "delivery"},
        {"provider": "ses", "id": "1", "event": None},
    ],
)
def test_what_is_no_receipt_is_said_to_be_none(body: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no receipt"):
        delivery.receipt(body)


def hanoi(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 12, hour, minute, tzinfo=HANOI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (hanoi(8), None),
        (hanoi(20, 59), None),
        (hanoi(21), hanoi(8) + timedelta(days=1)),
        (hanoi(23, 59), hanoi(8) + timedelta(days=1)),
        (hanoi(0), hanoi(8)),
        (hanoi(7, 59), hanoi(8)),
    ],
)
def test_what_can_wait_waits_for_the_day(now: datetime, then: datetime | None) -> None:
    assert not_before(now, mandatory=False) == then
    assert not_before(now, mandatory=True) is None


def test_the_next_try_is_the_earliest() -> None:
    waiting = [notice(S.RETRY, next_at=NOW + timedelta(seconds=s)) for s in (60, 10)]
    assert again_in([*waiting, notice(S.SENDING), notice(S.FAILED)], NOW) == timedelta(seconds=10)
    assert again_in(waiting, NOW + timedelta(hours=1)) == timedelta(0)
    assert again_in([notice(S.SENDING), notice(S.SENT)], NOW) is None


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (notice(S.FAILED, error="notice.phone_landline"), "notice.phone_landline"),
        (notice(S.FAILED, error="BadRequestException"), "notice.refused"),
        (notice(S.FAILED, error="Throttling", tries=3), "notice.given_up"),
        (notice(S.SENT), None),
        (notice(S.RETRY, error="Throttling", tries=1), None),
    ],
)
def test_a_notice_that_did_not_arrive_says_why(made: Notice, code: str | None) -> None:
    fault = why(made)
    assert (fault.code if fault else None) == code
    assert fault is None or "{" not in fault.vi + fault.en


def test_choices_name_known_channels() -> None:
    made = choices(["sms", "zalo", "sms"], "en", mandatory_only=True)
    assert made == Choices(channels=frozenset({"sms", "zalo"}), language=Language.EN, mandatory_only=True)
    for wrong in ([], ["pigeon"], ["sms", ""]):
        with refused("contact.channels", "channels"):
            choices(wrong, "vi", mandatory_only=False)
