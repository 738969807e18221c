"""What paying without an account takes, and how what is owed is shown to whoever looks a dossier up."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chalicelib.api import payment_schemas
from chalicelib.api.endpoints import Strict
from chalicelib.api.payment_schemas import AccountOut, LineOut
from chalicelib.api.schemas import Short
from chalicelib.domain import fees, progress, receipts
from chalicelib.domain.payments import OPEN, Payment
from chalicelib.services.money.payments import Started


class PayIn(Strict):
    """Both factors of a look-up, which payment, and how; never how much."""

    code: Short
    phone_last4: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    payment: Short
    method: Literal["vietqr", "gateway"]


class ReceiptWanted(Strict):
    """A one-time code with the id of its request, and which payment."""

    code: Short
    request: Short
    one_time_code: str = Field(pattern=r"^[0-9]{6}$")
    payment: Short


class TrackedPayment(BaseModel):
    """A payment: `open` while it may be paid. `basis` of a line is the legal text that sets it.

    Why somebody pays less, and `ground`, why that holds for this person, are told behind a one-time code alone.
    """

    id: str
    amount: int
    part: str | None
    state: str
    says: str
    says_en: str
    open: bool
    due: str
    due_en: str
    lines: list[LineOut]
    ground: str | None
    receipt: bool


class TrackedStarted(BaseModel):
    """How to pay: `qr` is the code's text and `qr_svg` its picture, or `url` is the gateway's page."""

    payment: TrackedPayment
    account: AccountOut | None
    qr: str | None
    qr_svg: str | None
    url: str | None


def payment(found: Payment, *, personal: bool) -> TrackedPayment:
    """A payment as the look-up shows it."""
    words, due = progress.PAYMENTS[found.state], progress.payment_due(found)
    lines = found.lines if personal else fees.impersonal(found.lines)
    return TrackedPayment(
        id=found.id,
        amount=found.amount,
        part=found.part,
        state=found.state.value,
        says=words.vi,
        says_en=words.en,
        open=found.state in OPEN,
        due=due.vi,
        due_en=due.en,
        lines=list(map(payment_schemas.line, lines)),
        ground=found.ground if personal else None,
        receipt=found.state in receipts.HAS_RECEIPT,
    )


def started(made: Started) -> TrackedStarted:
    """How to pay, with no more of the payment than the look-up shows."""
    whole = payment_schemas.started(made)
    return TrackedStarted(
        payment=payment(made.payment, personal=False),
        account=whole.account,
        qr=whole.qr,
        qr_svg=whole.qr_svg,
        url=whole.url,
    )
