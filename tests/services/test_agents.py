"""The register of agents: from proposal to closing, without losing a step, and what a suspended one may still do."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters import audit, registry_store
from chalicelib.domain.agents import Agent
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.results import ON_PAPER
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling, intake
from chalicelib.services.casework.handling import Act
from chalicelib.services.issuance import pickups
from chalicelib.services.reference import agents, registry
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
CENTRE = Principal("centre-1", Role.SUPERVISOR, "centre")
WHY = "Đủ nhân lực, thiết bị, hạ tầng."


@pytest.fixture
def agent_id() -> str:
    return f"DEMO-{uuid.uuid4().int % 9000 + 1000}"


def details(agent_id: str, **changes: Any) -> dict[str, Any]:
    made = {"id": agent_id, "provider": "vnpost", "provider_name": "Vietnam Post", "name": "Điểm DEMO"}
    return {**made, "address": None, "district_legacy": None, **changes}


def move(agent_id: str, act: str, days: int = 0, **told: Any) -> Agent:
    return agents.change(agent_id, act, told, WHY, CENTRE, NOW + timedelta(days=days))


def opened(agent_id: str) -> Agent:
    agents.propose(details(agent_id), WHY, CENTRE, NOW)
    move(agent_id, "approve")
    return move(agent_id, "activate")


def test_the_whole_way_and_every_step_of_one_day_is_kept(agent_id: str) -> None:
    assert [turn.act for turn in opened(agent_id).history] == ["propose", "approve", "activate"]
    assert registry.agent(agent_id, hanoi_day(NOW)).state == "active"
    assert len(registry_store.versions(f"agent#{agent_id}")) == 1
    acts = [look.act for look in audit.trail("registry#agent") if agent_id in look.act]
    assert sorted(acts) == [f"{act} {agent_id}" for act in ("activate", "approve", "propose")]


def test_a_later_day_is_a_later_version(agent_id: str) -> None:
    opened(agent_id)
    move(agent_id, "suspend", days=3)
    first, second = registry_store.versions(f"agent#{agent_id}")
    assert (first.valid_from, first.valid_to) == ("2026-11-12", "2026-11-14")
    assert (second.valid_from, second.valid_to) == ("2026-11-15", None)
    assert registry.agent(agent_id, hanoi_day(NOW)).state == "active"
    assert registry.agent(agent_id, hanoi_day(NOW + timedelta(days=3))).state == "suspended"


def test_a_repeated_request_changes_nothing(agent_id: str) -> None:
    for _ in range(2):
        agents.propose(details(agent_id), WHY, CENTRE, NOW)
    for _ in range(2):
        move(agent_id, "approve")
    for _ in range(2):
        move(agent_id, "describe", hours="08:00-17:00 DEMO")
    assert [turn.act for turn in agents.read(agent_id, CENTRE).history] == ["propose", "approve", "describe"]
    with refused("agent.exists", "id"):
        agents.propose(details(agent_id, name="Another"), WHY, CENTRE, NOW)
    with refused("agent.refused", "act"):
        move(agent_id, "suspend")


def test_a_suspended_agent_finishes_but_does_not_begin(agent_id: str) -> None:
    opened(agent_id)
    clerk = Principal("clerk-of-" + agent_id, Role.CLERK, agent_id)
    code = intake.open_dossier(office.application(), clerk, uuid.uuid4().hex, NOW)
    office.happened(code, "submitted", submitted_at=NOW, status=Status.FINISHED)
    move(agent_id, "suspend")
    with refused("agent.not_active", "agent"):
        intake.open_dossier(office.application(), clerk, uuid.uuid4().hex, NOW)
    with refused("pickup.unsent", "pickup_code"):
        handling.act(code, Act(action="return_result"), clerk, uuid.uuid4().hex, NOW)
    pickups.send_again(code, ON_PAPER, clerk, uuid.uuid4().hex, NOW)
    right = Act(action="return_result", pickup_code=office.pickup_code(code))
    handling.act(code, right, clerk, uuid.uuid4().hex, NOW)
    move(agent_id, "activate")
    intake.open_dossier(office.application(), clerk, uuid.uuid4().hex, NOW)


def test_the_nearest_are_found_once_somebody_enters_where_they_are(agent_id: str) -> None:
    opened(agent_id)
    assert agent_id not in [one.id for one, _ in agents.near_unit("00004", 20, hanoi_day(NOW))]
    move(agent_id, "describe", lat=21.04, lon=105.84)
    [(found, km)] = [pair for pair in agents.near_unit("00004", 20, hanoi_day(NOW)) if pair[0].id == agent_id]
    assert found.state == "active"
    assert 0 < km < 1
    with refused("unit.unknown", "unit"):
        agents.near_unit("99999", 5, hanoi_day(NOW))


def test_who_races_is_told(agent_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(agent_id)
    seen = registry_store.revision("agent")
    monkeypatch.setattr(registry_store, "revision", lambda kind: seen - 1)
    with refused("registry.raced"):
        move(agent_id, "suspend")
    assert agents.read(agent_id, CENTRE).state == "active"


def test_what_is_wrong_is_refused_at_entry(agent_id: str) -> None:
    with refused("action.reason", "reason"):
        agents.propose(details(agent_id), " ", CENTRE, NOW)
    with refused("agent.invalid", "name"):
        agents.propose(details(agent_id, name=""), WHY, CENTRE, NOW)
    with refused("agent.unknown", "agent"):
        agents.change(agent_id, "approve", {}, WHY, CENTRE, NOW)
    with refused("role.forbidden"):
        agents.propose(details(agent_id), WHY, office.CLERK, NOW)
