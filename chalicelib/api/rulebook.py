"""The route by which an administrator enters rules of the registry."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.services.messaging import wordings
from chalicelib.services.messaging.wordings import Costed
from chalicelib.services.reference import rulebook

blueprint = Blueprint(__name__)
room = Room("rulebook", blueprint)
_WORDING = (
    "template.unknown_gap",
    "template.missing_gap",
    "template.forbidden_gap",
    "template.braces",
    "template.letters",
    "template.entry",
)


class RulesIn(Strict):
    """Versions of rules of one kind, as the registry's files spell them; `dry_run` only checks them."""

    entries: list[dict[str, Any]] = Field(min_length=1, max_length=99)
    reason: str = Field(default="", max_length=500)
    dry_run: bool = Field(default=True, strict=True)


class WordingOut(BaseModel):
    """The SMS of a wording with every gap at its longest: its text, what it counts, and the segments that it costs."""

    event: str
    language: str
    mandatory: bool
    sms: str
    encoding: str
    units: int
    segments: int


class RulesOut(BaseModel):
    """How many of the versions are new or changed, and whether they were entered; of wordings what each SMS costs."""

    changed: int
    entered: bool
    wordings: list[WordingOut] = []


class WordingIn(Strict):
    """A wording that nobody saved yet, as a template's entry has it in its body."""

    wording: dict[str, Any]


@room.endpoint(
    "POST",
    "/v1/admin/rules",
    summary="Enter versions of a calendar, authority, form, linked plan, regime, wording or trust (dry run by default)",
    body=RulesIn,
    reply=RulesOut,
    keyed=True,
    faults=(
        "role.forbidden",
        "action.reason",
        "registry.kind",
        "registry.shape",
        "registry.in_force",
        "registry.overlap",
        "registry.raced",
        "calendar.invalid",
        "form.template",
        *_WORDING,
        "linked.invalid",
        "regime.invalid",
        "catalogue.too_many",
    ),
)
def enter_rules(call: Call) -> RulesOut:
    """Entering the same versions again changes nothing, under any key."""
    body: RulesIn = call.body
    count = rulebook.enter(body.entries, body.reason, call.principal, call.now, dry_run=body.dry_run)
    costed = wordings.costs(body.entries, call.now).values()
    return RulesOut(
        changed=count, entered=bool(count) and not body.dry_run, wordings=[_wording(found) for found in costed]
    )


@room.endpoint(
    "POST",
    "/v1/admin/wordings/preview",
    summary="See what a wording's SMS costs before it is saved",
    body=WordingIn,
    reply=WordingOut,
    keyed=True,
    faults=("role.forbidden", "registry.shape", *_WORDING),
)
def preview_wording(call: Call) -> WordingOut:
    """Saves nothing; whatever would be refused when it is saved is refused here."""
    return _wording(wordings.preview(call.body.wording, call.principal, call.now))


def _wording(found: Costed) -> WordingOut:
    return WordingOut(
        event=found.template.event,
        language=found.template.language.value,
        mandatory=found.template.mandatory,
        sms=found.sms.text,
        encoding=found.sms.encoding.value,
        units=found.sms.units,
        segments=found.sms.segments,
    )
