"""The one-time code (mã nhận kết quả) against which an agent hands a result out: made, sent, tried.

What announces it is an event of the dossier, and the code is cut from a hash of that event's id: a new event makes a
new code, and the old one is worth nothing. So nothing is stored beside the events, which also tell a day's codes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chalicelib.adapters import code_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Once
from chalicelib.domain import procedures, results, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.one_time_codes import Code, Use
from chalicelib.domain.results import Result, State
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.casework.intake import event_of
from chalicelib.services.citizens import one_time_codes
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

EVENT = results.CODE_SENT
_SPENT_BY = "posted"


def code_of(dossier: str, event_id: str) -> str:
    """The digits of the code that this event announces."""
    return code_store.digits_of(Code(Use.PICKUP, dossier, event_id))


def announced(about: Dossier, result: Result | None, by: Principal, now: datetime) -> Event:
    """The event that makes a new code for a dossier, or a part of one, and has it sent to the citizen.

    Without a result that was signed there is paper only; it is handed out against a code as well.
    """
    return event_of(EVENT, about, about, by, now, subject=result.id if result else results.ON_PAPER)


def require_right(file: File, about: Dossier, given: str, now: datetime) -> None:
    """Raises pickup.unsent where there is no code yet, pickup.needed, code.wrong, or code.dead once the code, or the
    day, has seen too many tries. A code against which the result was posted is spent."""
    told = (e for e in reversed(file.events) if e.type in (EVENT, _SPENT_BY) and e.part == about.part)
    announcement = next(told, None)
    if announcement is None or announcement.type == _SPENT_BY:
        raise Fault("pickup.unsent", "pickup_code")
    if not given.strip():
        raise Fault("pickup.needed", "pickup_code")
    one_time_codes.require_right(Code(Use.PICKUP, about.code, announcement.id), given, now)


def send_again(code: str, result_id: str, by: Principal, key: str, now: datetime, part: str = "") -> None:
    """Sends the citizen a new code, once per key; the one before is worth nothing then.

    `part` is only asked of a result on paper, whose id is `paper`. Raises pickup.too_many, result.unknown,
    result.state, procedure.no_result.
    """
    roles.require(by, Right.ASK_CODE)
    asked = {"code": code, "result": result_id} | ({"part": part} if part else {})
    mark = once("pickup", f"api#{by.id}#{key}", asked)
    carried_out(mark, act=lambda: _send_again(code, result_id, part, by, mark, now), again=lambda _: None)


def _send_again(code: str, result_id: str, part: str, by: Principal, mark: Once, now: datetime) -> None:
    loaded = store.load(code)
    dossier = loaded.file.dossier
    if not roles.within_reach(by, dossier):
        raise Fault("dossier.unknown", "code")
    procedures.require_returned_by_agents(registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at)))
    about, result = _waiting(loaded.file, result_id, part)
    announcements = [e for e in loaded.file.events if e.type == EVENT and e.part == about.part]
    limit = registry.codes(Use.PICKUP, hanoi_day(now)).sent_a_day
    if sum(hanoi_day(e.at) == hanoi_day(now) for e in announcements) >= limit:
        raise Fault("pickup.too_many", "result", limit=limit)
    after = replace(dossier, version=dossier.version + 1)
    store.change(dossier, after, announced(about, result, by, now), loaded.key_from, mark)


def _waiting(file: File, result_id: str, part: str) -> tuple[Dossier, Result | None]:
    """The dossier, or part of it, whose result waits to be handed out, and that result unless it is on paper only."""
    if result_id != results.ON_PAPER:
        result = results.found(file.results, result_id)
        results.require(result, State.ISSUED)
        return (file.part(result.part) if result.part else file.dossier), result
    about = file.part(part) if part else file.dossier
    if about.status is not Status.FINISHED or (file.parts and not part) or results.issued(file.results, about.part):
        raise Fault("result.unknown", "result")
    return about, None
