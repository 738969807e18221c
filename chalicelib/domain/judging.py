"""What a gateway's message does to a payment. Messages come twice, late, out of order or for nothing of ours.

Only the whole amount of an open payment settles it; whatever else brings or takes money is unmatched and waits for a
person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.payments import OPEN, Move, Payment, State, Told, Word


class Verdict(StrEnum):
    """What a message is to us."""

    MOVES = "moves"
    AGAIN = "again"
    LATE = "late"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Judged:
    """A message judged: the move it makes, and why it is unmatched (unknown, amount, twice, cancelled, unasked).

    A refund by another amount does both: the payment is disputed, and the money waits for the Centre.
    """

    verdict: Verdict
    move: Move | None = None
    why: str = ""


def judged(payment: Payment | None, told: Told) -> Judged:
    """What the message does to the payment that its reference names."""
    if told.word is Word.FAILED:
        if payment and payment.state is State.PENDING:
            return Judged(Verdict.MOVES, Move.EXPIRE)
        return Judged(Verdict.LATE)
    if payment is None:
        return Judged(Verdict.UNMATCHED, why="unknown")
    return _paid(payment, told) if told.word is Word.PAID else _given_back(payment, told)


def _paid(payment: Payment, told: Told) -> Judged:
    if payment.transaction == told.transaction and payment.gateway == told.gateway:
        return Judged(Verdict.AGAIN)
    if payment.state is State.CANCELLED:
        return Judged(Verdict.UNMATCHED, why="cancelled")
    if payment.state not in OPEN:
        return Judged(Verdict.UNMATCHED, why="twice")
    if told.amount != payment.amount:
        return Judged(Verdict.UNMATCHED, why="amount")
    return Judged(Verdict.MOVES, Move.SETTLE)


def _given_back(payment: Payment, told: Told) -> Judged:
    if payment.refund == told.transaction and payment.gateway == told.gateway:
        return Judged(Verdict.AGAIN)
    if not _is_asked_for(payment, told):
        return Judged(Verdict.UNMATCHED, why="unasked")
    if told.amount == payment.amount:
        return Judged(Verdict.MOVES, Move.RETURNED)
    return Judged(Verdict.UNMATCHED, Move.DIFFER if payment.state is State.REFUNDING else None, "amount")


def _is_asked_for(payment: Payment, told: Told) -> bool:
    """Whether this gateway was asked to give this very money back; a disputed one may still come right."""
    same = payment.gateway == told.gateway and told.of in ("", payment.transaction)
    return same and payment.state in (State.REFUNDING, State.DISPUTED)
