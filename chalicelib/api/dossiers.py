"""Routes of dossiers: open, list, view, act, papers and their upload slots."""

from __future__ import annotations

from datetime import timedelta

from chalice.app import Blueprint

from chalicelib.api import schemas, shapes
from chalicelib.api.endpoints import Call, Room, day_of
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.fees import Charge
from chalicelib.services.casework import handling, intake, lookup
from chalicelib.services.national_portal import portal

blueprint = Blueprint(__name__)
room = Room("dossiers", blueprint)


@room.endpoint(
    "POST",
    "/v1/dossiers",
    summary="Open a dossier at the clerk's own agent",
    body=schemas.DossierIn,
    reply=schemas.DossierOut,
    status=201,
    keyed=True,
    faults=(
        "procedure.unknown",
        "procedure.not_open",
        "agent.not_active",
        "unit.unknown",
        "person.number_length",
        "idempotency.reused",
        "system.busy",
    ),
)
def open_dossier(call: Call) -> schemas.DossierOut:
    """Opens it once per Idempotency-Key."""
    body: schemas.DossierIn = call.body
    application = intake.Application(procedure=body.procedure, form=body.form, **body.applicant.model_dump())
    code = intake.open_dossier(application, call.principal, call.key, call.now)
    return shapes.dossier(lookup.view(code, call.principal, "", call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers",
    summary="List dossiers of an agent (newest first) or a desk (most urgent first)",
    query=schemas.DossiersQuery,
    reply=schemas.Dossiers,
    faults=("request.cursor", "request.value", "agent.unknown"),
)
def list_dossiers(call: Call) -> schemas.Dossiers:
    """Lists the asker's own agent or desk unless another within reach is named."""
    wanted = lookup.Wanted(**call.query.model_dump())
    return shapes.dossiers(lookup.listing(call.principal, wanted, hanoi_day(call.now)))


@room.endpoint(
    "GET",
    "/v1/forecast",
    summary="Which open dossiers will be late if nothing moves",
    query=schemas.ForecastQuery,
    reply=schemas.ForecastOut,
    faults=("request.cursor", "request.value", "agent.unknown", "calendar.year", "form.date"),
)
def forecast(call: Call) -> schemas.ForecastOut:
    """Looks ahead for the asker's own agent or desk unless another within reach is named."""
    query: schemas.ForecastQuery = call.query
    until = day_of(query.until, "until") if query.until else hanoi_day(call.now) + timedelta(days=7)
    wanted = lookup.Wanted(agent=query.agent, desk=query.desk, limit=query.limit, cursor=query.cursor)
    return shapes.forecast(lookup.forecast(call.principal, wanted, until, call.now), until)


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}",
    summary="View a dossier with its papers, comparisons, events and notices",
    reasoned=True,
    reply=schemas.DossierOut,
    faults=("dossier.unknown",),
)
def view_dossier(call: Call, code: str) -> schemas.DossierOut:
    """Shows it as far as the asker may see it; seeing personal data is audited."""
    return shapes.dossier(lookup.view(code, call.principal, call.reason, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/actions",
    summary="Do something to a dossier: submit, accept, ask for a supplement, finish …",
    body=schemas.ActionIn,
    reply=schemas.DossierOut,
    keyed=True,
    faults=(
        "dossier.unknown",
        "action.refused",
        "action.reason",
        "action.result",
        "action.due",
        "action.authority",
        "action.elsewhere",
        "payment.tariff",
        "payment.extra",
        "payment.exemption",
        "payment.ground",
        "payment.amount_known",
        "payment.too_much",
        "payment.nothing_due",
        "part.needed",
        "part.unknown",
        "portal.code_needed",
        "portal.code",
        "portal.changed",
        "portal.taken",
        "regime.followed",
        "submit.consent",
        "submit.missing",
        "submit.unread",
        "submit.differs",
        "supplement.nothing",
        "result.unknown",
        "result.state",
        "result.part",
        "result.number",
        "result.on_its_way",
        "result.authorisation",
        "pickup.unsent",
        "pickup.needed",
        "code.wrong",
        "code.dead",
        "idempotency.reused",
        "system.busy",
    ),
)
def act_on_dossier(call: Call, code: str) -> schemas.DossierOut:
    """Does it once per Idempotency-Key."""
    said = call.body.model_dump()
    fee = Charge(**said["fee"]) if said["fee"] else None
    handling.act(code, handling.Act(**{**said, "fee": fee}), call.principal, call.key, call.now)
    return shapes.dossier(lookup.view(code, call.principal, "", call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/portal-status",
    summary="Write down what the national portal says of a dossier that a ministry's system decides",
    body=schemas.PortalStatusIn,
    reply=schemas.DossierOut,
    keyed=True,
    faults=("dossier.unknown", "regime.not_followed", "portal.status", "idempotency.reused", "system.busy"),
)
def follow_portal(call: Call, code: str) -> schemas.DossierOut:
    """Does it once per Idempotency-Key; the citizen is told as of any other change."""
    portal.follow(code, portal.Said(**call.body.model_dump()), call.principal, call.key, call.now)
    return shapes.dossier(lookup.view(code, call.principal, "", call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/papers",
    summary="Ask for a place to upload a paper's scan to",
    body=schemas.PaperIn,
    reply=schemas.SlotOut,
    status=201,
    keyed=True,
    faults=("dossier.unknown", "paper.slot", "paper.type", "paper.closed", "paper.too_many", "idempotency.reused"),
)
def add_paper(call: Call, code: str) -> schemas.SlotOut:
    """Gives a presigned form for one file of the named type and at most the named size."""
    body: schemas.PaperIn = call.body
    return shapes.slot(intake.add_paper(code, body.slot, body.content_type, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/papers/{paper}",
    summary="View a paper: its scan, searchable copy, text, fields and signatures",
    reasoned=True,
    query=schemas.PagesQuery,
    reply=schemas.PaperWhole,
    faults=("dossier.unknown", "paper.unknown"),
)
def view_paper(call: Call, code: str, paper: str) -> schemas.PaperWhole:
    """Gives links to the scan and, once it is made, its searchable copy, that work for five minutes; audited."""
    return shapes.whole_paper(lookup.paper(code, paper, call.principal, call.reason, call.now, call.query.page))
