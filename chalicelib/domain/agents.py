"""Agents (điểm đại lý dịch vụ công trực tuyến): where they are, what they need, and their way from proposal to closing.

The pilot opened 32 points in February 2025 (phase 1); the press names staff, equipment and infrastructure as criteria,
no more. What a point meets of them is data that the Centre enters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Any, NamedTuple

from chalicelib.domain.faults import Fault

_EARTH_KM = 6371.0


class AgentState(StrEnum):
    """Where an agent stands. Only an active one begins dossiers; a suspended one finishes those it has."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Step(NamedTuple):
    """An act on an agent: its names, from where to where. Every one needs a reason."""

    vi: str
    en: str
    sources: frozenset[AgentState]
    target: AgentState


_S = AgentState
STEPS: dict[str, Step] = {
    "approve": Step("phê duyệt", "approve", frozenset({_S.PROPOSED}), _S.APPROVED),
    "activate": Step("đưa vào hoạt động", "activate", frozenset({_S.APPROVED, _S.SUSPENDED}), _S.ACTIVE),
    "suspend": Step("tạm dừng", "suspend", frozenset({_S.ACTIVE}), _S.SUSPENDED),
    "close": Step("đóng", "close", frozenset({_S.PROPOSED, _S.APPROVED, _S.ACTIVE, _S.SUSPENDED}), _S.CLOSED),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A line of an agent's history: what was done, when (UTC, ISO 8601), by whom and why."""

    act: str
    at: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something an agent must have; `met` is None where nobody looked yet."""

    name: str
    met: bool | None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent: a provider's point where dossiers are taken in. `demo` marks invented data.

    `unit` is the code of today's ward or commune, `lat` and `lon` are degrees (WGS 84); None where it is not known.
    `takes_cash` is true once the Centre entered that it may take fees in cash.
    """

    id: str
    provider: str
    provider_name: str
    name: str
    address: str | None
    district_legacy: str | None
    state: str
    demo: bool = False
    phase: int | None = None
    unit: str | None = None
    lat: float | None = None
    lon: float | None = None
    hours: str | None = None
    takes_cash: bool = False
    trained_staff: int | None = None
    criteria: tuple[Criterion, ...] = ()
    history: tuple[Turn, ...] = ()


def agent(body: Mapping[str, Any], *, demo: bool) -> Agent:
    """The agent of a registry entry. Raises agent.invalid for what cannot be."""
    rest = {k: v for k, v in body.items() if k not in ("criteria", "history")}
    made = Agent(
        **rest,
        demo=demo,
        criteria=tuple(Criterion(**c) for c in body.get("criteria", ())),
        history=tuple(Turn(**t) for t in body.get("history", ())),
    )
    for name, wrong in _wrong(made).items():
        if wrong:
            raise Fault("agent.invalid", name, name=name)
    return made


def _wrong(made: Agent) -> dict[str, bool]:
    return {
        "state": made.state not in set(AgentState),
        "name": not made.name.strip(),
        "lat": (made.lat is None) != (made.lon is None) or not -90 <= (made.lat or 0) <= 90,
        "lon": not -180 <= (made.lon or 0) <= 180,
        "trained_staff": (made.trained_staff or 0) < 0,
    }


def taken(made: Agent, act: str, turn: Turn) -> Agent:
    """The agent after the act, with the line of history. Raises agent.refused or action.reason."""
    step = STEPS.get(act)
    state = AgentState(made.state)
    if step is None or state not in step.sources:
        choices = ", ".join(f"{s.vi} ({name})" for name, s in STEPS.items() if state in s.sources)
        vi, en = (step.vi, step.en) if step else (act, act)
        raise Fault("agent.refused", "act", act=vi, act_en=en, state=state.value, open=choices or "không có / none")
    if not turn.why.strip():
        raise Fault("action.reason", "reason")
    return replace(made, state=step.target.value, history=(*made.history, turn))


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance as the crow flies between two points of latitude and longitude in degrees."""
    (lat_a, lon_a), (lat_b, lon_b) = ((radians(lat), radians(lon)) for lat, lon in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def nearest(agents: Iterable[Agent], place: tuple[float, float], count: int) -> list[tuple[Agent, float]]:
    """The active agents whose place is known, the nearest first, with the distance as the crow flies in km."""
    placed = [
        (one, distance_km(place, (one.lat, one.lon)))
        for one in agents
        if one.state == AgentState.ACTIVE and one.lat is not None and one.lon is not None
    ]
    return sorted(placed, key=lambda pair: (pair[1], pair[0].id))[:count]
