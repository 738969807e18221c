"""Routes of payments: ask, pay, what gateways tell, refunds and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalice.app import Blueprint

from chalicelib.api import payment_schemas as shapes
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import Charge
from chalicelib.domain.payments import Method, Payment, is_moment
from chalicelib.domain.roles import Role
from chalicelib.services import senders
from chalicelib.services.money import gateway_messages, payments, receipts, refunds

blueprint = Blueprint(__name__)
room = Room("payments", blueprint)
_FEE = (
    *("payment.tariff", "payment.extra", "payment.exemption", "payment.ground", "payment.amount_known"),
    *("payment.too_much", "payment.nothing_due"),
)
_ONE = ("dossier.unknown", "payment.unknown")
_AGAIN = ("idempotency.reused", "system.busy")


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/payments",
    summary="A dossier's payments, each with the lines of its amount",
    reply=shapes.PaymentsOut,
    faults=("dossier.unknown",),
)
def list_payments(call: Call, code: str) -> shapes.PaymentsOut:
    """The first asked first."""
    seen = payments.of_dossier(code, call.principal)
    lines = call.principal.role is not Role.PROVIDER_MANAGER
    return shapes.PaymentsOut(payments=[shapes.payment(p, seen.personal, lines) for p in seen.payments])


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/payments",
    summary="Ask at the counter for a fee that is due at intake",
    body=shapes.ChargeIn,
    reply=shapes.PaymentOut,
    status=201,
    keyed=True,
    faults=("dossier.unknown", "paper.closed", "payment.not_at_intake", "payment.open", *_FEE, *_AGAIN),
)
def ask_fee(call: Call, code: str) -> shapes.PaymentOut:
    """Asks once per Idempotency-Key."""
    return _shown(payments.ask(code, Charge(**call.body.model_dump()), call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/payments/{payment}/start",
    summary="Get a VietQR code, or the page of the payment gateway, to pay with",
    body=shapes.StartIn,
    reply=shapes.StartedOut,
    keyed=True,
    faults=(*_ONE, "payment.state", "payment.gateway_down", *_AGAIN),
)
def start_payment(call: Call, code: str, payment: str) -> shapes.StartedOut:
    """Gives the same code or page again for the same Idempotency-Key."""
    made = payments.start(code, payment, Method(call.body.method), call.principal, call.key, call.now)
    return shapes.started(made)


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/payments/{payment}/cash",
    summary="Take a payment in cash, at an agent that may",
    body=shapes.CashIn,
    reply=shapes.PaymentOut,
    keyed=True,
    faults=(*_ONE, "agent.unknown", "payment.no_cash", "payment.amount", "payment.state", *_AGAIN),
)
def take_cash(call: Call, code: str, payment: str) -> shapes.PaymentOut:
    """Takes it once per Idempotency-Key; the dossier that waited for it goes on."""
    return _shown(payments.take_cash(code, payment, call.body.amount, call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/payments/{payment}/refund",
    summary="Give a payment back, by the way it came",
    body=shapes.ReasonIn,
    reply=shapes.PaymentOut,
    keyed=True,
    faults=(*_ONE, "action.reason", "action.elsewhere", "payment.state", *_AGAIN),
)
def refund_payment(call: Call, code: str, payment: str) -> shapes.PaymentOut:
    """It is `refunding` until the gateway, or the agent that took the cash, has done it."""
    return _shown(refunds.refund(code, payment, call.body.reason, call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/payments/{payment}/payout",
    summary="Hand cash back over the counter, once a refund was decided",
    body=shapes.CashIn,
    reply=shapes.PaymentOut,
    keyed=True,
    faults=(*_ONE, "payment.no_till", "payment.till_short", "payment.amount", "payment.state", *_AGAIN),
)
def pay_out(call: Call, code: str, payment: str) -> shapes.PaymentOut:
    """Gives it back once per Idempotency-Key, out of the till."""
    return _shown(refunds.pay_out(code, payment, call.body.amount, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/payments/{payment}/receipt",
    summary="The signed receipt of a payment as PDF",
    reply=shapes.ReceiptOut,
    faults=(*_ONE, "payment.no_receipt"),
)
def payment_receipt(call: Call, code: str, payment: str) -> shapes.ReceiptOut:
    """Its QR code is checked like a form's; audited."""
    made = receipts.receipt(code, payment, call.principal, call.now)
    return shapes.ReceiptOut(number=made.number, link=made.link)


def _signed(path: Mapping[str, str], header: str, body: bytes, now: datetime) -> None:
    senders.require_gateway(path["gateway"], header, body, now)


@room.endpoint(
    "POST",
    "/v1/payments/{gateway}/events",
    summary="What a payment gateway tells, signed",
    body=shapes.GatewayEventIn,
    reply=shapes.GatewayEventOut,
    public=True,
    signed=_signed,
    faults=("webhook.signature", "form.date", "system.busy"),
)
def gateway_event(call: Call, gateway: str) -> shapes.GatewayEventOut:
    """Takes it once, however often and in whatever order it comes."""
    event: shapes.GatewayEventIn = call.body
    if not is_moment(event.at):
        raise Fault("form.date", "at")
    said = event.model_dump(exclude={"currency"})
    return shapes.GatewayEventOut(verdict=gateway_messages.take_message(gateway, said, call.now).value)


def _shown(payment: Payment) -> shapes.PaymentOut:
    """A payment as whoever just worked on it sees it: lines, no ground and no reason."""
    return shapes.payment(payment, personal=False)
