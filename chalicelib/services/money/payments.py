"""Payments: asking for a fee, a code or page to pay at, cash over the counter.

One change of a payment, the dossier that goes on, the event that tells of it and the entry in the books are one
transaction, guarded by the dossier's version: whatever breaks off in between comes again and finds where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import qr, telemetry
from chalicelib.adapters.dossier_store import Done, Loaded, Once, Together
from chalicelib.adapters.gateway import GatewayDownError
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import accounts, payments, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import AT_INTAKE, Charge
from chalicelib.domain.payments import OPEN, Method, Move, Payment, State, Told, moved
from chalicelib.domain.roles import Principal, Right
from chalicelib.domain.vietqr import Account, payload
from chalicelib.services import reach
from chalicelib.services.casework import handling
from chalicelib.services.casework.intake import event_of
from chalicelib.services.money import charging
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

_NOTHING = Together()


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier's payments as one may see them; without `personal`, grounds and reasons are to be left out."""

    payments: tuple[Payment, ...]
    personal: bool


def of_dossier(code: str, by: Principal) -> Seen:
    """The payments of a dossier within reach, the first asked first. Raises dossier.unknown."""
    roles.require(by, Right.VIEW)
    loaded = reach.dossier(code, by)
    return Seen(loaded.file.payments, roles.sees_personal_data(by, loaded.file.dossier))


def ask(code: str, charge: Charge, by: Principal, key: str, now: datetime) -> Payment:
    """Asks at the counter for a fee that the procedure says is due at intake, once per key.

    Raises paper.closed after the hand-over, payment.not_at_intake, payment.nothing_due, payment.open.
    """
    roles.require(by, Right.CHARGE)
    mark = once("charge", f"api#{by.id}#{key}", {"code": code, "charge": charge})
    return carried_out(
        mark, act=lambda: _ask(code, charge, by, mark, now), again=lambda done: _asked_before(code, done, by)
    )


def _ask(code: str, charge: Charge, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = reach.dossier(code, by)
    dossier = loaded.file.dossier
    if not dossier.is_with_agent:
        raise Fault("paper.closed", "code", status=dossier.status.vi)
    fee = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at)).fee
    if fee is None or fee.due != AT_INTAKE:
        raise Fault("payment.not_at_intake", "code")
    if any(p.state in OPEN for p in loaded.file.payments):
        raise Fault("payment.open", "code")
    made = charging.new_payment(dossier, charge, by, now, resumes=False)
    if made is None:
        raise Fault("payment.nothing_due", "fee")
    write(loaded, "fee_asked", made, by, now, mark)
    return made


def _asked_before(code: str, done: Done, by: Principal) -> Payment:
    file = reach.dossier(code, by).file
    event = next(event for event in file.events if event.id == done.item)
    return payments.found(file.payments, str(event.subject))


@dataclass(frozen=True, slots=True)
class Started:
    """How to pay: the text of a VietQR code, its picture and the account in it, or the gateway's page."""

    payment: Payment
    account: Account | None = None
    qr: str | None = None
    qr_svg: str | None = None
    url: str | None = None


def start(code: str, payment_id: str, method: Method, by: Principal, key: str, now: datetime) -> Started:
    """Gives out a VietQR code or a gateway's page, once per key. Raises payment.state or payment.gateway_down.

    The same key gets the same again, and neither once it is paid.
    """
    roles.require(by, Right.PAY)
    mark = once("pay", f"api#{by.id}#{key}", {"code": code, "payment": payment_id, "method": method})
    return started(code, payment_id, method, by, mark, now)


def started(code: str, payment_id: str, method: Method, by: Principal, mark: Once, now: datetime) -> Started:
    """The same, under a mark: one that waits for its money already gets its own code or page again."""
    made = carried_out(
        mark,
        act=lambda: _start(code, payment_id, method, by, mark, now),
        again=lambda _: one(code, payment_id, by),
    )
    if made.state is not State.PENDING:
        return Started(made)  # paid meanwhile: a code shown again would be paid again
    if method is Method.VIETQR:
        account = registry.account(made.authority, hanoi_day(now))
        text = payload(account, made.amount, made.id)
        return Started(made, account, text, qr.svg(text))
    return Started(made, url=_order(made).url)


