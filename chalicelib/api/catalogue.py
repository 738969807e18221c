"""Routes of what anybody may know: procedures, agents, units, health; and who one is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalice.app import Blueprint

from chalicelib.api import catalogue_schemas, openapi, schemas, shapes
from chalicelib.api.endpoints import Call, Room, day_of
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.services.reference import catalogue, competence, registry

blueprint = Blueprint(__name__)
room = Room("catalogue", blueprint)


@room.endpoint("GET", "/v1/me", summary="Who the token stands for", reply=schemas.Me)
def me(call: Call) -> schemas.Me:
    """The sign-in check."""
    who = call.principal
    return schemas.Me(account=who.id, role=who.role.value, scope=who.scope)


@room.endpoint(
    "GET",
    "/v1/procedures",
    summary="The procedures valid on a day",
    query=schemas.DayQuery,
    reply=schemas.Procedures,
    public=True,
    faults=("form.date",),
)
def procedures(call: Call) -> schemas.Procedures:
    """All of them, by code."""
    day = _day(call)
    found, known = registry.all_procedures(day), competence.open_procedures(day)
    return schemas.Procedures(procedures=[shapes.procedure_row(p, p.code in known) for p in found])


@room.endpoint(
    "GET",
    "/v1/procedures/{code}",
    summary="One procedure on a day: papers, form, time, fee, authority, source, and all of it in words",
    query=schemas.DayQuery,
    reply=schemas.ProcedureOut,
    public=True,
    faults=("procedure.unknown", "procedure.no_version", "form.date"),
)
def procedure(call: Call, code: str) -> schemas.ProcedureOut:
    """The version valid on the day, explained in words that a clerk can read to the citizen."""
    found = catalogue.explanation(code, _day(call))
    return shapes.procedure(found.procedure, competence.is_open(code, _day(call)), found.plan, found.lines)


@room.endpoint(
    "GET",
    "/v1/procedures/{code}/versions",
    summary="All versions of a procedure: past, present and future",
    reply=catalogue_schemas.ProcedureVersions,
    public=True,
    faults=("procedure.unknown",),
)
def procedure_versions(call: Call, code: str) -> catalogue_schemas.ProcedureVersions:
    """The earliest first."""
    rows = [
        catalogue_schemas.VersionRow(
            valid_from=p.valid_from, valid_to=p.valid_to, name=p.name, authority=p.authority, source=p.source
        )
        for p in registry.procedure_versions(code, hanoi_day(call.now))
    ]
    return catalogue_schemas.ProcedureVersions(code=code, versions=rows)


@room.endpoint(
    "POST",
    "/v1/admin/procedures",
    summary="Enter versions of procedures, all or none; a dry run (the default) reports what they would change",
    body=catalogue_schemas.ProcedureFile,
    reply=catalogue_schemas.CatalogueReport,
    keyed=True,
    faults=("role.forbidden", "catalogue.refused", "catalogue.too_many", "registry.raced"),
)
def enter_procedures(call: Call) -> catalogue_schemas.CatalogueReport:
    """Entering the same versions again changes nothing, under any key."""
    body = call.body
    entered = catalogue.enter(body.versions, call.principal, body.reason, call.now, dry_run=body.dry_run)
    return catalogue_schemas.report(entered)


@room.endpoint("GET", "/v1/agents", summary="The agents of today", reply=schemas.Agents, public=True)
def agents(call: Call) -> schemas.Agents:
    """All of them, by id."""
    found = registry.all_agents(hanoi_day(call.now))
    return schemas.Agents(agents=[schemas.agent(one) for one in found])


@room.endpoint("GET", "/v1/units", summary="Today's wards and communes", reply=schemas.Units, public=True)
def units(call: Call) -> schemas.Units:
    """What `residence_unit` may be."""
    found = registry.all_communes(hanoi_day(call.now))
    return schemas.Units(units=[schemas.Unit(code=a.unit, name=a.unit_name, authority=a.name) for a in found])


@room.endpoint(
    "GET",
    "/v1/regime",
    summary="The regime under which dossiers are filed on a day",
    query=schemas.DayQuery,
    reply=schemas.RegimeOut,
    public=True,
    faults=("registry.missing", "form.date"),
)
def regime(call: Call) -> schemas.RegimeOut:
    """Tells a client what its screen has to ask for."""
    return shapes.regime(registry.regime(_day(call)))


@room.endpoint(
    "GET", "/v1/health", summary="Whether the system answers and reaches its tables", reply=schemas.Health, public=True
)
def health(call: Call) -> schemas.Health:
    """Reads one entry of the registry."""
    registry.calendar(hanoi_day(call.now))
    return schemas.Health()


@room.endpoint("GET", "/v1/openapi.json", summary="This description", reply=None, public=True)
def openapi_document(call: Call) -> Mapping[str, Any]:
    """OpenAPI 3.1 of every route."""
    from chalicelib.api.application import ENDPOINTS  # noqa: PLC0415 - the list includes this very route

    return openapi.document(ENDPOINTS)


def _day(call: Call) -> date:
    """The day asked for, or today in Hanoi. Raises form.date."""
    return day_of(call.query.on, "on") if call.query.on else hanoi_day(call.now)
