"""Money that fits nothing: the Centre looks, decides, and what it decided is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import ledger_store, telemetry, unmatched_store
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.gateway import GatewayDownError
from chalicelib.adapters.ledger_rows import Posting
from chalicelib.domain import accounts, clearing, payments, roles
from chalicelib.domain.clearing import Decision
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Entry, Line, Unmatched
from chalicelib.domain.payments import Method, Move, Payment, moved
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.money import charging, gateway_messages
from chalicelib.services.money import payments as paying
from chalicelib.services.once import carried_out, once


@dataclass(frozen=True, slots=True)
class Waiting:
    """Unmatched money, and what may be decided of it; the first decision is proposed."""

    money: Unmatched
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person says of unmatched money: why, and for which payment where it is assigned."""

    decision: Decision
    reason: str
    payment: str = ""


def waiting(by: Principal) -> list[Waiting]:
    """Money that waits for a person."""
    roles.require(by, Right.CLEAR_MONEY)
    return [Waiting(u, clearing.open_decisions(u, _named(u))) for u in unmatched_store.waiting()]


def decide(unmatched_id: str, said: Decided, by: Principal, key: str, now: datetime) -> None:
    """Carries a decision out, once per key. Raises money.unknown, money.cleared, money.decision, money.amount,
    payment.unknown, payment.state or action.reason.
    """
    roles.require(by, Right.CLEAR_MONEY)
    if len(said.reason.strip()) < roles.SHORTEST_REASON:
        raise Fault("action.reason", "reason")
    mark = once("clear", f"api#{by.id}#{key}", {"id": unmatched_id, "said": said})
    carried_out(mark, act=lambda: _decide(unmatched_id, said, by, mark, now), again=lambda _: None)
    if said.decision is Decision.GIVE_BACK:
        _ask_at_once(unmatched_id, now)


def _decide(unmatched_id: str, said: Decided, by: Principal, mark: Once, now: datetime) -> None:
    found = unmatched_store.one(unmatched_id)
    if found.cleared_at:
        raise Fault("money.cleared", "id")
    clearing.require_open(said.decision, clearing.open_decisions(found, _named(found)))
    _CARRIED_OUT[said.decision](found, said, by, mark, now)


def _cleared(found: Unmatched, said: Decided, by: Principal, mark: Once, now: datetime) -> None:
    made = _posting(found, "cleared", accounts.cleared_lines(found.entry), said, by, now)
    unmatched_store.clear(found, made, mark)


def _give_back(found: Unmatched, said: Decided, by: Principal, mark: Once, now: datetime) -> None:
    made = _posting(found, "asked_back", accounts.asked_back_lines(found.told), said, by, now)
    unmatched_store.clear(found, made, mark, returns=True)


def _assign(found: Unmatched, said: Decided, by: Principal, mark: Once, now: datetime) -> None:
    """The payment is paid with it: an entry in its agent's book, and the contrary of the one it lay under."""
    loaded, payment = _payment(said.payment)
    if payment.amount != found.told.amount:
        raise Fault("money.amount", "payment", due=payment.amount, came=found.told.amount)
    settled = charging.paid(payment, Method.VIETQR, by, now, found.told)
    paying.settle(loaded, settled, by, now, mark, beside=_closing(found, "assigned", said, by, now))


def _accept(found: Unmatched, said: Decided, by: Principal, mark: Once, now: datetime) -> None:
    loaded, payment = _payment(str(found.payment))
    back = moved(payment, Move.ACCEPT, refunded_at=now, refund=found.told.transaction)
    made = _posting(found, "refunded", accounts.accepted_lines(payment, found.told), said, by, now)
    beside = Together(postings=(made,), more=lambda write: unmatched_store.close(write, found, by.id, now))
    paying.write(loaded, "refunded", back, by, now, mark, beside)


def _taken_back(found: Unmatched, said: Decided, by: Principal, mark: Once, now: datetime) -> None:
    loaded, payment = _payment(str(found.payment))
    back = moved(payment, Move.TAKE_BACK, refunded_by=None, why="")
    paying.write(loaded, "refund_undone", back, by, now, mark, _closing(found, "cleared", said, by, now))


_CARRIED_OUT: dict[Decision, Callable[[Unmatched, Decided, Principal, Once, datetime], None]] = {
    Decision.CLEARED: _cleared,
    Decision.GIVE_BACK: _give_back,
    Decision.ASSIGN: _assign,
    Decision.ACCEPT: _accept,
    Decision.TAKEN_BACK: _taken_back,
}


def _closing(found: Unmatched, kind: str, said: Decided, by: Principal, now: datetime) -> Together:
    """What closes unmatched money in the transaction of a payment: the contrary entry, and that it was decided."""
    made = _posting(found, kind, accounts.cleared_lines(found.entry), said, by, now)
    return Together(postings=(made,), more=lambda write: unmatched_store.close(write, found, by.id, now))


def _posting(
    found: Unmatched, kind: str, lines: tuple[Line, ...], said: Decided, by: Principal, now: datetime
) -> Posting:
    entry = Entry(
        id=store.event_id(now),
        kind=kind,
        at=now,
        by=by.id,
        lines=lines,
        payment=found.payment,
        dossier=found.dossier,
        why=said.reason.strip(),
    )
    return ledger_store.posting(found.book, entry, hanoi_day(now))


def _named(found: Unmatched) -> Payment | None:
    """The payment that a refund's reference names; money that came needs none to be decided of."""
    if not found.moves_out or found.payment is None:
        return None
    return _payment(found.payment)[1]


def _payment(payment_id: str) -> tuple[Loaded, Payment]:
    code = store.dossier_of(payment_id)
    if code is None:
        raise Fault("payment.unknown", "payment")
    loaded = store.load(code)
    return loaded, payments.found(loaded.file.payments, payment_id)


def _ask_at_once(unmatched_id: str, now: datetime) -> None:
    """Asks the gateway now; where it does not answer, the reconciliation asks again."""
    found = unmatched_store.one(unmatched_id)
    if found.returned_at:
        return
    try:
        ask_back(found, now)
    except GatewayDownError:
        telemetry.count("gateway_down")


def ask_back(found: Unmatched, now: datetime) -> None:
    """Asks the gateway to give unmatched money back. Raises GatewayDownError; asking again does no harm."""
    told = found.told
    gateway = gateways.gateway(told.gateway)
    answer = gateway.refund(f"odd-{told.transaction}", told.reference, told.transaction, told.amount)
    if answer:
        gateway_messages.take(answer, now)
