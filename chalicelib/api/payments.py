"""Routes of payments: ask, pay, what gateways tell, refunds and receipts; and of the agents' books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalice.app import Blueprint

from chalicelib.api import payment_schemas as shapes
from chalicelib.api.endpoints import Call, Room, day_of
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import Charge
from chalicelib.domain.payments import Method, Payment
from chalicelib.domain.roles import Role
from chalicelib.services import books, gateway_messages, payments, receipts, reconciling, refunds, senders
from chalicelib.services.books import Count

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
    account = made.account
    return shapes.StartedOut(
        payment=_shown(made.payment),
        account=shapes.AccountOut(
            bank=account.bank, bank_bin=account.bank_bin, number=account.number, holder=account.holder
        )
        if account
        else None,
        qr=made.qr,
        qr_svg=made.qr_svg,
        url=made.url,
    )


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
    """Through a gateway it is `refunding` until the gateway has done it."""
    return _shown(refunds.refund(code, payment, call.body.reason, call.principal, call.key, call.now))


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
    if event.at.tzinfo is None:
        raise Fault("form.date", "at")
    return shapes.GatewayEventOut(verdict=gateway_messages.take_message(gateway, event.model_dump(), call.now).value)


@room.endpoint(
    "GET",
    "/v1/agents/{agent}/ledger",
    summary="A day of an agent's book: entries, and the closing once there is one",
    query=shapes.DayQuery,
    reply=shapes.SheetOut,
    faults=("agent.unknown", "form.date"),
)
def agent_ledger(call: Call, agent: str) -> shapes.SheetOut:
    """One Query; `centre` is the book of money that belongs to no agent."""
    day = day_of(call.query.day, "day") if call.query.day else hanoi_day(call.now)
    return shapes.sheet(books.see(agent, day, call.principal), call.principal.role is not Role.PROVIDER_MANAGER)


@room.endpoint(
    "POST",
    "/v1/agents/{agent}/closings",
    summary="Count the till and close today's book for good",
    body=shapes.CountIn,
    reply=shapes.ClosingOut,
    status=201,
    keyed=True,
    faults=("agent.unknown", "books.closed", "books.reason", "books.deposit", *_AGAIN),
)
def close_book(call: Call, agent: str) -> shapes.ClosingOut:
    """Closes it once per Idempotency-Key; what comes later goes to the next day."""
    count = Count(**call.body.model_dump())
    return shapes.closing(books.close_by_hand(agent, count, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/unmatched",
    summary="Money that gateways told of and that fits no payment",
    reply=shapes.UnmatchedList,
)
def list_unmatched(call: Call) -> shapes.UnmatchedList:
    """What waits for a person."""
    return shapes.UnmatchedList(unmatched=[shapes.unmatched(u) for u in gateway_messages.unmatched(call.principal)])


@room.endpoint(
    "POST",
    "/v1/unmatched/{unmatched}",
    summary="Say that unmatched money was cleared up with the gateway, and how",
    body=shapes.ReasonIn,
    reply=shapes.ClearedOut,
    keyed=True,
    faults=("money.unknown", "money.cleared", "action.reason", *_AGAIN),
)
def clear_unmatched(call: Call, unmatched: str) -> shapes.ClearedOut:
    """The books undo its entry; both stay."""
    gateway_messages.clear(unmatched, call.body.reason, call.principal, call.key, call.now)
    return shapes.ClearedOut(id=unmatched)


@room.endpoint(
    "GET",
    "/v1/reconciliation",
    summary="A gateway's daily statement against the books, without personal data",
    query=shapes.StatementQuery,
    reply=shapes.StatementOut,
    faults=("statement.none", "form.date"),
)
def reconciliation(call: Call) -> shapes.StatementOut:
    """A provider's manager sees the lines of the own agents."""
    asked: shapes.StatementQuery = call.query
    day = day_of(asked.day, "day") if asked.day else hanoi_day(call.now) - timedelta(days=1)
    report = reconciling.report(asked.gateway, day, call.principal)
    return shapes.StatementOut(**{k: v for k, v in report.items() if k in shapes.StatementOut.model_fields})


def _shown(payment: Payment) -> shapes.PaymentOut:
    """A payment as whoever just worked on it sees it: lines, no ground and no reason."""
    return shapes.payment(payment, personal=False)
