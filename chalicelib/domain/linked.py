"""Linked procedures (liên thông): one dossier, several authorities, each with its own part, deadline and result.

Source: NĐ 61/2018/NĐ-CP Đ.19(6)-(7): the agencies in their order, one that leads, each with its own time; an electronic
dossier goes to all at once where no part needs another's result. Which parts a procedure has is registry data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Any

from chalicelib.domain.dossiers import Dossier, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Duration
from chalicelib.domain.words import Words

S = Status
FAILED = frozenset({S.REFUSED, S.WITHDRAWN, S.STOPPED})
SUCCEEDED = frozenset({S.FINISHED, S.RETURNED})
OF_WHOLE = frozenset({"submit", "withdraw", "return_result"})
"""Acts that may be done to the whole dossier: to every part that they are open for."""

AND_OTHERS = " (và {} cơ quan khác)"
"""What stands behind the first of several authorities."""
_MOST_PRESSING = (S.SUPPLEMENT, S.PAYMENT, S.PROCESSING, S.ACCEPTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPlan:
    """A part as the registry describes it. `authority` is an id in which `{unit}` stands for the place of residence.

    `after` are the parts whose result it needs: its turn comes when they have one, and it stops when one has failed.
    `reads_as` is the kind of paper that its result is, as with the results of procedures.
    """

    id: str
    name: str
    name_en: str
    authority: str
    after: tuple[str, ...]
    time: Duration
    source: str
    reads_as: str | None = None

    def authority_id(self, unit: str) -> str:
        """The id of the authority that decides this part for somebody of that unit."""
        return self.authority.format(unit=unit)


@dataclass(frozen=True, slots=True)
class Plan:
    """The parts of a linked procedure, those that others need before them."""

    procedure: str
    parts: tuple[PartPlan, ...]

    def part(self, part_id: str) -> PartPlan:
        """The part of that id. Raises part.unknown."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise Fault("part.unknown", "part", parts=", ".join(p.id for p in self.parts))


def plan(body: Mapping[str, Any]) -> Plan:
    """The plan of a registry entry. Raises linked.invalid for parts that wait for each other, or for none of ours."""
    parts = {raw["id"]: _part(raw) for raw in body["parts"]}
    strangers = {name for part in parts.values() for name in part.after} - set(parts)
    if len(parts) != len(body["parts"]) or strangers:
        raise Fault("linked.invalid", "parts", procedure=body["procedure"], parts=", ".join(sorted(strangers)) or "2 ×")
    try:
        order = tuple(TopologicalSorter({part.id: part.after for part in parts.values()}).static_order())
    except CycleError as error:
        raise Fault("linked.invalid", "parts", procedure=body["procedure"], parts=" → ".join(error.args[1])) from error
    return Plan(body["procedure"], tuple(parts[name] for name in order))


def _part(raw: Mapping[str, Any]) -> PartPlan:
    return PartPlan(**{**raw, "after": tuple(raw["after"]), "time": Duration(**raw["time"])})


@dataclass(frozen=True, slots=True)
class Destination:
    """The authority of a part with its desk, and the lines that explain it."""

    authority: str
    name: str
    desk: str | None
    why: tuple[str, ...]


def opened(dossier: Dossier, plan: Plan, destinations: Mapping[str, Destination]) -> tuple[Dossier, ...]:
    """The parts of a submitted dossier, each with its authority; those that need no other lie on their desk at once."""
    return tuple(
        replace(
            dossier,
            part=part.id,
            part_name=part.name,
            waits_for=part.after,
            authority=destinations[part.id].authority,
            authority_name=destinations[part.id].name,
            desk=destinations[part.id].desk,
            to_review=(),  # papers are the whole's
            review_since=None,
            routed_why=destinations[part.id].why,
        )
        for part in plan.parts
    )


def settled(parts: Sequence[Dossier]) -> tuple[Dossier, ...]:
    """The parts after some of them ended: whose turn has come waits no more, what needs a failed one stops.

    A part that stops can make others stop; the rest go on as they were.
    """
    now = tuple(parts)
    for _ in parts:  # no chain is longer than that
        status = {part.part: part.status for part in now}
        now = tuple(_settled(part, status) for part in now)
    return now


def _settled(part: Dossier, status: Mapping[str | None, Status]) -> Dossier:
    if part.status in FAILED | SUCCEEDED:
        return part
    if any(status[name] in FAILED for name in part.waits_for):
        return replace(part, status=S.STOPPED, due=None, due_why=())
    return replace(part, waits_for=tuple(name for name in part.waits_for if status[name] not in SUCCEEDED))


def summed(dossier: Dossier, parts: Sequence[Dossier]) -> Dossier:
    """The whole dossier as its parts stand: the one status that the citizen sees, and the last of the due dates."""
    awaiting = [p for p in parts if p.status is S.SUPPLEMENT and p.supplemented_at is None]
    results = [p.result_number for p in parts if p.result_number]
    turn = tuple(dict.fromkeys(p.authority for p in parts if p.authority and not p.waits_for))
    return replace(
        dossier,
        status=status_of([part.status for part in parts]),
        authorities=turn,
        handed_from=tuple(dict.fromkeys(name for p in parts for name in p.handed_from)),
        authority_name=_names(parts),
        accepted_at=_first(p.accepted_at for p in parts),
        due=_last_if_all(parts),
        due_why=tuple(line for p in parts if p.due for line in (_heading(p), *p.due_why)),
        supplement_asked_at=_first(p.supplement_asked_at for p in awaiting) or dossier.supplement_asked_at,
        supplemented_at=None if awaiting else _last(p.supplemented_at for p in parts),
        finished_at=_last(p.finished_at for p in parts) if _ended(parts) else None,
        returned_at=_last(p.returned_at for p in parts) if _ended(parts) else None,
        timeliness=_worst(parts) if _ended(parts) else None,
        result_number="; ".join(results) or None,
    )


def status_of(statuses: Sequence[Status]) -> Status:
    """One status for all parts, whatever their order.

    While one is open: what the citizen has to do comes first, then how far the work is. When all have ended: finished
    if there is a result to be handed out, returned if all are handed out, else how it failed.
    """
    found = set(statuses)
    if found <= FAILED | SUCCEEDED:
        if found & SUCCEEDED:
            return S.FINISHED if S.FINISHED in found else S.RETURNED
        return found.pop() if len(found) == 1 else S.STOPPED
    pressing = next((status for status in _MOST_PRESSING if status in found), None)
    if pressing in (S.SUPPLEMENT, S.PAYMENT):
        return pressing
    if found & SUCCEEDED:
        return S.PROCESSING
    return pressing or S.REGISTERED


def _ended(parts: Iterable[Dossier]) -> bool:
    return all(part.status in FAILED | SUCCEEDED for part in parts)


def _heading(part: Dossier) -> Words:
    return Words(f"{part.part_name}:", f"{part.part_name}:")  # procedures have one name, in Vietnamese


def _names(parts: Sequence[Dossier]) -> str:
    names = list(dict.fromkeys(p.authority_name for p in parts if p.authority_name))
    return names[0] if len(names) == 1 else f"{names[0]}{AND_OTHERS.format(len(names) - 1)}"


def _last_if_all(parts: Sequence[Dossier]) -> datetime | None:
    """The last due date, once every part that may still have a result has one."""
    dates = [part.due for part in parts if part.status not in FAILED]
    return _last(dates) if all(dates) else None


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)


def _last(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment), default=None)


def _worst(parts: Iterable[Dossier]) -> str | None:
    judged = {part.timeliness for part in parts}
    return next((word for word in ("late", "on_time", "early") if word in judged), None)
