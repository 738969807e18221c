"""Payments through the services: who may, what it says when it may not, and what is written when it may."""

from __future__ import annotations

import os
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import ledger_store
from chalicelib.domain import ledger
from chalicelib.domain.dossiers import Status
from chalicelib.domain.fees import Charge
from chalicelib.domain.judging import Verdict
from chalicelib.domain.payments import Method, Payment, State, reference
from chalicelib.domain.procedures import Fee
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling, intake, routing
from chalicelib.services.messaging import notices
from chalicelib.services.money import books, charging, gateway_messages, payments, reconciling, refunds
from chalicelib.services.reference import registry
from infra.local.payment_gateway import PaymentGateway
from tests.services.test_payment_histories import accepted, hired_agent, opened
from tests.support import money, office
from tests.support.dossiers import NOW, seeded_procedure
from tests.support.office import OFFICER, raw
from tests.support.refusals import refused
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
LEADER = Principal("leader-1", Role.LEADER, OFFICER.scope)
CENTRE = Principal("centre-1", Role.SUPERVISOR, "centre")
WHY = "Thu nhầm, hồ sơ được miễn."
LATE = Charge(extra="late", tariff="direct")


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> PaymentGateway:
    made = PaymentGateway(now=lambda: NOW)
    monkeypatch.setattr(gateways, "gateway", lambda name: money.Simulated(made))
    return made


@pytest.fixture
def agent() -> str:
    return hired_agent(f"P{uuid.uuid4().hex[:6]}-01")


def clerk_of(agent: str) -> Principal:
    return Principal("clerk-1", Role.CLERK, agent)


def key() -> str:
    return uuid.uuid4().hex


def asked(agent: str, fee: Charge | None = LATE) -> tuple[str, Payment]:
    code = accepted(agent)
    handling.act(code, handling.Act(action="ask_payment", reason="Quá hạn.", fee=fee), OFFICER, key(), NOW)
    return code, last(code)


def last(code: str) -> Payment:
    return store.load(code).file.payments[-1]


def kinds(code: str) -> list[str]:
    """What happened to the dossier; several at one moment stand in no order."""
    return [event.type for event in office.events_of(code)]


def said(word: str, payment_id: str, amount: int = 5000, **more: Any) -> dict[str, Any]:
    made = {"word": word, "reference": payment_id, "transaction": uuid.uuid4().hex, "amount": amount}
    return made | {"at": NOW.isoformat()} | more


def tell(message: dict[str, Any]) -> Verdict:
    return gateway_messages.take(gateways.told("demo", message), NOW)


def test_asking_makes_the_payment_in_the_same_write(agent: str) -> None:
    code, payment = asked(agent)
    file = store.load(code).file
    assert (file.dossier.status, payment.amount, payment.state) == (Status.PAYMENT, 5000, State.ASKED)
    assert store.dossier_of(payment.id) == code
    assert payment.authority == OFFICER.scope


def test_where_nothing_is_due_no_payment_is_made_and_a_fee_that_was_meant_is_refused(agent: str) -> None:
    code = accepted(agent)
    with refused("payment.nothing_due", "fee"):
        handling.act(code, handling.Act(action="ask_payment", reason="?", fee=Charge()), OFFICER, key(), NOW)
    handling.act(code, handling.Act(action="ask_payment", reason="Thuế đất, nộp tại kho bạc."), OFFICER, key(), NOW)
    assert store.load(code).file.payments == ()
    handling.act(code, handling.Act(action="confirm_payment"), OFFICER, key(), NOW)
    assert store.load(code).file.dossier.status is Status.ACCEPTED


