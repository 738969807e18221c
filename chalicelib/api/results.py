"""Routes of results: make, show and verify them, their one-time codes, and the parcels that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalice.app import Blueprint

from chalicelib.api import result_schemas as shapes
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.tracking_files import WORDS, Line
from chalicelib.services import senders
from chalicelib.services.issuance import parcels, pickups, results

blueprint = Blueprint(__name__)
room = Room("results", blueprint)
_ONE = ("dossier.unknown", "result.unknown")
_CODE = ("pickup.unsent", "pickup.needed", "code.wrong", "code.dead")
_AGAIN = ("idempotency.reused", "system.busy")


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/results",
    summary="Make a result: a place to upload its PDF to, or the text to set it with",
    body=shapes.ResultIn,
    reply=shapes.ResultAsked,
    status=201,
    keyed=True,
    faults=("dossier.unknown", "part.needed", "part.unknown", "action.elsewhere", "result.not_yet", *_AGAIN),
)
def make_result(call: Call, code: str) -> shapes.ResultAsked:
    """Makes it once per Idempotency-Key; the file is checked and signed when it arrives."""
    wanted = results.Wanted(**call.body.model_dump())
    return shapes.asked(results.ask(code, wanted, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/results",
    summary="A dossier's results, each with how far it is",
    reply=shapes.ResultsOut,
    faults=("dossier.unknown",),
)
def list_results(call: Call, code: str) -> shapes.ResultsOut:
    """The first asked first."""
    seen = results.of_dossier(code, call.principal)
    return shapes.ResultsOut(results=[shapes.result(r, personal=seen.personal) for r in seen.results])


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/results/{result}",
    summary="The signed file of a result, and the sheet that verifies it",
    reasoned=True,
    reply=shapes.ResultShown,
    faults=(*_ONE, "result.state", "result.code_only"),
)
def show_result(call: Call, code: str, result: str) -> shapes.ResultShown:
    """Gives links that work for five minutes; audited."""
    return shapes.shown(results.show(code, result, call.principal, call.reason, call.now))


@room.endpoint(
    "GET",
    "/v1/results/{result}/verify",
    summary="Whether a file is the result of that id: number, issuer, days, and whether the hash is the file's",
    query=shapes.VerifyQuery,
    reply=shapes.VerifiedOut,
    public=True,
    faults=("result.unknown",),
)
def verify_result(call: Call, result: str) -> shapes.VerifiedOut:
    """The id stands on the verification sheet and cannot be guessed; no name is told."""
    return shapes.VerifiedOut(**shapes.verified(results.verify(result, call.query.sha256)))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/results/{result}/code",
    summary="Send the citizen a new one-time code for collecting the result",
    body=shapes.CodeIn,
    reply=shapes.CodeSent,
    status=202,
    keyed=True,
    faults=(*_ONE, "part.unknown", "result.state", "procedure.no_result", "pickup.too_many", *_AGAIN),
)
def send_pickup_code(call: Call, code: str, result: str) -> shapes.CodeSent:
    """The one before is worth nothing then, and so are the tries that it cost."""
    pickups.send_again(code, result, call.principal, call.key, call.now, call.body.part)
    return shapes.CodeSent()


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/results/{result}/parcel",
    summary="Note that the result was handed to a carrier, with its tracking number",
    body=shapes.ParcelIn,
    reply=shapes.ResultOut,
    status=201,
    keyed=True,
    faults=(
        *_ONE,
        "result.state",
        "result.on_its_way",
        "result.gone_back",
        "parcel.carrier",
        "parcel.taken",
        "custody.not_holder",
        "procedure.no_result",
        *_CODE,
        *_AGAIN,
    ),
)
def post_result(call: Call, code: str, result: str) -> shapes.ResultOut:
    """Notes it once per Idempotency-Key, against the citizen's code; from then on the carrier's word moves it."""
    body: shapes.ParcelIn = call.body
    made = parcels.post(code, result, parcels.Waybill(**body.model_dump()), call.principal, call.key, call.now)
    return shapes.result(made, personal=False)


def _signed(path: Mapping[str, str], header: str, body: bytes, now: datetime) -> None:
    senders.require_carrier(path["carrier"], header, body, now)


@room.endpoint(
    "POST",
    "/v1/carriers/{carrier}/events",
    summary="What a carrier tells of a parcel, signed",
    body=shapes.CarrierEventIn,
    reply=shapes.CarrierEventOut,
    public=True,
    signed=_signed,
    faults=("webhook.signature", "system.busy"),
)
def carrier_event(call: Call, carrier: str) -> shapes.CarrierEventOut:
    """Takes it once, however often and in whatever order it comes."""
    line = Line(call.body.tracking, WORDS[call.body.status])
    return shapes.CarrierEventOut(verdict=parcels.take(carrier, line, call.now).value)
