"""One answer to the survey for a dossier, complaints that are answered or found late; nothing is heard by strangers."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.adapters import audit, feedback_store, registry_store
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import feedback as rules
from chalicelib.domain.dossiers import Status
from chalicelib.domain.guessing import PER_CODE
from chalicelib.domain.roles import Principal, Role
from chalicelib.services import following
from chalicelib.services.citizens import feedback
from chalicelib.services.citizens.feedback import MOST_COMPLAINTS, Door
from chalicelib.services.reference import registry
from tests.support import office
from tests.support.dossiers import NOW, entries
from tests.support.office import CLERK, OFFICER
from tests.support.refusals import refused
from tests.support.town import Town

LEADER = Principal("leader-1", Role.LEADER, OFFICER.scope)
CENTRE = Principal("centre-1", Role.SUPERVISOR, "centre")
WORDS = "Bà Diệp phải chờ hai giờ ở quầy."
REASON = "Trả lời phản ánh số 7"

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the Centre had entered a time to answer: five working days."""
    body = entries("feedback")[0]["body"]
    timed = {**body, "categories": [{**c, "working_days": 5} for c in body["categories"]]}
    monkeypatch.setattr(registry, "feedback_rules", lambda day: rules.rules(timed))
    yield
    registry_store.forget()


def finished(now: datetime = NOW) -> str:
    code = office.routed(now)
    office.happened(code, "finished", now, status=Status.FINISHED, finished_at=now)
    return code


def door(code: str, now: datetime = NOW) -> Door:
    return feedback.by_link(code, feedback.token_of(store.load(code).file.dossier), now)


def rate(at: Door, key: str = "", **marks: int) -> None:
    feedback.rate(at, marks or {"time": 2, "attitude": 1}, "Nhanh.", key or uuid.uuid4().hex, NOW)


def complain(at: Door, key: str = "", text: str = WORDS, now: datetime = NOW) -> str:
    feedback.complain(at, "report", text, key or uuid.uuid4().hex, now)
    return feedback_store.of(at.code).complaints[-1].id


def kinds(code: str) -> list[str]:
    """Without an order: what happens at one moment has none."""
    return sorted(e.type for e in office.events_of(code) if e.type.startswith(("feedback", "complaint")))


def test_one_answer_for_a_dossier_by_whatever_door() -> None:
    code = finished()
    at = door(code)
    assert feedback.asked(at, NOW).may_rate
    for _ in range(5):
        rate(at, "same-key-five-times")
    found = feedback_store.of(code).rating
    assert found
    assert (dict(found.marks), found.channel, found.comment) == ({"time": 2, "attitude": 1}, "link", "Nhanh.")
    with refused("feedback.given"):
        rate(at)
    with refused("feedback.given"):
        rate(feedback.by_account(code, CLERK))
    assert kinds(code) == ["feedback_given"]
    assert not feedback.asked(at, NOW).may_rate


