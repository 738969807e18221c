"""A request's clock: set by the law of the day, alarmed before and after its end, each once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.rights import (
    Alarm,
    Request,
    RightAsked,
    State,
    alarmed,
    clock,
    corrections,
    decided,
    finished,
    limits,
)
from tests.support.dossiers import NOW, calm, entries
from tests.support.refusals import refused

CLOCKS = [row for row in entries("privacy") if row["entry"] == "rights#clock"]
WHY = "Công dân đã chứng minh nhân thân."


def request(**changes: Any) -> Request:
    """A request that was made now, but for what is given."""
    warn_at, due = limits(NOW, clock(CLOCKS[0]["body"], CLOCKS[0]["source"]))
    made: dict[str, Any] = {
        "id": "rights-1",
        "person": "hash",
        "right": RightAsked.ERASE,
        "asked_at": NOW,
        "asked_by": "citizen-1",
        "role": "citizen",
        "due": due,
        "warn_at": warn_at,
        "law": "x",
        "detail": "Xóa hết.",
    }
    return Request(**made | changes)


def test_each_day_has_one_clock_of_its_own_law() -> None:
    first, second = CLOCKS
    assert date.fromisoformat(first["valid_to"]) + timedelta(days=1) == date.fromisoformat(second["valid_from"])
    assert "13/2023" in first["source"]
    assert "91/2025" in second["source"]
    assert second["demo"], "its articles were not read"
    assert limits(NOW, clock(first["body"], "")) == (NOW + timedelta(hours=48), NOW + timedelta(hours=72))


@pytest.mark.parametrize("warn_before", [0, 72, 80])
def test_a_warning_comes_before_the_end(warn_before: int) -> None:
    with refused("rights.clock", "body"):
        clock({"hours": 72, "warn_before": warn_before}, "")


@calm
@given(st.lists(st.integers(0, 200), max_size=30))
def test_however_often_one_looks_each_alarm_is_raised_once_and_in_time(hours: list[int]) -> None:
    one, raised = request(), []
    for hour in sorted(hours):
        after = alarmed(one, NOW + timedelta(hours=hour))
        if after:
            raised.append((after.alarm, hour))
            one = after
    kinds = [alarm for alarm, _ in raised]
    assert len(kinds) == len(set(kinds))
    assert kinds == sorted(kinds, key=[Alarm.SOON, Alarm.OVERDUE].index)
    looks = sorted(hours)
    assert ((Alarm.OVERDUE in kinds), bool(kinds)) == (any(h >= 72 for h in looks), any(h >= 48 for h in looks))
    assert all(hour >= {Alarm.SOON: 48, Alarm.OVERDUE: 72}[alarm] for alarm, hour in raised)


@pytest.mark.parametrize("state", [State.REFUSED, State.DONE])
def test_what_is_over_raises_nothing(state: State) -> None:
    one = request(state=state)
    assert alarmed(one, NOW + timedelta(days=30)) is None
    assert one.next_alarm is None


def test_the_clock_of_what_was_granted_runs_until_it_is_done() -> None:
    granted = decided(request(), True, WHY, "supervisor-1", NOW)
    late = alarmed(granted, granted.due)
    assert late
    assert late.alarm is Alarm.OVERDUE
    done = finished(late, (), NOW)
    assert (done.state, done.is_running) == (State.DONE, False)


def test_it_is_decided_once_and_with_a_reason() -> None:
    with refused("rights.reason", "reason"):
        decided(request(), True, " . ", "supervisor-1", NOW)
    refused_one = decided(request(), False, WHY, "supervisor-1", NOW)
    assert (refused_one.state, refused_one.version) == (State.REFUSED, 2)
    with refused("rights.decided", "request"):
        decided(refused_one, True, WHY, "supervisor-1", NOW)


def test_an_erasure_takes_its_own_words_along_and_nothing_else_does() -> None:
    assert finished(request(reason=WHY), (), NOW).detail == finished(request(reason=WHY), (), NOW).reason == ""
    assert finished(request(right=RightAsked.RESTRICT), (), NOW).detail == "Xóa hết."


def test_a_correction_says_what_is_to_stand_there_as_it_is_stored() -> None:
    said = {"full_name": "Trần  Tuấn Kiệt", "phone": "0912 345 678", "email": "a@b.vn", "address": " Số 2 "}
    stored = {"full_name": "TRẦN TUẤN KIỆT", "phone": "+84912345678", "email": "a@b.vn", "address": "Số 2"}
    assert corrections(RightAsked.CORRECT, said) == stored
    assert corrections(RightAsked.SEE, {}) is None


@pytest.mark.parametrize(
    ("right", "values", "code"),
    [
        (RightAsked.CORRECT, {}, "rights.values"),
        (RightAsked.SEE, {"phone": "0912345678"}, "rights.values"),
        (RightAsked.CORRECT, {"number": "027094888598"}, "rights.values"),
        (RightAsked.CORRECT, {"email": "nobody"}, "person.email"),
        (RightAsked.CORRECT, {"email": "a@b.vn,c@d.vn"}, "person.email"),
        (RightAsked.CORRECT, {"email": "a@b.vn\r\nBcc:c@d.vn"}, "person.email"),
        (RightAsked.CORRECT, {"full_name": "123"}, "person.name"),
    ],
)
def test_what_cannot_be_corrected_is_named(right: RightAsked, values: dict[str, str], code: str) -> None:
    with refused(code):
        corrections(right, values)


def test_the_time_of_day_does_not_matter() -> None:
    late = datetime(2026, 12, 31, 23, 59, tzinfo=NOW.tzinfo)
    assert limits(late, clock(CLOCKS[1]["body"], ""))[1] - late == timedelta(hours=72)
