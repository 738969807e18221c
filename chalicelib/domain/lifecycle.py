"""What may be done to a dossier, when, by whom and with what: one table, drawn in `docs/lifecycle.md`.

Statuses are the portal's; the arrows are ours, after the suggested transitions of the collected facts (no table of them
was found in a public text). Where a law gives a condition, its article stands beside the guard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from chalicelib.domain.deadlines import Pause, PauseKind
from chalicelib.domain.dossiers import Dossier, File, PaperState, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.roles import AGENT_SIDE, AUTHORITY_SIDE, Principal, Role

S = Status
_OFFICERS = frozenset({Role.CASE_OFFICER, Role.LEADER})


class Guard(NamedTuple):
    """A condition beyond the status, said in words beside the rule."""

    vi: str
    en: str
    holds: Callable[[Dossier], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One act: its name, the event that tells of it, from where to where, by whom, under which guard.

    `target` is None where the status stays; an act that `resumes` leads back to where the dossier was paused.
    `form` is the printed form of TT 01/2018/TT-VPCP that the act demands.
    """

    action: str
    event: str
    vi: str
    en: str
    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]
    guard: Guard | None = None
    resumes: bool = False
    needs_reason: bool = False
    needs_result: bool = False
    needs_due: bool = False
    needs_authority: bool = False
    form: str | None = None

    def leads_to(self, dossier: Dossier) -> Status:
        """The status after the act."""
        if self.resumes:
            return dossier.paused_from or Status.ACCEPTED
        return dossier.status if self.target is None else self.target


def _handed_over(d: Dossier) -> bool:
    """Nobody decides a dossier that was not handed over, nor a part whose turn has not come."""
    return (d.status is not S.REGISTERED or d.authority is not None) and not d.waits_for


def _may_ask(d: Dossier) -> bool:
    return _handed_over(d) and d.stage not in d.supplements_asked


_NOT_SUBMITTED = Guard("chưa nộp", "not submitted yet", lambda d: d.submitted_at is None)
_DECIDABLE = Guard("đã chuyển cơ quan giải quyết", "handed over to the authority", _handed_over)
_ACCEPTABLE = Guard(
    "đã chuyển cơ quan giải quyết; nếu chờ bổ sung thì đã nộp bổ sung",
    "handed over to the authority; a supplement that was asked for is in",
    lambda d: _handed_over(d) and (d.status is not S.SUPPLEMENT or d.supplemented_at is not None),
)
_ASKS_ONCE = Guard(
    "chưa yêu cầu bổ sung trong giai đoạn này: mỗi giai đoạn một lần, nêu đủ (NĐ 61/2018 Đ.15(3), Đ.19(4))",
    "not asked at this stage yet: once a stage, completely (ND 61/2018 Art. 15(3), 19(4))",
    _may_ask,
)
_AWAITS_PAPERS = Guard("chưa nộp bổ sung", "the supplement is not in yet", lambda d: d.supplemented_at is None)
_EXTENDS_ONCE = Guard(
    "đã có ngày hẹn và chưa hẹn lại lần nào; trước ngày hẹn ít nhất 1 ngày (NĐ 61/2018 Đ.19(9))",
    "a due date is set and was never moved; at least a day before it (ND 61/2018 Art. 19(9))",
    lambda d: d.due is not None and d.extended_from is None,
)


def _line(action: str, event: str, vi: str, en: str, **rest: Any) -> Transition:  # noqa: ANN401 - Transition checks
    sources = frozenset(rest.pop("sources"))
    return Transition(action=action, event=event, vi=vi, en=en, sources=sources, **rest)