def _start(code: str, payment_id: str, method: Method, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = reach.dossier(code, by)
    before = payments.found(loaded.file.payments, payment_id)
    if before.state is State.PENDING and (method is Method.VIETQR or before.order):
        return before  # nothing new to write down: whoever asks again and again adds nothing to the dossier
    begun = moved(before, Move.START, method=method, gateway=gateways.configured(), started_at=now)
    if method is Method.GATEWAY:
        begun = replace(begun, order=_order(begun).id)  # the same order for the same reference, should we die here
    write(loaded, "payment_started", begun, by, now, mark)
    return begun


def _order(payment: Payment) -> gateways.Order:
    try:
        return gateways.gateway(str(payment.gateway)).create(payment.id, payment.amount)
    except GatewayDownError as error:
        telemetry.count("gateway_down")
        raise Fault("payment.gateway_down") from error


def take_cash(code: str, payment_id: str, amount: int, by: Principal, key: str, now: datetime) -> Payment:
    """Takes cash at an agent that may, once per key. Raises payment.no_cash, payment.amount or payment.state."""
    roles.require(by, Right.TAKE_CASH)
    mark = once("cash", f"api#{by.id}#{key}", {"code": code, "payment": payment_id, "amount": amount})
    return carried_out(
        mark,
        act=lambda: _take_cash(code, payment_id, amount, by, mark, now),
        again=lambda _: one(code, payment_id, by),
    )


def _take_cash(code: str, payment_id: str, amount: int, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = reach.dossier(code, by)
    payment = payments.found(loaded.file.payments, payment_id)
    if not registry.agent(payment.agent, hanoi_day(now)).takes_cash:
        raise Fault("payment.no_cash", "payment", agent=payment.agent)
    if amount != payment.amount:
        raise Fault("payment.amount", "amount", amount=payment.amount)
    return settle(loaded, charging.paid(payment, Method.CASH, by, now), by, now, mark)


def settle(
    loaded: Loaded,
    paid: Payment,
    by: Principal,
    now: datetime,
    mark: Once,
    told: Told | None = None,
    beside: Together = _NOTHING,
) -> Payment:
    """Writes a payment that was paid, and lets the dossier go on that waited for it."""
    file = loaded.file
    posting = charging.posting(paid, "paid", accounts.paid_lines(paid), by, now, told)
    money = replace(beside, payments=(paid,), postings=(posting, *beside.postings))
    resumed = handling.resumed(file, paid.part, now) if paid.resumes else None
    if resumed is None:
        write(loaded, "fee_paid", paid, by, now, mark, money)
        return paid
    event = event_of("paid", resumed.before, resumed.after, by, now, subject=paid.id)
    together = replace(money, parts=resumed.parts, consequences=resumed.followed(file, now))
    store.change(file.dossier, resumed.whole, event, loaded.key_from, mark, together)
    _log("paid", paid)
    return paid


def write(
    loaded: Loaded,
    kind: str,
    payment: Payment,
    by: Principal,
    now: datetime,
    mark: Once | None,
    beside: Together = _NOTHING,
) -> None:
    """Writes a payment that changed, and that alone of the dossier; `beside` are the books."""
    dossier = loaded.file.dossier
    about: Dossier = loaded.file.part(payment.part) if payment.part else dossier
    event = event_of(kind, about, about, by, now, subject=payment.id)
    after = replace(dossier, version=dossier.version + 1)
    store.change(dossier, after, event, loaded.key_from, mark, replace(beside, payments=(payment,)))
    _log(kind, payment)


def _log(kind: str, payment: Payment) -> None:
    logger.info("payment " + kind, dossier=payment.dossier, payment=payment.id, state=payment.state.value)


def one(code: str, payment_id: str, by: Principal) -> Payment:
    """The payment as it is now. Raises dossier.unknown or payment.unknown."""
    return payments.found(reach.dossier(code, by).file.payments, payment_id)
