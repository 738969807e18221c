"""The route by which an administrator enters rules of the registry."""

from __future__ import annotations

from typing import Any

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.services import rulebook

blueprint = Blueprint(__name__)
room = Room("rulebook", blueprint)


class RulesIn(Strict):
    """Versions of rules of one kind, as the registry's files spell them; `dry_run` only checks them."""

    entries: list[dict[str, Any]] = Field(min_length=1, max_length=99)
    reason: str = Field(default="", max_length=500)
    dry_run: bool = Field(default=True, strict=True)


class RulesOut(BaseModel):
    """How many of the versions are new or changed, and whether they were entered."""

    changed: int
    entered: bool


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
        "linked.invalid",
        "regime.invalid",
        "catalogue.too_many",
    ),
)
def enter_rules(call: Call) -> RulesOut:
    """Entering the same versions again changes nothing, under any key."""
    body: RulesIn = call.body
    count = rulebook.enter(body.entries, body.reason, call.principal, call.now, dry_run=body.dry_run)
    return RulesOut(changed=count, entered=bool(count) and not body.dry_run)
