"""The register of agents: proposing one, moving it on, writing down what is known of it, and which is nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.adapters import registry_store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.registry_store import Entry
from chalicelib.domain import agents, roles, units
from chalicelib.domain.agents import Agent, Turn
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.reference import registry

_DESCRIBE = "describe"


def propose(details: Mapping[str, Any], reason: str, by: Principal, now: datetime) -> Agent:
    """Enters a new agent as proposed; the same proposal again changes nothing. Raises agent.exists or agent.invalid."""
    roles.require(by, Right.KEEP_AGENTS)
    turn = Turn("propose", now.isoformat(), by.id, _reason(reason))
    made = agents.agent({**details, "state": "proposed", "history": [asdict(turn)]}, demo=False)
    seen = registry_store.revision("agent")
    known = registry_store.versions(f"agent#{made.id}")
    if known:
        return _same(_agent(known[-1]), made)
    _save([_row(made, hanoi_day(now))], seen, turn, made.id, by, now)
    return made


def _same(there: Agent, proposed: Agent) -> Agent:
    if replace(there, history=()) == replace(proposed, history=()):
        return there
    raise Fault("agent.exists", "id", agent=proposed.id)


def change(agent_id: str, act: str, details: Mapping[str, Any], reason: str, by: Principal, now: datetime) -> Agent:
    """Moves an agent on, or (`describe`) writes down what is known of it, from today on.

    A repeated request changes nothing. Raises agent.unknown, agent.refused, agent.invalid, action.reason or
    registry.raced.
    """
    roles.require(by, Right.KEEP_AGENTS)
    seen = registry_store.revision("agent")
    last = _last(agent_id)
    before, turn = _agent(last), Turn(act, now.isoformat(), by.id, _reason(reason))
    after = _described(before, details, turn) if act == _DESCRIBE else _moved(before, act, turn)
    if after != before:
        _save(_rows(last, after, hanoi_day(now)), seen, turn, agent_id, by, now)
    return after


def read(agent_id: str, by: Principal) -> Agent:
    """The agent as it is, with its history. Raises agent.unknown."""
    roles.require(by, Right.KEEP_AGENTS)
    return _agent(_last(agent_id))


def near_unit(unit: str, count: int, day: date) -> list[tuple[Agent, float]]:
    """The nearest active agents to a point in the unit, with the distance in km. Raises unit.unknown."""
    entry = registry_store.find(f"unit#{unit}", day)
    if entry is None:
        raise Fault("unit.unknown", "unit", unit=unit, day=day.isoformat())
    place = units.unit(entry.body)
    return near((place.lat, place.lon), count, day)


def near(place: tuple[float, float], count: int, day: date) -> list[tuple[Agent, float]]:
    """The nearest active agents to a point of latitude and longitude in degrees, with the distance in km."""
    return agents.nearest(registry.all_agents(day), place, count)


def _described(before: Agent, details: Mapping[str, Any], turn: Turn) -> Agent:
    body = {**_body(before), **details}
    after = agents.agent(body, demo=before.demo)
    return before if after == before else replace(after, history=(*before.history, turn))


def _moved(before: Agent, act: str, turn: Turn) -> Agent:
    last = before.history[-1] if before.history else None
    if last and (last.act, last.by, last.why) == (act, turn.by, turn.why):
        return before  # the request came again
    return agents.taken(before, act, turn)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Fault("action.reason", "reason")
    return reason.strip()


def _last(agent_id: str) -> Entry:
    """The latest version, as it is this moment. Raises agent.unknown."""
    known = registry_store.versions(f"agent#{agent_id}")
    if not known:
        raise Fault("agent.unknown", "agent", agent=agent_id)
    return known[-1]


def _agent(entry: Entry) -> Agent:
    return agents.agent(entry.body, demo=entry.demo)


def _body(agent: Agent) -> dict[str, Any]:
    body = asdict(agent)
    del body["demo"]
    return body


def _row(agent: Agent, since: date) -> dict[str, Any]:
    return {
        "entry": f"agent#{agent.id}",
        "kind": "agent",
        "valid_from": since.isoformat(),
        "valid_to": None,
        "demo": agent.demo,
        "source": "entered by the Centre",
        "body": _body(agent),
    }


def _rows(last: Entry, after: Agent, today: date) -> list[dict[str, Any]]:
    """The version from today on, and the last one closed the day before. Within a day the history keeps each step."""
    if last.valid_from >= today.isoformat():
        return [_row(after, date.fromisoformat(last.valid_from))]
    closed = {**asdict(last), "valid_to": (today - timedelta(days=1)).isoformat()}
    return [closed, _row(after, today)]


def _save(entries: list[dict[str, Any]], seen: int, turn: Turn, agent_id: str, by: Principal, now: datetime) -> None:
    try:
        registry_store.change("agent", entries, seen, Trace(by, f"{turn.act} {agent_id}", turn.why), now)
    except registry_store.Raced:
        raise Fault("registry.raced") from None