TRANSITIONS: dict[str, Transition] = {
    t.action: t
    for t in (
        _line(
            *("submit", "submitted", "nộp hồ sơ", "submit"),
            sources={S.REGISTERED},
            target=None,
            roles=AGENT_SIDE,
            guard=_NOT_SUBMITTED,
        ),
        _line(
            *("accept", "accepted", "tiếp nhận", "accept"),
            sources={S.REGISTERED, S.SUPPLEMENT},
            target=S.ACCEPTED,
            roles=AUTHORITY_SIDE,
            guard=_ACCEPTABLE,
            form="01",
        ),
        _line(
            *("refuse", "refused", "từ chối tiếp nhận", "refuse"),
            sources={S.REGISTERED, S.SUPPLEMENT},
            target=S.REFUSED,
            roles=AUTHORITY_SIDE,
            guard=_DECIDABLE,
            needs_reason=True,
            form="03",
        ),
        _line(
            *("process", "processing", "xử lý", "process"),
            sources={S.ACCEPTED},
            target=S.PROCESSING,
            roles=_OFFICERS,
        ),
        _line(
            *("ask_supplement", "supplement_asked", "yêu cầu bổ sung", "ask for a supplement"),
            sources={S.REGISTERED, S.ACCEPTED, S.PROCESSING},
            target=S.SUPPLEMENT,
            roles=AUTHORITY_SIDE,
            guard=_ASKS_ONCE,
            needs_reason=True,
            form="02",
        ),
        _line(
            *("supplement", "supplemented", "nộp bổ sung", "hand in the supplement"),
            sources={S.SUPPLEMENT},
            target=None,
            roles=AGENT_SIDE,
            guard=_AWAITS_PAPERS,
        ),
        _line(
            *("ask_payment", "payment_asked", "yêu cầu thực hiện nghĩa vụ tài chính", "ask for payment"),
            sources={S.ACCEPTED, S.PROCESSING},
            target=S.PAYMENT,
            roles=AUTHORITY_SIDE,
            needs_reason=True,
        ),
        _line(
            *("confirm_payment", "paid", "xác nhận đã thanh toán", "confirm the payment"),
            sources={S.PAYMENT},
            target=None,
            roles=AUTHORITY_SIDE,
            resumes=True,
        ),
        _line(
            *("extend", "extended", "xin lỗi và hẹn lại ngày trả", "apologise and move the due date"),
            sources={S.ACCEPTED, S.PROCESSING},
            target=None,
            roles=_OFFICERS,
            guard=_EXTENDS_ONCE,
            needs_reason=True,
            needs_due=True,
            form="04",
        ),
        _line(
            *("hand_over", "handed_over", "chuyển cơ quan khác giải quyết", "hand over to another authority"),
            sources={S.REGISTERED, S.ACCEPTED, S.PROCESSING},
            target=None,
            roles=AUTHORITY_SIDE,
            guard=_DECIDABLE,
            needs_reason=True,
            needs_authority=True,
        ),
        _line(
            *("finish", "finished", "xử lý xong", "finish"),
            sources={S.ACCEPTED, S.PROCESSING},
            target=S.FINISHED,
            roles=_OFFICERS,
            needs_result=True,
        ),
        _line(
            *("return_result", "returned", "trả kết quả", "return the result"),
            sources={S.FINISHED},
            target=S.RETURNED,
            roles=AGENT_SIDE | AUTHORITY_SIDE,
        ),
        _line(
            *("withdraw", "withdrawn", "rút hồ sơ", "withdraw"),
            sources={S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT, S.PAYMENT},
            target=S.WITHDRAWN,
            roles=AGENT_SIDE,
            needs_reason=True,
        ),
        _line(
            *("stop", "stopped", "dừng xử lý", "stop"),
            sources={S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT, S.PAYMENT},
            target=S.STOPPED,
            roles=_OFFICERS,
            needs_reason=True,
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an act comes with, beside who does it: a reason, the result's number, the new due day, the authority."""

    reason: str = ""
    result_number: str = ""
    due: str = ""
    authority: str = ""


def open_actions(dossier: Dossier) -> list[Transition]:
    """The acts that the dossier's state allows somebody, whoever that is."""
    return [t for t in TRANSITIONS.values() if dossier.status in t.sources and (not t.guard or t.guard.holds(dossier))]


def transition(dossier: Dossier, action: str, principal: Principal, given: Given) -> Transition:
    """The table's line for this act. Raises action.refused, role.forbidden, or action.… for what is not given."""
    line = TRANSITIONS.get(action)
    if line is None or line not in open_actions(dossier):
        raise _refused(action, dossier)
    if principal.role not in line.roles:
        raise Fault("role.forbidden", role=principal.role.value)
    if line.needs_reason and not given.reason.strip():
        raise Fault("action.reason", "reason")
    if line.needs_result and not given.result_number.strip():
        raise Fault("action.result", "result_number")
    if line.needs_due and not given.due.strip():
        raise Fault("action.due", "due")
    if line.needs_authority and given.authority.strip() in ("", dossier.authority):
        raise Fault("action.authority", "authority")
    return line


def _refused(action: str, dossier: Dossier) -> Fault:
    line = TRANSITIONS.get(action)
    choices = open_actions(dossier)
    return Fault(
        "action.refused",
        "action",
        action=line.vi if line else action,
        action_en=line.en if line else action,
        status=dossier.status.vi,
        status_en=dossier.status.en,
        guard=f" ({line.guard.vi})" if line and line.guard else "",
        guard_en=f" ({line.guard.en})" if line and line.guard else "",
        open="; ".join(f"{t.vi} ({_who(t)})" for t in choices) or "không có",
        open_en="; ".join(f"{t.en} ({_who(t)})" for t in choices) or "none",
    )


def _who(line: Transition) -> str:
    return ", ".join(sorted(line.roles))


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
    changes: dict[str, Any] = {"status": line.leads_to(dossier), "version": dossier.version + 1}
    stamp = _STAMPS.get(line.action)
    if stamp and not (stamp == "accepted_at" and dossier.accepted_at):  # a supplement does not change when it came
        changes[stamp] = now
    match line.action:
        case "ask_supplement":  # the clock stands still until the papers are full
            asked = (*dossier.supplements_asked, dossier.stage)
            changes |= {"supplemented_at": None, "supplements_asked": asked, "due": None, "due_why": ()}
            changes |= _paused(dossier, PauseKind.SUPPLEMENT, now)
        case "ask_payment":
            changes |= _paused(dossier, PauseKind.PAYMENT, now) | {"due": None, "due_why": ()}
        case "accept" | "confirm_payment":
            changes |= {"paused_from": None, "pauses": _ended(dossier.pauses, now)}
        case "finish":
            changes["result_number"] = result_number.strip()
    return replace(dossier, **changes)


def stamped(dossier: Dossier, event: str, status: Status, now: datetime) -> Dossier:
    """The dossier at a status that somebody else gave it, with the moment that belongs to the event."""
    stamp = next((_STAMPS[t.action] for t in TRANSITIONS.values() if t.event == event and t.action in _STAMPS), None)
    changes: dict[str, Any] = {"status": status, "version": dossier.version + 1}
    if stamp and getattr(dossier, stamp) is None:
        changes[stamp] = now
    return replace(dossier, **changes)


def _paused(dossier: Dossier, kind: PauseKind, now: datetime) -> dict[str, Any]:
    """The clock stands still from now on; before acceptance there is no clock."""
    if dossier.accepted_at is None:
        return {}
    return {"paused_from": dossier.status, "pauses": (*dossier.pauses, Pause(kind, now))}


def _ended(pauses: tuple[Pause, ...], now: datetime) -> tuple[Pause, ...]:
    return tuple(replace(pause, end=now) if pause.end is None else pause for pause in pauses)


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
