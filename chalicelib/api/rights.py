"""Routes of requests about the own data: to see, correct, erase and restrict them, and the Centre's decision."""

from __future__ import annotations

from dataclasses import asdict

from chalice.app import Blueprint

from chalicelib.api import privacy_schemas as schemas
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.rights import Request, RightAsked
from chalicelib.services.privacy import fetching, rights, trail
from chalicelib.services.privacy.trail import Export

blueprint = Blueprint(__name__)
room = Room("rights", blueprint)
_ASKING = ("rights.values", "person.name", "person.phone", "person.email", "idempotency.reused", "system.busy")


def _out(one: Request) -> schemas.RequestOut:
    told = {name: getattr(one, name) for name in schemas.RequestOut.model_fields if name not in ("values", "stays")}
    stays = [schemas.StaysOut(**asdict(kept)) for kept in one.stays]
    return schemas.RequestOut(**{**told, "values": dict(one.values or {}), "stays": stays})


def _with_data(asked: Request, export: Export | None) -> schemas.OwnRequestOut:
    return schemas.OwnRequestOut(
        request=_out(asked),
        data=export.data if export else None,
        documents=[schemas.OwnDocumentOut(name=name, link=link) for name, link in export.documents] if export else [],
    )


def _wish(body: schemas.RightsIn) -> rights.Wish:
    return rights.Wish(**{**body.model_dump(), "right": RightAsked(body.right)})


@room.endpoint("GET", "/v1/me/rights", summary="The own requests about one's data", reply=schemas.RequestsOut)
def own_requests(call: Call) -> schemas.RequestsOut:
    """With their clocks and what became of them."""
    return schemas.RequestsOut(requests=[_out(one) for one in rights.own(call.principal)])


@room.endpoint(
    "POST",
    "/v1/me/rights",
    summary="Ask to see, correct, erase or restrict the own data, or to lift a restriction",
    body=schemas.RightsIn,
    reply=schemas.RequestOut,
    status=201,
    keyed=True,
    faults=_ASKING,
)
def ask_for_right(call: Call) -> schemas.RequestOut:
    """Starts the clock that the law of the day sets."""
    return _out(rights.ask_own(_wish(call.body), call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/me/rights/{request}",
    summary="An own request; once it is granted to see the own data, links to all of them",
    reply=schemas.OwnRequestOut,
    faults=("rights.unknown",),
)
def own_request(call: Call, request: str) -> schemas.OwnRequestOut:
    """The links work for five minutes."""
    export = trail.export(request, call.principal)
    return _with_data(rights.own_request(request, call.principal), export)


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/rights",
    summary="Take a request about the own data at the counter, with proof",
    body=schemas.RightsAtCounterIn,
    reply=schemas.RequestOut,
    status=201,
    keyed=True,
    faults=(
        "person.other_phone",
        "dossier.unknown",
        "rights.proof",
        "code.expired",
        "code.wrong",
        "code.dead",
        "paper.unknown",
        "consent.paper",
        *_ASKING,
    ),
)
def ask_at_counter(call: Call, code: str) -> schemas.RequestOut:
    """A one-time code, or a paper that the applicant signed, proves it."""
    return _out(rights.ask_at_counter(code, _wish(call.body), call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/rights/{request}/data",
    summary="Open at the counter the data that the applicant asked there to see, against a one-time code",
    body=schemas.FetchIn,
    reply=schemas.OwnRequestOut,
    keyed=True,
    faults=(
        "dossier.unknown",
        "rights.unknown",
        "rights.not_granted",
        "code.expired",
        "code.wrong",
        "code.dead",
        "idempotency.reused",
        "system.busy",
    ),
)
def fetch_own_data(call: Call, code: str, request: str) -> schemas.OwnRequestOut:
    """Once the Centre has granted it. `POST …/codes` with `rights_data` sends the code; the links last five minutes."""
    return _with_data(*fetching.fetch(code, request, call.body.code, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/rights",
    summary="Requests about the own data that are not done, those that are late first",
    reply=schemas.RequestsOut,
)
def running_requests(call: Call) -> schemas.RequestsOut:
    """For the Centre."""
    return schemas.RequestsOut(requests=[_out(one) for one in rights.running(call.principal)])


@room.endpoint(
    "POST",
    "/v1/rights/{request}/decision",
    summary="Grant or refuse a request about the own data",
    body=schemas.RightsDecisionIn,
    reply=schemas.RequestOut,
    keyed=True,
    faults=("rights.unknown", "rights.decided", "rights.reason", "idempotency.reused", "system.busy"),
)
def decide_request(call: Call, request: str) -> schemas.RequestOut:
    """What is granted is carried out by itself; for an erasure the answer lists what stays."""
    body: schemas.RightsDecisionIn = call.body
    return _out(rights.decide(request, body.granted, body.reason, call.principal, call.key, call.now))
