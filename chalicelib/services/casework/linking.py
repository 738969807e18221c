"""Where a dossier goes: to one authority, or, with linked procedures, to one for each part."""

from __future__ import annotations

from datetime import date

from chalicelib.adapters import dossier_store as store
from chalicelib.domain import linked, routing
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.linked import Destination
from chalicelib.domain.routing import Authority
from chalicelib.services.reference import competence, registry


def require_destination(procedure: str, unit: str, day: date) -> None:
    """Refuses what could not be routed later. Raises what `competence.decide` raises."""
    plan = registry.plan(procedure, day)
    if plan is None:
        competence.decide(procedure, unit, day, "")
        return
    competence.require_unit(unit, day)
    for part in plan.parts:
        registry.authority(part.authority_id(unit), day)


def desk_of(authority: Authority) -> str | None:
    """The desk of the authority that has the fewest open dossiers; None where it has no more than one."""
    if not authority.desks:
        return None
    return routing.least_loaded(authority.desks, store.open_by_desk(authority.id))


def fanned_out(dossier: Dossier, plan: linked.Plan, day: date) -> tuple[Dossier, tuple[Dossier, ...]]:
    """The dossier and its parts, each with the authority that the rules of that day give it."""
    unit = dossier.applicant.residence_unit
    destinations = {part.id: _destination(part, unit, day) for part in plan.parts}
    parts = linked.opened(dossier, plan, destinations)
    return linked.summed(dossier, parts), parts


def _destination(part: linked.PartPlan, unit: str, day: date) -> Destination:
    authority = registry.authority(part.authority_id(unit), day)
    order = f"Thực hiện sau khi có kết quả phần: {', '.join(part.after)}." if part.after else "Thực hiện ngay."
    why = (f"Phần {part.name}: {authority.name}.", order, f"Nguồn: {part.source}.")
    return Destination(authority.id, authority.name, desk_of(authority), why)
