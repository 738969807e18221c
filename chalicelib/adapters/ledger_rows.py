"""The books as rows: one sheet a book and day under one key, its head and its entries beside each other.

The head counts the sheet's entries in the very transaction that adds one; a closed one takes no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta

from pynamodb.attributes import BinaryAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import sealing
from chalicelib.adapters.tables import FromEnvironment, Patience, Table
from chalicelib.domain.ledger import Entry, Line

HEAD, LAST, ENTRY = "head", "last", "entry#"


class ByGateway(GlobalSecondaryIndex["LedgerRow"]):
    """Entries that a gateway's statement tells of too, by gateway and day of its clock."""

    class Meta:
        """Index settings."""

        index_name = "by_gateway"
        projection = AllProjection()

    gateway_day = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)


class LedgerRow(Table):
    """A head, an entry, the last closing of a book, unmatched money, or the report on a statement."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("LEDGER_TABLE")

    sheet = UnicodeAttribute(hash_key=True)
    item = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    at = UTCDateTimeAttribute(null=True)
    by = UnicodeAttribute(null=True)
    lines = JSONAttribute(null=True)
    payment = UnicodeAttribute(null=True)
    dossier = UnicodeAttribute(null=True)
    gateway = UnicodeAttribute(null=True)
    gateway_day = UnicodeAttribute(null=True)
    transaction = UnicodeAttribute(null=True)
    sealed = BinaryAttribute(null=True, legacy_encoding=False)
    entries = NumberAttribute(null=True)
    day = UnicodeAttribute(null=True)
    closed_at = UTCDateTimeAttribute(null=True)
    todo = UnicodeAttribute(null=True)
    returned_at = UTCDateTimeAttribute(null=True)
    body = JSONAttribute(null=True)
    by_gateway = ByGateway()


@dataclass(frozen=True, slots=True)
class Posting:
    """An entry and the sheet it goes to. `first` marks the first one that the book ever takes."""

    book: str
    day: date
    first: bool
    entry: Entry


def sheet_key(book: str, day: date) -> str:
    """The key of a sheet."""
    return f"{book}#{day.isoformat()}"


def gateway_key(gateway: str, day: str) -> str:
    """The key of what a gateway's statement of a day tells of."""
    return f"{gateway}#{day}"


def post(write: TransactWrite, postings: Iterable[Posting]) -> None:
    """Adds entries to their sheets. The transaction fails when one was closed meanwhile, or holds its entry already."""
    sheets: dict[str, list[Posting]] = {}
    for posting in postings:
        sheets.setdefault(sheet_key(posting.book, posting.day), []).append(posting)
    for sheet, added in sheets.items():  # a transaction may touch a head once
        _add(write, sheet, added)


def _add(write: TransactWrite, sheet: str, added: Sequence[Posting]) -> None:
    enter(write, sheet, [posting.entry for posting in added])
    write.update(
        LedgerRow(sheet, HEAD),
        actions=[LedgerRow.entries.add(len(added)), LedgerRow.kind.set(HEAD)],
        condition=LedgerRow.closed_at.does_not_exist(),
    )
    if added[0].first:  # from here on the days are closed one after the other
        before = (added[0].day - timedelta(days=1)).isoformat()
        begun = LedgerRow(added[0].book, LAST, kind=LAST, day=before, body={})
        write.save(begun, condition=LedgerRow.item.does_not_exist())


def enter(write: TransactWrite, sheet: str, entries: Iterable[Entry]) -> None:
    """Adds entries to a sheet, each once; whoever calls this changes its head's count too."""
    for entry in entries:
        write.save(_row(sheet, entry), condition=LedgerRow.item.does_not_exist())


def _row(sheet: str, e: Entry) -> LedgerRow:
    item = f"{ENTRY}{e.id}"
    sealed = sealing.seal({"why": e.why}, sealing.new_key(sheet), sheet, item) if e.why else None
    return LedgerRow(
        sheet,
        item,
        kind=e.kind,
        at=e.at,
        by=e.by,
        lines=[astuple(line) for line in e.lines],
        payment=e.payment,
        dossier=e.dossier,
        gateway=e.gateway,
        gateway_day=gateway_key(e.gateway, e.gateway_day) if e.gateway and e.gateway_day else None,
        transaction=e.transaction,
        sealed=sealed,
    )


def entry(row: LedgerRow) -> Entry:
    """The entry of a row."""
    return Entry(
        id=row.item.removeprefix(ENTRY),
        kind=row.kind,
        at=row.at,
        by=row.by,
        lines=tuple(Line(*line) for line in row.lines),
        payment=row.payment,
        dossier=row.dossier,
        gateway=row.gateway,
        gateway_day=row.gateway_day.rpartition("#")[2] if row.gateway_day else None,
        transaction=row.transaction,
        why=sealing.unseal(row.sealed, row.sheet, row.item)["why"] if row.sealed else "",
    )
