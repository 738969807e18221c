"""The books: double entry, appended to and never changed, one book an agent and one sheet a day, closed for good.

An entry balances or cannot be made. An account's balance is what was debited less what was credited, in đồng: money in
hand is above zero, what is owed to authorities below, and all accounts of a book together are zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.domain.payments import Told, Word

CENTRE = "centre"
"""The book of money that belongs to no agent: nobody knows what it was paid for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry: an account and what is debited or credited, one of them zero."""

    account: str
    debit: int
    credit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that happened to money. `why` is a person's word and sealed. `id` sorts by time.

    `gateway` and `gateway_day` (the day by the gateway's clock, as ISO text) are there where a gateway's statement
    tells of it too; `transaction` is the gateway's id.
    """

    id: str
    kind: str
    at: datetime
    by: str
    lines: tuple[Line, ...]
    payment: str | None = None
    dossier: str | None = None
    gateway: str | None = None
    gateway_day: str | None = None
    transaction: str | None = None
    why: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for an entry that does not balance: a fault of ours, never of a person's."""
        if any(min(line.debit, line.credit) != 0 or max(line.debit, line.credit) <= 0 for line in self.lines):
            raise ValueError("a line is either debited or credited")
        if not self.lines or sum(x.debit for x in self.lines) != sum(x.credit for x in self.lines):
            raise ValueError("the entry does not balance")

    @property
    def amount(self) -> int:
        """What the entry is about, in đồng."""
        return sum(line.debit for line in self.lines)

    @property
    def at_gateway(self) -> int:
        """What came to a gateway by it, in đồng; below zero what left."""
        return sum(line.debit - line.credit for line in self.lines if line.account.startswith("gateway:"))


def moving(source: str, target: str, amount: int) -> tuple[Line, ...]:
    """The two lines of money that goes from one account to another."""
    return Line(target, amount, 0), Line(source, 0, amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A day closed for good: balances before and after, the turnover, how many entries."""

    book: str
    day: date
    opening: Mapping[str, int]
    balances: Mapping[str, int]
    debit: int
    credit: int
    entries: int
    at: datetime
    by: str

    @property
    def balances_out(self) -> bool:
        """Whether debits equal credits, of the day and from the first day on."""
        return self.debit == self.credit and sum(self.balances.values()) == 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A day of a book, as one Query brings it: its entries in their order, and its closing once it has one."""

    book: str
    day: date
    entries: tuple[Entry, ...]
    counted: int
    closing: Closing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """Money that nobody knows what to do with. `why`: unknown, amount, twice, cancelled, unasked or contradicts.

    `returned_at` is when the gateway gave it back, where the Centre decided so.
    """

    id: str
    told: Told
    why: str
    payment: str | None
    dossier: str | None
    book: str
    entry: Entry
    seen_at: datetime
    cleared_at: datetime | None = None
    cleared_by: str | None = None
    returned_at: datetime | None = None

    @property
    def moves_out(self) -> bool:
        """Whether it is money that the gateway gave away."""
        return self.told.word is Word.REFUNDED


def after(opening: Mapping[str, int], entries: Iterable[Entry]) -> dict[str, int]:
    """The balances after the entries; accounts at zero are left out."""
    found: Counter[str] = Counter(opening)
    for entry in entries:
        for line in entry.lines:
            found[line.account] += line.debit - line.credit
    return {account: balance for account, balance in sorted(found.items()) if balance}


def closing(
    book: str, day: date, opening: Mapping[str, int], entries: tuple[Entry, ...], by: str, at: datetime
) -> Closing:
    """The closing of a day with these entries."""
    return Closing(
        book=book,
        day=day,
        opening=dict(opening),
        balances=after(opening, entries),
        debit=sum(line.debit for entry in entries for line in entry.lines),
        credit=sum(line.credit for entry in entries for line in entry.lines),
        entries=len(entries),
        at=at,
        by=by,
    )


def sheet_day(last_closed: date | None, today: date) -> date:
    """The day whose sheet takes an entry made today: today's, or the first one that is not closed."""
    return today if last_closed is None else max(today, last_closed + timedelta(days=1))
