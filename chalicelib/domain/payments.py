"""A payment of a dossier: its states, the table of its moves, and what a gateway can say of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import FeeLine
from chalicelib.domain.guessing import HOUR, Limit

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that people or banks take for another
_REFERENCE = re.compile(rf"(?<![A-Z0-9])MC[{_LETTERS}]{{10}}(?![A-Z0-9])")

STARTS = Limit(20, "payment.starts_spent", HOUR)
"""How often somebody without an account may have a dossier's codes to pay with."""


class State(StrEnum):
    """Where a payment stands.

    `refunding`: it is to be given back, and neither the gateway nor the agent's clerk has said that it was. `disputed`:
    the gateway gave another amount back than was asked, and the Centre must say what that is.
    """

    ASKED = "asked"
    PENDING = "pending"
    PAID = "paid"
    REFUNDING = "refunding"
    DISPUTED = "disputed"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Method(StrEnum):
    """How it is paid; `direct` is at the authority itself, on an officer's word."""

    VIETQR = "vietqr"
    GATEWAY = "gateway"
    CASH = "cash"
    DIRECT = "direct"


class Move(StrEnum):
    """What happens to a payment."""

    START = "start"  # a code or a page to pay at was given out
    SETTLE = "settle"  # all of it arrived
    EXPIRE = "expire"  # the gateway waits no longer; money that comes all the same still counts
    CANCEL = "cancel"  # the dossier ended
    GIVE_BACK = "give_back"  # the authority gives back what was paid there: at once
    ASK_BACK = "ask_back"  # the gateway, or the agent that took the cash, is asked
    PAY_OUT = "pay_out"  # the agent's clerk has handed the cash over
    RETURNED = "returned"  # the gateway has done it
    DIFFER = "differ"  # the gateway has given another amount back
    ACCEPT = "accept"  # the Centre takes that for the refund
    TAKE_BACK = "take_back"  # the gateway has undone its wrong refund


S = State
OPEN = frozenset({S.ASKED, S.PENDING, S.EXPIRED})
"""What may still be paid."""
IN_HAND = frozenset({S.PAID, S.REFUNDING, S.DISPUTED})
"""What was paid and not given back."""
MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.START: (OPEN, S.PENDING),
    Move.SETTLE: (OPEN, S.PAID),
    Move.EXPIRE: (frozenset({S.PENDING}), S.EXPIRED),
    Move.CANCEL: (OPEN, S.CANCELLED),
    Move.GIVE_BACK: (frozenset({S.PAID}), S.REFUNDED),
    Move.ASK_BACK: (frozenset({S.PAID}), S.REFUNDING),
    Move.PAY_OUT: (frozenset({S.REFUNDING}), S.REFUNDED),
    Move.RETURNED: (frozenset({S.REFUNDING, S.DISPUTED}), S.REFUNDED),
    Move.DIFFER: (frozenset({S.REFUNDING}), S.DISPUTED),
    Move.ACCEPT: (frozenset({S.DISPUTED}), S.REFUNDED),
    Move.TAKE_BACK: (frozenset({S.DISPUTED}), S.PAID),
}
"""From which states each move leads where; whatever is not here is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment of a dossier, or of the named part of it. `id` is also the reference in the bank's text.

    `lines` explain the amount, `ground` why this person is exempt (personal), `why` a refund. `agent` is the one whose
    books it is in. `order`, `transaction` and `refund` (the transaction that gave it back) are the gateway's ids,
    `request` is ours for giving it back: asked again it is the same, after a refund that went wrong another. `receipt`
    is the number of the receipt. The dossier goes on when it is paid if it `resumes` it.
    """

    id: str
    dossier: str
    part: str | None
    agent: str
    authority: str
    amount: int
    lines: tuple[FeeLine, ...]
    state: State
    version: int
    asked_at: datetime
    asked_by: str
    resumes: bool = False
    ground: str = ""
    method: Method | None = None
    gateway: str | None = None
    order: str | None = None
    transaction: str | None = None
    started_at: datetime | None = None
    paid_at: datetime | None = None
    paid_by: str | None = None
    receipt: str | None = None
    refunded_at: datetime | None = None
    refunded_by: str | None = None
    request: str | None = None
    refund: str | None = None
    why: str = ""

    @property
    def is_awaited(self) -> bool:
        """Whether the gateway has still something to say about it."""
        return self.gateway is not None and self.state in (S.PENDING, S.REFUNDING)


def reference(chance: int) -> str:
    """The id that 50 random bits make: twelve letters and digits that every bank's text takes."""
    return "MC" + "".join(_LETTERS[chance >> 5 * n & 31] for n in range(10))


def reference_in(text: str) -> str:
    """The reference in a bank's free text, which puts words around it and may change the case; empty without one."""
    found = set(_REFERENCE.findall(text.upper()))
    return found.pop() if len(found) == 1 else ""


def moved(payment: Payment, move: Move, **changes: object) -> Payment:
    """The payment after the move. Raises payment.state, which says where it stands."""
    sources, target = MOVES[move]
    if payment.state not in sources:
        vi, en = STATE_NAMES[payment.state]
        raise Fault("payment.state", "payment", state=vi, state_en=en)
    changed: dict[str, object] = {**changes, "state": target, "version": payment.version + 1}
    return replace(payment, **changed)  # type: ignore[arg-type]


STATE_NAMES: dict[State, tuple[str, str]] = {
    S.ASKED: ("đã yêu cầu", "asked"),
    S.PENDING: ("đang chờ tiền", "pending"),
    S.PAID: ("đã thanh toán", "paid"),
    S.REFUNDING: ("đang hoàn tiền", "refunding"),
    S.DISPUTED: ("hoàn tiền sai số, chờ Trung tâm quyết định", "refunded by another amount, for the Centre to decide"),
    S.REFUNDED: ("đã hoàn tiền", "refunded"),
    S.CANCELLED: ("đã hủy", "cancelled"),
    S.EXPIRED: ("hết hạn thanh toán", "expired"),
}


def found(payments: Iterable[Payment], payment_id: str) -> Payment:
    """The payment of that id. Raises payment.unknown."""
    for payment in payments:
        if payment.id == payment_id:
            return payment
    raise Fault("payment.unknown", "payment")


MOST_MONEY = 1_000_000_000_000
"""Đồng that one message can be about; what says more is no message."""
CURRENCY = "VND"
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def is_moment(at: datetime) -> bool:
    """Whether money may have moved then: a time with its offset, in a year that has a day in Hanoi's calendar too."""
    return at.tzinfo is not None and _FIRST <= at < _LAST


class Word(StrEnum):
    """What a gateway can say."""

    PAID = "paid"
    FAILED = "failed"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A gateway's message, whichever way it came. `transaction` is the gateway's id of the movement of money.

    `of` is the transaction that a refund gives back, where the gateway says so.
    """

    gateway: str
    word: Word
    reference: str
    transaction: str
    amount: int
    at: datetime
    of: str = ""

    @property
    def moves_money(self) -> bool:
        """Whether money came or went, so that it must stand in the books whatever we make of it."""
        return self.word is not Word.FAILED
