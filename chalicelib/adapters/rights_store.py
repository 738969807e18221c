"""Requests about the own data: each change and the event that tells of it are one transaction, as with dossiers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pynamodb.transactions import TransactWrite

from chalicelib.adapters import audit, rows, sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.people_rows import AskedRow, PersonItemRow
from chalicelib.adapters.people_store import subject
from chalicelib.adapters.rights_rows import CLOCK, ITEM, LATE, RequestRow, request, request_row
from chalicelib.adapters.tables import WaitingRow
from chalicelib.domain.dossiers import Event
from chalicelib.domain.faults import Fault
from chalicelib.domain.rights import Request


@dataclass(frozen=True, slots=True)
class Loaded:
    """A request, and a sealed value whose data key its next version is sealed with."""

    request: Request
    key_from: bytes


def load(request_id: str) -> Loaded:
    """The request of that id. Raises rights.unknown."""
    try:
        row = RequestRow.get(request_id, ITEM, consistent_read=True)
    except RequestRow.DoesNotExist:
        raise Fault("rights.unknown", "request") from None
    return Loaded(request(row), row.sealed)


def is_request(code: str) -> bool:
    """Whether what stands in the place of a dossier's code is the id of a request."""
    return code.startswith("rights-")


def of_person(person: str) -> list[Request]:
    """All requests of a person, the oldest first."""
    found = PersonItemRow.query(person, PersonItemRow.item.startswith("rights#"), consistent_read=True)
    asked = [load(row.item.removeprefix("rights#")).request for row in found]
    return sorted(asked, key=lambda one: one.asked_at)


def add(
    asked: Request, event: Event, trace: audit.Trace, once: Once, also: Callable[[TransactWrite], None] | None = None
) -> None:
    """Stores a new request, found by its person from then on; `also` puts more into the same transaction.

    Raises Raced when the same request was stored before.
    """
    key = sealing.new_key(asked.id)
    own = sealing.new_key(subject(asked.person))
    found_by = f"rights#{asked.id}"
    pointer = AskedRow(asked.person, found_by, sealed=sealing.seal({}, own, subject(asked.person), found_by))
    with transaction() as write:
        write.save(request_row(asked, key), condition=RequestRow.code.does_not_exist())
        write.save(pointer)
        write.save(rows.event_row(asked.id, event, key))
        write.save(audit.row(subject(asked.person), trace, asked.asked_at, own))
        remember(write, once, asked.id, None, asked.asked_at)
        if also:
            also(write)


def change(before: Loaded, after: Request, event: Event, once: Once | None = None) -> None:
    """Stores the request's next version. Raises Raced when `before` is no longer the last one."""
    key = sealing.key_of(after.id, before.key_from)
    with transaction() as write:
        write.save(request_row(after, key), condition=RequestRow.version == before.request.version)
        write.save(rows.event_row(after.id, event, key))
        _by_whom(write, before.request, event)
        if once:
            remember(write, once, after.id, None, event.at)


@contextmanager
def noted(asked: Request, trace: audit.Trace, now: datetime) -> Iterator[TransactWrite]:
    """A transaction that leaves a line on the person's own trail. Raises Raced when a condition no longer held."""
    own = sealing.new_key(subject(asked.person))
    with transaction() as write:
        write.save(audit.row(subject(asked.person), trace, now, own))
        yield write


def _by_whom(write: TransactWrite, asked: Request, event: Event) -> None:
    """The person reads on the own trail what became of the request."""
    own = sealing.new_key(subject(asked.person))
    write.save(audit.line(subject(asked.person), event.actor, event.role, f"{event.type} {asked.id}", event.at, own))


def to_alarm(now: datetime, limit: int = 200) -> list[str]:
    """The requests whose next alarm is to come by now, the first due first."""
    found = WaitingRow.by_todo.query(CLOCK, WaitingRow.todo_since <= now, limit=limit)
    return [row.code for row in found]


def running(limit: int = 100) -> list[Request]:
    """The requests that are not done, those that are late first."""
    found = [row.code for todo in (LATE, CLOCK) for row in WaitingRow.by_todo.query(todo, limit=limit)]
    return [load(code).request for code in found[:limit]]
