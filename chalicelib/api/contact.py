"""Routes of how a citizen wants to be told: the citizen's own, and the clerk's at the counter."""

from __future__ import annotations

from typing import Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.domain.contact import CHANNELS, Choices, Language, choices
from chalicelib.services.messaging import contact

blueprint = Blueprint(__name__)
room = Room("contact", blueprint)
_CODES = ("contact.channels", "idempotency.reused", "system.busy")


class ContactIn(Strict):
    """Channels, language, and whether anything beyond the mandatory notices is sent."""

    channels: list[Literal[CHANNELS]] = Field(min_length=1, max_length=len(CHANNELS))  # type: ignore[valid-type]
    language: Literal[tuple(Language)] = Language.VI  # type: ignore[valid-type]
    mandatory_only: bool = Field(default=False, strict=True)


class ContactOut(BaseModel):
    """What is chosen; changes of status are told in any case, over SMS if nothing else is left."""

    channels: list[str]
    language: str
    mandatory_only: bool


def _out(chosen: Choices) -> ContactOut:
    ordered = [channel for channel in CHANNELS if channel in chosen.channels]
    return ContactOut(channels=ordered, language=chosen.language.value, mandatory_only=chosen.mandatory_only)


def _in(body: ContactIn) -> Choices:
    return choices(body.channels, body.language, mandatory_only=body.mandatory_only)


@room.endpoint("GET", "/v1/me/contact", summary="How the asking citizen wants to be told", reply=ContactOut)
def own_contact(call: Call) -> ContactOut:
    """What nobody chose yet is Vietnamese, by SMS and e-mail, everything."""
    return _out(contact.own(call.principal))


@room.endpoint(
    "POST",
    "/v1/me/contact",
    summary="Choose channels and language of the own notices, or stop all but the mandatory ones",
    body=ContactIn,
    reply=ContactOut,
    keyed=True,
    faults=_CODES,
)
def choose_own_contact(call: Call) -> ContactOut:
    """Takes effect with the next notice, for all dossiers of the person."""
    return _out(contact.choose_own(_in(call.body), call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/contact",
    summary="How a dossier's applicant wants to be told",
    reply=ContactOut,
    faults=("dossier.unknown", "person.other_phone"),
)
def applicants_contact(call: Call, code: str) -> ContactOut:
    """Shown while the dossier lies with the agent."""
    return _out(contact.of_applicant(code, call.principal))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/contact",
    summary="Write down at the counter how the applicant wants to be told",
    body=ContactIn,
    reply=ContactOut,
    keyed=True,
    faults=("dossier.unknown", "person.other_phone", *_CODES),
)
def choose_applicants_contact(call: Call, code: str) -> ContactOut:
    """Holds for the person, in all dossiers; who wrote it down is kept."""
    return _out(contact.choose_for_applicant(code, _in(call.body), call.principal, call.key, call.now))
