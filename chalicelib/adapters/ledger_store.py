"""Reading and closing the books, and the reports on gateways' statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import ledger_rows
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.ledger_rows import ENTRY, HEAD, LAST, LedgerRow, Posting, sheet_key
from chalicelib.domain import ledger
from chalicelib.domain.ledger import Closing, Entry, Sheet


@dataclass(frozen=True, slots=True)
class Last:
    """The last closed day of a book and its balances; a book without an entry yet is not `begun`."""

    day: date
    balances: Mapping[str, int]
    begun: bool = True


def last(book: str) -> Last | None:
    """The last closing of a book; None before its first entry."""
    try:
        row = LedgerRow.get(book, LAST, consistent_read=True)
    except LedgerRow.DoesNotExist:
        return None
    return Last(date.fromisoformat(row.day or ""), row.body or {})


def posting(book: str, entry: Entry, today: date) -> Posting:
    """The entry with the sheet that takes it: today's, or the next where today is closed."""
    before = last(book)
    return Posting(book, ledger.sheet_day(before.day if before else None, today), before is None, entry)


def sheet(book: str, day: date) -> Sheet:
    """The sheet of a day, empty where nothing happened: one Query."""
    rows = list(LedgerRow.query(sheet_key(book, day), consistent_read=True))
    head = next((row for row in rows if row.item == HEAD), None)
    entries = tuple(ledger_rows.entry(row) for row in rows if row.item.startswith(ENTRY))
    closing = _closing(book, day, head) if head and head.closed_at else None
    return Sheet(book, day, entries, int(head.entries or 0) if head else 0, closing)


def _closing(book: str, day: date, head: LedgerRow) -> Closing:
    return Closing(book=book, day=day, at=head.closed_at, by=head.by, entries=int(head.entries or 0), **head.body)


def close(made: Closing, before: Last, added: Sequence[Entry] = (), once: Once | None = None) -> None:
    """Closes the day after `before` for good, with the entries that the closing itself adds.

    Raises Raced when an entry, or another closing, came in between: then nothing was written.
    """
    read = made.entries - len(added)
    as_read = LedgerRow.entries == read if read else LedgerRow.entries.does_not_exist()
    body = {"opening": made.opening, "balances": made.balances, "debit": made.debit, "credit": made.credit}
    sheet = sheet_key(made.book, made.day)
    closed: list[Action] = [
        LedgerRow.closed_at.set(made.at),
        LedgerRow.by.set(made.by),
        LedgerRow.kind.set(HEAD),
        LedgerRow.body.set(body),
    ]
    if added:
        closed.append(LedgerRow.entries.set(made.entries))
    with transaction() as write:
        ledger_rows.enter(write, sheet, added)
        write.update(LedgerRow(sheet, HEAD), actions=closed, condition=as_read & LedgerRow.closed_at.does_not_exist())
        _note_last(write, made, before)
        if once:
            remember(write, once, made.book, made.day.isoformat(), made.at)


def _note_last(write: TransactWrite, made: Closing, before: Last) -> None:
    mark = LedgerRow(made.book, LAST)
    told: list[Action] = [LedgerRow.day.set(made.day.isoformat()), LedgerRow.body.set(dict(made.balances))]
    if before.begun:
        write.update(mark, actions=told, condition=LedgerRow.day == before.day.isoformat())
    else:
        write.update(mark, actions=[*told, LedgerRow.kind.set(LAST)], condition=LedgerRow.item.does_not_exist())


def post(made: Posting, once: Once) -> None:
    """Adds an entry that belongs to no dossier's change. Raises Raced when it was added, or its sheet is closed."""
    with transaction() as write:
        ledger_rows.post(write, (made,))
        remember(write, once, made.entry.dossier or made.book, made.entry.id, made.entry.at)


def of_gateway(gateway: str, day: date) -> list[Entry]:
    """The entries that a gateway's statement of that day should tell of: one Query of the index."""
    found = LedgerRow.by_gateway.query(ledger_rows.gateway_key(gateway, day.isoformat()))
    return [ledger_rows.entry(row) for row in found]


def keep_report(gateway: str, day: date, body: dict[str, Any], at: datetime) -> None:
    """Keeps the report on a statement; a later look at the same day takes its place."""
    LedgerRow(f"statement#{gateway}", day.isoformat(), kind="statement", at=at, body=body).save()


def report(gateway: str, day: date) -> dict[str, Any] | None:
    """The report on the statement of a day, or None while there is none."""
    try:
        body: dict[str, Any] = LedgerRow.get(f"statement#{gateway}", day.isoformat()).body
    except LedgerRow.DoesNotExist:
        return None
    return body
