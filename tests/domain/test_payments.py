"""The table of a payment's moves, and what a gateway's message does in every state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.fees import FeeLine
from chalicelib.domain.judging import Verdict, judged
from chalicelib.domain.payments import (
    IN_HAND,
    MOVES,
    OPEN,
    STATE_NAMES,
    Method,
    Move,
    Payment,
    State,
    Told,
    Word,
    found,
    moved,
    reference,
    reference_in,
)
from tests.support.dossiers import NOW, calm
from tests.support.refusals import refused

S, V = State, Verdict
ID = reference(0)


def payment(**changes: Any) -> Payment:
    made = Payment(
        id=ID,
        dossier="000.00.01.H26-261112-0001",
        part=None,
        agent="VNP-01",
        authority="commune:00166",
        amount=8000,
        lines=(FeeLine("Phí", "Fee", 8000),),
        state=S.PENDING,
        version=2,
        asked_at=NOW,
        asked_by="officer",
        method=Method.VIETQR,
        gateway="demo",
    )
    return replace(made, **changes)


def told(word: Word = Word.PAID, **changes: Any) -> Told:
    return replace(Told(gateway="demo", word=word, reference=ID, transaction="t1", amount=8000, at=NOW), **changes)


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", State)
def test_every_move_from_every_state(state: State, move: Move) -> None:
    sources, target = MOVES[move]
    if state in sources:
        after = moved(payment(state=state), move)
        assert (after.state, after.version) == (target, 3)
    else:
        with refused("payment.state", "payment"):
            moved(payment(state=state), move)


def test_every_state_has_its_names_and_only_paid_money_is_given_back() -> None:
    assert set(STATE_NAMES) == set(State)
    back = (Move.GIVE_BACK, Move.ASK_BACK, Move.PAY_OUT, Move.RETURNED, Move.DIFFER, Move.ACCEPT, Move.TAKE_BACK)
    assert {s for move in back for s in MOVES[move][0]} == IN_HAND


PAID = {
    S.ASKED: (V.MOVES, ""),
    S.PENDING: (V.MOVES, ""),
    S.EXPIRED: (V.MOVES, ""),
    S.PAID: (V.UNMATCHED, "twice"),
    S.REFUNDING: (V.UNMATCHED, "twice"),
    S.DISPUTED: (V.UNMATCHED, "twice"),
    S.REFUNDED: (V.UNMATCHED, "twice"),
    S.CANCELLED: (V.UNMATCHED, "cancelled"),
}


@pytest.mark.parametrize("state", State)
def test_money_comes(state: State) -> None:
    seen = judged(payment(state=state), told())
    assert (seen.verdict, seen.why) == PAID[state]
    same = payment(state=state, transaction="t1")
    assert judged(same, told()).verdict is V.AGAIN
    other = judged(payment(state=state), told(amount=7999))
    assert (other.verdict, other.why) == (V.UNMATCHED, "amount" if state in OPEN else PAID[state][1])


@pytest.mark.parametrize("state", State)
def test_money_goes(state: State) -> None:
    seen = judged(payment(state=state, transaction="t0"), told(Word.REFUNDED))
    asked = state in (S.REFUNDING, S.DISPUTED)
    assert (seen.verdict, seen.why) == ((V.MOVES, "") if asked else (V.UNMATCHED, "unasked"))
    assert judged(payment(state=S.REFUNDED, refund="t1"), told(Word.REFUNDED)).verdict is V.AGAIN


@pytest.mark.parametrize("amount", [1, 7999, 8001, 10**12])
def test_a_refund_by_another_amount_is_disputed_once(amount: int) -> None:
    first = judged(payment(state=S.REFUNDING), told(Word.REFUNDED, amount=amount))
    assert (first.verdict, first.move, first.why) == (V.UNMATCHED, Move.DIFFER, "amount")
    second = judged(payment(state=S.DISPUTED), told(Word.REFUNDED, amount=amount))
    assert (second.verdict, second.move, second.why) == (V.UNMATCHED, None, "amount")
    assert judged(payment(state=S.DISPUTED), told(Word.REFUNDED)).move is Move.RETURNED, "the gateway put it right"


def test_money_that_goes_for_another_transaction_or_by_another_gateway_was_not_asked_for() -> None:
    refunding = payment(state=S.REFUNDING, transaction="t0")
    assert judged(refunding, told(Word.REFUNDED, of="t0")).move is Move.RETURNED
    assert judged(refunding, told(Word.REFUNDED, of="t9")).why == "unasked"
    in_cash = payment(state=S.REFUNDING, method=Method.CASH, gateway=None)
    assert judged(in_cash, told(Word.REFUNDED)).why == "unasked"
    assert not in_cash.is_awaited
    assert refunding.is_awaited


@pytest.mark.parametrize("state", State)
def test_a_failure_only_ends_the_waiting(state: State) -> None:
    expected = V.MOVES if state is S.PENDING else V.LATE
    assert judged(payment(state=state), told(Word.FAILED)).verdict is expected


@pytest.mark.parametrize("word", Word)
def test_nothing_of_ours(word: Word) -> None:
    seen = judged(None, told(word))
    assert seen.verdict is (V.UNMATCHED if told(word).moves_money else V.LATE)
    assert seen.why == ("unknown" if told(word).moves_money else "")


def test_another_gateways_transaction_of_the_same_number_is_another() -> None:
    assert judged(payment(state=S.PAID, transaction="t1", gateway="other"), told()).why == "twice"


@calm
@given(st.integers(0, 2**50 - 1), st.integers(0, 2**50 - 1))
def test_a_reference_is_found_in_a_banks_text(chance: int, other: int) -> None:
    made = reference(chance)
    assert len(made) == 12
    for text in (made, made.lower(), f"CT DEN:{made}-0123 NOP PHI", f"{made}. {made.lower()}"):
        assert reference_in(text) == made
    for text in ("", "nop le phi", made[:-1], made + "X", "X" + made):
        assert reference_in(text) == ""
    if chance != other:
        assert reference(other) != made
        assert reference_in(f"{made} {reference(other)}") == ""


def test_a_payment_is_found_by_its_id() -> None:
    assert found([payment()], ID) == payment()
    with refused("payment.unknown", "payment"):
        found([payment()], "other")
