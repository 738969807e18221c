"""Routes of paying without an account. All are POSTs, so that no factor stands in a URL."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.api import payment_schemas
from chalicelib.api import tracked_payment_schemas as schemas
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.payments import Method
from chalicelib.services.money import citizen_payments

blueprint = Blueprint(__name__)
room = Room("tracking", blueprint)
_GUESSING = ("tracking.address_too_many", "tracking.closed")
_AGAIN = ("idempotency.reused", "system.busy")


@room.endpoint(
    "POST",
    "/v1/tracking/payment",
    summary="A VietQR code or the gateway's page for what is owed, by code and the last 4 digits of the phone",
    body=schemas.PayIn,
    reply=schemas.TrackedStarted,
    public=True,
    keyed=True,
    faults=(
        *("tracking.no_match", "tracking.too_many", *_GUESSING, "payment.starts_spent"),
        *("payment.unknown", "payment.state", "payment.gateway_down", *_AGAIN),
    ),
)
def start_tracked_payment(call: Call) -> schemas.TrackedStarted:
    """The same open payment however often it is asked for; the amount is what the dossier says."""
    said: schemas.PayIn = call.body
    method = Method(said.method)
    made = citizen_payments.start(said.code, said.phone_last4, said.payment, method, call.address, call.key, call.now)
    return schemas.started(made)


@room.endpoint(
    "POST",
    "/v1/tracking/receipt",
    summary="The receipt of a payment as PDF, for whoever holds the applicant's phone",
    body=schemas.ReceiptWanted,
    reply=payment_schemas.ReceiptOut,
    public=True,
    faults=(
        *("code.expired", "code.wrong", "code.dead", *_GUESSING),
        *("payment.unknown", "payment.no_receipt"),
    ),
)
def tracked_receipt(call: Call) -> payment_schemas.ReceiptOut:
    """A link that shows it for five minutes; each look stands in the dossier's trail."""
    said: schemas.ReceiptWanted = call.body
    found = citizen_payments.receipt(said.code, said.payment, said.request, said.one_time_code, call.address, call.now)
    return payment_schemas.ReceiptOut(number=found.number, link=found.link)
