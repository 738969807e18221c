"""Money that fits nothing on the tables: what it is called, what the Centre may decide, and what becomes of it."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import ledger_store, telemetry, unmatched_store
from chalicelib.domain import ledger
from chalicelib.domain.clearing import Decision
from chalicelib.domain.judging import Verdict
from chalicelib.domain.payments import Method, State, reference
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling
from chalicelib.services.money import clearing, payments, reconciling, refunds
from chalicelib.services.money.clearing import Decided, Waiting
from infra.local.payment_gateway import PaymentGateway
from tests.services.test_payment_histories import hired_agent
from tests.services.test_payments import CENTRE, LEADER, asked, clerk_of, key, kinds, last, said, tell
from tests.support import money
from tests.support.dossiers import NOW
from tests.support.office import raw
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
WHY = "Đã hỏi cổng thanh toán, người nộp là bà Diệp."
REASON = "Thu nhầm, hồ sơ được miễn."
D = Decision


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> PaymentGateway:
    made = PaymentGateway(now=lambda: NOW)
    monkeypatch.setattr(gateways, "gateway", lambda name: money.Simulated(made))
    return made


@pytest.fixture
def agent() -> str:
    return hired_agent(f"C{uuid.uuid4().hex[:6]}-01")


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    made: Counter[str] = Counter()
    monkeypatch.setattr(telemetry, "count", lambda name: made.update([name]))
    return made


def waiting(transaction: str) -> Waiting:
    [found] = [w for w in clearing.waiting(CENTRE) if w.money.told.transaction == transaction]
    return found


def decide(odd: Waiting, decision: Decision, payment: str = "", again: str = "") -> None:
    clearing.decide(odd.money.id, Decided(decision, WHY, payment), CENTRE, again or key(), NOW)


def balances(agent: str) -> dict[str, int]:
    return ledger.after({}, ledger_store.sheet(agent, NOW.date()).entries)


def test_money_after_a_withdrawal_is_kept_and_cleared_once(agent: str) -> None:
    code, payment = asked(agent)
    handling.act(code, handling.Act(action="withdraw", reason="Nộp nơi khác."), clerk_of(agent), key(), NOW)
    assert last(code).state is State.CANCELLED
    message = said("paid", payment.id)
    assert [tell(message) for _ in range(2)] == [Verdict.UNMATCHED, Verdict.AGAIN]
    odd = waiting(message["transaction"])
    assert (odd.money.why, odd.money.told.amount, odd.money.dossier, odd.money.book) == ("cancelled", 5000, code, agent)
    assert odd.decisions == (D.GIVE_BACK, D.ASSIGN, D.CLEARED)
    with refused("action.reason", "reason"):
        clearing.decide(odd.money.id, Decided(D.CLEARED, "xong"), CENTRE, key(), NOW)
    with refused("role.forbidden"):
        clearing.decide(odd.money.id, Decided(D.CLEARED, WHY), LEADER, key(), NOW)
    for decision in (D.ACCEPT, D.TAKEN_BACK):
        with refused("money.decision", "decision"):
            decide(odd, decision)
    again = key()
    for _ in range(2):
        decide(odd, D.CLEARED, again=again)
    with refused("money.cleared", "id"):
        decide(odd, D.CLEARED)
    entries = ledger_store.sheet(agent, NOW.date()).entries
    assert {e.kind: e.why for e in entries} == {"unmatched": "", "cleared": WHY}
    assert ledger.after({}, entries) == {}
    assert "Diệp" not in str(raw(os.environ["LEDGER_TABLE"], "sheet", f"{agent}#2026-11-12"))
    with refused("money.unknown", "id"):
        clearing.decide("none", Decided(D.CLEARED, WHY), CENTRE, key(), NOW)


def test_one_transaction_with_two_stories_is_told_twice_over(agent: str) -> None:
    code, payment = asked(agent)
    message = said("paid", payment.id)
    assert tell(message) is Verdict.MOVES
    for _ in range(2):
        verdict = tell(message | {"amount": 6000})
    assert verdict is Verdict.AGAIN
    odd = waiting(message["transaction"])
    assert (odd.money.why, odd.money.told.amount, odd.decisions) == ("contradicts", 6000, (D.CLEARED,))
    assert last(code).state is State.PAID


def test_a_fee_that_was_paid_twice_is_given_back_once(
    agent: str, simulator: PaymentGateway, counts: Counter[str]
) -> None:
    code, payment = asked(agent)
    assert tell(simulator.pay(payment.id, 5000)) is Verdict.MOVES
    second = simulator.pay(payment.id, 5000)
    assert tell(second) is Verdict.UNMATCHED
    assert (counts["money_unmatched"], counts["money_unmatched_twice"]) == (1, 1)
    odd = waiting(second["transaction"])
    assert odd.decisions[0] is D.GIVE_BACK, "proposed"
    simulator.mode, again = "down", key()
    for _ in range(2):
        decide(odd, D.GIVE_BACK, again=again)
    assert counts["gateway_down"] == 2
    assert balances(agent)["returning:demo"] == -5000
    reconciling.ask_gateways(NOW + timedelta(days=1, minutes=1))
    assert counts["refund_stands_still"] == 1
    simulator.mode = "right"
    for _ in range(2):
        reconciling.ask_gateways(NOW + timedelta(days=1, minutes=16))
    [back] = simulator.refunds.values()
    assert [tell(back) for _ in range(2)] == [Verdict.AGAIN] * 2
    assert unmatched_store.one(odd.money.id).returned_at is not None
    both = [e for n in (0, 1) for e in ledger_store.sheet(agent, NOW.date() + timedelta(days=n)).entries]
    assert ledger.after({}, both) == {"fees:commune:00070": -5000, "gateway:demo": 5000}
    assert (last(code).state, kinds(code).count("paid")) == (State.PAID, 1), "the payment itself stays paid"


def test_the_gateways_own_message_of_it_may_come_first(agent: str, simulator: PaymentGateway) -> None:
    _, payment = asked(agent)
    tell(simulator.pay(payment.id, 5000))
    second = simulator.pay(payment.id, 5000)
    tell(second)
    simulator.mode = "down"
    decide(waiting(second["transaction"]), D.GIVE_BACK)
    told = said("refunded", payment.id, of=second["transaction"])
    assert [tell(told) for _ in range(2)] == [Verdict.MOVES, Verdict.AGAIN]
    assert "returning:demo" not in balances(agent)


def test_unmatched_money_given_back_by_another_amount_is_told_and_booked(
    agent: str, simulator: PaymentGateway, counts: Counter[str]
) -> None:
    _, payment = asked(agent)
    odd = simulator.pay(payment.id, 4000)
    tell(odd)
    simulator.mode = "wrong"
    decide(waiting(odd["transaction"]), D.GIVE_BACK)
    assert counts["refund_differs"] == 1
    assert balances(agent) == {"difference:demo": 1000, "gateway:demo": -1000}


def test_money_whose_reference_the_bank_mangled_is_assigned(agent: str, counts: Counter[str]) -> None:
    code, payment = asked(agent)
    message = said("paid", f"{payment.id[:5]} {payment.id[5:]} NGUYEN VAN DEMO")
    assert tell(message) is Verdict.UNMATCHED
    assert counts["money_unmatched_unknown"] == 1
    odd = waiting(message["transaction"])
    assert (odd.money.book, odd.decisions[0]) == ("centre", D.ASSIGN)
    with refused("payment.unknown", "payment"):
        decide(odd, D.ASSIGN, reference(5))
    other, dearer = asked(agent)[1], said("paid", "x", 5001)
    tell(dearer)
    with refused("money.amount", "payment"):
        decide(waiting(dearer["transaction"]), D.ASSIGN, other.id)
    again = key()
    for _ in range(3):
        decide(odd, D.ASSIGN, payment.id, again)
    paid = last(code)
    assert (paid.state, paid.transaction, paid.paid_by) == (State.PAID, message["transaction"], CENTRE.id)
    assert kinds(code).count("paid") == 1
    assert balances(agent) == {"fees:commune:00070": -5000, "gateway:demo": 5000}
    with refused("money.cleared"):
        decide(odd, D.ASSIGN, other.id)
    assert tell(message) is Verdict.AGAIN


def refunding(agent: str, simulator: PaymentGateway, mode: str) -> tuple[str, dict[str, Any]]:
    """A dossier whose fee was paid and asked back of a gateway in that mood, and what the gateway said of it."""
    code, payment = asked(agent)
    payments.start(code, payment.id, Method.VIETQR, clerk_of(agent), key(), NOW)
    tell(simulator.pay(payment.id, 5000))
    simulator.mode = mode
    refunds.refund(code, payment.id, REASON, LEADER, key(), NOW)
    return code, next(iter(simulator.refunds.values()), {})


def test_a_refund_by_another_amount_waits_for_the_centre_and_is_accepted(
    agent: str, simulator: PaymentGateway, counts: Counter[str]
) -> None:
    code, back = refunding(agent, simulator, "wrong")
    assert (last(code).state, counts["refund_differs"], counts["money_unmatched_amount"]) == (State.DISPUTED, 1, 1)
    assert kinds(code).count("refund_differs") == 1
    simulator.mode = "right"
    assert reconciling.ask_gateways(NOW + timedelta(days=2)).get("refunds", 0) == 0, "nobody asks any more"
    assert tell(back) is Verdict.AGAIN
    with refused("payment.state"):
        refunds.refund(code, last(code).id, REASON, LEADER, key(), NOW)
    odd = waiting(back["transaction"])
    assert odd.decisions == (D.ACCEPT, D.TAKEN_BACK)
    with refused("money.decision", "decision") as raised:
        decide(odd, D.CLEARED)
    assert raised.value.values == {"open": "accept, taken_back"}
    again = key()
    for _ in range(2):
        decide(odd, D.ACCEPT, again=again)
    after = last(code)
    assert (after.state, after.refund, after.why) == (State.REFUNDED, back["transaction"], REASON)
    assert kinds(code).count("refunded") == 1
    fees = {"fees:commune:00070": -5000, "refunds:commune:00070": 5000}
    assert balances(agent) == fees | {"gateway:demo": -1000, "difference:demo": 1000}


def test_a_wrong_refund_that_the_gateway_took_back_is_asked_for_anew(agent: str, simulator: PaymentGateway) -> None:
    code, back = refunding(agent, simulator, "wrong")
    decide(waiting(back["transaction"]), D.TAKEN_BACK)
    undone = last(code)
    assert (undone.state, undone.refunded_by, undone.why) == (State.PAID, None, "")
    assert balances(agent) == {"fees:commune:00070": -5000, "gateway:demo": 5000}
    simulator.mode = "right"
    assert refunds.refund(code, undone.id, REASON, LEADER, key(), NOW).state is State.REFUNDED
    assert len(simulator.refunds) == 2, "another request, so not the old answer"
    assert balances(agent) == {"fees:commune:00070": -5000, "refunds:commune:00070": 5000}


def test_a_disputed_refund_may_still_come_right_by_itself(agent: str, simulator: PaymentGateway) -> None:
    code, back = refunding(agent, simulator, "wrong")
    assert tell(said("refunded", last(code).id)) is Verdict.MOVES
    assert last(code).state is State.REFUNDED
    odd = waiting(back["transaction"])
    assert odd.decisions == (D.CLEARED,), "the wrong one is undone with the gateway"
    decide(odd, D.CLEARED)
    assert balances(agent) == {"fees:commune:00070": -5000, "refunds:commune:00070": 5000}


def test_a_refund_that_the_gateway_does_not_give_stands_still_and_is_counted(
    agent: str, simulator: PaymentGateway, counts: Counter[str]
) -> None:
    code, _ = refunding(agent, simulator, "down")
    reconciling.ask_gateways(NOW + timedelta(hours=23))
    assert counts["refund_stands_still"] == 0
    for minutes in (0, 15):
        reconciling.ask_gateways(NOW + timedelta(days=1, minutes=3 + minutes))
    assert (counts["refund_stands_still"], last(code).state) == (2, State.REFUNDING)
    simulator.mode = "right"
    reconciling.ask_gateways(NOW + timedelta(days=1, minutes=40))
    assert last(code).state is State.REFUNDED


def test_refunds_of_nothing_that_was_asked_for(agent: str, simulator: PaymentGateway) -> None:
    unknown, early, late = (said("refunded", name) for name in (reference(12345), asked(agent)[1].id, ""))
    assert [tell(m) for m in (unknown, early, late)] == [Verdict.UNMATCHED] * 3
    assert [waiting(m["transaction"]).money.why for m in (unknown, early, late)] == ["unknown", "unasked", "unknown"]
    code, _ = refunding(agent, simulator, "right")
    again = said("refunded", last(code).id)
    assert [tell(again) for _ in range(3)] == [Verdict.UNMATCHED, *[Verdict.AGAIN] * 2], "given back a second time"
    assert (last(code).state, kinds(code).count("refunded")) == (State.REFUNDED, 1)
    for message in (unknown, early, late, again):
        odd = waiting(message["transaction"])
        assert odd.decisions == (D.CLEARED,)
        decide(odd, D.CLEARED)


def test_only_the_centre_sees_it() -> None:
    for who in (LEADER, Principal("m", Role.AGENT_MANAGER, "VNP-01"), Principal("p", Role.PROVIDER_MANAGER, "vnpost")):
        with refused("role.forbidden"):
            clearing.waiting(who)
