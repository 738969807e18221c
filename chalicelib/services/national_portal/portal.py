"""Following the national portal: what it says of a dossier that a ministry's system decides is written down here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Once, Together
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import deadlines, lifecycle, regimes, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.domain.words import Words
from chalicelib.services.casework.intake import event_of
from chalicelib.services.issuance import issuing
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

_DUE_THERE = Words(
    "Ngày hẹn do Cổng Dịch vụ công quốc gia thông báo.", "The day is the one that the national portal says."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the portal says: the status, the due date it gave, why, and the result's number."""

    status: int
    due: datetime | None = None
    note: str = ""
    result_number: str = ""


def follow(code: str, said: Said, by: Principal, key: str, now: datetime) -> None:
    """Writes the portal's status down once. Raises regime.not_followed where our own authorities decide."""
    roles.require(by, Right.FOLLOW)
    mark = once("follow", f"api#{by.id}#{key}", {"code": code, "said": said})
    carried_out(mark, act=lambda: _follow(code, said, by, mark, now), again=lambda before: None)


def _follow(code: str, said: Said, by: Principal, mark: Once, now: datetime) -> None:
    loaded = store.load(code)
    before = loaded.file.dossier
    if not roles.within_reach(by, before):
        raise Fault("dossier.unknown", "code")
    if not registry.regime(hanoi_day(before.opened_at)).follows(before):
        raise Fault("regime.not_followed", "code")
    status = Status(said.status)
    kind = regimes.event_for(before, status)
    after = lifecycle.stamped(before, kind, status, now)
    due = said.due or before.due
    why = (_DUE_THERE,) if said.due else before.due_why
    if status is Status.FINISHED:
        after = replace(after, timeliness=deadlines.judged(due, now))
    after = replace(after, due=due, due_why=why, result_number=said.result_number.strip() or before.result_number)
    event = event_of(kind, before, after, by, now, note=said.note.strip())
    code_sent = issuing.code_on_paper(before, after, by, now)
    store.change(before, after, event, loaded.key_from, mark, Together(consequences=code_sent))
    logger.info("portal followed", dossier=code, status=int(status))
