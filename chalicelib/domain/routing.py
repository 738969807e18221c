"""Which authority decides a dossier, and why: routing beyond boundaries (phi địa giới).

The agent that takes a dossier in never matters; procedure, day and residence do. The rules are a table of the
registry, each line valid from one day to another (both included) and with its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from chalicelib.domain.faults import Fault

BY = ("residence", "city")  # by the event's place nothing can be found: a dossier does not say it
OPEN_END = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority (cơ quan có thẩm quyền) with the administrative unit it serves. `agency_code` may be unknown.

    `desks` are those among which its dossiers are shared out; without any, all lie on one.
    """

    id: str
    level: str
    unit: str
    unit_name: str
    name: str
    agency_code: str | None = None
    desks: tuple[str, ...] = ()


def authority(body: Mapping[str, Any]) -> Authority:
    """The authority of a registry entry."""
    return Authority(**{**body, "desks": tuple(body.get("desks", ()))})


def least_loaded(desks: Sequence[str], open_dossiers: Mapping[str, int]) -> str | None:
    """The desk that a new dossier goes to: the one with the fewest open ones, of equals the first; None without any."""
    return min(desks, key=lambda desk: (open_dossiers.get(desk, 0), desks.index(desk)), default=None)


@dataclass(frozen=True, slots=True)
class Delegation:
    """A decision handed to another authority (phân cấp, ủy quyền) for a period, by a numbered decision."""

    valid_from: str
    valid_to: str | None
    to_authority: str
    decision: str
    source: str
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The routing of one procedure for a period. `named` is the source's wording; `by` is None where it is not enough.

    `by` residence: the authority of `level` at the applicant's unit; `by` city: `authority`, for the whole city.
    """

    procedure: str
    valid_from: str
    valid_to: str | None
    source: str
    named: str
    certainty: str
    level: str | None
    by: str | None
    authority: str | None
    note: str | None
    delegations: tuple[Delegation, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it tells which authority decides."""
        return self.by is not None


@dataclass(frozen=True, slots=True)
class Route:
    """The authority that must decide, and the lines that explain it."""

    authority: Authority
    why: tuple[str, ...]


Table = Mapping[str, tuple[Version, ...]]
"""Versions by procedure code, each procedure's by day."""
Authorities = Callable[[str], Authority | None]
"""The authority of an id, on the day asked about; None where there is none."""
Answer = tuple[str | None, str | None]
"""What routing says: an authority's id, or the code of the refusal."""


def version(entry: Mapping[str, Any]) -> Version:
    """The version that a registry entry, as seed files spell it, holds."""
    body = dict(entry["body"])
    delegations = tuple(
        Delegation(**{"valid_from": row["from"], "valid_to": row["to"], **_but(row, "from", "to")})
        for row in body.pop("delegations", ())
    )
    period = {key: entry[key] for key in ("valid_from", "valid_to", "source")}
    return Version(**body, **period, delegations=delegations)


def table(entries: Iterable[Mapping[str, Any]]) -> Table:
    """The routing table of registry entries."""
    found: dict[str, list[Version]] = {}
    for entry in entries:
        line = version(entry)
        found.setdefault(line.procedure, []).append(line)
    return {code: tuple(sorted(lines, key=lambda v: v.valid_from)) for code, lines in sorted(found.items())}


def in_force(lines: Table, procedure: str, day: date) -> Version:
    """The version of that day. Raises routing.no_version."""
    for line in lines.get(procedure, ()):
        if _covers(line, day):
            return line
    raise Fault("routing.no_version", "procedure", procedure=procedure, day=day.isoformat())


def route(
    lines: Table, authorities: Authorities, procedure: str, day: date, residence_unit: str, agent_name: str = ""
) -> Route:
    """The authority that decides, with reasons a clerk can read to the citizen; the agent is only named in them.

    Raises routing.no_version, procedure.not_open, routing.no_unit, unit.unknown or registry.missing.
    """
    line = in_force(lines, procedure, day)
    ruled = _ruled(line, authorities, day, residence_unit)
    handed = next((d for d in line.delegations if _covers(d, day)), None)
    decides = _existing(handed.to_authority, authorities, day) if handed else ruled
    return Route(decides, (*_reasons(line, ruled, day, agent_name), *_handed_on(handed, decides)))


def _ruled(line: Version, authorities: Authorities, day: date, unit: str) -> Authority:
    """The authority by the rule itself, before anything delegated."""
    if line.by == "city" and line.authority:
        return _existing(line.authority, authorities, day)
    if line.by != "residence":
        raise Fault("procedure.not_open", "procedure", code=line.procedure)
    if not unit:
        raise Fault("routing.no_unit", "applicant.residence_unit")
    found = authorities(f"{line.level}:{unit}")
    if found is None:
        raise Fault("unit.unknown", "applicant.residence_unit", unit=unit, day=day.isoformat())
    return found


