"""What the routes of payments and books take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api import schemas
from chalicelib.api.endpoints import Strict
from chalicelib.domain import fees
from chalicelib.domain.ledger import Closing, Entry, Sheet, Unmatched
from chalicelib.domain.payments import STATE_NAMES, Payment

Dong = Annotated[int, Field(ge=0, le=1_000_000_000_000, strict=True, description="whole đồng")]


class ChargeIn(schemas.FeeIn):
    """A fee to be asked for at the counter."""


class StartIn(Strict):
    """How it is going to be paid."""

    method: Literal["vietqr", "gateway"]


class CashIn(Strict):
    """Cash that was taken: the amount that is due, said again so that nobody takes another by mistake."""

    amount: Annotated[int, Field(gt=0, le=fees.MOST, strict=True)]


class ReasonIn(Strict):
    """Why; at least ten characters."""

    reason: schemas.Long


class GatewayEventIn(Strict):
    """What a gateway tells. `reference` is ours, or the bank's text that holds it; more fields do no harm."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    word: Literal["paid", "failed", "refunded"]
    reference: schemas.Short
    transaction: str = Field(
        pattern=r"^[A-Za-z0-9._-]{1,64}$", description="the gateway's id of this movement of money"
    )
    amount: Annotated[int, Field(gt=0, le=1_000_000_000_000, strict=True)]
    at: datetime = Field(description="with its offset")


class GatewayEventOut(BaseModel):
    """What became of it: moves, again, late or unmatched. All are taken; the gateway need not send it again."""

    verdict: str


class LineOut(BaseModel):
    """One line of an amount."""

    vi: str
    en: str
    amount: int
    source: str


class PaymentOut(BaseModel):
    """A payment. `lines` explain the amount; `ground` and `why` only for those who may see personal data."""

    id: str
    part: str | None
    amount: int
    lines: list[LineOut] | None
    ground: str | None
    state: str
    state_vi: str
    method: str | None
    asked_at: datetime
    paid_at: datetime | None
    receipt: str | None
    refunded_at: datetime | None
    why: str | None


class PaymentsOut(BaseModel):
    """The payments of a dossier, the first asked first."""

    payments: list[PaymentOut]


class AccountOut(BaseModel):
    """The account in a VietQR code, for those who type it."""

    bank: str
    bank_bin: str
    number: str
    holder: str


class StartedOut(BaseModel):
    """How to pay: `qr` is the code's text and `qr_svg` its picture, or `url` is the gateway's page."""

    payment: PaymentOut
    account: AccountOut | None
    qr: str | None
    qr_svg: str | None
    url: str | None


class ReceiptOut(BaseModel):
    """A receipt as PDF: the link shows it for five minutes."""

    number: str
    link: str


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


class UnmatchedList(BaseModel):
    """What waits for a person."""

    unmatched: list[UnmatchedOut]


class ClearedOut(BaseModel):
    """That it was cleared up."""

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
    ours_only: list[StatementLine] = Field(default_factory=list)
    theirs_only: list[StatementLine] = Field(default_factory=list)
    differ: list[StatementLine] = Field(default_factory=list)


def payment(p: Payment, personal: bool, lines: bool = True) -> PaymentOut:
    """A payment as one may see it."""
    return PaymentOut(
        id=p.id,
        part=p.part,
        amount=p.amount,
        lines=[LineOut(vi=x.vi, en=x.en, amount=x.amount, source=x.source) for x in p.lines] if lines else None,
        ground=p.ground if personal else None,
        state=p.state.value,
        state_vi=STATE_NAMES[p.state][0],
        method=p.method.value if p.method else None,
        asked_at=p.asked_at,
        paid_at=p.paid_at,
        receipt=p.receipt,
        refunded_at=p.refunded_at,
        why=p.why if personal else None,
    )


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


def unmatched(u: Unmatched) -> UnmatchedOut:
    """Money that fits nothing."""
    told = u.told
    return UnmatchedOut(
        id=u.id,
        gateway=told.gateway,
        word=told.word.value,
        transaction=told.transaction,
        amount=told.amount,
        at=told.at,
        why=u.why,
        payment=u.payment,
        dossier=u.dossier,
        seen_at=u.seen_at,
    )
