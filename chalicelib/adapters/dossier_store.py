"""Dossiers in DynamoDB: one change of state and the event that tells of it are one transaction."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pynamodb.exceptions import PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import audit, portal_store, rows, sealing
from chalicelib.adapters.tables import (
    BatchRow,
    ByAgent,
    DossierRow,
    EventRow,
    IdempotencyRow,
    ItemRow,
    NoticeRow,
    PaperRow,
    PortalRow,
    ProgressRow,
    WaitingRow,
    connection,
)
from chalicelib.domain.dossiers import (
    ENDED,
    READER_FAILED,
    Correction,
    Dossier,
    Event,
    File,
    Notice,
    NoticeState,
    Paper,
    PaperState,
    Status,
)
from chalicelib.domain.events import Todo
from chalicelib.domain.faults import Fault

DOSSIER = rows.DOSSIER


@dataclass(frozen=True, slots=True)
class Once:
    """A request that must take effect once: the key it came under, and a keyed hash of what it asked."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Done:
    """What a request led to when it first came."""

    dossier: str
    item: str | None


class Raced(Exception):
    """Somebody else changed the item first, or the same request is being carried out right now."""


def event_id(at: datetime) -> str:
    """An id that sorts by time and is never given twice."""
    return f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"


def already_done(once: Once) -> Done | None:
    """What the request led to before, or None. Raises idempotency.reused when the key stood for something else."""
    try:
        row = IdempotencyRow.get(once.key, consistent_read=True)
    except IdempotencyRow.DoesNotExist:
        return None
    if row.fingerprint != once.fingerprint:
        raise Fault("idempotency.reused", "Idempotency-Key")
    return Done(row.dossier or "", row.item)


