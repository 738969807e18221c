"""A gateway's statement, dropped in the partners' bucket, against the books."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, payment_rows
from chalicelib.domain.clearing import Decision
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.payments import State, reference
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.money import books, clearing, reconciling
from chalicelib.services.money.clearing import Decided
from chalicelib.services.reference import registry
from infra.local.payment_gateway import PaymentGateway
from tests.services.test_payment_histories import hired_agent
from tests.services.test_payments import CENTRE, asked, last
from tests.support.dossiers import NOW
from tests.support.refusals import refused
from tests.support.town import handler

pytestmark = pytest.mark.usefixtures("town")
VNPOST = Principal("p", Role.PROVIDER_MANAGER, "vnpost")
VIETTEL = Principal("p", Role.PROVIDER_MANAGER, "viettelpost")


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> PaymentGateway:
    """A gateway of its own name and books, so that its statement holds what this test did and nothing else."""
    name = f"g{uuid.uuid4().hex[:8]}"
    monkeypatch.setenv("PAYMENT_GATEWAY", name)
    return PaymentGateway(now=lambda: NOW, run=name)


def drop(name: str, data: bytes) -> None:
    files.put(files.partners_bucket(), f"partners/{name}/statements/{DAY.isoformat()}.csv", data, "text/csv")


def take(simulator: PaymentGateway, message: dict[str, object]) -> None:
    from chalicelib.adapters import gateway as gateways
    from chalicelib.services.money import gateway_messages

    gateway_messages.take(gateways.told(simulator.run, message), NOW)


TOMORROW = NOW + timedelta(days=1)
DAY = NOW.date()


def test_what_agrees_what_is_ours_theirs_and_what_differs(simulator: PaymentGateway) -> None:
    agent, name = hired_agent(f"R{uuid.uuid4().hex[:6]}-01"), simulator.run
    dossiers = [asked(agent) for _ in range(4)]
    same, ours, theirs, differs = (simulator.pay(p.id, 5000) for _, p in dossiers)
    for message in (same, ours, differs):
        take(simulator, message)
    simulator.told = [same, theirs, differs | {"amount": 5500}, simulator.pay(reference(99), 7000)]
    drop(name, simulator.statement())
    assert reconciling.match_statements(TOMORROW)[DAY.isoformat()] == "differs"
    report = reconciling.report(name, DAY, CENTRE)
    assert (report["same"], report["sum"]) == (1, 5000)
    assert [row["transaction"] for row in report["ours_only"]] == [ours["transaction"]]
    assert [(row["theirs"], row["ours"]) for row in report["differ"]] == [(5500, 5000)]
    assert [(row["theirs"], row["taken"]) for row in report["theirs_only"]] == [(5000, "moves"), (7000, "unmatched")]
    assert [last(code).state for code, _ in dossiers] == [State.PAID] * 4, "what only they knew of is paid now"
    assert report["ours_only"][0]["agent"] == agent

    mine = reconciling.report("", DAY, VNPOST)
    assert (len(mine["ours_only"]), len(mine["differ"]), mine["theirs_only"], mine["sum"]) == (1, 1, [], None)
    strangers = reconciling.report("", DAY, VIETTEL)
    assert (strangers["ours_only"], strangers["differ"]) == ([], [])


def test_a_statement_is_matched_once_and_anew_when_it_comes_again(simulator: PaymentGateway) -> None:
    agent, name = hired_agent(f"R{uuid.uuid4().hex[:6]}-01"), simulator.run
    assert reconciling.match_statements(TOMORROW)[DAY.isoformat()] == "awaited"
    with refused("statement.none", "day"):
        reconciling.report(name, DAY, CENTRE)
    drop(name, b"no statement")
    assert reconciling.match_statements(TOMORROW)[DAY.isoformat()] == "unreadable"
    assert reconciling.report(name, DAY, CENTRE)["line"] == 1
    code, payment = asked(agent)
    take(simulator, simulator.pay(payment.id, 5000))
    drop(name, simulator.statement())
    for later in (TOMORROW, TOMORROW + timedelta(hours=1), TOMORROW + timedelta(days=2)):
        assert reconciling.match_statements(later)[DAY.isoformat()] == "same"
    assert reconciling.report(name, DAY, CENTRE)["matched_at"] == TOMORROW.isoformat()
    assert DAY.isoformat() not in reconciling.match_statements(TOMORROW + timedelta(days=3))
    assert store.load(code).file.payments[-1].state is State.PAID
    for by in (Principal("m", Role.AGENT_MANAGER, agent), Principal("l", Role.LEADER, "x")):
        with refused("role.forbidden"):
            reconciling.report(name, DAY, by)


def test_repeated_lines_and_mangled_references_do_no_harm(simulator: PaymentGateway) -> None:
    agent, name = hired_agent(f"R{uuid.uuid4().hex[:6]}-01"), simulator.run
    (heard, known), (lost, silent) = asked(agent), asked(agent)
    told, unheard = simulator.pay(known.id, 5000), simulator.pay(silent.id, 5000)
    take(simulator, told)
    mangled = told | {"reference": f"{known.id[:6]}-{known.id[6:]}"}
    simulator.told = [mangled, unheard]
    [head, *lines] = simulator.statement().decode().splitlines()
    drop(name, "\n".join([head, *lines, *lines, *lines]).encode())
    assert reconciling.match_statements(TOMORROW)[DAY.isoformat()] == "differs"
    report = reconciling.report(name, DAY, CENTRE)
    assert (report["same"], report["repeated"]) == (1, 4), "by its transaction, whatever became of the reference"
    assert [(row["transaction"], row["taken"]) for row in report["theirs_only"]] == [(unheard["transaction"], "moves")]
    assert [last(code).state for code in (heard, lost)] == [State.PAID] * 2


def test_money_told_first_without_a_reference_and_then_with_is_one_movement(simulator: PaymentGateway) -> None:
    agent = hired_agent(f"R{uuid.uuid4().hex[:6]}-01")
    code, payment = asked(agent)
    told = simulator.pay(payment.id, 5000)
    take(simulator, told | {"reference": "NOP LE PHI"})
    take(simulator, told)
    mine = [w for w in clearing.waiting(CENTRE) if w.money.told.transaction == told["transaction"]]
    assert [w.money.why for w in mine] == ["unknown"]
    clearing.decide(mine[0].money.id, Decided(Decision.ASSIGN, "Sao kê ghi rõ mã.", payment.id), CENTRE, "k" * 9, NOW)
    assert last(code).state is State.PAID


def test_one_payment_that_fails_holds_no_other_up(simulator: PaymentGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    assert simulator
    monkeypatch.setattr(payment_rows, "awaited", lambda before: [("no-such-dossier", "MC"), ("x", "MC")])
    with refused("dossier.unknown"):
        reconciling.ask_gateways(NOW)


def test_one_day_that_fails_holds_neither_the_others_nor_the_closing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    first = hanoi_day(NOW) - timedelta(days=1)
    seen: list[date] = []

    def match(_gateway: str, day: date, _: object) -> str:
        seen.append(day)
        if day == first:
            raise OverflowError
        return "same"

    monkeypatch.setattr(reconciling, "_match", match)
    closed: list[str] = []

    def close(book: str, *_: object) -> int:
        closed.append(book)
        if len(closed) == 1:
            raise OverflowError
        return 0

    monkeypatch.setattr(books, "close_until", close)
    with pytest.raises(OverflowError):
        handler("settle_books")(json.loads(Path("events/settle_books/schedule.json").read_text("utf-8")))
    assert len(seen) == reconciling.DAYS_BACK
    assert len(closed) == len(registry.all_agents(hanoi_day(datetime.now(UTC)))) + 1
