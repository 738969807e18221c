"""The printed forms of the one-stop (TT 01/2018/TT-VPCP, Mẫu 01–06): their text is registry data, filled in here.

Đ.9 sets A5, and A4 for form 06. NĐ 118/2025 replaced NĐ 61/2018 on 1 July 2025; its own numbering was not found, so
what is printed as the form's number is data apart from the template's id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any

from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Dossier, Event, File, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import masked
from chalicelib.domain.procedures import Procedure

REGISTER = "06"
UNKNOWN = "……………"
"""What is not known is left to be written in by hand."""
_EVENTS_OF = {"02": "supplement_asked", "03": "refused", "04": "extended"}
_JUDGED = {"early": "trước hạn", "on_time": "đúng hạn", "late": "quá hạn"}
GAPS = frozenset(
    {
        *("agency", "agent", "code", "portal_code", "procedure", "part", "name", "address", "phone", "email", "number"),
        *("time", "submitted_at", "received_at", "due", "old_due", "reason", "result_number", "judged", "printed_on"),
        *("first", "last", "count"),
        *("amount", "method", "receipt", "paid_at", "reference"),
        *("consent", "title", "text", "basis", "wording", "channel", "given_at", "proof", "state"),
        *("sha256", "signer"),
    }
)
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A form as the registry has it. `rows` names what its table lists: papers, steps, dossiers, or nothing.

    `demo` is for a wording of ours in place of an official one that was not found; its paper says so.
    """

    id: str
    number: str | None
    name: str
    page: str
    heading: tuple[str, ...]
    lines: tuple[str, ...]
    columns: tuple[str, ...]
    rows: str | None
    after: tuple[str, ...]
    signatures: tuple[str, ...]
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form filled in, ready to be set: every text as it is to stand there."""

    title: str
    number: str | None
    page: str
    heading: tuple[str, ...]
    lines: tuple[str, ...]
    columns: Row
    rows: tuple[Row, ...]
    after: tuple[str, ...]
    signatures: tuple[str, ...]
    copy: str | None
    demo: bool = False


def form(body: Mapping[str, Any], *, demo: bool = False) -> Form:
    """The form of a registry entry. Raises form.template for gaps or tables that nobody fills."""
    made = Form(
        id=body["id"],
        number=body["number"],
        name=body["name"],
        page=body["page"],
        heading=tuple(body["heading"]),
        lines=tuple(body["lines"]),
        columns=tuple(body["columns"]),
        rows=body["rows"],
        after=tuple(body["after"]),
        signatures=tuple(body["signatures"]),
        demo=demo,
    )
    named = {name for text in (*made.heading, *made.lines, *made.after) for _, name, _, _ in Formatter().parse(text)}
    strangers = sorted(str(name) for name in named - GAPS - {None})
    if made.rows not in (None, *_ROWS, "dossiers", "fees"):
        strangers.append(str(made.rows))
    if made.page not in ("A5", "A4 landscape"):
        strangers.append(made.page)
    if strangers:
        raise Fault("form.template", "body", form=made.id, names=", ".join(strangers))
    return made


def require_due(form_id: str, dossier: Dossier, events: Sequence[Event]) -> None:
    """Refuses a form that tells of what did not happen. Raises form.not_due."""
    if not _DUE[form_id](dossier, events):
        raise Fault("form.not_due", "form", form=form_id, status=dossier.status.vi, status_en=dossier.status.en)


def _told(form_id: str) -> Callable[[Dossier, Sequence[Event]], bool]:
    return lambda d, events: any(e.type == _EVENTS_OF[form_id] and e.part == d.part for e in events)


_DUE: dict[str, Callable[[Dossier, Sequence[Event]], bool]] = {
    "01": lambda d, events: d.accepted_at is not None,
    "02": _told("02"),
    "03": lambda d, events: d.status is Status.REFUSED,
    "04": lambda d, events: d.extended_from is not None,
    "05": lambda d, events: d.submitted_at is not None,
}
OF_DOSSIERS = tuple(_DUE)
"""The forms that are printed for a dossier; the other one is an agent's register."""


