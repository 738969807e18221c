"""Giving a payment back, by the way it came: the authority decides, the gateway or the agent's clerk carries it out."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import telemetry
from chalicelib.adapters.dossier_store import Once, Together
from chalicelib.adapters.gateway import GatewayDownError
from chalicelib.domain import accounts, payments, roles
from chalicelib.domain.faults import Fault
from chalicelib.domain.payments import Method, Move, Payment, moved
from chalicelib.domain.roles import Principal, Right, Role
from chalicelib.services import reach
from chalicelib.services.money import books, charging, gateway_messages
from chalicelib.services.money import payments as paying
from chalicelib.services.once import carried_out, once


def refund(code: str, payment_id: str, reason: str, by: Principal, key: str, now: datetime) -> Payment:
    """Gives a payment back once per key, by the way it came. Raises action.reason, action.elsewhere, payment.state.

    It stays `refunding` until the gateway has done it, which the reconciliation asks again until then, or until the
    agent's clerk has handed the cash over. What was paid at the authority is given back there, at once.
    """
    roles.require(by, Right.REFUND)
    if len(reason.strip()) < roles.SHORTEST_REASON:
        raise Fault("action.reason", "reason")
    mark = once("refund", f"api#{by.id}#{key}", {"code": code, "payment": payment_id, "reason": reason})
    made = carried_out(
        mark,
        act=lambda: _refund(code, payment_id, reason.strip(), by, mark, now),
        again=lambda _: paying.one(code, payment_id, by),
    )
    if not made.is_awaited:
        return made
    try:
        ask_back(made, now)
    except GatewayDownError:
        telemetry.count("gateway_down")
    return paying.one(code, payment_id, by)


def _refund(code: str, payment_id: str, reason: str, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = reach.dossier(code, by)
    payment = payments.found(loaded.file.payments, payment_id)
    about = loaded.file.part(payment.part) if payment.part else loaded.file.dossier
    if by.role is Role.LEADER and not roles.decides(by, about):
        raise Fault("action.elsewhere", "payment", authority=about.authority_name or "")
    if payment.gateway or payment.method is Method.CASH:
        request = f"{payment.id}-{payment.version}"
        asked = moved(payment, Move.ASK_BACK, refunded_by=by.id, why=reason, started_at=now, request=request)
        paying.write(loaded, "refund_asked", asked, by, now, mark)
        return asked
    back = moved(payment, Move.GIVE_BACK, refunded_by=by.id, why=reason, refunded_at=now)
    posting = charging.posting(back, "refunded", accounts.refunded_lines(back), by, now)
    paying.write(loaded, "refunded", back, by, now, mark, Together(postings=(posting,)))
    return back


def pay_out(code: str, payment_id: str, amount: int, by: Principal, key: str, now: datetime) -> Payment:
    """The clerk has given the cash back that the agent took, once per key.

    Raises payment.state where nobody decided that, payment.no_till where it was no cash, payment.amount, or
    payment.till_short where the till does not hold as much by the books.
    """
    roles.require(by, Right.TAKE_CASH)
    mark = once("pay-out", f"api#{by.id}#{key}", {"code": code, "payment": payment_id, "amount": amount})
    return carried_out(
        mark,
        act=lambda: _pay_out(code, payment_id, amount, by, mark, now),
        again=lambda _: paying.one(code, payment_id, by),
    )


def _pay_out(code: str, payment_id: str, amount: int, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = reach.dossier(code, by)
    payment = payments.found(loaded.file.payments, payment_id)
    if payment.method is not Method.CASH:
        raise Fault("payment.no_till", "payment")
    if amount != payment.amount:
        raise Fault("payment.amount", "amount", amount=payment.amount)
    back = moved(payment, Move.PAY_OUT, refunded_at=now)
    held = books.in_till(payment.agent, now)
    if held < amount:
        raise Fault("payment.till_short", "amount", held=max(held, 0))
    posting = charging.posting(back, "refunded", accounts.refunded_lines(back), by, now)
    paying.write(loaded, "refunded", back, by, now, mark, Together(postings=(posting,)))
    return back


def ask_back(payment: Payment, now: datetime) -> None:
    """Asks the gateway to give a payment back. Raises GatewayDownError; asking again does no harm."""
    gateway = gateways.gateway(str(payment.gateway))
    told = gateway.refund(payment.request or payment.id, payment.id, str(payment.transaction), payment.amount)
    if told:
        gateway_messages.take(told, now)
