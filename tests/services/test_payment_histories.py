"""A thousand random histories of payments: nothing is lost, nothing counts twice, and every day balances.

People and gateways act in any order, messages come twice, late and for nothing, processes die at any write, and the
same request or message comes again.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.adapters import dossier_store, ledger_store, registry_store, unmatched_store
from chalicelib.adapters import gateway as gateways
from chalicelib.domain.clearing import Decision
from chalicelib.domain.dossiers import File
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling, intake, routing
from chalicelib.services.reference import registry
from infra.local.payment_gateway import PaymentGateway
from tests.support import money, office
from tests.support.dossiers import NOW
from tests.support.money import ACTS, History, Memory
from tests.support.office import PowerCutError
from tests.support.town import Town

STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 200), st.integers(1, 3), st.integers(-1, 4), st.booleans()),
    min_size=12,
    max_size=36,
)
SEEN: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def _gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYMENT_GATEWAY", "demo")


@settings(
    max_examples=1000,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # histories are short enough to read as they are
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_a_thousand_histories(steps: list[tuple[str, int, int, int, bool]]) -> None:
    memory, simulator = Memory(), PaymentGateway()
    agents = ["VNP-01", "VTP-01"]
    for n in range(3):
        code = f"000.00.01.H26-261112-{n + 1:04d}"
        memory.files[code] = File(money.fresh(code, agents[n % 2]), (), (), ())
    code = "000.00.01.H26-261112-0009"
    memory.files[code] = File(money.unrouted(code, agents[0]), (), (), ())
    history = History(list(memory.files), agents, money.COMMUNE, simulator)
    simulator.now = lambda: history.now
    with money.in_memory(memory), pytest.MonkeyPatch.context() as patch:
        patch.setattr(gateways, "gateway", lambda name: money.Simulated(simulator))
        for n in range(3):
            history.do("ask", n, 1, lambda: None, lambda: None)
        for act, n, again, fuse, late in steps:

            def crash(fuse: int = fuse, late: bool = late) -> None:
                memory.fuse, memory.late = fuse, late

            history.do(act, n, again, crash, lambda: None)
            memory.fuse = -1
        history.end()
        money.require_right(history)
    assert history.counted["system.busy"] == 0, "nobody else was there"
    SEEN.update(history.counted)
    SEEN.update(f"state:{p.state}" for file in memory.files.values() for p in file.payments)
    SEEN.update(f"why:{u.why}" for u in memory.odd.values())
    SEEN.update(f"kind:{entry.kind}" for entries in memory.sheets.values() for entry in entries)


def test_the_histories_were_rich_enough() -> None:
    """Guards the test above: what it never meets, it does not test."""
    for met in (
        *("crash", "payment.state", "state:paid", "state:refunded", "state:cancelled", "books.closed", "pay_out"),
        *("state:disputed", "kind:assigned", "kind:given_back", "kind:difference", "why:amount", "why:unknown"),
        "why:twice",
    ):
        assert SEEN[met] > 4, (met, SEEN)
    assert {f"decision:{decision}" for decision in Decision} <= set(SEEN)


class Fuse:
    """Lets the process die at a transaction with the real tables: before it, or after it was kept."""

    def __init__(self) -> None:
        self.left, self.late = -1, False

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        self.left -= 1
        if self.left == 0 and not self.late:
            raise PowerCutError
        with REAL() as write:
            yield write
        if self.left == 0:
            raise PowerCutError


REAL = dossier_store.transaction


@pytest.mark.parametrize("seed", range(6))
def test_histories_on_the_tables(town: Town, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same acts, crashes and laws on the emulated tables, so that the memory above keeps no other law."""
    chance, fuse, simulator = random.Random(seed), Fuse(), PaymentGateway()
    agents = [hired_agent(f"T{seed}{n}-01") for n in range(2)]
    codes = [*(accepted(agents[n % 2]) for n in range(3)), opened(agents[0])]
    history = History(codes, agents, office.OFFICER.scope, simulator)
    simulator.now = lambda: history.now
    monkeypatch.setattr(registry, "procedure", money.procedure)
    monkeypatch.setattr(gateways, "gateway", lambda name: money.Simulated(simulator))
    monkeypatch.setattr(dossier_store, "transaction", fuse.transaction)
    monkeypatch.setattr(ledger_store, "transaction", fuse.transaction)
    monkeypatch.setattr(unmatched_store, "transaction", fuse.transaction)

    def arm() -> None:
        fuse.left, fuse.late = chance.randint(-1, 3), chance.random() < 0.5

    for n in range(3):
        history.do("ask", n, 1, lambda: None, lambda: None)
    for _ in range(14):
        history.do(chance.choice(ACTS), chance.randint(0, 200), chance.randint(1, 3), arm, lambda: None)
        fuse.left = -1
    history.end()
    money.require_right(history)


def hired_agent(name: str) -> str:
    """An agent that may take cash, with books of its own."""
    agent = asdict(money.agent(name))
    body = {key: value for key, value in agent.items() if key != "demo"}
    row = {"entry": f"agent#{name}", "kind": "agent", "valid_from": "2025-02-05", "valid_to": None}
    registry_store.save([row | {"demo": True, "source": "test", "body": body}])
    return name


def opened(agent: str) -> str:
    """A dossier that was opened at the agent; returns its code."""
    return intake.open_dossier(office.application(), Principal("clerk", Role.CLERK, agent), uuid.uuid4().hex, NOW)


def accepted(agent: str) -> str:
    """An accepted dossier that was opened at the agent; returns its code."""
    code = opened(agent)
    office.happened(code, "submitted", NOW, submitted_at=NOW)
    routing.route(code, office.item_of(code, "submitted"), NOW)
    handling.act(code, handling.Act(action="accept"), office.OFFICER, uuid.uuid4().hex, NOW)
    return code
