"""Payments: a code or page to pay at, cash over the counter, what gateways say, and giving money back.

One change of a payment, the dossier that goes on, the event that tells of it and the entry in the books are one
transaction, guarded by the dossier's version: whatever breaks off in between comes again and finds where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import ledger_store, qr, telemetry
from chalicelib.adapters.dossier_store import Done, Loaded, Once, Together
from chalicelib.adapters.gateway import GatewayDownError
from chalicelib.adapters.ledger_rows import Posting
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import ledger, payments, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import AT_INTAKE, Charge
from chalicelib.domain.ledger import Entry, Unmatched
from chalicelib.domain.payments import OPEN, Method, Move, Payment, State, Told, Verdict, Word, moved
from chalicelib.domain.roles import SYSTEM, Principal, Right, Role
from chalicelib.domain.vietqr import Account, payload
from chalicelib.services import charging, handling, registry
from chalicelib.services.intake import event_of
from chalicelib.services.once import carried_out, once


@dataclass(frozen=True, slots=True)
class Seen:
    """A dossier's payments as one may see them; without `personal`, grounds and reasons are to be left out."""

    payments: tuple[Payment, ...]
    personal: bool


def of_dossier(code: str, by: Principal) -> Seen:
    """The payments of a dossier within reach, the first asked first. Raises dossier.unknown."""
    roles.require(by, Right.VIEW)
    loaded = _within_reach(code, by)
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
    loaded = _within_reach(code, by)
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
    _write(loaded, "fee_asked", made, by, now, mark)
    return made


def _asked_before(code: str, done: Done, by: Principal) -> Payment:
    file = _within_reach(code, by).file
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
    made = carried_out(
        mark,
        act=lambda: _start(code, payment_id, method, by, mark, now),
        again=lambda _: _payment(code, payment_id, by),
    )
    if made.state is not State.PENDING:
        return Started(made)  # paid meanwhile: a code shown again would be paid again
    if method is Method.VIETQR:
        account = registry.account(made.authority, hanoi_day(now))
        text = payload(account, made.amount, made.id)
        return Started(made, account, text, qr.svg(text))
    return Started(made, url=_order(made).url)


def _start(code: str, payment_id: str, method: Method, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = _within_reach(code, by)
    before = payments.found(loaded.file.payments, payment_id)
    begun = moved(before, Move.START, method=method, gateway=gateways.configured(), started_at=now)
    if method is Method.GATEWAY:
        begun = replace(begun, order=_order(begun).id)  # the same order for the same reference, should we die here
    _write(loaded, "payment_started", begun, by, now, mark)
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
        again=lambda _: _payment(code, payment_id, by),
    )


