"""What may be done to a dossier, when and by whom: one table.

Statuses are the portal's; the arrows are ours, after the suggested transitions of the collected facts. Payment
(status 6) joins with the fees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chalicelib.domain.dossiers import Dossier, File, PaperState, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.roles import AGENT_SIDE, AUTHORITY_SIDE, Principal, Role

S = Status
_OFFICERS = frozenset({Role.CASE_OFFICER, Role.LEADER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One act: its name, the event that tells of it, from where to where (None: the status stays), by whom."""

    action: str
    event: str
    vi: str
    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]
    needs_reason: bool = False
    needs_result: bool = False


TRANSITIONS: dict[str, Transition] = {
    t.action: t
    for t in (
        Transition(
            action="submit",
            event="submitted",
            vi="nộp hồ sơ",
            sources=frozenset({S.REGISTERED}),
            target=None,
            roles=AGENT_SIDE,
        ),
        Transition(
            action="accept",
            event="accepted",
            vi="tiếp nhận",
            sources=frozenset({S.REGISTERED, S.SUPPLEMENT}),
            target=S.ACCEPTED,
            roles=AUTHORITY_SIDE,
        ),
        Transition(
            action="refuse",
            event="refused",
            vi="từ chối tiếp nhận",
            sources=frozenset({S.REGISTERED, S.SUPPLEMENT}),
            target=S.REFUSED,
            roles=AUTHORITY_SIDE,
            needs_reason=True,
        ),
        Transition(
            action="process",
            event="processing",
            vi="xử lý",
            sources=frozenset({S.ACCEPTED}),
            target=S.PROCESSING,
            roles=_OFFICERS,
        ),
        Transition(
            action="ask_supplement",
            event="supplement_asked",
            vi="yêu cầu bổ sung",
            sources=frozenset({S.REGISTERED, S.ACCEPTED, S.PROCESSING}),
            target=S.SUPPLEMENT,
            roles=AUTHORITY_SIDE,
            needs_reason=True,
        ),
        Transition(
            action="supplement",
            event="supplemented",
            vi="nộp bổ sung",
            sources=frozenset({S.SUPPLEMENT}),
            target=None,
            roles=AGENT_SIDE,
        ),
        Transition(
            action="finish",
            event="finished",
            vi="xử lý xong",
            sources=frozenset({S.ACCEPTED, S.PROCESSING}),
            target=S.FINISHED,
            roles=_OFFICERS,
            needs_result=True,
        ),
        Transition(
            action="return_result",
            event="returned",
            vi="trả kết quả",
            sources=frozenset({S.FINISHED}),
            target=S.RETURNED,
            roles=AGENT_SIDE,
        ),
        Transition(
            action="withdraw",
            event="withdrawn",
            vi="rút hồ sơ",
            sources=frozenset({S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT}),
            target=S.WITHDRAWN,
            roles=AGENT_SIDE,
            needs_reason=True,
        ),
        Transition(
            action="stop",
            event="stopped",
            vi="dừng xử lý",
            sources=frozenset({S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT}),
            target=S.STOPPED,
            roles=_OFFICERS,
            needs_reason=True,
        ),
    )
}


def open_actions(dossier: Dossier) -> list[Transition]:
    """The acts that the dossier's state allows somebody, whoever that is."""
    return [t for t in TRANSITIONS.values() if dossier.status in t.sources and _state_allows(t, dossier)]


def transition(dossier: Dossier, action: str, principal: Principal, reason: str, result_number: str) -> Transition:
    """The table's line for this act. Raises action.refused, role.forbidden, action.reason or action.result."""
    line = TRANSITIONS.get(action)
    if line is None or line not in open_actions(dossier):
        raise _refused(line.vi if line else action, dossier)
    if principal.role not in line.roles:
        raise Fault("role.forbidden", role=principal.role.value)
    if line.needs_reason and not reason.strip():
        raise Fault("action.reason", "reason")
    if line.needs_result and not result_number.strip():
        raise Fault("action.result", "result_number")
    return line


def _state_allows(line: Transition, dossier: Dossier) -> bool:
    """Guards that look at more than the status: nobody decides a dossier that was not handed over or completed."""
    match line.action:
        case "submit":
            return dossier.submitted_at is None
        case "accept" | "refuse" | "ask_supplement" if dossier.status is S.REGISTERED:
            return dossier.authority is not None
        case "accept" if dossier.status is S.SUPPLEMENT:
            return dossier.supplemented_at is not None
        case "supplement":
            return dossier.supplemented_at is None
        case _:
            return True


def _refused(action: str, dossier: Dossier) -> Fault:
    choices = "; ".join(f"{t.vi} ({', '.join(sorted(t.roles))})" for t in open_actions(dossier)) or "không có"
    return Fault("action.refused", "action", action=action, status=dossier.status.vi, open=choices)


_STAMPS = {
    "submit": "submitted_at",
    "accept": "accepted_at",
    "ask_supplement": "supplement_asked_at",
    "supplement": "supplemented_at",
    "finish": "finished_at",
    "return_result": "returned_at",
}


def moved(dossier: Dossier, line: Transition, now: datetime, result_number: str = "") -> Dossier:
    """The dossier after the act; its due date is set by the deadline rules, not here."""
    target = dossier.status if line.target is None else line.target
    changes: dict[str, Any] = {"status": target, "version": dossier.version + 1}
    if stamp := _STAMPS.get(line.action):
        changes[stamp] = now
    if line.action == "ask_supplement":  # the clock stands still until the papers are full
        changes |= {"supplemented_at": None, "due": None, "due_why": ()}
    if line.action == "finish":
        changes["result_number"] = result_number.strip()
    return replace(dossier, **changes)


def require_complete(file: File, procedure: Procedure, differing: Sequence[str], confirmed: bool) -> None:
    """The counter's check before hand-over. Raises submit.missing, submit.unread or submit.differs."""
    _require_read(file)
    have = {paper.slot for paper in file.papers if paper.state is PaperState.READ}
    missing = [s.name for s in procedure.papers if s.required and s.handed_in and s.code not in have]
    if missing:
        raise Fault("submit.missing", "papers", papers="; ".join(missing))
    if differing and not confirmed:
        raise Fault("submit.differs", "confirm_differences", count=len(differing), fields="; ".join(differing))


def require_supplemented(file: File) -> None:
    """A supplement is something new. Raises submit.unread or supplement.nothing."""
    _require_read(file)
    asked = file.dossier.supplement_asked_at
    if not any(p.state is PaperState.READ and asked is not None and p.added_at > asked for p in file.papers):
        raise Fault("supplement.nothing", "papers")


def _require_read(file: File) -> None:
    waiting = sum(paper.state is PaperState.AWAITED for paper in file.papers)
    if waiting:
        raise Fault("submit.unread", "papers", count=waiting)
