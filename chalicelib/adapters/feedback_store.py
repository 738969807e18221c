"""Ratings and complaints, beside the dossier that they are about; each is one transaction with its event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.adapters import rows, sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.tables import ComplaintRow, ItemRow, RatingRow, WaitingRow
from chalicelib.domain.dossiers import Event
from chalicelib.domain.feedback import Complaint, Rating

_RATING = "feedback#rating"
_NOTED = "feedback#rating#agent"
_COMPLAINT = "feedback#complaint#"
DATED, UNDATED, OVERDUE = "complaint:dated", "complaint:undated", "complaint:overdue"
"""The `todo` of a complaint that waits for its answer; the index has it by its due date, or by when it was made."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that was said of a dossier; complaints in the order in which they came.

    `rating` is the applicant's own answer, `noted` the one that the agent wrote down.
    """

    rating: Rating | None
    noted: Rating | None
    complaints: tuple[Complaint, ...]


def of(code: str) -> Feedback:
    """What was said of the dossier: one Query."""
    found = list(ItemRow.query(code, ItemRow.item.startswith("feedback#"), consistent_read=True))
    ratings = [_rating(row) for row in found if isinstance(row, RatingRow)]
    complaints = [_complaint(row) for row in found if isinstance(row, ComplaintRow)]
    own, noted = (next((r for r in ratings if r.is_noted is agents), None) for agents in (False, True))
    return Feedback(own, noted, tuple(sorted(complaints, key=lambda c: c.id)))


def rate(code: str, rating: Rating, event: Event, key_from: bytes, once: Once) -> None:
    """Keeps the rating. Raises Raced where there is one already of the same hand."""
    key = sealing.key_of(code, key_from)
    item = _NOTED if rating.is_noted else _RATING
    row = RatingRow(
        code,
        item,
        marks=dict(rating.marks),
        channel=rating.channel,
        at=rating.at,
        by=rating.by,
        sealed=sealing.seal({"comment": rating.comment}, key, code, item),
    )
    with transaction() as write:
        write.save(row, condition=RatingRow.item.does_not_exist())
        write.save(rows.event_row(code, event, key))
        remember(write, once, code, event.id, event.at)


def complain(code: str, complaint: Complaint, event: Event, key_from: bytes, once: Once) -> None:
    """Keeps a new complaint. Raises Raced where the request was carried out meanwhile."""
    key = sealing.key_of(code, key_from)
    with transaction() as write:
        write.save(_complaint_row(code, complaint, key), condition=ComplaintRow.item.does_not_exist())
        write.save(rows.event_row(code, event, key))
        remember(write, once, code, complaint.id, event.at)


def answer(code: str, complaint: Complaint, event: Event, key_from: bytes, once: Once) -> None:
    """Keeps the answer to a complaint. Raises Raced where it was answered meanwhile."""
    key = sealing.key_of(code, key_from)
    with transaction() as write:
        unanswered = ComplaintRow.item.exists() & ComplaintRow.answered_at.does_not_exist()
        write.save(_complaint_row(code, complaint, key), condition=unanswered)
        write.save(rows.event_row(code, event, key))
        remember(write, once, code, event.id, event.at)


def overdue(code: str, complaint: Complaint, event: Event, key_from: bytes) -> None:
    """Notes, once, that the time to answer has run out. Raises Raced where that was noted, or it was answered."""
    key = sealing.key_of(code, key_from)
    with transaction() as write:
        row = ComplaintRow(code, _COMPLAINT + complaint.id)
        write.update(row, actions=[ComplaintRow.todo.set(OVERDUE)], condition=ComplaintRow.todo == DATED)
        write.save(rows.event_row(code, event, key))


def run_out(now: datetime, limit: int = 1000) -> list[tuple[str, str]]:
    """Code and complaint of those whose time has run out and that are not noted as overdue, the earliest first."""
    found = WaitingRow.by_todo.query(DATED, WaitingRow.todo_since < now, limit=limit)
    return [(row.code, row.item.removeprefix(_COMPLAINT)) for row in found]


@dataclass(frozen=True, slots=True)
class Heard:
    """A complaint in a list: nothing of what it says."""

    code: str
    id: str
    category: str
    at: datetime
    agent: str
    authority: str | None
    officer: str | None
    due: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Heards:
    """One page of complaints that wait; `cursor` is where the next begins, or None."""

    rows: tuple[Heard, ...]
    cursor: dict[str, Any] | None


def waiting(todo: str, limit: int, cursor: dict[str, Any] | None) -> Heards:
    """Complaints that wait for an answer: OVERDUE, DATED or UNDATED ones, the most pressing first."""
    found = WaitingRow.by_todo.query(todo, limit=limit, last_evaluated_key=cursor)
    keys = [(row.code, row.item) for row in found]
    by_key = {(row.code, row.item): _heard(row) for row in _fetched(keys)}
    return Heards(tuple(by_key[key] for key in keys if key in by_key), found.last_evaluated_key)


def _fetched(keys: list[tuple[str, str]]) -> Iterable[ComplaintRow]:
    return ComplaintRow.batch_get(keys) if keys else ()


def _heard(row: ComplaintRow) -> Heard:
    return Heard(
        code=row.code,
        id=row.item.removeprefix(_COMPLAINT),
        category=row.category,
        at=row.at,
        agent=row.agent,
        authority=row.authority,
        officer=row.officer,
        due=row.due,
        overdue=row.todo == OVERDUE,
    )


def _complaint_row(code: str, c: Complaint, key: sealing.DataKey) -> ComplaintRow:
    item = _COMPLAINT + c.id
    open_still = c.answered_at is None
    return ComplaintRow(
        code,
        item,
        category=c.category,
        channel=c.channel,
        at=c.at,
        by=c.by,
        agent=c.agent,
        authority=c.authority,
        officer=c.officer,
        due=c.due,
        answered_at=c.answered_at,
        answered_by=c.answered_by,
        todo=(DATED if c.due else UNDATED) if open_still else None,
        todo_since=(c.due or c.at) if open_still else None,
        sealed=sealing.seal({"text": c.text, "answer": c.answer}, key, code, item),
    )


def _complaint(row: ComplaintRow) -> Complaint:
    said = sealing.unseal(row.sealed, row.code, row.item)
    return Complaint(
        id=row.item.removeprefix(_COMPLAINT),
        category=row.category,
        text=said["text"],
        channel=row.channel,
        at=row.at,
        by=row.by,
        agent=row.agent,
        authority=row.authority,
        officer=row.officer,
        due=row.due,
        overdue=row.todo == OVERDUE,
        answer=said["answer"],
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )


def _rating(row: RatingRow) -> Rating:
    comment = sealing.unseal(row.sealed, row.code, row.item)["comment"]
    marks = {name: int(mark) for name, mark in row.marks.items()}
    return Rating(marks=marks, comment=comment, channel=row.channel, at=row.at, by=row.by)
