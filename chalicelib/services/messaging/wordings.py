"""What a wording of notices costs, before anybody saves it: with the longest names that the registry knows that day."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.adapters import registry_store
from chalicelib.domain import notices, roles
from chalicelib.domain.contact import Language
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.notices import Template
from chalicelib.domain.roles import Principal, Right
from chalicelib.domain.sms import Sms


@dataclass(frozen=True, slots=True)
class Costed:
    """A wording, and its SMS with every gap at its longest."""

    template: Template
    sms: Sms


def preview(body: Mapping[str, Any], by: Principal, now: datetime) -> Costed:
    """A wording that nobody saved, costed. Raises role.forbidden or template.… for what could not be saved."""
    roles.require(by, Right.ENTER_RULES)
    try:
        made = notices.checked(body)
    except (KeyError, TypeError, ValueError) as error:
        raise Fault("registry.shape", "wording", entry="template", names=str(error)) from None
    return _costed(made, _longest(hanoi_day(now)))


def costs(entries: Sequence[Mapping[str, Any]], now: datetime) -> dict[tuple[str, Language], Costed]:
    """The wordings among checked entries, costed, by event and language."""
    made = [notices.template(row["body"]) for row in entries if row.get("kind") == "template"]
    values = _longest(hanoi_day(now)) if made else {}
    return {(template.event, template.language): _costed(template, values) for template in made}


def _costed(template: Template, values: Mapping[str, str]) -> Costed:
    return Costed(template, notices.costliest(template, values))


def _longest(day: date) -> dict[str, str]:
    code = "0" * 26
    return notices.longest(
        [str(entry.body["name"]) for entry in registry_store.remembered("authority", day)],
        [str(entry.body["name"]) for entry in registry_store.remembered("agent", day)],
        [name for status in Status for name in (status.vi, status.en)],
        [str(entry.body["in_short"]) for entry in registry_store.remembered("consent", day)],
        [str(name) for entry in registry_store.remembered("care", day) for name in entry.body["carriers"].values()],
        f"{os.environ['TRACKING_URL']}?ma={code}",
    )
