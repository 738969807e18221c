"""Routes of printed forms: print one, print an agent's register, and the key that checks their signatures."""

from __future__ import annotations

from typing import Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api import schemas
from chalicelib.api.endpoints import Call, Room, Strict, day_of
from chalicelib.domain.forms import OF_DOSSIERS
from chalicelib.services.casework import forms

blueprint = Blueprint(__name__)
room = Room("forms", blueprint)


class PrintIn(Strict):
    """Which form, and of which part of a dossier of linked procedures."""

    form: Literal[OF_DOSSIERS]  # type: ignore[valid-type]
    part: schemas.Short = ""


class RegisterIn(Strict):
    """The days of the register, both included."""

    first: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    last: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")


class PrintedOut(BaseModel):
    """A form as PDF: the link shows it for five minutes; a print number above 1 marks a copy."""

    form: str
    print_number: int
    link: str


class FormsKey(BaseModel):
    """The key that checks the QR code of a form: everything before the last colon is signed, what follows is r and s of
    ECDSA over P-256 and SHA-256 in base64url. `id` is the field before the signature."""

    id: str
    pem: str
    kty: Literal["EC"] = "EC"
    crv: Literal["P-256"] = "P-256"
    alg: Literal["ES256"] = "ES256"
    x: str
    y: str


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/forms",
    summary="Print a form of a dossier: receipt, supplement, refusal, apology, control slip",
    body=PrintIn,
    reply=PrintedOut,
    status=201,
    keyed=True,
    faults=("dossier.unknown", "form.not_due", "part.unknown", "action.elsewhere", "idempotency.reused", "system.busy"),
)
def print_form(call: Call, code: str) -> PrintedOut:
    """Prints it once per Idempotency-Key; each print is audited, and from the second on it says that it is a copy."""
    made = forms.print_form(code, call.body.form, call.body.part, call.principal, call.key, call.now)
    return PrintedOut(form=made.form, print_number=made.print_number, link=made.link)


@room.endpoint(
    "POST",
    "/v1/register",
    summary="Print the register (form 06) of the asker's own agent",
    body=RegisterIn,
    reply=PrintedOut,
    status=201,
    keyed=True,
    faults=("form.date", "request.value"),
)
def print_register(call: Call) -> PrintedOut:
    """Changes nothing but the audit trail, so that a repeated request prints it again."""
    first, last = day_of(call.body.first, "first"), day_of(call.body.last, "last")
    made = forms.print_register(first, last, call.principal, call.now)
    return PrintedOut(form=made.form, print_number=made.print_number, link=made.link)


@room.endpoint(
    "GET", "/v1/forms/key", summary="The key that checks the signatures of forms", reply=FormsKey, public=True
)
def forms_key(call: Call) -> FormsKey:
    """To be fetched once: after that a phone checks forms without us."""
    key = forms.public_key()
    return FormsKey(id=key.id, pem=key.pem, x=key.x, y=key.y)