def test_answers_at_once_leave_one(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = finished()
    at = door(code)
    results = office.in_threads(5, lambda _: rate(at))
    assert sorted(getattr(r, "code", "kept") for r in results) == ["feedback.given"] * 4 + ["kept"]
    assert kinds(code) == ["feedback_given"]


def test_at_the_agent_and_signed_in() -> None:
    first, second = finished(), finished()
    rate(feedback.by_account(first, CLERK))
    citizen = Principal("c", Role.CITIZEN, store.load(second).file.dossier.person)
    rate(feedback.by_account(second, citizen))
    noted, own = feedback_store.of(first).noted, feedback_store.of(second).rating
    assert (noted and noted.channel, own and own.channel) == ("agent", "account")


def test_what_the_agent_writes_down_keeps_no_citizen_from_answering() -> None:
    code = finished()
    for _ in range(2):
        rate(feedback.by_account(code, CLERK), "same-key-twice")
    with refused("feedback.given"):
        rate(feedback.by_account(code, CLERK))
    rate(door(code))
    said = feedback_store.of(code)
    assert said.rating
    assert said.noted
    assert (said.rating.channel, said.noted.channel) == ("link", "agent")
    assert kinds(code) == ["feedback_given", "feedback_given"]


def test_before_the_result_nothing_is_rated() -> None:
    code = office.routed()
    assert not feedback.asked(door(code), NOW).may_rate
    with refused("feedback.early"):
        rate(door(code))


def test_a_crash_before_the_event_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    code = finished()
    with monkeypatch.context() as patched:
        patched.setattr(feedback_store, "remember", office.crash)
        with pytest.raises(office.PowerCutError):
            rate(door(code), "the-key-that-crashed")
        with pytest.raises(office.PowerCutError):
            complain(door(code), "the-key-that-crashed")
    assert feedback_store.of(code) == feedback_store.Feedback(None, None, ())
    rate(door(code), "the-key-that-crashed")
    complain(door(code), "the-key-that-crashed")
    assert kinds(code) == ["complaint_made", "feedback_given"]


def test_a_link_opens_its_own_dossier_alone() -> None:
    one, other = finished(), finished()
    token = feedback.token_of(store.load(one).file.dossier)
    assert token not in json.dumps(office.raw(os.environ["DOSSIERS_TABLE"], "code", one), default=str)
    for code, wrong in ((other, token), (one, ""), (one, token[:-1]), ("000.00.01.H26-991231-9999", token), ("x", "y")):
        with refused("feedback.token", "token"):
            feedback.by_link(code, wrong, NOW)
    assert feedback.link(store.load(one).file.dossier).endswith(f"#gop-y={token}")


def test_guessing_stops_paying() -> None:
    code = finished()
    for _ in range(PER_CODE.most):
        with refused("feedback.token"):
            feedback.by_link(code, "0" * 32, NOW)
    with refused("tracking.too_many"):
        door(code)
    assert door(code, NOW + timedelta(hours=1))


def test_a_complaint_is_linked_dated_answered_and_read_by_whoever_made_it(days: None) -> None:
    code = finished()
    office.happened(code, "returned", status=Status.RETURNED, returned_at=NOW)
    complaint_id = complain(door(code))
    [found] = feedback_store.of(code).complaints
    assert (found.agent, found.authority, found.officer) == ("VNP-01", OFFICER.scope, None)
    assert found.due == datetime(2026, 11, 19, 10, 0, tzinfo=UTC)
    for _ in range(5):
        feedback.answer(code, complaint_id, "Đã nhắc nhở, xin lỗi bà.", LEADER, "the-answer-key", NOW)
    with refused("feedback.answered"):
        feedback.answer(code, complaint_id, "Một câu trả lời khác.", CENTRE, uuid.uuid4().hex, NOW)
    [own] = feedback.asked(door(code), NOW).said.complaints
    assert (own.answer, own.answered_by) == ("Đã nhắc nhở, xin lỗi bà.", "leader-1")
    assert kinds(code) == ["complaint_answered", "complaint_made"]
    assert feedback_store.run_out(NOW + timedelta(days=60)) == []


def test_without_a_known_time_nothing_is_due_and_it_waits_in_a_list_of_its_own() -> None:
    code = finished()
    complaint_id = complain(door(code))
    [found] = feedback_store.of(code).complaints
    assert found.due is None
    assert complaint_id in ids("undated")
    assert complaint_id not in ids("dated") + ids("overdue")


def ids(which: str, by: Principal = LEADER) -> list[str]:
    return [row.id for row in feedback.waiting(by, which, 100, "").rows]


def test_the_sweep_finds_what_was_not_answered_in_time_once(days: None) -> None:
    then = datetime(2025, 7, 1, 3, 0, tzinfo=UTC)
    code = finished(then)
    complaint_id = complain(door(code, then), now=then)
    late = then + timedelta(days=7, hours=8)
    assert following.sweep(then + timedelta(days=5))["complaints"] == 0
    assert following.sweep(late)["complaints"] == 1
    assert following.sweep(late)["complaints"] == 0
    assert kinds(code) == ["complaint_made", "complaint_overdue"]
    assert complaint_id in ids("overdue")
    assert complaint_id not in ids("dated")
    feedback.answer(code, complaint_id, "Xin lỗi vì trả lời chậm.", LEADER, uuid.uuid4().hex, late)
    assert complaint_id not in ids("overdue")
    assert not feedback.note_overdue(code, complaint_id, late), "it was answered"


def test_who_hears_it(town: Town) -> None:
    code = finished()
    complaint_id = complain(feedback.by_account(code, CLERK))
    assert feedback.asked(feedback.by_account(code, CLERK), NOW).said.complaints == (), "the agent sees it no more"
    assert feedback.heard(code, complaint_id, LEADER, "", NOW).text == WORDS
    stranger = Principal("l", Role.LEADER, "commune:00004")
    assert complaint_id not in ids("undated", stranger)
    for who, wanted in ((stranger, complaint_id), (LEADER, "none")):
        with refused("feedback.unknown"):
            feedback.heard(code, wanted, who, REASON, NOW)
        with refused("feedback.unknown"):
            feedback.answer(code, wanted, "Trả lời thay.", who, uuid.uuid4().hex, NOW)
    for nobody in (CLERK, OFFICER, Principal("p", Role.PROVIDER_MANAGER, "vnpost")):
        with refused("role.forbidden"):
            feedback.heard(code, complaint_id, nobody, REASON, NOW)
    with refused("role.forbidden"):
        feedback.heard(code, complaint_id, CENTRE, "", NOW)
    assert feedback.heard(code, complaint_id, CENTRE, REASON, NOW).text == WORDS
    assert sorted((look.actor, look.why) for look in audit.trail(code)) == [("centre-1", REASON), ("leader-1", "")]


def test_a_stranger_says_nothing_of_a_dossier() -> None:
    code = finished()
    for stranger in (Principal("c", Role.CLERK, "VNP-02"), Principal("c", Role.CITIZEN, "0" * 64)):
        with refused("dossier.unknown"):
            rate(feedback.by_account(code, stranger))
        with refused("dossier.unknown"):
            complain(feedback.by_account(code, stranger))
    with refused("role.forbidden"):
        feedback.by_account(code, OFFICER)


def test_complaints_of_one_dossier_have_an_end() -> None:
    code = finished()
    for n in range(MOST_COMPLAINTS):
        complain(door(code), text=f"Phản ánh lần thứ {n} về cùng một việc.")
    with refused("feedback.too_many"):
        complain(door(code))


def test_what_is_said_is_sealed() -> None:
    code = finished()
    rate(door(code))
    complaint_id = complain(door(code))
    feedback.answer(code, complaint_id, "Xin lỗi bà Diệp.", LEADER, uuid.uuid4().hex, NOW)
    held = json.dumps(office.raw(os.environ["DOSSIERS_TABLE"], "code", code), default=str, ensure_ascii=False)
    assert complaint_id in held
    assert not [text for text in (WORDS, "Nhanh.", "bà Diệp") if text in held]
