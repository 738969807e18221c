"""A due date that went by is told once, whatever dies or races; the sweep finds it, part by part, and only by day."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import rows
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.events import Todo
from chalicelib.services import following
from chalicelib.services.casework import apologies, handling
from chalicelib.services.casework.handling import Act
from chalicelib.services.citizens import tracking
from chalicelib.services.messaging import notices
from tests.support import office, power
from tests.support.dossiers import NOW
from tests.support.office import OFFICER
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
LINKED = "3.000722"


def act(code: str, action: str, now: datetime = NOW, **more: str) -> None:
    handling.act(code, Act(action=action, **more), OFFICER, uuid.uuid4().hex, now)  # type: ignore[arg-type]


def accepted() -> str:
    code = office.routed()
    act(code, "accept")
    return code


def swept(code: str, now: datetime) -> list[bool]:
    """What a sweep does to this dossier, the rest left alone: one table serves all tests."""
    return [apologies.note(*found, now) for found in apologies.owed(now) if found[0] == code]


def waits(code: str) -> dict[str, datetime]:
    held = office.raw(os.environ["DOSSIERS_TABLE"], "code", code)
    late = [item for item in held if item.get("todo", {}).get("S") == rows.LATE]
    return {
        item["item"]["S"]: datetime.fromisoformat(item["todo_since"]["S"].replace("+0000", "+00:00")) for item in late
    }


def told(code: str) -> list[str | None]:
    return [event.part for event in office.events_of(code) if event.type == "overdue"]


def of(code: str, part: str = "") -> Dossier:
    file = store.load(code).file
    return file.part(part) if part else file.dossier


def day_after(code: str) -> datetime:
    """Nine in the morning of the day after the dossier was due."""
    due = of(code).due
    assert due is not None
    return due + timedelta(hours=16)


def test_a_late_dossier_is_found_once_and_its_citizen_told(town: Town) -> None:
    code = accepted()
    due = of(code).due
    assert due is not None
    assert waits(code) == {"dossier": due}
    before = store.load(code).file.dossier
    assert swept(code, due + timedelta(hours=1)) == [], "its day is not over"
    late = due + timedelta(hours=16)
    assert [swept(code, late + timedelta(minutes=5 * n)) for n in range(5)] == [[True], [], [], [], []]
    assert (told(code), waits(code)) == ([None], {})
    assert of(code).version == before.version + 1
    item = office.item_of(code, "overdue")
    assert (code, item) in {(w.code, w.item) for w in store.waiting(Todo.NOTIFY, late + timedelta(hours=1))}
    town.tidy()
    for _ in range(5):
        notices.notify(code, item, late)
    sms, email = sorted(town.outbox(), key=lambda sent: sent.channel, reverse=True)
    assert (sms.channel, email.channel) == ("sms", "email")
    assert "Xin loi" in sms.text
    assert "xin lỗi" in email.text


def test_the_sweep_itself_notes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    code = accepted()
    late = day_after(code)
    monkeypatch.setattr(store, "waiting", lambda *_: [])  # what other tests left lying is theirs
    monkeypatch.setattr(store, "late", lambda _: [store.Waiting(code, "dossier", late)])
    assert [following.sweep(late)["late"] for _ in range(3)] == [1, 0, 0]
    assert told(code) == [None]


def test_nobody_is_woken_by_an_apology() -> None:
    code = accepted()
    midnight = day_after(code) - timedelta(hours=8)
    assert swept(code, midnight) == []
    assert swept(code, midnight + timedelta(hours=7)) == [True]


@pytest.mark.parametrize("cut_after", [1])
def test_whatever_dies_the_next_sweep_goes_on(cut_after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    code = accepted()
    late = day_after(code)
    with monkeypatch.context() as patched:
        patched.setattr(store, "change", office.crash)
        with pytest.raises(office.PowerCutError):
            apologies.note(code, "dossier", late)
    assert told(code) == []
    with power.cut(cut_after, monkeypatch), pytest.raises(office.PowerCutError):
        apologies.note(code, "dossier", late)
    assert [apologies.note(code, "dossier", late) for _ in range(3)] == [False] * 3
    assert told(code) == [None]


def test_of_sweeps_that_race_one_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    code = accepted()
    late = day_after(code)
    office.make_writes_atomic(monkeypatch)
    done = office.in_threads(5, lambda _: apologies.note(code, "dossier", late))
    assert Counter(done) == {True: 1, False: 4}
    assert told(code) == [None]


def test_what_was_decided_meanwhile_is_not_late() -> None:
    code = accepted()
    late = day_after(code)
    act(code, "finish", result_number="1/2026")
    assert not apologies.note(code, "dossier", late), "an index that is behind"
    assert (told(code), waits(code)) == ([], {})


def test_the_mark_moves_with_the_due_date() -> None:
    code = office.routed(procedure=LINKED, form={})
    act(code, "accept", part="birth")
    due = of(code, "birth").due
    act(code, "extend", part="birth", reason="Chờ xác minh.", due="2026-11-20")
    moved = of(code, "birth").due
    assert moved != due
    assert waits(code) == {"part#birth": moved}
    act(code, "ask_payment", part="birth", reason="Nộp lệ phí hộ tịch.")
    assert waits(code) == {}, "the clock stands still"
    act(code, "confirm_payment", NOW + timedelta(days=1), part="birth")
    assert waits(code) == {"part#birth": of(code, "birth").due}


def test_a_promise_made_after_the_apology_is_told_when_it_is_broken_too() -> None:
    code = accepted()
    late = day_after(code)
    assert swept(code, late) == [True]
    act(code, "ask_payment", late, reason="Nộp lệ phí hộ tịch.")
    act(code, "confirm_payment", late + timedelta(days=9))
    again = of(code).due
    assert again is not None
    assert again > late
    assert waits(code) == {"dossier": again}
    assert swept(code, again + timedelta(hours=16)) == [True]
    assert told(code) == [None, None]


def test_each_part_is_late_for_itself_and_the_whole_is_not() -> None:
    code = office.routed(procedure=LINKED, form={})
    act(code, "accept", part="birth")
    due = of(code, "birth").due
    assert due is not None
    assert waits(code) == {"part#birth": due}
    late = due + timedelta(hours=16)
    before = store.load(code).file
    assert [swept(code, late) for _ in range(2)] == [[True], []]
    assert (told(code), waits(code)) == (["birth"], {})
    after = store.load(code).file
    assert [p for p in after.parts if p.part != "birth"] == [p for p in before.parts if p.part != "birth"]
    assert after.dossier.version == before.dossier.version + 1
    act(code, "finish", late, part="birth", result_number="1/2026")
    assert told(code) == ["birth"]


def test_the_look_up_says_it_before_and_after_it_was_told() -> None:
    code = accepted()
    late = day_after(code)
    found = tracking.track(code, "5678", "2001:db8::77", NOW)
    assert found.standings[None].late is None
    for _ in range(2):
        found = tracking.track(code, "5678", "2001:db8::77", late)
        said = found.standings[None].late
        assert said is not None
        assert "xin lỗi" in said.vi
        assert str(of(code).authority_name) in said.vi
        swept(code, late)
    assert [step.says.en for step in found.steps][-1] == "Past its due date, with our apology"


def test_it_is_one_query_of_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    with office.counted(monkeypatch) as calls:
        list(apologies.owed(datetime(2025, 1, 1, 3, tzinfo=UTC)))
    assert calls == ["Query"]
