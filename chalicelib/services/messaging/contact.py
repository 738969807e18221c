"""How a citizen wants to be told: chosen by the citizen, or at the counter by the clerk for the citizen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from chalicelib.adapters import people_store
from chalicelib.adapters.audit import Trace
from chalicelib.domain import roles
from chalicelib.domain.contact import Choices
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import reach
from chalicelib.services.once import carried_out, once


def own(by: Principal) -> Choices:
    """What the asking citizen chose."""
    roles.require(by, Right.OWN_CONTACT)
    return people_store.contact(by.scope).choices


def choose_own(choices: Choices, by: Principal, key: str, now: datetime) -> Choices:
    """Keeps what the asking citizen chooses, once per key."""
    roles.require(by, Right.OWN_CONTACT)
    return _chosen(by.scope, choices, "choose_contact", by, key, now)


def of_applicant(code: str, by: Principal) -> Choices:
    """What the applicant of a dossier chose, for the clerk who works on it. Raises dossier.unknown, role.forbidden."""
    roles.require(by, Right.CONTACT)
    return people_store.contact(_applicant(code, by)).choices


def choose_for_applicant(code: str, choices: Choices, by: Principal, key: str, now: datetime) -> Choices:
    """Keeps what the applicant says at the counter, once per key. Raises dossier.unknown, role.forbidden."""
    roles.require(by, Right.CONTACT)
    return _chosen(_applicant(code, by), choices, f"choose_contact {code}", by, key, now)


def _applicant(code: str, by: Principal) -> str:
    """The applicant of a dossier that lies with the asking agent; afterwards only the citizen may choose."""
    dossier = reach.personal(code, by).file.dossier
    reach.require_known_phone(dossier, by)
    return dossier.person


def _chosen(person: str, choices: Choices, act: str, by: Principal, key: str, now: datetime) -> Choices:
    asked = {**asdict(choices), "channels": sorted(choices.channels), "person": person}
    mark = once("contact", f"api#{by.id}#{key}", asked)

    def choose() -> Choices:
        people_store.choose(person, people_store.contact(person), choices, Trace(by, act, ""), now, mark)
        return choices

    return carried_out(mark, act=choose, again=lambda _: people_store.contact(person).choices)