def open_dossier(dossier: Dossier, event: Event, once: Once) -> None:
    """Stores a new dossier under a data key of its own. Raises Raced when code or request were there first."""
    key = sealing.new_key(dossier.code)
    with transaction() as write:
        write.save(rows.progress_row(dossier, key), condition=DossierRow.code.does_not_exist())
        write.save(rows.event_row(dossier.code, event, key))
        remember(write, once, dossier.code, None, event.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What a change is written together with: parts that changed, the events of those that only followed, a trace,
    what people said of papers.

    `claim` is a code of the national portal that from now on is this dossier's alone.
    """

    parts: tuple[Dossier, ...] = ()
    consequences: tuple[Event, ...] = ()
    trace: audit.Trace | None = None
    claim: str | None = None
    corrections: tuple[Correction, ...] = ()


def change(
    before: Dossier,
    after: Dossier,
    event: Event,
    key_from: bytes,
    once: Once | None = None,
    together: Together | None = None,
) -> None:
    """Stores the dossier's next version with its event. Raises Raced when `before` is no longer the last version."""
    also = together or Together()
    key = sealing.key_of(before.code, key_from)
    with transaction() as write:
        write.save(rows.progress_row(after, key), condition=DossierRow.version == before.version)
        for part in also.parts:  # whoever changes a part changes the dossier: its version guards them all
            write.save(rows.progress_row(part, key))
        for told in (event, *also.consequences):
            write.save(rows.event_row(after.code, told, key))
        portal_store.owe(write, after, (event, *also.consequences))
        for said in also.corrections:
            write.save(rows.correction_row(after.code, said, key))
        if once:
            remember(write, once, after.code, event.id, event.at)
        if also.trace:
            write.save(audit.row(after.code, also.trace, event.at, key))
        if also.claim:
            row = IdempotencyRow(_portal_key(also.claim), dossier=after.code, at=event.at)
            write.save(row, condition=IdempotencyRow.key.does_not_exist())


def holder(portal_code: str) -> str | None:
    """The code of the dossier that carries this code of the national portal, or None."""
    try:
        return IdempotencyRow.get(_portal_key(portal_code), consistent_read=True).dossier
    except IdempotencyRow.DoesNotExist:
        return None


def _portal_key(portal_code: str) -> str:
    return f"portal#{portal_code}"


def add_paper(dossier: Dossier, paper: Paper, event: Event, key_from: bytes, once: Once) -> None:
    """Stores an awaited paper. Raises Raced when the dossier moved on, or the request was carried out meanwhile."""
    code = dossier.code
    key = sealing.key_of(code, key_from)
    with transaction() as write:
        # A paper is a change of the dossier: an act that looked at its papers before must look again.
        next_version = replace(dossier, version=dossier.version + 1)
        write.save(rows.progress_row(next_version, key), condition=DossierRow.version == dossier.version)
        write.save(rows.paper_row(code, paper, key), condition=PaperRow.item.does_not_exist())
        write.save(rows.event_row(code, event, key))
        remember(write, once, code, paper.id, event.at)


def settle_paper(dossier: Dossier, paper: Paper, event: Event, key_from: bytes, asking: Dossier | None = None) -> None:
    """Stores what became of an awaited paper; `asking` is the dossier that waits for somebody to look at it.

    Raises Raced when the paper was settled before, or the dossier has ended, or moved on while it is to be changed.
    """
    code = dossier.code
    key = sealing.key_of(code, key_from)
    open_still = (PaperRow.state == PaperState.AWAITED.value) | (PaperRow.reason == READER_FAILED)
    with transaction() as write:
        write.save(rows.paper_row(code, paper, key), condition=open_still)
        write.save(rows.event_row(code, event, key))
        if asking:
            next_version = replace(asking, version=dossier.version + 1)
            write.save(rows.progress_row(next_version, key), condition=DossierRow.version == dossier.version)
        else:
            going_on = ~ProgressRow.status.is_in(*(status.value for status in ENDED))
            write.condition_check(DossierRow, code, DOSSIER, condition=going_on)


def read_so_far(code: str, paper: Paper, key_from: bytes) -> None:
    """Keeps what was read of an awaited paper, unless more of that file is known, and how far the reading is.

    Where that cannot be kept, the reading goes on all the same.
    """
    row = rows.paper_row(code, paper, sealing.key_of(code, key_from))
    further = (PaperRow.pages_read < paper.pages_read) | (PaperRow.pages != paper.pages)
    try:
        row.update(
            actions=[
                PaperRow.pages_read.set(paper.pages_read),
                PaperRow.pages.set(paper.pages),
                PaperRow.sealed.set(row.sealed),
            ],
            condition=(PaperRow.state == PaperState.AWAITED.value) & further,
        )
    except UpdateError:
        return


def refuse_version(code: str, paper_id: str, version: str, event: Event, key_from: bytes) -> None:
    """Notes that an upload came too late to count, once for each. Raises Raced when that was noted before."""
    key = sealing.key_of(code, key_from)
    unknown = PaperRow.item.exists() & ~PaperRow.other_versions.contains(version)
    with transaction() as write:
        write.update(
            PaperRow(code, f"paper#{paper_id}"), actions=[PaperRow.other_versions.add({version})], condition=unknown
        )
        write.save(rows.event_row(code, event, key))


def claim_notice(code: str, notice: Notice, key_from: bytes, stale_before: datetime) -> bool:
    """Takes a notice on for sending; False when it was sent, or is just being sent by somebody else."""
    row = rows.notice_row(code, notice, sealing.key_of(code, key_from))
    unsent: Condition = NoticeRow.item.does_not_exist() | (NoticeRow.state == NoticeState.RETRY.value)
    free = unsent | ((NoticeRow.state == NoticeState.SENDING.value) & (NoticeRow.at < stale_before))
    try:
        row.save(condition=free)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def settle_notice(code: str, notice: Notice, key_from: bytes) -> None:
    """Stores what became of a notice; that it was sent is never taken back by a sender that comes late."""
    row = rows.notice_row(code, notice, sealing.key_of(code, key_from))
    try:
        row.save(condition=NoticeRow.state != NoticeState.SENT.value)
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


_ROW_OF: dict[str, type[ItemRow]] = {"paper": PaperRow, "event": EventRow, "batch": BatchRow, "portal": PortalRow}


def done(code: str, item: str) -> None:
    """Says that an item's work is done, so that the sweep leaves it alone."""
    row = _ROW_OF[item.partition("#")[0]]
    try:
        row(code, item).update(actions=[row.todo.remove(), row.todo_since.remove()], condition=row.item.exists())
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


@dataclass(frozen=True, slots=True)
class Loaded:
    """A whole dossier, and a sealed value whose data key further items of it are sealed with."""

    file: File
    key_from: bytes


def load(code: str) -> Loaded:
    """The dossier with all that belongs to it: one Query. Raises dossier.unknown."""
    found = list(ItemRow.query(code, consistent_read=True))
    head = next((row for row in found if isinstance(row, DossierRow)), None)
    if head is None:
        raise Fault("dossier.unknown", "code")
    file = File(
        dossier=rows.dossier(head),
        papers=tuple(sorted(rows.all_of(found, rows.paper), key=lambda p: p.added_at)),
        events=tuple(sorted(rows.all_of(found, rows.event), key=lambda e: e.id)),
        notices=tuple(sorted(rows.all_of(found, rows.notice), key=lambda n: n.at)),
        parts=tuple(rows.all_of(found, rows.part)),
        corrections=tuple(sorted(rows.all_of(found, rows.correction), key=lambda c: c.id)),
    )
    return Loaded(file, head.sealed)


@dataclass(frozen=True, slots=True)
class Summary:
    """A dossier in a list: no personal data."""

    code: str
    procedure: str
    agent: str
    authority_name: str | None
    status: int
    opened_at: datetime
    due: datetime | None
    given_to: str | None
    part: str | None
    part_name: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list; `cursor` is where the next one begins, or None."""

    rows: tuple[Summary, ...]
    cursor: dict[str, Any] | None


_INDEXES: dict[str, tuple[Callable[..., Any], str, bool]] = {
    "agent": (DossierRow.by_agent.query, "opened_at", False),
    "desk": (ProgressRow.by_desk.query, "desk_order", True),
    "person": (DossierRow.by_person.query, "opened_at", False),
    "review": (DossierRow.by_review.query, "review_since", True),
}


def cursor_names(by: str) -> frozenset[str]:
    """The attributes that a cursor of such a list is made of."""
    return frozenset({"code", "item", by, _INDEXES[by][1]})


def listing(by: str, value: str, status: int | None, limit: int, cursor: dict[str, Any] | None) -> Listing:
    """Dossiers by `agent` (newest first), `desk` (most urgent first) or `person` (newest first)."""
    return _listing(by, value, (ProgressRow.status == status) if status else None, limit, cursor)


def due_by(by: str, value: str, moment: datetime, limit: int, cursor: dict[str, Any] | None) -> Listing:
    """Open dossiers by `agent` or `desk` whose result is due by that moment."""
    going_on = ProgressRow.status.is_in(Status.ACCEPTED.value, Status.PROCESSING.value)
    return _listing(by, value, going_on & (ProgressRow.due <= moment), limit, cursor)


def _listing(by: str, value: str, narrowed: Condition | None, limit: int, cursor: dict[str, Any] | None) -> Listing:
    query, _, forward = _INDEXES[by]
    found = query(
        value,
        filter_condition=narrowed,
        scan_index_forward=forward,
        limit=limit,
        last_evaluated_key=cursor,
    )
    page = tuple(_summary(row) for row in found)
    return Listing(page, found.last_evaluated_key)


def open_by_desk(authority: str) -> Counter[str]:
    """How many open dossiers, and parts of such, each desk of the authority has."""
    found = ProgressRow.by_desk.query(authority)
    return Counter(row.given_to for row in found if row.given_to)


def taken_in(agent: str, first: datetime, last: datetime, limit: int) -> list[str]:
    """The codes of the dossiers that an agent opened between two moments, the earliest first."""
    found = DossierRow.by_agent.query(agent, ByAgent.opened_at.between(first, last), limit=limit)
    return [row.code for row in found]


def postpone(code: str, item: str, until: datetime) -> None:
    """Puts an item that still waits for work at the end of the line."""
    row = _ROW_OF[item.partition("#")[0]]
    try:
        row(code, item).update(actions=[row.todo_since.set(until)], condition=row.todo.exists())
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that waits for work, and since when."""

    code: str
    item: str
    since: datetime


def waiting(todo: Todo, before: datetime, limit: int = 1000) -> list[Waiting]:
    """Items that have waited for this work since before that moment, the longest waiting first."""
    found = WaitingRow.by_todo.query(todo.value, WaitingRow.todo_since < before, limit=limit)
    return [Waiting(row.code, row.item, row.todo_since) for row in found]


def _summary(row: ProgressRow) -> Summary:
    return Summary(
        code=row.code,
        procedure=row.procedure,
        agent=row.agent,
        authority_name=row.authority_name,
        status=int(row.status),
        opened_at=row.opened_at,
        due=row.due,
        given_to=row.given_to,
        part=row.part,
        part_name=row.part_name,
    )


def remember(write: TransactWrite, once: Once, code: str, item: str | None, at: datetime) -> None:
    """Writes down with a change which request caused it."""
    row = IdempotencyRow(once.key, fingerprint=once.fingerprint, dossier=code, item=item, at=at)
    write.save(row, condition=IdempotencyRow.key.does_not_exist())


@contextmanager
def transaction() -> Iterator[TransactWrite]:
    """All that is written inside, or nothing. Raises Raced when a condition no longer held."""
    try:
        with TransactWrite(connection=connection()) as write:
            yield write
    except TransactWriteError as error:
        if _lost_a_race(error.cancellation_reasons):
            raise Raced from error
        raise


def _lost_a_race(reasons: Iterable[Any]) -> bool:
    codes = {reason.code for reason in reasons if reason}
    return bool(codes) and codes <= {"ConditionalCheckFailed", "TransactionConflict", "None"}
