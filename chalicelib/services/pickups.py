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
from chalicelib.domain import results, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.one_time_codes import Code, Use
from chalicelib.domain.results import State
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import one_time_codes, registry
from chalicelib.services.intake import event_of
from chalicelib.services.once import carried_out, once

EVENT = "pickup_code"


def code_of(dossier: str, event_id: str) -> str:
    """The digits of the code that this event announces."""
    return code_store.digits_of(Code(Use.PICKUP, dossier, event_id))


def announced(about: Dossier, result_id: str, by: Principal, now: datetime) -> Event:
    """The event that makes a new code for a dossier, or a part of one, and has it sent to the citizen."""
    return event_of(EVENT, about, about, by, now, subject=result_id)


def require_right(file: File, about: Dossier, given: str, now: datetime) -> None:
    """Raises pickup.needed, code.wrong, or code.dead once the code, or the day, has seen too many tries."""
    if not given.strip():
        raise Fault("pickup.needed", "pickup_code")
    announcement = [e for e in file.events if e.type == EVENT and e.part == about.part][-1]
    one_time_codes.require_right(Code(Use.PICKUP, about.code, announcement.id), given, now)


def send_again(code: str, result_id: str, by: Principal, key: str, now: datetime) -> None:
    """Sends the citizen a new code, once per key; the one before is worth nothing then. Raises pickup.too_many."""
    roles.require(by, Right.ASK_CODE)
    mark = once("pickup", f"api#{by.id}#{key}", {"code": code, "result": result_id})
    carried_out(mark, act=lambda: _send_again(code, result_id, by, mark, now), again=lambda _: None)


def _send_again(code: str, result_id: str, by: Principal, mark: Once, now: datetime) -> None:
    loaded = store.load(code)
    dossier = loaded.file.dossier
    if not roles.within_reach(by, dossier):
        raise Fault("dossier.unknown", "code")
    result = results.found(loaded.file.results, result_id)
    results.require(result, State.ISSUED)
    about = loaded.file.part(result.part) if result.part else dossier
    announcements = [e for e in loaded.file.events if e.type == EVENT and e.part == about.part]
    limit = registry.codes(Use.PICKUP, hanoi_day(now)).sent_a_day
    if sum(hanoi_day(e.at) == hanoi_day(now) for e in announcements) >= limit:
        raise Fault("pickup.too_many", "result", limit=limit)
    after = replace(dossier, version=dossier.version + 1)
    store.change(dossier, after, announced(about, result_id, by, now), loaded.key_from, mark)
