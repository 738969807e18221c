"""Money that fits nothing, as rows beside the books, until a person has decided and it has gone where it should."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import ledger_rows
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.ledger_rows import LedgerRow, Posting
from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Entry, Line, Unmatched
from chalicelib.domain.payments import Told, Word

_UNMATCHED = "unmatched"
_RETURN = "return"
"""What a row still waits for whose money the gateway is to give back."""


def key_of(told: Told) -> str:
    """The id of unmatched money: the movement of money that it is."""
    return f"{told.gateway}#{told.word}#{told.transaction}"


def add(write: TransactWrite, found: Unmatched) -> None:
    """Adds it to a transaction, which fails when it was kept before."""
    body = {
        "word": found.told.word.value,
        "reference": found.told.reference[:64],
        "amount": found.told.amount,
        "at": found.told.at.isoformat(),
        "why": found.why,
        "book": found.book,
        "lines": [[line.account, line.debit, line.credit] for line in found.entry.lines],
        "entry": found.entry.id,
    }
    row = LedgerRow(
        _UNMATCHED,
        found.id,
        kind=_UNMATCHED,
        at=found.seen_at,
        gateway=found.told.gateway,
        transaction=found.told.transaction,
        payment=found.payment,
        dossier=found.dossier,
        body=body,
    )
    write.save(row, condition=LedgerRow.item.does_not_exist())


def keep(found: Unmatched, made: Posting, once: Once) -> None:
    """Keeps it with its entry in the books. Raises Raced when it was kept before, or the sheet is closed."""
    with transaction() as write:
        add(write, found)
        ledger_rows.post(write, (made,))
        remember(write, once, found.dossier or "", found.id, found.seen_at)


def waiting() -> list[Unmatched]:
    """What waits for a person."""
    condition = LedgerRow.closed_at.does_not_exist()
    return [_unmatched(row) for row in LedgerRow.query(_UNMATCHED, filter_condition=condition, consistent_read=True)]


def returning() -> list[Unmatched]:
    """What the gateway was asked to give back and has not."""
    condition = LedgerRow.todo == _RETURN
    return [_unmatched(row) for row in LedgerRow.query(_UNMATCHED, filter_condition=condition, consistent_read=True)]


def find(unmatched_id: str) -> Unmatched | None:
    """The one of that id, or None."""
    try:
        return _unmatched(LedgerRow.get(_UNMATCHED, unmatched_id, consistent_read=True))
    except LedgerRow.DoesNotExist:
        return None


def one(unmatched_id: str) -> Unmatched:
    """The one of that id. Raises money.unknown."""
    found = find(unmatched_id)
    if found is None:
        raise Fault("money.unknown", "id")
    return found


def asked_back(gateway: str, of: str) -> Unmatched | None:
    """The unmatched money that came by that transaction, if the gateway is to give it back."""
    try:
        row = LedgerRow.get(_UNMATCHED, f"{gateway}#{Word.PAID}#{of}", consistent_read=True)
    except LedgerRow.DoesNotExist:
        return None
    return _unmatched(row) if row.todo == _RETURN else None


def _unmatched(row: LedgerRow) -> Unmatched:
    body: dict[str, Any] = row.body
    told = Told(
        gateway=row.gateway,
        word=Word(body["word"]),
        reference=body["reference"],
        transaction=row.transaction,
        amount=body["amount"],
        at=datetime.fromisoformat(body["at"]),
    )
    entry = Entry(id=body["entry"], kind=_UNMATCHED, at=row.at, by="", lines=tuple(Line(*x) for x in body["lines"]))
    return Unmatched(
        id=row.item,
        told=told,
        why=body["why"],
        payment=row.payment,
        dossier=row.dossier,
        book=body["book"],
        entry=entry,
        seen_at=row.at,
        cleared_at=row.closed_at,
        cleared_by=row.by,
        returned_at=row.returned_at,
    )


def close(write: TransactWrite, found: Unmatched, by: str, at: datetime, *, returns: bool = False) -> None:
    """Adds to a transaction that a person decided; it fails when somebody did so before.

    Where the gateway is to give the money back it `returns`, and is found until it has.
    """
    told: list[Action] = [LedgerRow.closed_at.set(at), LedgerRow.by.set(by)]
    if returns:
        told.append(LedgerRow.todo.set(_RETURN))
    condition = LedgerRow.item.exists() & LedgerRow.closed_at.does_not_exist()
    write.update(LedgerRow(_UNMATCHED, found.id), actions=told, condition=condition)


def clear(found: Unmatched, made: Posting, once: Once, *, returns: bool = False) -> None:
    """Marks it as decided, with the entry that follows. Raises Raced when somebody did so before."""
    with transaction() as write:
        close(write, found, made.entry.by, made.entry.at, returns=returns)
        ledger_rows.post(write, (made,))
        remember(write, once, found.dossier or "", found.id, made.entry.at)


def note_returned(found: Unmatched, made: Posting, once: Once) -> None:
    """Marks it as given back, with the entry for it. Raises Raced when it was before."""
    with transaction() as write:
        write.update(
            LedgerRow(_UNMATCHED, found.id),
            actions=[LedgerRow.returned_at.set(made.entry.at), LedgerRow.todo.remove()],
            condition=LedgerRow.todo == _RETURN,
        )
        ledger_rows.post(write, (made,))
        remember(write, once, found.dossier or "", found.id, made.entry.at)
