"""What follows from events is sent on at once, and what was left lying is found again.

The sweep looks at the whole table: these tests work in 2025, before everything that other tests leave behind.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, cast

import pytest
from botocore.exceptions import ConnectTimeoutError

import app as lambda_app
from chalicelib.adapters import aws, queues
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.tables import WaitingRow
from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.events import FOLLOWED_BY, OUTWARD, SILENT, Todo
from chalicelib.services import following
from chalicelib.services.following import STUCK_AFTER, UPLOAD_WITHIN, Happened
from chalicelib.services.messaging import notices
from chalicelib.services.privacy import persons
from chalicelib.services.scanning import digitisation
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.readings import birth_proof, read_as
from tests.support.town import Town

SECOND = timedelta(seconds=1)
DAYS = count()
CODE = "000.00.01.H26-250701-0001"


@pytest.fixture
def then() -> Iterator[datetime]:
    """A moment in 2025 that no other test uses, with nothing left lying before it, during the test and after."""
    moment = datetime(2025, 7, 7, 3, 0, tzinfo=UTC) + timedelta(days=3) * next(DAYS)
    yield moment
    for todo in ("scans", "routing", "notices", "portal", "people"):
        for row in WaitingRow.by_todo.query(todo, WaitingRow.todo_since < moment + timedelta(days=2)):
            store.done(row.code, row.item)


def dispatched(event: str) -> set[str]:
    return following.dispatch({"1": Happened(CODE, "event#e1", event)})


def told(town: Town, queue: str) -> list[object]:
    return [json.loads(body) for body in town.messages(queue)]


@pytest.mark.parametrize(("event", "queue"), [(event, todo.value) for event, todo in FOLLOWED_BY.items()])
def test_an_event_goes_to_whoever_must_know(event: str, queue: str, town: Town) -> None:
    assert dispatched(event) == set()
    assert told(town, queue) == [{"dossier": CODE, "item": "event#e1"}]
    assert [q for q in ("scans", "routing", "notices", "people") if town.messages(q)] == [queue]


@pytest.mark.parametrize("event", sorted(OUTWARD))
def test_what_is_told_outward_goes_to_the_portals_queue_too(event: str, town: Town) -> None:
    assert dispatched(event) == set()
    assert told(town, "portal") == [{"dossier": CODE, "item": "portal"}]


@pytest.mark.parametrize("event", sorted(SILENT))
def test_nothing_follows_from_a_silent_event(event: str, town: Town) -> None:
    assert dispatched(event) == set()
    assert not [q for q in ("scans", "routing", "notices", "portal", "people") if town.messages(q)]


def test_a_consent_is_kept_and_then_told_however_often_and_whatever_dies(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.opened()
    item = office.happened(code, "consent_given")
    town.tidy()
    with monkeypatch.context() as patched:
        patched.setattr(queues, "send", office.crash)
        with pytest.raises(office.PowerCutError):
            persons.serve(code, item, NOW)
    assert (code, item) in {(w.code, w.item) for w in store.waiting(Todo.NOTIFY, NOW + SECOND)}, "the sweep finds it"
    for _ in range(2):
        persons.serve(code, item, NOW)
    assert told(town, "notices") == [{"dossier": code, "item": item}] * 2
    for _ in range(2):
        notices.notify(code, item, NOW)
    assert sorted(sent.channel for sent in town.outbox()) == ["email", "sms"]
    assert office.waiting_items(code) == []


@pytest.mark.parametrize("word", ["raised", "answered"])
def test_when_the_second_of_two_cannot_be_sent_the_event_comes_again_alone(
    word: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = aws.sqs().send_message_batch

    def no_portal(**call: Any) -> Any:
        if call["QueueUrl"] != os.environ["PORTAL_QUEUE"]:
            return real(**call)
        if word == "raised":
            raise ConnectTimeoutError(endpoint_url="sqs")
        return {"Successful": [], "Failed": [{"Id": entry["Id"]} for entry in call["Entries"]]}

    events = {"1": Happened(CODE, "event#e1", "accepted"), "2": Happened(CODE, "event#e2", "paper_read")}
    with monkeypatch.context() as patched:
        patched.setattr(aws.sqs(), "send_message_batch", no_portal)
        assert following.dispatch(events) == {"1"}
    assert dispatched("accepted") == set()
    assert (len(told(town, "notices")), len(told(town, "portal"))) == (2, 1)


def test_many_events_take_few_calls_and_keep_their_order(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    events = {str(n): Happened(CODE, f"event#e{n}", "handed_over") for n in range(25)}
    with office.counted(monkeypatch) as calls:
        assert following.dispatch(events) == set()
    assert calls == ["SendMessageBatch"] * 6, "three for the notices, three for the portal"
    assert told(town, "notices") == [{"dossier": CODE, "item": f"event#e{n}"} for n in range(10)]


def test_a_submitted_dossier_that_nobody_routed_is_sent_again_after_a_quarter_of_an_hour(
    town: Town, then: datetime
) -> None:
    code = office.handed_in(then)
    town.tidy()
    following.sweep(then + STUCK_AFTER - SECOND)
    assert told(town, "routing") == []
    assert following.sweep(then + STUCK_AFTER + SECOND)["routing"] == 1
    assert told(town, "routing") == [{"dossier": code, "item": office.item_of(code, "submitted")}]


def test_a_notice_that_was_not_sent_is_sent_again_and_a_done_one_is_not(town: Town, then: datetime) -> None:
    stuck, done = office.routed(then), office.routed(then)
    store.done(done, office.item_of(done, "routed"))
    town.tidy()
    assert following.sweep(then + STUCK_AFTER + SECOND)["notices"] == 1
    assert told(town, "notices") == [{"dossier": stuck, "item": office.item_of(stuck, "routed")}]


def test_what_hangs_of_a_notice_is_found_within_a_quarter_of_an_hour(town: Town, then: datetime) -> None:
    stuck = office.routed(then)
    town.tidy()
    [rate] = [cast(Any, s).schedule_expression for s in lambda_app.app.event_sources if s.name == "sweep"]
    assert rate.unit == rate.MINUTES
    between = timedelta(minutes=rate.value)
    following.sweep(then + timedelta(minutes=15) - between)
    assert told(town, "notices") == [{"dossier": stuck, "item": office.item_of(stuck, "routed")}]


def test_what_was_swept_goes_its_whole_way(town: Town, then: datetime) -> None:
    code = office.handed_in(then)
    town.tidy()
    following.sweep(then + STUCK_AFTER + SECOND)
    assert town.run() == []
    assert store.load(code).file.dossier.authority == office.OFFICER.scope
    assert {sent.channel for sent in town.outbox()} == {"sms", "email"}
    assert office.waiting_items(code) == []


def test_a_scan_that_lies_unread_is_read_after_all(town: Town, then: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    code = office.opened(then)
    office.scanned(code, then)
    town.tidy()  # S3's own message is lost
    assert following.sweep(then + STUCK_AFTER + SECOND)["scans"] == 1
    assert town.run() == []
    [paper] = store.load(code).file.papers
    assert paper.state is PaperState.READ
    assert office.waiting_items(code) == []


@pytest.mark.parametrize(("after", "given_up"), [(UPLOAD_WITHIN - SECOND, False), (UPLOAD_WITHIN + SECOND, True)])
def test_a_scan_that_never_came_is_given_up_after_a_day_and_told_of(
    after: timedelta, given_up: bool, town: Town, then: datetime
) -> None:
    code = office.opened(then)
    paper_id = office.awaited(code, then)
    town.tidy()
    assert following.sweep(then + after)["scans"] == 0
    [paper] = store.load(code).file.papers
    events = [(e.subject, e.actor, e.note) for e in office.events_of(code) if e.type == "paper_unreadable"]
    assert told(town, "scans") == []
    if given_up:
        assert (paper.state, paper.reason) == (PaperState.UNREADABLE, "not_uploaded")
        assert events == [(paper_id, digitisation.READER.id, "not_uploaded")]
        assert office.waiting_items(code) == []
    else:
        assert paper.state is PaperState.AWAITED
        assert events == []


def test_a_scan_is_given_up_once(town: Town, then: datetime) -> None:
    code = office.opened(then)
    paper = office.awaited(code, then)
    for _ in range(2):
        following.sweep(then + UPLOAD_WITHIN + SECOND)
        digitisation.give_up_waiting(code, paper, then + UPLOAD_WITHIN, asked_before=then)
    assert [e.type for e in office.events_of(code)].count("paper_unreadable") == 1


def test_one_item_that_fails_holds_no_other_up_but_is_not_hushed(
    town: Town, then: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = office.handed_in(then), office.handed_in(then + SECOND)
    town.tidy()
    real = queues.send

    def fails_for_one(todo: object, code: str, item: str) -> None:
        if code == bad:
            raise office.PowerCutError
        real(todo, code, item)  # type: ignore[arg-type]

    monkeypatch.setattr(queues, "send", fails_for_one)
    with pytest.raises(office.PowerCutError):
        following.sweep(then + STUCK_AFTER + SECOND * 2)
    assert told(town, "routing") == [{"dossier": good, "item": office.item_of(good, "submitted")}]