def _take_cash(code: str, payment_id: str, amount: int, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = _within_reach(code, by)
    payment = payments.found(loaded.file.payments, payment_id)
    if not registry.agent(payment.agent, hanoi_day(now)).takes_cash:
        raise Fault("payment.no_cash", "payment", agent=payment.agent)
    if amount != payment.amount:
        raise Fault("payment.amount", "amount", amount=payment.amount)
    return _settle(loaded, charging.paid(payment, Method.CASH, by, now), by, now, mark)


def _settle(
    loaded: Loaded, paid: Payment, by: Principal, now: datetime, mark: Once, told: Told | None = None
) -> Payment:
    """Writes a payment that was paid, and lets the dossier go on that waited for it."""
    file = loaded.file
    posting = charging.posting(paid, "paid", ledger.paid_lines(paid), by, now, told)
    resumed = handling.resumed(file, paid.part, now) if paid.resumes else None
    if resumed is None:
        _write(loaded, "fee_paid", paid, by, now, mark, posting)
        return paid
    event = event_of("paid", resumed.before, resumed.after, by, now, subject=paid.id)
    together = Together(parts=resumed.parts, consequences=resumed.consequences, payments=(paid,), postings=(posting,))
    store.change(file.dossier, resumed.whole, event, loaded.key_from, mark, together)
    _log("paid", paid)
    return paid


def _write(
    loaded: Loaded,
    kind: str,
    payment: Payment,
    by: Principal,
    now: datetime,
    mark: Once | None,
    posting: Posting | None = None,
) -> None:
    """Writes a payment that changed, and that alone of the dossier."""
    dossier = loaded.file.dossier
    about: Dossier = loaded.file.part(payment.part) if payment.part else dossier
    event = event_of(kind, about, about, by, now, subject=payment.id)
    after = replace(dossier, version=dossier.version + 1)
    together = Together(payments=(payment,), postings=(posting,) if posting else ())
    store.change(dossier, after, event, loaded.key_from, mark, together)
    _log(kind, payment)


def _log(kind: str, payment: Payment) -> None:
    logger.info("payment " + kind, dossier=payment.dossier, payment=payment.id, state=payment.state.value)


def _within_reach(code: str, by: Principal) -> Loaded:
    loaded = store.load(code)
    if not roles.within_reach(by, loaded.file.dossier):
        raise Fault("dossier.unknown", "code")
    return loaded


def _payment(code: str, payment_id: str, by: Principal) -> Payment:
    return payments.found(_within_reach(code, by).file.payments, payment_id)


def take_message(gateway: str, said: Mapping[str, Any], now: datetime) -> Verdict:
    """Takes a webhook's message, whose shape the route has checked."""
    reference = payments.reference_in(said["reference"])
    return take(Told(**{**said, "gateway": gateway, "word": Word(said["word"]), "reference": reference}), now)


def take(told: Told, now: datetime) -> Verdict:
    """Takes what a gateway says, whichever way it came: it counts once, and money never gets lost.

    A transaction is one movement of money: the same one again is nothing new. What contradicts what it said before is
    kept for a person as well.
    """
    content = f"{told.reference}|{told.amount}"
    mark = Once(f"money#{told.gateway}#{told.word}#{told.transaction}", content)
    try:
        verdict = carried_out(mark, act=lambda: _take(told, mark, now), again=lambda _: Verdict.AGAIN)
    except Fault as fault:
        if fault.code != "idempotency.reused":
            raise
        verdict = _contradicted(told, content, now)
    telemetry.count(f"gateway_said_{verdict}")
    logger.info("gateway said", gateway=told.gateway, word=told.word, payment=told.reference or None, verdict=verdict)
    return verdict


def _take(told: Told, mark: Once, now: datetime) -> Verdict:
    code = store.dossier_of(told.reference) if told.reference else None
    loaded = store.load(code) if code else None
    payment = payments.found(loaded.file.payments, told.reference) if loaded else None
    found = payments.judged(payment, told)
    if found.verdict is Verdict.MOVES and loaded and payment:
        _MOVED[found.move or Move.EXPIRE](loaded, payment, told, mark, now)
    elif found.verdict is Verdict.UNMATCHED:
        _keep(told, found.why, payment, mark, now)
    return found.verdict


def _arrived(loaded: Loaded, payment: Payment, told: Told, mark: Once, now: datetime) -> None:
    method = Method.GATEWAY if payment.method is Method.GATEWAY else Method.VIETQR
    _settle(loaded, charging.paid(payment, method, SYSTEM, now, told), SYSTEM, now, mark, told)


def _expired(loaded: Loaded, payment: Payment, _told: Told, mark: Once, now: datetime) -> None:
    _write(loaded, "payment_expired", moved(payment, Move.EXPIRE), SYSTEM, now, mark)


def _returned(loaded: Loaded, payment: Payment, told: Told, mark: Once, now: datetime) -> None:
    back = moved(payment, Move.RETURNED, refunded_at=now, refund=told.transaction)
    posting = charging.posting(back, "refunded", ledger.refunded_lines(back), SYSTEM, now, told)
    _write(loaded, "refunded", back, SYSTEM, now, mark, posting)


_MOVED: dict[Move, Callable[[Loaded, Payment, Told, Once, datetime], None]] = {
    Move.SETTLE: _arrived,
    Move.EXPIRE: _expired,
    Move.RETURNED: _returned,
}


def _keep(told: Told, why: str, payment: Payment | None, mark: Once, now: datetime) -> None:
    """Keeps money that fits nothing, in the books too, until a person has looked."""
    entry = Entry(
        id=store.event_id(now),
        kind="unmatched",
        at=now,
        by=SYSTEM.id,
        lines=ledger.unmatched_lines(told),
        payment=payment.id if payment else None,
        dossier=payment.dossier if payment else None,
        gateway=told.gateway,
        gateway_day=hanoi_day(told.at).isoformat(),
        transaction=told.transaction,
    )
    book = payment.agent if payment else ledger.CENTRE
    found = Unmatched(
        id=mark.key.removeprefix("money#"),
        told=told,
        why=why,
        payment=entry.payment,
        dossier=entry.dossier,
        book=book,
        entry=entry,
        seen_at=now,
    )
    ledger_store.keep_unmatched(found, ledger_store.posting(book, entry, hanoi_day(now)), mark)
    telemetry.count("money_unmatched")


def _contradicted(told: Told, content: str, now: datetime) -> Verdict:
    """The same transaction with another amount or reference: one of the two is wrong, and a person must say which."""
    mark = Once(f"money#{told.gateway}#{told.word}#{told.transaction}#{content}", content)

    def keep() -> Verdict:
        _keep(told, "contradicts", None, mark, now)
        return Verdict.UNMATCHED

    return carried_out(mark, act=keep, again=lambda _: Verdict.AGAIN)


def refund(code: str, payment_id: str, reason: str, by: Principal, key: str, now: datetime) -> Payment:
    """Gives a payment back once per key, by the way it came. Raises action.reason, action.elsewhere, payment.state.

    Through a gateway it stays `refunding` until the gateway has done it; the reconciliation asks again until then.
    """
    roles.require(by, Right.REFUND)
    if len(reason.strip()) < roles.SHORTEST_REASON:
        raise Fault("action.reason", "reason")
    mark = once("refund", f"api#{by.id}#{key}", {"code": code, "payment": payment_id, "reason": reason})
    made = carried_out(
        mark,
        act=lambda: _refund(code, payment_id, reason.strip(), by, mark, now),
        again=lambda _: _payment(code, payment_id, by),
    )
    if made.state is not State.REFUNDING:
        return made
    try:
        ask_back(made, now)
    except GatewayDownError:
        telemetry.count("gateway_down")
    return _payment(code, payment_id, by)


def _refund(code: str, payment_id: str, reason: str, by: Principal, mark: Once, now: datetime) -> Payment:
    loaded = _within_reach(code, by)
    payment = payments.found(loaded.file.payments, payment_id)
    about = loaded.file.part(payment.part) if payment.part else loaded.file.dossier
    if by.role is Role.LEADER and not roles.decides(by, about):
        raise Fault("action.elsewhere", "payment", authority=about.authority_name or "")
    if payment.gateway:
        asked = moved(payment, Move.ASK_BACK, refunded_by=by.id, why=reason, started_at=now)
        _write(loaded, "refund_asked", asked, by, now, mark)
        return asked
    back = moved(payment, Move.GIVE_BACK, refunded_by=by.id, why=reason, refunded_at=now)
    posting = charging.posting(back, "refunded", ledger.refunded_lines(back), by, now)
    _write(loaded, "refunded", back, by, now, mark, posting)
    return back


def ask_back(payment: Payment, now: datetime) -> None:
    """Asks the gateway to give a payment back. Raises GatewayDownError; asking again does no harm."""
    gateway = gateways.gateway(str(payment.gateway))
    told = gateway.refund(payment.id, str(payment.transaction), payment.amount)
    if told:
        take(told, now)


def unmatched(by: Principal) -> list[Unmatched]:
    """Money that waits for a person."""
    roles.require(by, Right.CLEAR_MONEY)
    return ledger_store.unmatched()


def clear(unmatched_id: str, reason: str, by: Principal, key: str, now: datetime) -> None:
    """Says that unmatched money was cleared up with the gateway, once per key; the books undo its entry.

    Raises money.unknown, money.cleared or action.reason.
    """
    roles.require(by, Right.CLEAR_MONEY)
    if len(reason.strip()) < roles.SHORTEST_REASON:
        raise Fault("action.reason", "reason")
    mark = once("clear", f"api#{by.id}#{key}", {"id": unmatched_id, "reason": reason})
    carried_out(mark, act=lambda: _clear(unmatched_id, reason.strip(), by, mark, now), again=lambda _: None)


def _clear(unmatched_id: str, reason: str, by: Principal, mark: Once, now: datetime) -> None:
    found = ledger_store.one_unmatched(unmatched_id)
    if found.cleared_at:
        raise Fault("money.cleared", "id")
    entry = Entry(
        id=store.event_id(now),
        kind="cleared",
        at=now,
        by=by.id,
        lines=ledger.cleared_lines(found.entry),
        payment=found.payment,
        dossier=found.dossier,
        why=reason,
    )
    ledger_store.clear(found, ledger_store.posting(found.book, entry, hanoi_day(now)), mark)
