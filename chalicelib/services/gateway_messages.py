"""What gateways say of money, whichever way it comes; what fits nothing is kept until a person has cleared it up.

Messages come twice, late, out of order or for nothing of ours: a transaction counts once, and no money gets lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import ledger_store, telemetry
from chalicelib.adapters.dossier_store import Loaded, Once
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import ledger, payments, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Entry, Unmatched
from chalicelib.domain.payments import Method, Move, Payment, Told, Verdict, Word, moved
from chalicelib.domain.roles import SYSTEM, Principal, Right
from chalicelib.services import charging
from chalicelib.services import payments as paying
from chalicelib.services.once import carried_out, once


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
    paying.settle(loaded, charging.paid(payment, method, SYSTEM, now, told), SYSTEM, now, mark, told)


def _expired(loaded: Loaded, payment: Payment, _told: Told, mark: Once, now: datetime) -> None:
    paying.write(loaded, "payment_expired", moved(payment, Move.EXPIRE), SYSTEM, now, mark)


def _returned(loaded: Loaded, payment: Payment, told: Told, mark: Once, now: datetime) -> None:
    back = moved(payment, Move.RETURNED, refunded_at=now, refund=told.transaction)
    posting = charging.posting(back, "refunded", ledger.refunded_lines(back), SYSTEM, now, told)
    paying.write(loaded, "refunded", back, SYSTEM, now, mark, posting)


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