def values(form_id: str, file: File, procedure: Procedure, agency: str, agent: str, now: datetime) -> dict[str, str]:
    """What the gaps of a dossier's form hold. `agency` is in whose name it is printed."""
    d = file.dossier
    told = [e for e in file.events if e.type == _EVENTS_OF.get(form_id) and e.part == d.part]
    known = {
        "agency": agency,
        "agent": agent,
        "code": d.code,
        "portal_code": d.portal_code,
        "procedure": f"{procedure.code} {procedure.name}",
        "part": d.part_name,
        "name": d.applicant.full_name,
        "address": d.applicant.address,
        "phone": d.applicant.phone,
        "email": d.applicant.email,
        "number": d.applicant.number,
        "time": _time(procedure),
        "submitted_at": _moment(d.submitted_at),
        "received_at": _moment(d.accepted_at),
        "due": _moment(d.extended_to if form_id == "04" else d.due),
        "old_due": _moment(d.extended_from),
        "reason": told[-1].note if told else None,
        "result_number": d.result_number,
        "judged": _JUDGED.get(d.timeliness or ""),
        "printed_on": _long(now),
    }
    return {name: value or UNKNOWN for name, value in known.items()}


def rows_of(form: Form, file: File, procedure: Procedure) -> tuple[Row, ...]:
    """The rows of the form's table."""
    return _ROWS[form.rows](file, procedure) if form.rows in _ROWS else ()


def _papers(file: File, procedure: Procedure) -> tuple[Row, ...]:
    have = dict.fromkeys(paper.slot for paper in file.papers if paper.reason is None)
    found = [procedure.slot(slot) for slot in have]
    return tuple((str(n), slot.name, "bản quét", "1") for n, slot in enumerate(found, 1))


def _steps(file: File, _procedure: Procedure) -> tuple[Row, ...]:
    """Who had it when: each change of status, and each hand-over."""
    passed = [
        e for e in file.events if e.status_from != e.status_to or e.type in ("submitted", "routed", "handed_over")
    ]
    return tuple((_moment(e.at) or "", Status(e.status_to).vi, _SIDES.get(e.role, e.role), "") for e in passed)


_SIDES = {
    "clerk": "Đại lý",
    "agent_manager": "Đại lý",
    "branch_officer": "Bộ phận Một cửa",
    "case_officer": "Cán bộ thụ lý",
    "leader": "Lãnh đạo",
    "system": "Hệ thống",
}
_ROWS: dict[str | None, Callable[[File, Procedure], tuple[Row, ...]]] = {"papers": _papers, "steps": _steps}


def register_row(number: int, dossier: Dossier, procedure: str) -> Row:
    """A line of the register (form 06). The name is masked: who signs for a result shows a card, not this page."""
    return (
        str(number),
        dossier.code,
        procedure,
        UNKNOWN if dossier.restricted else masked(dossier.applicant.full_name),
        dossier.authority_name or "",
        _moment(dossier.submitted_at) or "",
        _moment(dossier.due) or "",
        _moment(dossier.finished_at) or "",
        _moment(dossier.returned_at) or "",
        "",
    )


def filled(form: Form, gaps: Mapping[str, str], rows: Sequence[Row], print_number: int) -> Sheet:
    """The form filled in; from the second print on it says that it is a copy."""
    known = {name: gaps.get(name, UNKNOWN) for name in GAPS}
    return Sheet(
        title=form.name,
        number=form.number,
        page=form.page,
        heading=tuple(text.format_map(known) for text in form.heading),
        lines=tuple(text.format_map(known) for text in form.lines),
        columns=form.columns,
        rows=tuple(rows),
        after=tuple(text.format_map(known) for text in form.after),
        signatures=form.signatures,
        copy=f"Bản in lại lần {print_number - 1}" if print_number > 1 else None,
        demo=form.demo,
    )


def message(code: str, form_id: str, print_number: int, day: date, key_id: str) -> str:
    """What the QR code says and the signature covers: ids only, nothing personal."""
    return f"MOTCUA1:{code}:{form_id}:{print_number}:{day:%Y%m%d}:{key_id}"


def _time(procedure: Procedure) -> str | None:
    time = procedure.time
    if time.same_day:
        return "trong ngày"
    unit = {"working_day": "ngày làm việc", "day": "ngày", "working_hour": "giờ làm việc"}.get(time.unit or "")
    return f"{time.n} {unit}" if time.n is not None and unit else None


def _moment(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(HANOI):%H giờ %M phút, ngày %d/%m/%Y}" if moment else None


def _long(moment: datetime) -> str:
    day = moment.astimezone(HANOI)
    return f"Hà Nội, ngày {day:%d} tháng {day:%m} năm {day:%Y}"
