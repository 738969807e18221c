"""Dossiers in DynamoDB: one change of state and the event that tells of it are one transaction."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any

from pynamodb.exceptions import PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import audit, ledger_rows, payment_rows, portal_store, result_rows, rows, sealing
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
from chalicelib.domain.custody import Article
from chalicelib.domain.delivery import OPEN
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
from chalicelib.domain.payments import Payment
from chalicelib.domain.results import Result

DOSSIER = rows.DOSSIER
Write = TransactWrite
"""What a transaction is put together in."""


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


_GIVEN = count()


def event_id(at: datetime) -> str:
    """An id that is never given twice. It sorts by time; ids of one moment and process, as they were given."""
    return f"{at:%Y%m%dT%H%M%S%f}-{next(_GIVEN):08x}{secrets.token_hex(4)}"


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
    what people said of papers, and a paper that was read again by it.

    `claim` is a code of the national portal that from now on is this dossier's alone. Payments that changed bring
    their entries in the books; `more` puts items of other tables into the same transaction. Articles come with the
    moment at which they have stood still too long.
    """

    parts: tuple[Dossier, ...] = ()
    consequences: tuple[Event, ...] = ()
    trace: audit.Trace | None = None
    claim: str | None = None
    corrections: tuple[Correction, ...] = ()
    read_again: Paper | None = None
    payments: tuple[Payment, ...] = ()
    postings: tuple[ledger_rows.Posting, ...] = ()
    more: Callable[[TransactWrite], None] = lambda write: None
    results: tuple[Result, ...] = ()
    articles: tuple[tuple[Article, datetime | None], ...] = ()


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
        if also.read_again:
            row_again = rows.paper_row(after.code, also.read_again, key)
            write.update(row_again, actions=_set(row_again, _OF_READING), condition=PaperRow.item.exists())
        if once:
            remember(write, once, after.code, event.id, event.at)
        if also.trace:
            write.save(audit.row(after.code, also.trace, event.at, key))
        if also.claim:
            row = IdempotencyRow(_portal_key(also.claim), dossier=after.code, at=event.at)
            write.save(row, condition=IdempotencyRow.key.does_not_exist())
        _add_money(write, also, key)
        also.more(write)
        result_rows.add(write, also.results, also.articles, key, after.agent)


def _add_money(write: TransactWrite, also: Together, key: sealing.DataKey) -> None:
    """Payments, guarded by the dossier's version, with their entries; a new one is found by its id from then on."""
    for payment in also.payments:
        write.save(payment_rows.payment_row(payment, key))
        if payment.version == 1:
            at = payment.asked_at
            found_by = IdempotencyRow(_payment_key(payment.id), dossier=payment.dossier, item=payment.id, at=at)
            write.save(found_by, condition=IdempotencyRow.key.does_not_exist())
    ledger_rows.post(write, also.postings)


def dossier_of(payment_id: str) -> str | None:
    """The code of the dossier that this payment belongs to, or None."""
    try:
        return IdempotencyRow.get(_payment_key(payment_id), consistent_read=True).dossier
    except IdempotencyRow.DoesNotExist:
        return None


def _payment_key(payment_id: str) -> str:
    return f"payment#{payment_id}"


def holder(portal_code: str) -> str | None:
    """The code of the dossier that carries this code of the national portal, or None."""
    try:
        return IdempotencyRow.get(_portal_key(portal_code), consistent_read=True).dossier
    except IdempotencyRow.DoesNotExist:
        return None


def _portal_key(portal_code: str) -> str:
    return f"portal#{portal_code}"


def add_paper(
    dossier: Dossier,
    paper: Paper,
    event: Event,
    key_from: bytes,
    once: Once,
    also: Callable[[TransactWrite], None] | None = None,
) -> None:
    """Stores an awaited paper, or one that serves again; `also` puts more into the same transaction.

    Raises Raced when the dossier moved on, or the request was carried out meanwhile.
    """
    code = dossier.code
    key = sealing.key_of(code, key_from)
    with transaction() as write:
        # A paper is a change of the dossier: an act that looked at its papers before must look again.
        next_version = replace(dossier, version=dossier.version + 1)
        write.save(rows.progress_row(next_version, key), condition=DossierRow.version == dossier.version)
        write.save(rows.paper_row(code, paper, key), condition=PaperRow.item.does_not_exist())
        write.save(rows.event_row(code, event, key))
        remember(write, once, code, paper.id, event.at)
        if also:
            also(write)


def settle_paper(dossier: Dossier, paper: Paper, event: Event, key_from: bytes, asking: Dossier | None = None) -> None:
    """Stores what became of an awaited paper; `asking` is the dossier that waits for somebody to look at it.

    Raises Raced when the paper was settled before, or the dossier has ended, or moved on while it is to be changed.
    """
    code = dossier.code
    key = sealing.key_of(code, key_from)
    as_known = PaperRow.other_versions == set(paper.other_versions)
    nothing_new = as_known if paper.other_versions else PaperRow.other_versions.does_not_exist()
    with transaction() as write:
        write.save(rows.paper_row(code, paper, key), condition=_open_still() & nothing_new)
        write.save(rows.event_row(code, event, key))
        if asking:
            next_version = replace(asking, version=dossier.version + 1)
            write.save(rows.progress_row(next_version, key), condition=DossierRow.version == dossier.version)
        else:
            going_on = ~ProgressRow.status.is_in(*(status.value for status in ENDED))
            write.condition_check(DossierRow, code, DOSSIER, condition=going_on)


