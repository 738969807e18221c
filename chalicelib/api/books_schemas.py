"""What the routes of the agents' books, of unmatched money and of statements take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from chalicelib.api import schemas
from chalicelib.api.endpoints import Strict
from chalicelib.domain.ledger import Closing, Entry, Sheet
from chalicelib.domain.payments import MOST_MONEY
from chalicelib.services.money.clearing import Waiting

Dong = Annotated[int, Field(ge=0, le=MOST_MONEY, strict=True, description="whole đồng")]


class DayQuery(Strict):
    """Which day; today in Hanoi without it."""

    day: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")


class StatementQuery(Strict):
    """Which gateway's statement of which day; the stack's own gateway and yesterday without them."""

    gateway: schemas.Short = ""
    day: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")


class AccountLine(BaseModel):
    """A line of an entry."""

    account: str
    debit: int
    credit: int


class EntryOut(BaseModel):
    """An entry of the books. `why` (a person's word) is not for a provider's manager."""

    id: str
    kind: str
    at: datetime
    by: str
    lines: list[AccountLine]
    payment: str | None
    dossier: str | None
    why: str | None


class ClosingOut(BaseModel):
    """A day closed for good; balances are debits less credits by account."""

    day: date
    opening: dict[str, int]
    balances: dict[str, int]
    debit: int
    credit: int
    entries: int
    at: datetime
    by: str


class SheetOut(BaseModel):
    """A day of a book; without a closing it still takes entries."""

    book: str
    day: date
    entries: list[EntryOut]
    closing: ClosingOut | None


class CountIn(Strict):
    """The till at the end of the day: what was counted, how much of it was handed in, and why it differs if it does."""

    counted: Dong
    deposited: Dong = 0
    reason: schemas.Long = ""


class UnmatchedOut(BaseModel):
    """Money that fits nothing: unknown reference, another amount, paid twice, cancelled, given back unasked."""

    id: str
    gateway: str
    word: str
    transaction: str
    amount: int
    at: datetime
    why: str
    payment: str | None
    dossier: str | None
    seen_at: datetime
    decisions: list[str] = Field(description="what may be decided of it; the first is proposed")


class UnmatchedList(BaseModel):
    """What waits for a person."""

    unmatched: list[UnmatchedOut]


class DecisionIn(Strict):
    """What is to become of unmatched money, and why (at least ten characters); `payment` where it is assigned."""

    decision: Literal["cleared", "assign", "give_back", "accept", "taken_back"] = "cleared"
    reason: schemas.Long
    payment: schemas.Short = ""


class ClearedOut(BaseModel):
    """That it was decided."""

    id: str


class StatementLine(BaseModel):
    """A line that did not match, from either side; `taken` is what became of it."""

    transaction: str | None
    payment: str | None
    theirs: int | None
    ours: int | None
    agent: str | None
    taken: str | None = None


class StatementOut(BaseModel):
    """A gateway's statement against the books. `state`: same, differs, unreadable (at `line`)."""

    state: str
    matched_at: datetime
    line: int | None = None
    same: int | None = None
    sum: int | None = None
    repeated: int | None = Field(default=None, description="lines that say again what another said")
    ours_only: list[StatementLine] = Field(default_factory=list)
    theirs_only: list[StatementLine] = Field(default_factory=list)
    differ: list[StatementLine] = Field(default_factory=list)


def sheet(found: Sheet, reasons: bool) -> SheetOut:
    """A day of a book as one may see it."""
    return SheetOut(
        book=found.book,
        day=found.day,
        entries=[_entry(entry, reasons) for entry in found.entries],
        closing=closing(found.closing) if found.closing else None,
    )


def _entry(e: Entry, reasons: bool) -> EntryOut:
    lines = [AccountLine(account=x.account, debit=x.debit, credit=x.credit) for x in e.lines]
    why = e.why if reasons else None
    return EntryOut(id=e.id, kind=e.kind, at=e.at, by=e.by, lines=lines, payment=e.payment, dossier=e.dossier, why=why)


def closing(c: Closing) -> ClosingOut:
    """A closing."""
    plain: dict[str, Any] = {name: getattr(c, name) for name in ClosingOut.model_fields}
    return ClosingOut(**plain)


def unmatched(found: Waiting) -> UnmatchedOut:
    """Money that fits nothing."""
    money, told = found.money, found.money.told
    return UnmatchedOut(
        id=money.id,
        gateway=told.gateway,
        word=told.word.value,
        transaction=told.transaction,
        amount=told.amount,
        at=told.at,
        why=money.why,
        payment=money.payment,
        dossier=money.dossier,
        seen_at=money.seen_at,
        decisions=[decision.value for decision in found.decisions],
    )
