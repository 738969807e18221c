"""Routes of looking a dossier up without an account. All are POSTs, so that no factor stands in a URL."""

from __future__ import annotations

from chalice.app import Blueprint

from chalicelib.api import tracking_schemas as schemas
from chalicelib.api.endpoints import Call, Room
from chalicelib.services.citizens import tracking

blueprint = Blueprint(__name__)
room = Room("tracking", blueprint)
_GUESSING = ("tracking.no_match", "tracking.too_many", "tracking.address_too_many", "tracking.closed")


@room.endpoint(
    "POST",
    "/v1/tracking",
    summary="A dossier's progress for who knows its code and the last 4 digits of the phone",
    body=schemas.TrackingIn,
    reply=schemas.TrackedOut,
    public=True,
    faults=_GUESSING,
)
def track(call: Call) -> schemas.TrackedOut:
    """In plain words: where it stands, what is awaited and from whom, when it is due and why."""
    return schemas.tracked(tracking.track(call.body.code, call.body.phone_last4, call.address, call.now))


@room.endpoint(
    "POST",
    "/v1/tracking/code",
    summary="Have a one-time code sent to the applicant's phone, to see the details",
    body=schemas.TrackingIn,
    reply=schemas.CodeAsked,
    status=201,
    public=True,
    keyed=True,
    faults=(
        *_GUESSING,
        "code.too_many",
        "code.not_sent",
        "code.expired",
        "notice.phone_landline",
        "notice.phone_foreign",
        "notice.phone_invalid",
        "notice.refused",
        "idempotency.reused",
        "system.busy",
    ),
)
def ask_code(call: Call) -> schemas.CodeAsked:
    """One message per Idempotency-Key, however often the request comes."""
    asked = tracking.ask_code(call.body.code, call.body.phone_last4, call.address, call.key, call.now)
    return schemas.CodeAsked(request=asked.code.id, until=asked.until)


@room.endpoint(
    "POST",
    "/v1/tracking/details",
    summary="The dossier with reasons, results and the masked name, for the ten minutes of a one-time code",
    body=schemas.DetailsIn,
    reply=schemas.TrackedOut,
    public=True,
    faults=(
        "code.expired",
        "code.wrong",
        "code.dead",
        "tracking.address_too_many",
    ),
)
def track_details(call: Call) -> schemas.TrackedOut:
    """Ten wrong tries and the code is dead."""
    body: schemas.DetailsIn = call.body
    return schemas.tracked(tracking.details(body.code, body.request, body.one_time_code, call.address, call.now))
