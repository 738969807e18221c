"""Which authority is competent (thẩm quyền), asked of the registry; and the routing table as its keepers see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.adapters import registry_store
from chalicelib.adapters.audit import Trace
from chalicelib.domain import roles, routing, units
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.domain.routing import Answer, Authority, Route
from chalicelib.domain.rulebook import changed_rows
from chalicelib.domain.units import Candidates, Gazetteer
from chalicelib.services.reference import rulebook
from chalicelib.services.reference.rulebook import Rows

LAST_LEGACY_DAY = date(2025, 6, 30)  # the old wards of the registry are this day's; on the next they were gone
Answers = Mapping[tuple[str, str], Answer]


@dataclass(frozen=True, slots=True)
class Simulation:
    """What routing answers on a day: the table, and by procedure and unit the authority or the refusal's code."""

    table: routing.Table
    answers: Answers


@dataclass(frozen=True, slots=True)
class Difference:
    """What another routing table would change on a day; with problems nothing is compared."""

    problems: list[Fault]
    changed: Mapping[tuple[str, str], tuple[Answer, Answer]]


def decide(procedure: str, residence_unit: str, day: date, agent_name: str) -> Route:
    """The authority for a dossier of that day, with reasons. Raises what `routing.route` raises, and unit.gone."""
    entry = registry_store.find(f"routing#{procedure}", day)
    lines = routing.table([asdict(entry)] if entry else [])
    if residence_unit and routing.in_force(lines, procedure, day).known:
        require_unit(residence_unit, day)
    return routing.route(lines, lambda name: _authority(name, day), procedure, day, residence_unit, agent_name)


def open_procedures(day: date) -> frozenset[str]:
    """The codes of the procedures for which routing knows who decides on that day."""
    known = {code for code, (line,) in routing.table(_entries("routing", day)).items() if line.known}
    return frozenset(known | {entry["body"]["procedure"] for entry in _entries("linked", day)})


def is_open(procedure: str, day: date) -> bool:
    """Whether routing knows who decides about that procedure on that day."""
    entry = registry_store.find(f"routing#{procedure}", day)
    routed = entry is not None and routing.version(asdict(entry)).known
    return routed or registry_store.find(f"linked#{procedure}", day) is not None


def simulation(day: date) -> Simulation:
    """Every procedure of the table and every unit of the day."""
    return _simulated(_entries("routing", day), day)


def difference(other: Sequence[Mapping[str, Any]], day: date) -> Difference:
    """What the other table (all its versions, as seed files spell them) would change on that day."""
    wrong = routing.problems(other)
    if wrong:
        return Difference(wrong, {})
    return Difference([], routing.diff(simulation(day).answers, _simulated(other, day).answers))


def publish(entries: Sequence[Mapping[str, Any]], reason: str, by: Principal, now: datetime) -> int:
    """Enters versions of the routing table, all or none, and returns how many; a second time changes nothing.

    Raises role.forbidden, action.reason, registry.in_force, registry.raced or what is wrong with the table.
    """
    roles.require(by, Right.ENTER_RULES)
    if not reason.strip():
        raise Fault("action.reason", "reason")
    seen = registry_store.revision("routing")
    named = sorted({row["entry"] for row in entries})
    known = [asdict(entry) for name in named for entry in registry_store.versions(name)]
    to_save = _to_publish(known, entries, hanoi_day(now))
    if to_save:
        trace = Trace(by, "publish_routing", f"{reason.strip()} [{', '.join(named)}]")
        rulebook.save("routing", to_save, seen, trace, now)
    return len(to_save)


def _to_publish(known: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]], day: date) -> Rows:
    """The rows that must be saved. Raises registry.in_force, or the first problem that the table would have then."""
    changed = changed_rows(known, wanted, day)
    after = {(row["entry"], row["valid_from"]): row for row in (*known, *changed)}
    for wrong in routing.problems(after.values()):
        raise wrong
    return changed


def by_code(code: str, day: date, *, legacy: bool) -> Candidates:
    """Which of the day's units a code may mean. Raises unit.unknown."""
    return gazetteer(day).by_code(code, day.isoformat(), legacy=legacy)


def by_name(ward: str, district: str, day: date) -> Candidates:
    """Which of the day's units an address may mean. Raises unit.no_match."""
    return gazetteer(day).by_name(ward, district)


def require_unit(unit: str, day: date) -> None:
    """Raises routing.no_unit, unit.gone or unit.unknown unless it is a unit of that day."""
    if not unit:
        raise Fault("routing.no_unit", units.FIELD)
    if registry_store.find(f"unit#{unit}", day):
        return
    before = registry_store.find(f"legacy_ward#{unit}", LAST_LEGACY_DAY)
    if before is None or day <= LAST_LEGACY_DAY:
        raise Fault("unit.unknown", units.FIELD, unit=unit, day=day.isoformat())
    ward = units.legacy_ward(before.body)
    after = [registry_store.find(f"unit#{code}", day) for code in ward.to]
    raise units.gone(ward, [units.unit(entry.body) for entry in after if entry])


def gazetteer(day: date) -> Gazetteer:
    """The units of the day and the wards that were before them."""
    today = [units.unit(entry.body) for entry in registry_store.remembered("unit", day)]
    wards = [units.legacy_ward(entry.body) for entry in registry_store.remembered("legacy_ward", LAST_LEGACY_DAY)]
    return Gazetteer({unit.code: unit for unit in today}, {ward.code: ward for ward in wards})


def _simulated(entries: Sequence[Mapping[str, Any]], day: date) -> Simulation:
    lines = routing.table(entries)
    authorities = {e.body["id"]: routing.authority(e.body) for e in registry_store.valid("authority", day)}
    codes = [e.body["code"] for e in registry_store.valid("unit", day)]
    return Simulation(lines, routing.simulate(lines, authorities.get, codes, day))


def _entries(kind: str, day: date) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in registry_store.valid(kind, day)]


def _authority(authority_id: str, day: date) -> Authority | None:
    entry = registry_store.find(f"authority#{authority_id}", day)
    return routing.authority(entry.body) if entry else None