def _open_still() -> Condition:
    open_still: Condition = (PaperRow.state == PaperState.AWAITED.value) | (PaperRow.reason == READER_FAILED)
    return open_still


_OF_READING = ("paper_kind", "paper_kind_sure", "troubles", "read_at", "read_by", "sealed")
_SO_FAR = ("object_version", "pages", "pages_read", "sealed")
_OF_PORTION = (
    *_SO_FAR,
    *("state", "reason", "todo", "todo_since"),
    *("kept", "pages_kept", "paper_kind", "paper_kind_sure", "troubles"),
)


def _set(row: PaperRow, names: Iterable[str]) -> list[Action]:
    there = {name: getattr(row, name) for name in names}
    return [
        getattr(PaperRow, name).remove() if value is None else getattr(PaperRow, name).set(value)
        for name, value in there.items()
    ]


def read_so_far(code: str, paper: Paper, key_from: bytes) -> None:
    """Tells what was read of an awaited paper before any of it is kept, unless more is known, and how far it is.

    Where that cannot be told, the reading goes on all the same.
    """
    row = rows.paper_row(code, paper, sealing.key_of(code, key_from))
    further = (PaperRow.pages_read < paper.pages_read) | (PaperRow.pages != paper.pages)
    awaited = PaperRow.state == PaperState.AWAITED.value
    with suppress(UpdateError):
        row.update(actions=_set(row, _SO_FAR), condition=awaited & further & _kept_up_to(0))


def keep_portion(code: str, paper: Paper, before: int, at: datetime, key_from: bytes) -> None:
    """Keeps an awaited paper whose reading got behind page `before`, and lets the sweep wait anew. Raises Raced when
    somebody else read on from there, or settled it."""
    row = rows.paper_row(code, paper, sealing.key_of(code, key_from))
    row.todo_since = at
    try:
        row.update(actions=_set(row, _OF_PORTION), condition=_open_still() & _kept_up_to(before))
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise Raced from error
        raise


def _kept_up_to(page: int) -> Condition:
    there: Condition = PaperRow.pages_kept == page
    return there if page else there | PaperRow.pages_kept.does_not_exist()  # rows of before have none


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
    """Takes a notice on for sending; False when it was sent, is just being sent, or is not to be tried again yet."""
    row = rows.notice_row(code, notice, sealing.key_of(code, key_from))
    its_time = NoticeRow.next_at.does_not_exist() | (NoticeRow.next_at <= notice.at)
    again = (NoticeRow.state == NoticeState.RETRY.value) & its_time
    dead = (NoticeRow.state == NoticeState.SENDING.value) & (NoticeRow.at < stale_before)
    return _saved(row, NoticeRow.item.does_not_exist() | again | dead)


def settle_notice(code: str, notice: Notice, key_from: bytes) -> bool:
    """Stores what became of a notice that was on its way; False when another sender, or a receipt, settled it before.

    That it was sent is never taken back by a sender that comes late; that it failed is, by one that did send it.
    """
    row = rows.notice_row(code, notice, sealing.key_of(code, key_from))
    free: Condition = NoticeRow.item.does_not_exist() | NoticeRow.state.is_in(*sorted(state.value for state in OPEN))
    if notice.state is NoticeState.SENT:
        free |= (NoticeRow.state == NoticeState.FAILED.value) & NoticeRow.provider_id.does_not_exist()
    return _saved(row, free)


def note_receipt(code: str, notice_id: str, state: NoticeState, reason: str | None) -> bool:
    """Stores what a receipt says of a notice that was sent; False when that was known, or it was delivered before."""
    row = NoticeRow(code, f"notice#{notice_id}")
    why = NoticeRow.error.set(reason) if reason else NoticeRow.error.remove()
    told = NoticeRow.provider_id.exists() & ~NoticeRow.state.is_in(state.value, NoticeState.DELIVERED.value)
    try:
        row.update(actions=[NoticeRow.state.set(state.value), why], condition=told)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def _saved(row: NoticeRow, condition: Condition) -> bool:
    try:
        row.save(condition=condition)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def reopen(event_item: str, code: str, todo: Todo, since: datetime) -> None:
    """Says that an event's work is not done after all, so that the sweep finds it if nobody else does."""
    row = EventRow(code, event_item)
    row.update(
        actions=[EventRow.todo.set(todo.value), EventRow.todo_since.set(since)], condition=EventRow.item.exists()
    )


_ROW_OF: dict[str, type[ItemRow]] = {
    "paper": PaperRow,
    "event": EventRow,
    "batch": BatchRow,
    "portal": PortalRow,
    "result": result_rows.ResultRow,
}


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
        payments=tuple(sorted(rows.all_of(found, payment_rows.payment), key=lambda p: p.asked_at)),
        results=tuple(sorted(rows.all_of(found, result_rows.result), key=lambda r: r.asked_at)),
        articles=tuple(sorted(rows.all_of(found, result_rows.article), key=lambda a: a.steps[0].at)),
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
    return _waiting(todo.value, before, limit)


def late(before: datetime, limit: int = 1000) -> list[Waiting]:
    """Dossiers and parts, by their items, that were due before that moment and of which that was not told yet."""
    return _waiting(rows.LATE, before, limit)


def part_of(item: str) -> str | None:
    """Which part of a dossier this item is; None: it is the dossier itself."""
    return None if item == DOSSIER else item.removeprefix("part#")


def _waiting(todo: str, before: datetime, limit: int) -> list[Waiting]:
    found = WaitingRow.by_todo.query(todo, WaitingRow.todo_since < before, limit=limit)
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
