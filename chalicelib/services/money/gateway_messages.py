"""What gateways say of money, whichever way it comes; what fits nothing is kept until a person has cleared it up.

Messages come twice, late, out of order or for nothing of ours: a transaction counts once, and no money gets lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import ledger_store, telemetry, unmatched_store
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.ledger_rows import Posting
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import accounts, judging, ledger, payments
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.judging import Verdict
from chalicelib.domain.ledger import Entry, Line, Unmatched
from chalicelib.domain.payments import Method, Move, Payment, Told, Word, moved
from chalicelib.domain.roles import SYSTEM
from chalicelib.services.money import charging
from chalicelib.services.money import payments as paying
from chalicelib.services.once import carried_out


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
    mark = Once(f"money#{unmatched_store.key_of(told)}", content)
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
    odd = unmatched_store.asked_back(told.gateway, told.of) if told.word is Word.REFUNDED and told.of else None
    if odd:
        return _gave_back(odd, told, mark, now)
    code = store.dossier_of(told.reference) if told.reference else None
    loaded = store.load(code) if code else None
    payment = payments.found(loaded.file.payments, told.reference) if loaded else None
    found = judging.judged(payment, told)
    if found.verdict is Verdict.MOVES and loaded and payment:
        _MOVED[found.move or Move.EXPIRE](loaded, payment, told, mark, now)
    elif found.move and loaded and payment:
        _dispute(loaded, payment, told, mark, now)
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
    posting = charging.posting(back, "refunded", accounts.refunded_lines(back), SYSTEM, now, told)
    paying.write(loaded, "refunded", back, SYSTEM, now, mark, Together(postings=(posting,)))


_MOVED: dict[Move, Callable[[Loaded, Payment, Told, Once, datetime], None]] = {
    Move.SETTLE: _arrived,
    Move.EXPIRE: _expired,
    Move.RETURNED: _returned,
}


def _gave_back(odd: Unmatched, told: Told, mark: Once, now: datetime) -> Verdict:
    """Unmatched money has gone back, as the Centre decided; another amount than that is told, and is in the books."""
    lines = accounts.given_back_lines(odd.told, told)
    entry = replace(_entry("given_back", lines, told, None, now), payment=odd.payment, dossier=odd.dossier)
    unmatched_store.note_returned(odd, ledger_store.posting(odd.book, entry, hanoi_day(now)), mark)
    if told.amount != odd.told.amount:
        telemetry.count("refund_differs")
    return Verdict.MOVES


def _dispute(loaded: Loaded, payment: Payment, told: Told, mark: Once, now: datetime) -> None:
    """A refund by another amount: nobody asks any more, the money is unmatched, and the Centre must decide."""
    odd = _odd(told, "amount", payment, mark, now)
    beside = Together(postings=(_booked(odd, now),), more=lambda write: unmatched_store.add(write, odd))
    paying.write(loaded, "refund_differs", moved(payment, Move.DIFFER), SYSTEM, now, mark, beside)
    _count(odd)
    telemetry.count("refund_differs")


def _keep(told: Told, why: str, payment: Payment | None, mark: Once, now: datetime) -> None:
    """Keeps money that fits nothing, in the books too, until a person has looked."""
    odd = _odd(told, why, payment, mark, now)
    unmatched_store.keep(odd, _booked(odd, now), mark)
    _count(odd)


def _count(odd: Unmatched) -> None:
    telemetry.count("money_unmatched")
    telemetry.count(f"money_unmatched_{odd.why}")


def _odd(told: Told, why: str, payment: Payment | None, mark: Once, now: datetime) -> Unmatched:
    book = payment.agent if payment else ledger.CENTRE
    return Unmatched(
        id=mark.key.removeprefix("money#"),
        told=told,
        why=why,
        payment=payment.id if payment else None,
        dossier=payment.dossier if payment else None,
        book=book,
        entry=_entry("unmatched", accounts.unmatched_lines(told), told, payment, now),
        seen_at=now,
    )


def _booked(odd: Unmatched, now: datetime) -> Posting:
    return ledger_store.posting(odd.book, odd.entry, hanoi_day(now))


def _entry(kind: str, lines: tuple[Line, ...], told: Told, of: Payment | None, now: datetime) -> Entry:
    return Entry(
        id=store.event_id(now),
        kind=kind,
        at=now,
        by=SYSTEM.id,
        lines=lines,
        payment=of.id if of else None,
        dossier=of.dossier if of else None,
        gateway=told.gateway,
        gateway_day=hanoi_day(told.at).isoformat(),
        transaction=told.transaction,
    )


def _contradicted(told: Told, content: str, now: datetime) -> Verdict:
    """The same transaction with another amount or reference: one of the two is wrong, and a person must say which.

    Money that waits for a person already is not kept twice because its reference was mangled once.
    """
    first = unmatched_store.find(unmatched_store.key_of(told))
    if first and first.told.amount == told.amount:
        return Verdict.AGAIN
    mark = Once(f"money#{unmatched_store.key_of(told)}#{content}", content)

    def keep() -> Verdict:
        _keep(told, "contradicts", None, mark, now)
        return Verdict.UNMATCHED

    return carried_out(mark, act=keep, again=lambda _: Verdict.AGAIN)
