"""What the routes of payments take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api import schemas
from chalicelib.api.endpoints import Strict
from chalicelib.domain import fees, progress
from chalicelib.domain.fees import FeeLine
from chalicelib.domain.payments import MOST_MONEY, OPEN, STATE_NAMES, Payment
from chalicelib.domain.vietqr import Account
from chalicelib.services.money.payments import Started


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
    amount: Annotated[int, Field(gt=0, le=MOST_MONEY, strict=True)]
    currency: Literal["VND"] = "VND"
    at: datetime = Field(description="with its offset")
    of: str = Field(
        default="", pattern=r"^[A-Za-z0-9._-]{0,64}$", description="the transaction that a refund gives back"
    )


class GatewayEventOut(BaseModel):
    """What became of it: moves, again, late or unmatched. All are taken; the gateway need not send it again."""

    verdict: str


class LineOut(BaseModel):
    """One line of an amount; `basis` is the legal text that sets it, null where none is known."""

    vi: str
    en: str
    amount: int
    basis: str | None


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
    open: bool = Field(description="whether it may be paid")
    due: str = Field(description="until when it is to be paid, in words")
    due_en: str
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


def payment(p: Payment, personal: bool, lines: bool = True) -> PaymentOut:
    """A payment as one may see it."""
    due = progress.payment_due(p)
    return PaymentOut(
        id=p.id,
        part=p.part,
        amount=p.amount,
        lines=list(map(line, p.lines)) if lines else None,
        ground=p.ground if personal else None,
        state=p.state.value,
        state_vi=STATE_NAMES[p.state][0],
        method=p.method.value if p.method else None,
        asked_at=p.asked_at,
        open=p.state in OPEN,
        due=due.vi,
        due_en=due.en,
        paid_at=p.paid_at,
        receipt=p.receipt,
        refunded_at=p.refunded_at,
        why=p.why if personal else None,
    )


def line(found: FeeLine) -> LineOut:
    """One line of an amount."""
    return LineOut(vi=found.vi, en=found.en, amount=found.amount, basis=found.basis or None)


def started(made: Started) -> StartedOut:
    """How to pay."""
    return StartedOut(
        payment=payment(made.payment, personal=False),
        account=account(made.account) if made.account else None,
        qr=made.qr,
        qr_svg=made.qr_svg,
        url=made.url,
    )


def account(found: Account) -> AccountOut:
    """The account in a VietQR code."""
    return AccountOut(bank=found.bank, bank_bin=found.bank_bin, number=found.number, holder=found.holder)
