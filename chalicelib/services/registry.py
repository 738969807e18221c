"""What is valid on a day: procedures, agents, authorities, the calendar, wordings, and who an account is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chalicelib.adapters import registry_store
from chalicelib.adapters.registry_store import Entry
from chalicelib.domain import deadlines, notices, procedures
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.domain.routing import Authority

_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent (điểm đại lý): a provider's point where dossiers are taken in. `demo` marks invented data."""

    id: str
    provider: str
    provider_name: str
    name: str
    address: str | None
    district_legacy: str | None
    state: str
    demo: bool = False


def procedure(code: str, day: date) -> procedures.Procedure:
    """The version valid that day. Raises procedure.unknown."""
    entry = registry_store.find(f"procedure#{code}", day)
    if entry is None:
        raise Fault("procedure.unknown", "procedure", **{"code": code, "day": day.isoformat()})
    return procedures.procedure(entry.body, entry.valid_from, entry.source)


def all_procedures(day: date) -> list[procedures.Procedure]:
    """All versions valid that day, by code."""
    return [procedures.procedure(e.body, e.valid_from, e.source) for e in registry_store.valid("procedure", day)]


def agent(agent_id: str, day: date) -> Agent:
    """The agent as it is that day. Raises agent.unknown."""
    entry = registry_store.find(f"agent#{agent_id}", day)
    if entry is None:
        raise Fault("agent.unknown", "agent", agent=agent_id)
    return Agent(**entry.body, demo=entry.demo)


def all_agents(day: date) -> list[Agent]:
    """All agents of that day, by id."""
    return [Agent(**e.body, demo=e.demo) for e in registry_store.valid("agent", day)]


def all_communes(day: date) -> list[Authority]:
    """The wards' and communes' authorities of that day."""
    return [a for e in registry_store.valid("authority", day) if (a := Authority(**e.body)).level == "commune"]


def calendar(day: date) -> deadlines.Calendar:
    """The working calendar that covers the day. Raises calendar.year."""
    entry = registry_store.find("calendar#vn", day)
    if entry is None or entry.valid_to is None:
        raise Fault("calendar.year", day=day.isoformat())
    return deadlines.calendar(entry.body, entry.valid_from, entry.valid_to)


def template(event: str, day: date) -> notices.Template:
    """The wording for an event. Raises registry.missing."""
    return notices.template(_needed(f"template#{event}", day).body)


def receiving_agency(day: date) -> str:
    """The identifier of the agency in whose name dossiers are taken in. Raises registry.missing."""
    return str(_needed("authority#centre", day).body["agency_code"])


def principal(account: str, day: date) -> Principal:
    """Who an account is. Raises role.unknown."""
    entry = registry_store.find(f"staff#{account}", day)
    if entry is None:
        raise Fault("role.unknown")
    role, scope = entry.body.get("role"), entry.body.get("scope")
    if role not in _ROLES or not isinstance(scope, str) or not scope:  # no scope is not every scope
        raise Fault("role.unknown")
    return Principal(account, Role(role), scope)


def _needed(entry: str, day: date) -> Entry:
    found = registry_store.find(entry, day)
    if found is None:
        raise Fault("registry.missing", entry=entry, day=day.isoformat())
    return found