def _existing(authority_id: str, authorities: Authorities, day: date) -> Authority:
    found = authorities(authority_id)
    if found is None:
        raise Fault("registry.missing", entry=f"authority#{authority_id}", day=day.isoformat())
    return found


def _reasons(line: Version, ruled: Authority, day: date, agent_name: str) -> tuple[str, ...]:
    place = f"Nơi cư trú của người yêu cầu: {ruled.unit_name} (mã {ruled.unit})."
    everywhere = "Một cơ quan giải quyết cho toàn thành phố, nơi cư trú không làm thay đổi."
    agent = f"Nơi nộp ({agent_name}) không làm thay đổi thẩm quyền." if agent_name else ""
    said = (
        f"Thủ tục {line.procedure}, theo quy định có hiệu lực ngày {day:%d/%m/%Y}: {line.named}.",
        place if line.by == "residence" else everywhere,
        f"Cơ quan giải quyết: {ruled.name}.",
        agent,
        f"Nguồn: {line.source}.",
    )
    return tuple(reason for reason in said if reason)


def _handed_on(handed: Delegation | None, decides: Authority) -> tuple[str, ...]:
    if handed is None:
        return ()
    mark = "DEMO: " if handed.demo else ""
    until = f" đến {date.fromisoformat(handed.valid_to):%d/%m/%Y}" if handed.valid_to else ""
    since = f"{date.fromisoformat(handed.valid_from):%d/%m/%Y}"
    return (
        f"{mark}Ủy quyền, phân cấp từ {since}{until} cho {decides.name}, theo {handed.decision} ({handed.source}).",
    )


def problems(entries: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Why these entries cannot be the routing table: none when they can.

    The versions of a procedure must follow each other day by day, each with a rule that can be carried out.
    """
    found: list[Fault] = []
    for lines in table(entries).values():
        for line in lines:
            found += _wrong_in(line)
        for before, after in pairwise(lines):
            found += _wrong_between(before, after)
    return found


def _wrong_in(line: Version) -> list[Fault]:
    procedure, first = line.procedure, line.valid_from
    found = []
    if not _is_period(first, line.valid_to):
        found.append(Fault("routing.period", procedure=procedure, day=first))
    rule = (line.by, bool(line.level), bool(line.authority))
    if line.by is not None and rule not in (("residence", True, False), ("city", True, True)):
        found.append(Fault("routing.rule", procedure=procedure, day=first))
    if not line.source or not line.named:
        found.append(Fault("routing.no_source", procedure=procedure, day=first))
    handed = sorted(line.delegations, key=lambda d: d.valid_from)
    inside = all(_within(d, line) and d.decision and d.source for d in handed)
    if not inside or any(_end(a) >= b.valid_from for a, b in pairwise(handed)):
        found.append(Fault("routing.delegation", procedure=procedure, day=first))
    return found


def _wrong_between(before: Version, after: Version) -> list[Fault]:
    procedure, first = before.procedure, after.valid_from
    if _end(before) >= first:
        return [Fault("routing.overlap", procedure=procedure, day=first)]
    if _is_period(before.valid_from, before.valid_to) and _day_after(_end(before)) != first:
        return [Fault("routing.gap", procedure=procedure, day=first)]
    return []


def simulate(lines: Table, authorities: Authorities, units: Iterable[str], day: date) -> dict[tuple[str, str], Answer]:
    """What routing answers on a day for each procedure of the table and each unit."""
    everywhere = tuple(units)
    return {
        (procedure, unit): _answer(lines, authorities, procedure, day, unit)
        for procedure in lines
        for unit in everywhere
    }


def _answer(lines: Table, authorities: Authorities, procedure: str, day: date, unit: str) -> Answer:
    try:
        return route(lines, authorities, procedure, day, unit).authority.id, None
    except Fault as fault:
        return None, fault.code


def diff(
    before: Mapping[tuple[str, str], Answer], after: Mapping[tuple[str, str], Answer]
) -> dict[tuple[str, str], tuple[Answer, Answer]]:
    """The answers that differ, old and new, by procedure and unit; what a side does not know has no version there."""
    nothing: Answer = (None, "routing.no_version")
    pairs = {key: (before.get(key, nothing), after.get(key, nothing)) for key in sorted({*before, *after})}
    return {key: (old, new) for key, (old, new) in pairs.items() if old != new}


def _covers(period: Version | Delegation, day: date) -> bool:
    return period.valid_from <= day.isoformat() <= _end(period)


def _within(inner: Delegation, outer: Version) -> bool:
    if not _is_period(inner.valid_from, inner.valid_to):
        return False
    return outer.valid_from <= inner.valid_from and _end(inner) <= _end(outer)


def _end(period: Version | Delegation) -> str:
    return period.valid_to or OPEN_END


def _is_period(first: str, last: str | None) -> bool:
    try:
        return date.fromisoformat(first) <= date.fromisoformat(last or OPEN_END)
    except ValueError:
        return False


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() if day < OPEN_END else OPEN_END


def _but(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in names}
