"""What a person may decide of money that fits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Unmatched
from chalicelib.domain.payments import Payment, State


class Decision(StrEnum):
    """What becomes of unmatched money.

    `cleared` was settled with the gateway, outside of here. `assign`: it is what a payment waits for. `give_back`: the
    gateway is asked to. Of a refund by another amount: `accept` takes it for the refund, `taken_back` says that the
    gateway has undone it.
    """

    CLEARED = "cleared"
    ASSIGN = "assign"
    GIVE_BACK = "give_back"
    ACCEPT = "accept"
    TAKEN_BACK = "taken_back"


D = Decision


def open_decisions(found: Unmatched, payment: Payment | None) -> tuple[Decision, ...]:
    """What may be decided of it, the first being proposed; `payment` is the one that its reference names."""
    if found.moves_out:
        disputed = found.why == "amount" and payment is not None and payment.state is State.DISPUTED
        return (D.ACCEPT, D.TAKEN_BACK) if disputed else (D.CLEARED,)
    match found.why:
        case "contradicts":  # of two stories of one movement; which is true only the gateway knows
            return (D.CLEARED,)
        case "unknown":
            return (D.ASSIGN, D.GIVE_BACK, D.CLEARED)
        case _:
            return (D.GIVE_BACK, D.ASSIGN, D.CLEARED)


def require_open(decision: Decision, open_for: Sequence[Decision]) -> None:
    """Raises money.decision, which names what is open."""
    if decision not in open_for:
        raise Fault("money.decision", "decision", open=", ".join(open_for))
