"""The registry: procedures, authorities, agents, staff, calendars, templates, each valid from one day to another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from time import monotonic
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import audit, sealing
from chalicelib.adapters.tables import RegistryRow, connection

MOST_AT_ONCE = 98  # versions: a transaction holds 100 items, and two of them are the revision and the line of audit
REMEMBERED_SECONDS = 30  # a change of the registry reaches every function within this time


class Raced(Exception):
    """Somebody else changed the same part of the registry meanwhile; nothing was written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of a registry entry."""

    entry: str
    kind: str
    valid_from: str
    valid_to: str | None
    demo: bool
    source: str
    body: Mapping[str, Any]


def find(entry: str, day: date) -> Entry | None:
    """The version of the entry that is valid on that day, or None."""
    return _find(entry, day.isoformat(), int(monotonic() // REMEMBERED_SECONDS))


@lru_cache(maxsize=2048)
def _find(entry: str, day: str, _stretch: int) -> Entry | None:
    rows = RegistryRow.query(entry, RegistryRow.valid_from <= day, scan_index_forward=False, limit=1)
    row = next(iter(rows), None)
    if row is None or (row.valid_to and row.valid_to < day):
        return None
    return _entry(row)


def versions(entry: str) -> list[Entry]:
    """All versions of the entry, the earliest first, as they are this moment."""
    return [_entry(row) for row in RegistryRow.query(entry, consistent_read=True)]


def history(entry: str) -> tuple[Entry, ...]:
    """All versions of the entry, the earliest first, as this process remembers them."""
    return _history(entry, int(monotonic() // REMEMBERED_SECONDS))


@lru_cache(maxsize=64)
def _history(entry: str, _stretch: int) -> tuple[Entry, ...]:
    return tuple(versions(entry))


def valid(kind: str, day: date) -> list[Entry]:
    """All entries of the kind that are valid on that day, by entry."""
    text = day.isoformat()
    rows = RegistryRow.by_kind.query(kind)
    return [_entry(row) for row in rows if row.valid_from <= text and (not row.valid_to or row.valid_to >= text)]


def remembered(kind: str, day: date) -> tuple[Entry, ...]:
    """All entries of the kind that are valid on that day, as this process remembers them."""
    return _remembered(kind, day, int(monotonic() // REMEMBERED_SECONDS))


@lru_cache(maxsize=8)
def _remembered(kind: str, day: date, _stretch: int) -> tuple[Entry, ...]:
    return tuple(valid(kind, day))


def save(entries: Iterable[Mapping[str, Any]]) -> int:
    """Enters versions as the seed files spell them; returns how many."""
    count = 0
    with RegistryRow.batch_write() as batch:
        for entry in entries:
            batch.save(RegistryRow(**entry))
            count += 1
    forget()
    return count


def revision(kind: str) -> int:
    """How often entries of the kind were changed by `change`: what is read after it may be changed on its strength."""
    row = next(iter(RegistryRow.query(f"counter#revision-{kind}", consistent_read=True)), None)
    return int(row.last or 0) if row else 0


def change(kind: str, entries: Iterable[Mapping[str, Any]], seen: int, trace: audit.Trace, at: datetime) -> None:
    """Enters up to MOST_AT_ONCE versions, all or none, with a line of audit under the subject `registry#<kind>`.

    Raises Raced when the kind is no longer at revision `seen`.
    """
    subject = f"registry#{kind}"
    line = audit.row(subject, trace, at, sealing.new_key(subject))
    mark = RegistryRow(f"counter#revision-{kind}", "-")
    as_seen = RegistryRow.last == seen if seen else RegistryRow.entry.does_not_exist()
    try:
        with TransactWrite(connection=connection()) as write:
            write.update(mark, [RegistryRow.last.set(seen + 1), RegistryRow.kind.set("counter")], condition=as_seen)
            write.save(line)
            for entry in entries:
                write.save(RegistryRow(**entry))
    except TransactWriteError as error:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        if codes and codes <= {"ConditionalCheckFailed", "TransactionConflict", "None"}:
            raise Raced from error
        raise
    forget()


def forget() -> None:
    """Drops what this process remembers of the registry."""
    _find.cache_clear()
    _history.cache_clear()
    _remembered.cache_clear()


def next_number(counter: str) -> int:
    """The next number of a counter, never given twice; gaps may occur when the work it was for fails."""
    row = RegistryRow(f"counter#{counter}", "-")
    row.update(actions=[RegistryRow.last.add(1), RegistryRow.kind.set("counter")])
    return int(row.last or 0)


def _entry(row: RegistryRow) -> Entry:
    return Entry(row.entry, row.kind, row.valid_from, row.valid_to, row.demo, row.source, row.body or {})