def test_a_ground_is_sealed(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = seeded_procedure("2.000635").fee
    fee = replace(copies, direct=8000) if copies else None
    monkeypatch.setattr(registry, "procedure", lambda code, day: replace(seeded_procedure("1.001193"), fee=fee))
    charge = Charge(tariff="direct", quantity=3, exemption=1, ground="tài khoản VNeID mức 2 của bà Diệp")
    with refused("payment.nothing_due"):
        asked(agent, charge)
    half = replace(fee, exemptions=(replace(fee.exemptions[0], percent=50),)) if fee else None
    monkeypatch.setattr(registry, "procedure", lambda code, day: replace(seeded_procedure("1.001193"), fee=half))
    code, payment = asked(agent, charge)
    assert (payment.amount, payment.ground) == (12000, charge.ground)
    [row] = [r for r in raw(os.environ["DOSSIERS_TABLE"], "code", code) if r["item"]["S"] == f"payment#{payment.id}"]
    assert "VNeID" not in str({name: value for name, value in row.items() if name != "sealed"})
    assert [p.ground for p in payments.of_dossier(code, OFFICER).payments] == [charge.ground]
    assert payments.of_dossier(code, OFFICER).personal
    assert not payments.of_dossier(code, clerk_of(agent)).personal


def test_cash_only_where_the_centre_says_so_and_only_the_very_amount(agent: str) -> None:
    code, payment = asked(agent)
    clerk, again = clerk_of(agent), key()
    with refused("payment.amount", "amount"):
        payments.take_cash(code, payment.id, 4999, clerk, key(), NOW)
    with refused("payment.unknown", "payment"):
        payments.take_cash(code, reference(1), 5000, clerk, key(), NOW)
    with refused("dossier.unknown", "code"):
        payments.take_cash(code, payment.id, 5000, clerk_of("VNP-02"), key(), NOW)
    for _ in range(5):
        taken = payments.take_cash(code, payment.id, 5000, clerk, again, NOW)
        assert (taken.state, taken.receipt) == (State.PAID, f"{agent}-261112-0001")
    with refused("payment.state", "payment"):
        payments.take_cash(code, payment.id, 5000, clerk, key(), NOW)
    assert kinds(code).count("paid") == 1
    assert store.load(code).file.dossier.status is Status.ACCEPTED
    assert ledger_store.sheet(agent, NOW.date()).entries[0].lines[0].account == f"cash:{agent}"


def test_an_agent_of_which_nothing_is_known_takes_no_cash() -> None:
    code, payment = asked("VNP-01")
    with refused("payment.no_cash", "payment"):
        payments.take_cash(code, payment.id, 5000, clerk_of("VNP-01"), key(), NOW)
    assert last(code) == payment


def test_two_clerks_take_cash_at_the_same_moment(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code, payment = asked(agent)
    clerk = clerk_of(agent)
    results = office.in_threads(3, lambda n: payments.take_cash(code, payment.id, 5000, clerk, key(), NOW))
    assert sum(isinstance(result, Payment) for result in results) == 1
    assert {getattr(r, "code", "") for r in results if not isinstance(r, Payment)} == {"payment.state"}
    assert len(ledger_store.sheet(agent, NOW.date()).entries) == 1


def test_the_officers_word_settles_the_payment(agent: str) -> None:
    code, payment = asked(agent)
    handling.act(code, handling.Act(action="confirm_payment"), OFFICER, key(), NOW)
    paid = last(code)
    assert (paid.state, paid.method, paid.paid_by) == (State.PAID, Method.DIRECT, OFFICER.id)
    assert tell(said("paid", payment.id)) is Verdict.UNMATCHED


def test_another_amount_never_pays(agent: str) -> None:
    code, payment = asked(agent)
    for amount in (1, 4999, 5001):
        assert tell(said("paid", payment.id, amount)) is Verdict.UNMATCHED
    assert last(code).state is State.ASKED
    assert store.load(code).file.dossier.status is Status.PAYMENT
    assert tell(said("paid", f"ck {payment.id.lower()} le phi")) is Verdict.MOVES
    assert kinds(code).count("paid") == 1


def test_the_gateway_page_is_the_same_again_and_a_gateway_that_is_down_is_said(
    agent: str, simulator: PaymentGateway
) -> None:
    code, payment = asked(agent)
    simulator.mode = "down"
    with refused("payment.gateway_down"):
        payments.start(code, payment.id, Method.GATEWAY, clerk_of(agent), key(), NOW)
    simulator.mode, again = "right", key()
    first = payments.start(code, payment.id, Method.GATEWAY, clerk_of(agent), again, NOW)
    assert payments.start(code, payment.id, Method.GATEWAY, clerk_of(agent), again, NOW) == first
    assert (first.payment.state, first.payment.order) == (State.PENDING, f"o-{payment.id}")
    tell(simulator.pay(payment.id))
    assert payments.start(code, payment.id, Method.GATEWAY, clerk_of(agent), again, NOW).url is None
    with refused("payment.state"):
        payments.start(code, payment.id, Method.VIETQR, clerk_of(agent), key(), NOW)


def test_whoever_starts_an_open_payment_again_writes_nothing_more(agent: str, simulator: PaymentGateway) -> None:
    code, payment = asked(agent)
    for method in (Method.VIETQR, Method.VIETQR, Method.GATEWAY, Method.VIETQR, Method.GATEWAY):
        made = payments.start(code, payment.id, method, clerk_of(agent), key(), NOW)
        assert (made.payment.id, made.payment.state) == (payment.id, State.PENDING)
    assert kinds(code).count("payment_started") == 2, "the code, and once the page"
    assert simulator.orders == {payment.id: 5000}


def test_what_the_gateway_does_not_tell_is_asked(agent: str, simulator: PaymentGateway) -> None:
    code, payment = asked(agent)
    payments.start(code, payment.id, Method.VIETQR, clerk_of(agent), key(), NOW)
    simulator.pay(payment.id, 5000)
    reconciling.ask_gateways(NOW + timedelta(minutes=1))
    assert last(code).state is State.PENDING, "it may still tell by itself"
    simulator.mode = "down"
    assert reconciling.ask_gateways(NOW + timedelta(minutes=3))["down"] >= 1
    simulator.mode = "right"
    reconciling.ask_gateways(NOW + timedelta(minutes=18))
    assert (last(code).state, kinds(code).count("paid")) == (State.PAID, 1)


def test_after_a_day_nobody_asks_any_more_and_money_still_counts(agent: str, simulator: PaymentGateway) -> None:
    code, payment = asked(agent)
    payments.start(code, payment.id, Method.VIETQR, clerk_of(agent), key(), NOW)
    reconciling.ask_gateways(NOW + timedelta(days=1, minutes=1))
    assert (last(code).state, kinds(code).count("payment_expired")) == (State.EXPIRED, 1)
    assert tell(simulator.pay(payment.id, 5000)) is Verdict.MOVES


def test_a_refund_through_the_gateway_is_done_when_the_gateway_says_so(agent: str, simulator: PaymentGateway) -> None:
    code, payment = asked(agent)
    tell(simulator.pay(payment.id, 5000))
    simulator.mode, again = "down", key()
    for who in (OFFICER, clerk_of(agent)):
        with refused("role.forbidden"):
            refunds.refund(code, payment.id, WHY, who, key(), NOW)
    with refused("dossier.unknown"):
        refunds.refund(code, payment.id, WHY, replace(LEADER, scope="commune:00004"), key(), NOW)
    for _ in range(2):
        assert refunds.refund(code, payment.id, WHY, LEADER, again, NOW).state is State.REFUNDING
    simulator.mode = "right"
    reconciling.ask_gateways(NOW + timedelta(minutes=3))
    back = last(code)
    assert (back.state, back.why, back.refunded_by) == (State.REFUNDED, WHY, LEADER.id)
    [message] = simulator.refunds.values()
    assert tell(message) is Verdict.AGAIN
    assert sorted(e.kind for e in ledger_store.sheet(agent, NOW.date()).entries) == ["paid", "refunded"]


def test_cash_goes_back_over_the_counter_once_it_was_decided(agent: str) -> None:
    code, payment = asked(agent)
    clerk, again = clerk_of(agent), key()
    payments.take_cash(code, payment.id, 5000, clerk, key(), NOW)
    with refused("payment.state", "payment"):
        refunds.pay_out(code, payment.id, 5000, clerk, key(), NOW)
    assert refunds.refund(code, payment.id, WHY, CENTRE, key(), NOW).state is State.REFUNDING
    assert reconciling.ask_gateways(NOW + timedelta(days=3)).get("refunds", 0) == 0, "no gateway has that money"
    with refused("payment.state"):
        refunds.refund(code, payment.id, WHY, CENTRE, key(), NOW)
    with refused("payment.amount", "amount"):
        refunds.pay_out(code, payment.id, 4999, clerk, key(), NOW)
    with refused("role.forbidden"):
        refunds.pay_out(code, payment.id, 5000, LEADER, key(), NOW)
    with refused("dossier.unknown"):
        refunds.pay_out(code, payment.id, 5000, clerk_of("VNP-02"), key(), NOW)
    assert tell(said("refunded", payment.id)) is Verdict.UNMATCHED, "cash is none of the gateway's"
    for _ in range(5):
        assert refunds.pay_out(code, payment.id, 5000, clerk, again, NOW).state is State.REFUNDED
    assert (last(code).why, last(code).refunded_by) == (WHY, CENTRE.id)
    assert books.in_till(agent, NOW) == 0
    assert kinds(code).count("refunded") == 1


def test_a_till_that_was_handed_in_pays_nothing_out(agent: str) -> None:
    code, payment = asked(agent)
    clerk = clerk_of(agent)
    payments.take_cash(code, payment.id, 5000, clerk, key(), NOW)
    manager = Principal("manager-1", Role.AGENT_MANAGER, agent)
    books.close_by_hand(agent, books.Count(counted=5000, deposited=4000), manager, key(), NOW)
    refunds.refund(code, payment.id, WHY, CENTRE, key(), NOW)
    with refused("payment.till_short", "amount") as raised:
        refunds.pay_out(code, payment.id, 5000, clerk, key(), NOW)
    assert raised.value.values == {"held": 1000}
    assert last(code).state is State.REFUNDING


def test_what_was_paid_elsewhere_is_not_handed_out_at_the_counter(agent: str) -> None:
    code, payment = asked(agent)
    tell(said("paid", payment.id))
    with refused("payment.no_till", "payment"):
        refunds.pay_out(code, payment.id, 5000, clerk_of(agent), key(), NOW)
    code, payment = asked(agent)
    handling.act(code, handling.Act(action="confirm_payment"), OFFICER, key(), NOW)
    assert refunds.refund(code, payment.id, WHY, LEADER, key(), NOW).state is State.REFUNDED, "by the authority itself"


def test_a_fee_of_nobody_yet_becomes_the_authoritys_when_the_dossier_is_routed(
    agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "procedure", money.procedure)
    clerk = clerk_of(agent)
    code = opened(agent)
    taken = payments.ask(code, Charge(), clerk, key(), NOW)
    assert taken.authority == ledger.CENTRE
    payments.take_cash(code, taken.id, 8000, clerk, key(), NOW)
    refunded = payments.ask(code, Charge(), clerk, key(), NOW)
    payments.take_cash(code, refunded.id, 8000, clerk, key(), NOW)
    refunds.refund(code, refunded.id, WHY, CENTRE, key(), NOW)
    refunds.pay_out(code, refunded.id, 8000, clerk, key(), NOW)
    payments.ask(code, Charge(), clerk, key(), NOW)
    office.happened(code, "submitted", submitted_at=NOW)
    for _ in range(3):
        routing.route(code, office.item_of(code, "submitted"), NOW)
    found = [p.authority for p in store.load(code).file.payments]
    assert sorted(found) == sorted([OFFICER.scope, OFFICER.scope, ledger.CENTRE]), "what went back stays nobody's"
    sheet = ledger_store.sheet(agent, NOW.date())
    balances = ledger.after({}, sheet.entries)
    assert (balances[f"fees:{OFFICER.scope}"], balances["fees:centre"], balances["refunds:centre"]) == (
        -8000,
        -8000,
        8000,
    )
    assert [e.kind for e in sheet.entries].count("assigned") == 1
    assert sheet.counted == len(sheet.entries)


def test_several_fees_find_their_authority_in_one_write(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction may touch a sheet's head once, whatever it adds to it."""
    monkeypatch.setattr(registry, "procedure", money.procedure)
    clerk, code = clerk_of(agent), opened(agent)
    for _ in range(3):
        payments.take_cash(code, payments.ask(code, Charge(), clerk, key(), NOW).id, 8000, clerk, key(), NOW)
    office.happened(code, "submitted", submitted_at=NOW)
    routing.route(code, office.item_of(code, "submitted"), NOW)
    sheet = ledger_store.sheet(agent, NOW.date())
    assert ledger.after({}, sheet.entries) == {f"cash:{agent}": 24000, f"fees:{OFFICER.scope}": -24000}
    assert sheet.counted == len(sheet.entries) == 6


def test_a_fee_for_parts_of_several_authorities_stays_the_centres() -> None:
    code = opened(hired_agent(f"P{uuid.uuid4().hex[:6]}-01"))
    dossier = store.load(code).file.dossier
    nobodys = replace(asked(dossier.agent)[1], authority=ledger.CENTRE)
    file = replace(store.load(code).file, payments=(nobodys,))
    parts = [replace(dossier, authority=name) for name in ("commune:1", "commune:2")]
    assert charging.of_routing(file, parts, OFFICER, NOW) == charging.Money()
    assert charging.of_routing(file, parts[:1] * 2, OFFICER, NOW).payments[0].authority == "commune:1"


def test_a_fee_at_intake_only_where_the_procedure_says_so(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = clerk_of(agent)
    code = intake.open_dossier(office.application(), clerk, key(), NOW)
    with refused("payment.not_at_intake", "code"):
        payments.ask(code, LATE, clerk, key(), NOW)
    due = Fee(direct=8000, online=8000, unit="hồ sơ", due="intake")
    monkeypatch.setattr(registry, "procedure", lambda code, day: replace(seeded_procedure("1.001193"), fee=due))
    again = key()
    made = [payments.ask(code, Charge(), clerk, again, NOW) for _ in range(3)]
    assert made[0] == made[1] == made[2]
    with refused("payment.open", "code"):
        payments.ask(code, Charge(), clerk, key(), NOW)
    payments.take_cash(code, made[0].id, 8000, clerk, key(), NOW)
    dossier = store.load(code).file.dossier
    assert (dossier.status, kinds(code).count("fee_paid")) == (Status.REGISTERED, 1)
    office.happened(code, "submitted", submitted_at=NOW)
    with refused("paper.closed", "code"):
        payments.ask(code, Charge(), clerk, key(), NOW)


def test_a_part_goes_on_when_it_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = replace(seeded_procedure("3.000722"), fee=None)
    monkeypatch.setattr(registry, "procedure", lambda code, day: unknown)
    code = office.routed(procedure="3.000722", form={})
    handling.act(code, handling.Act(action="accept", part="birth"), OFFICER, key(), NOW)
    ask = handling.Act(action="ask_payment", part="birth", reason="x", fee=Charge(amount=9000))
    handling.act(code, ask, OFFICER, key(), NOW)
    payment = last(code)
    assert (payment.part, payment.amount) == ("birth", 9000)
    assert tell(said("paid", payment.id, 9000)) is Verdict.MOVES
    file = store.load(code).file
    assert file.part("birth").status is Status.ACCEPTED
    assert [event.part for event in file.events if event.type == "paid"] == ["birth"]


def test_the_notice_names_the_amount_that_is_asked_for(agent: str, town: Town) -> None:
    code, payment = asked(agent)
    town.tidy()
    notices.notify(code, office.item_of(code, "payment_asked"), NOW)
    amount = f"{payment.amount:,}".replace(",", ".")
    assert [amount in sent.text for sent in town.outbox()] == [True, True]
