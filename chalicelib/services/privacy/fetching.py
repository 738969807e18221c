"""The own data for who asked to see them at a counter: opened there against a code that the applicant's phone gets."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import code_store, rights_store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Done, Once, remember
from chalicelib.domain import roles
from chalicelib.domain.faults import Fault
from chalicelib.domain.one_time_codes import Code
from chalicelib.domain.rights import FETCHING, Request
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import reach
from chalicelib.services.citizens import one_time_codes
from chalicelib.services.once import carried_out, once
from chalicelib.services.privacy import consents, trail
from chalicelib.services.privacy.trail import Export


def fetch(code: str, request_id: str, digits: str, by: Principal, key: str, now: datetime) -> tuple[Request, Export]:
    """The data that the Centre granted the dossier's applicant to see, once per one-time code.

    The same key opens them again, with new links, until the code's minutes are over. Raises dossier.unknown,
    role.forbidden, rights.unknown, rights.not_granted, code.…
    """
    roles.require(by, Right.ASK_RIGHTS)
    asked = _asked_here(code, request_id, by)
    wanted = consents.about(code, FETCHING)
    mark = once("own-data", f"api#{by.id}#{key}", {"request": request_id, "code": digits})
    carried_out(
        mark,
        act=lambda: _open(asked, one_time_codes.prove(wanted, digits, now), by, mark, now),
        again=lambda done: _require_still_open(wanted, done, now),
    )
    return asked, trail.exported(asked)


def _asked_here(code: str, request_id: str, by: Principal) -> Request:
    person = reach.dossier(code, by).file.dossier.person
    asked = rights_store.load(request_id).request
    if (asked.person, asked.dossier) != (person, code):
        raise Fault("rights.unknown", "request")
    if not asked.opens_data:
        raise Fault("rights.not_granted", "request")
    return asked


def _open(asked: Request, proven: Code, by: Principal, mark: Once, now: datetime) -> None:
    trace = Trace(by, f"data_fetched {asked.id}", asked.right.value)
    with rights_store.noted(asked, trace, now) as write:
        code_store.use(write, proven, now)
        remember(write, mark, asked.id, proven.id, now)


def _require_still_open(wanted: Code, done: Done, now: datetime) -> None:
    """Whoever kept the key of a request must not fetch the data again without the applicant."""
    last = code_store.find(wanted)
    if last is None or last.code.id != done.item or now >= last.until:
        raise Fault("code.expired", "code")
