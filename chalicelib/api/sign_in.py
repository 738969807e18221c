"""Routes by which citizens sign in with VNeID, and the keys that prove their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api import schemas
from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.services.citizens import sign_in

blueprint = Blueprint(__name__)
room = Room("sign-in", blueprint)
Word = Annotated[str, Field(max_length=2000)]


class SignInStarted(BaseModel):
    """Where to send the citizen. `ticket` stays in the browser that started and is handed in with what comes back."""

    url: str
    ticket: str
    until: datetime


class SignInIn(Strict):
    """What the provider sent the citizen back with, `code` or `error`, and the ticket of the start."""

    state: Word
    ticket: Word
    code: Word = ""
    error: Word = ""


class SignedInOut(BaseModel):
    """A bearer token of the citizen. At level 1 it shows progress alone; `warnings` block nothing."""

    token: str
    until: datetime
    level: int
    warnings: list[schemas.DoubtOut]


class SignOutIn(Strict):
    """Nothing has to be said: the token names the session."""


class SignedOut(BaseModel):
    """The session is over here; `provider` is the page where it ends there."""

    provider: str | None


@room.endpoint(
    "GET",
    "/v1/sign-in/start",
    summary="Begin a sign-in with VNeID",
    reply=SignInStarted,
    public=True,
    faults=("signin.off", "signin.provider_down", "signin.token", "signin.address_too_many", "signin.closed"),
)
def start_sign_in(call: Call) -> SignInStarted:
    """Good once, for ten minutes."""
    begun = sign_in.start(call.address, call.now)
    return SignInStarted(url=begun.url, ticket=begun.ticket, until=begun.until)


@room.endpoint(
    "POST",
    "/v1/sign-in",
    summary="Finish a sign-in with what VNeID sent the citizen back with",
    body=SignInIn,
    reply=SignedInOut,
    public=True,
    faults=(
        "signin.off",
        "signin.state",
        "signin.cancelled",
        "signin.no_account",
        "signin.locked",
        "signin.refused",
        "signin.provider_down",
        "signin.token",
        "signin.nonce",
        "signin.encrypted",
        "signin.claims",
    ),
)
def finish_sign_in(call: Call) -> SignedInOut:
    """A repeat finds the sign-in used: a code of the provider counts once as well."""
    body: SignInIn = call.body
    made = sign_in.finish(sign_in.Returned(body.state, body.code, body.error), body.ticket, call.now)
    warnings = [schemas.doubt(one) for one in made.doubts]
    return SignedInOut(token=made.token, until=made.until, level=made.level, warnings=warnings)


@room.endpoint(
    "POST", "/v1/sign-out", summary="End the citizen's own session", body=SignOutIn, reply=SignedOut, keyed=True
)
def sign_out(call: Call) -> SignedOut:
    """Its token is refused from now on; again, under any key, changes nothing."""
    return SignedOut(provider=sign_in.sign_out(call.account or "", call.now))


@room.endpoint("GET", "/v1/sign-in/keys", summary="The keys that prove citizens' tokens", reply=None, public=True)
def sign_in_keys(call: Call) -> Mapping[str, Any]:
    """A JSON Web Key Set; the authorizer reads it too."""
    return sign_in.keys()
