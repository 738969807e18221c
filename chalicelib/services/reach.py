"""Whose dossiers one may work on, whose data one sees there, and when a phone speaks for a person."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import erasing_store
from chalicelib.adapters.dossier_store import Loaded
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import roles
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role


def dossier(code: str, by: Principal) -> Loaded:
    """A dossier that the asker may know of. Raises dossier.unknown."""
    loaded = store.load(code)
    if not roles.within_reach(by, loaded.file.dossier):
        raise Fault("dossier.unknown", "code")
    return loaded


def personal(code: str, by: Principal, *, though_restricted: bool = False) -> Loaded:
    """A dossier whose personal data the asker may see now, or could but for the restriction that its person asked for.

    Raises dossier.unknown, role.forbidden.
    """
    loaded = dossier(code, by)
    found = loaded.file.dossier
    if not roles.sees_personal_data(by, replace(found, restricted=False) if though_restricted else found):
        raise Fault("role.forbidden", role=by.role.value)
    return loaded


def require_known_phone(about: Dossier, by: Principal) -> None:
    """Raises person.other_phone where another dossier of the person names another phone, and nobody signed in.

    Anybody can open a dossier with somebody's number and a phone of his own. What reaches beyond that dossier (papers
    kept from others, choices, requests about the data) therefore needs the phone that all of them name, or a sign-in.
    """
    if by.role is Role.CITIZEN:
        return
    others = (store.load(code).file.dossier for code in erasing_store.codes_of(about.person) if code != about.code)
    if any(other.applicant.phone != about.applicant.phone for other in others):
        count("person_other_phone")
        logger.warning("another phone speaks for a person", dossier=about.code, agent=about.agent)
        raise Fault("person.other_phone", "code")
