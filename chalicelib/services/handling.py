"""What clerks and officers do to a dossier: every act goes through the lifecycle's table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded, Once
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import crosscheck, deadlines, lifecycle, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import registry
from chalicelib.services.intake import event_of
from chalicelib.services.once import carried_out, once


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody wants done: the act's name and what it demands."""

    action: str
    reason: str = ""
    result_number: str = ""
    due: str = ""
    confirm_differences: bool = False


def act(code: str, wanted: Act, by: Principal, key: str, now: datetime) -> None:
    """Carries the act out once. Raises dossier.unknown, action.refused and whatever the act's guards demand."""
    roles.require(by, Right.ACT)
    mark = once("act", f"api#{by.id}#{key}", {"code": code, "wanted": wanted})
    carried_out(mark, act=lambda: _act(code, wanted, by, mark, now), again=lambda before: None)


def _act(code: str, wanted: Act, by: Principal, mark: Once, now: datetime) -> None:
    loaded = store.load(code)
    before = loaded.file.dossier
    if not roles.within_reach(by, before):
        raise Fault("dossier.unknown", "code")
    given = lifecycle.Given(reason=wanted.reason, result_number=wanted.result_number, due=wanted.due)
    line = lifecycle.transition(before, wanted.action, by, given)
    _require(line.action, loaded, wanted)
    after = lifecycle.moved(before, line, now, wanted.result_number)
    if line.action == "accept":
        after = _with_due(after, now)
    event = event_of(line.event, before, after, by, now, note=wanted.reason.strip())
    store.change(before, after, event, loaded.key_from, mark)
    logger.info("dossier " + line.event, dossier=code, status=int(after.status), role=by.role.value)


def _require(action: str, loaded: Loaded, wanted: Act) -> None:
    file = loaded.file
    if action == "submit":
        procedure = registry.procedure(file.dossier.procedure, hanoi_day(file.dossier.opened_at))
        comparisons = crosscheck.compare(file.dossier, file.papers, procedure)
        doubts = crosscheck.differing(comparisons) + crosscheck.misplaced(file.papers, procedure)
        lifecycle.require_complete(file, procedure, doubts, wanted.confirm_differences)
    if action == "supplement":
        lifecycle.require_supplemented(file)


def _with_due(dossier: Dossier, now: datetime) -> Dossier:
    """The dossier with its due date; accepting a supplement starts the clock from zero (NĐ 61/2018 Đ.19)."""
    procedure = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at))
    due = deadlines.due(now, procedure.time, registry.calendar(hanoi_day(now)))
    return replace(dossier, due=due.at, due_why=due.why)
