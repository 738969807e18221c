"""Agents: their way from proposal to closing, and which is nearest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.agents import STEPS, Agent, AgentState, Turn, agent, distance_km, nearest, taken
from tests.support.dossiers import calm, entries
from tests.support.refusals import refused

SEEDS = [agent(row["body"], demo=row["demo"]) for row in entries("agents")]
TURN = Turn("x", "2026-11-12T03:00:00+00:00", "supervisor", "Đủ nhân lực, thiết bị, hạ tầng.")
HOAN_KIEM = (21.0285, 105.8542)
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def proposed(**changes: Any) -> Agent:
    return replace(SEEDS[0], **{"state": "proposed", **changes})


@calm
@given(st.lists(st.sampled_from([*STEPS, "burn"]), max_size=12))
def test_no_path_leaves_the_table_and_every_step_is_remembered(acts: list[str]) -> None:
    here = proposed()
    for act in acts:
        before = here
        open_here = {name for name, step in STEPS.items() if AgentState(here.state) in step.sources}
        if act not in open_here:
            with refused("agent.refused", "act"):
                taken(here, act, TURN)
            continue
        here = taken(here, act, TURN)
        assert here.state == STEPS[act].target
        assert here.history == (*before.history, TURN)


def test_a_closed_agent_stays_closed_and_every_other_can_be_closed() -> None:
    for state in AgentState:
        here = proposed(state=state.value)
        if state is AgentState.CLOSED:
            assert not [s for s in STEPS.values() if state in s.sources]
        else:
            assert taken(here, "close", TURN).state == "closed"


def test_a_step_needs_a_reason() -> None:
    with refused("action.reason", "reason"):
        taken(proposed(), "approve", replace(TURN, why=" "))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"state": "asleep"}, "state"),
        ({"name": " "}, "name"),
        ({"lat": 21.0}, "lat"),
        ({"lat": 91.0, "lon": 1.0}, "lat"),
        ({"lat": 21.0, "lon": 181.0}, "lon"),
        ({"trained_staff": -1}, "trained_staff"),
    ],
)
def test_what_cannot_be_is_refused_at_entry(changes: dict[str, Any], field: str) -> None:
    with refused("agent.invalid", field):
        agent({**entries("agents")[0]["body"], **changes}, demo=True)


@calm
@given(places, places)
def test_a_distance_is_the_same_both_ways_and_nothing_at_home(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert distance_km(a, a) == 0
    assert 0 <= distance_km(a, b) <= 20016


def test_a_degree_north_is_some_111_km() -> None:
    assert distance_km((21.0, 105.8), (22.0, 105.8)) == pytest.approx(111.2, abs=0.1)


@calm
@given(st.lists(st.tuples(places, st.sampled_from(AgentState)), max_size=8), st.integers(1, 5))
def test_the_nearest_are_active_sorted_and_complete(
    others: list[tuple[tuple[float, float], AgentState]], count: int
) -> None:
    agents = [
        proposed(id=f"A{n}", state=state.value, lat=place[0], lon=place[1]) for n, (place, state) in enumerate(others)
    ]
    found = nearest(agents, HOAN_KIEM, count)
    far = [km for _, km in found]
    assert far == sorted(far)
    active = [a for a in agents if a.state == "active"]
    assert len(found) == min(count, len(active))
    left_out = [a for a in active if a.id not in {f.id for f, _ in found}]
    for one in left_out:
        assert one.lat is not None
        assert one.lon is not None
        assert distance_km(HOAN_KIEM, (one.lat, one.lon)) >= far[-1]


def test_an_agent_without_a_known_place_is_never_called_near() -> None:
    assert nearest([replace(SEEDS[0], state="active")], HOAN_KIEM, 5) == []
