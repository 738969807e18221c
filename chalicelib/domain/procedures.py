"""Procedures (thủ tục hành chính) as the registry holds them, and what a form of one must hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain import people
from chalicelib.domain.faults import Fault


@dataclass(frozen=True, slots=True)
class Duration:
    """The statutory time. `same_day` marks procedures settled on the day itself; `n` is None where it is not known.

    `unit` is working_day, day or working_hour; `after_pause` says what a supplement does to the clock: `restart` it
    from zero (NĐ 61/2018 Đ.19(4)), or `shift` the due date by the working days that it took.
    """

    n: int | None
    unit: str | None
    same_day: bool = False
    note: str | None = None
    after_pause: str = "restart"


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """A place in the dossier for a paper (thành phần hồ sơ). `handed_in` is false for what is only shown.

    `originals` and `copies` say how many of each are handed in; None where that is not known.
    """

    code: str
    name: str
    handed_in: bool
    required: bool
    condition: str | None = None
    reads_as: str | None = None
    originals: int | None = None
    copies: int | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """A declared value. `kind` is name, date, sex, number or text."""

    name: str
    label: str
    label_en: str
    kind: str
    required: bool


OF_APPLICANT = (
    FormField("applicant.full_name", "Họ tên người yêu cầu", "Name of the applicant", "name", True),
    FormField("applicant.number", "Số định danh người yêu cầu", "Applicant's personal number", "number", True),
)
"""What every form declares of the applicant."""


@dataclass(frozen=True, slots=True)
class Check:
    """A declared value that a kind of paper must bear out: form field (or `applicant.…`), paper kind, read field."""

    declared: str
    paper: str
    read: str


@dataclass(frozen=True, slots=True)
class Sourced:
    """Where a fact comes from, and how sure it is: high, medium, low, or None where nobody wrote that down."""

    source: str
    certainty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePeriod:
    """Amounts that hold on certain days only; None leaves the amount of all other days, or an open end."""

    valid_from: str | None
    valid_to: str | None
    direct: int | None
    online: int | None
    source: str
    certainty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeExemption:
    """A fee that is lowered by `percent` (100: nothing is paid) for somebody, on certain days.

    `basis` is the legal text that says so, empty while none is known; `source` is where we read it.
    """

    percent: int
    valid_from: str | None
    valid_to: str | None
    who: str
    who_en: str
    source: str
    certainty: str | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeExtra:
    """An amount for a special case, which its name tells; it takes the place of the ordinary one."""

    code: str
    name: str
    name_en: str
    direct: int | None
    online: int | None
    source: str
    certainty: str | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What is paid, in đồng for one `unit`, at the counter or online. None: not known, which is not “free”.

    `due` is `intake` where the clerk asks for it before the hand-over; without it the authority does, when it is time.
    `basis` is the legal text that sets the ordinary amounts, empty while none is known.
    """

    direct: int | None
    online: int | None
    unit: str | None
    note: str | None = None
    due: str | None = None
    basis: str = ""
    periods: tuple[FeePeriod, ...] = ()
    exemptions: tuple[FeeExemption, ...] = ()
    extras: tuple[FeeExtra, ...] = ()

    def on(self, day: date) -> tuple[int | None, int | None]:
        """The ordinary amounts of that day, at the counter and online, before exemptions."""
        direct, online = self.direct, self.online
        for period in self.periods:
            if covers(period.valid_from, period.valid_to, day):
                direct = direct if period.direct is None else period.direct
                online = online if period.online is None else period.online
        return direct, online

    def exemptions_on(self, day: date) -> tuple[FeeExemption, ...]:
        """The exemptions of that day."""
        return tuple(e for e in self.exemptions if covers(e.valid_from, e.valid_to, day))


@dataclass(frozen=True, slots=True)
class Result:
    """A result (kết quả) that the procedure ends with; the code is the national one.

    `reads_as` is the kind of paper that it is where a later dossier asks for it; None where it is none that is read.
    """

    code: str
    name: str
    reads_as: str | None = None


BLOCKING = frozenset({"direct_only", "guide_only"})
"""Kinds of agent rule that keep the dossier away from agents altogether."""
RULE_KINDS = BLOCKING | {
    "may_file",
    "own_sign_in",
    "own_sign_in_level_2",
    "presence",
    "no_proxy",
    "proxy_authorised",
    "no_result",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentRule:
    """What an agent may (or may not) do in this procedure, in words for the clerk, and who says so."""

    kind: str
    may: bool
    vi: str
    en: str
    source: str
    certainty: str | None = None


def covers(valid_from: str | None, valid_to: str | None, day: date) -> bool:
    """Whether the day lies between the two, both included; None is an open end."""
    text = day.isoformat()
    return (valid_from is None or valid_from <= text) and (valid_to is None or text <= valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One version of a procedure, valid from a day on. `facts` tells who says each field; one without is not known."""

    code: str
    name: str
    valid_from: str
    field: str | None
    authority: str | None
    time: Duration
    papers: tuple[PaperSlot, ...]
    form: tuple[FormField, ...]
    checks: tuple[Check, ...]
    online_level: str | None
    linked: bool
    source: str
    valid_to: str | None = None
    decision: str | None = None
    fee: Fee | None = None
    results: tuple[Result, ...] = ()
    agent_rules: tuple[AgentRule, ...] = ()
    facts: Mapping[str, Sourced] = dataclasses.field(default_factory=dict)
    replaced_by: str | None = None
    notes: str | None = None

    def slot(self, code: str) -> PaperSlot:
        """The slot of that code. Raises paper.slot."""
        for slot in self.papers:
            if slot.code == code:
                return slot
        raise Fault("paper.slot", "slot", slot=code, slots=", ".join(s.code for s in self.papers))

    def declared(self, name: str) -> FormField:
        """The declared value of that name, the applicant's own among them; that it exists was checked at entry."""
        return next(field for field in (*OF_APPLICANT, *self.form) if field.name == name)


def procedure(body: Mapping[str, Any], valid_from: str, source: str, valid_to: str | None = None) -> Procedure:
    """The procedure of a registry entry, which was checked when it was entered."""
    time = body["time"]
    return Procedure(
        code=body["code"],
        name=body["name"],
        valid_from=valid_from,
        field=body["field"],
        authority=body["authority"],
        time=Duration(**time),
        papers=tuple(PaperSlot(**slot) for slot in body["papers"]),
        form=tuple(FormField(**field) for field in body["form"]),
        checks=tuple(Check(**check) for check in body["checks"]),
        online_level=body["online_level"],
        linked=body["linked"],
        source=source,
        valid_to=valid_to,
        decision=body.get("decision"),
        fee=_fee(body["fee"]) if body.get("fee") else None,
        results=tuple(Result(**result) for result in body.get("results", ())),
        agent_rules=tuple(AgentRule(**rule) for rule in body.get("agent_rules", ())),
        facts={name: Sourced(**fact) for name, fact in body.get("facts", {}).items()},
        replaced_by=body.get("replaced_by"),
        notes=body.get("notes"),
    )


def _fee(fee: Mapping[str, Any]) -> Fee:
    return Fee(
        direct=fee["direct"],
        online=fee["online"],
        unit=fee["unit"],
        note=fee.get("note"),
        due=fee.get("due"),
        periods=tuple(FeePeriod(**period) for period in fee.get("periods", ())),
        exemptions=tuple(FeeExemption(**exemption) for exemption in fee.get("exemptions", ())),
        extras=tuple(FeeExtra(**extra) for extra in fee.get("extras", ())),
    )


def require_taken_by_agents(procedure: Procedure) -> None:
    """Raises procedure.direct_only, in the words of the rule, when an agent may not take this procedure in."""
    for rule in procedure.agent_rules:
        if rule.kind in BLOCKING:
            raise Fault("procedure.direct_only", "procedure", code=procedure.code, why=rule.vi, why_en=rule.en)


def are_results_returned_by_agents(procedure: Procedure) -> bool:
    """Whether an agent may hand the result out."""
    return all(rule.kind != "no_result" for rule in procedure.agent_rules)


def require_returned_by_agents(procedure: Procedure) -> None:
    """Raises procedure.no_result, in the words of the rule, when an agent may not hand the result out."""
    for rule in procedure.agent_rules:
        if rule.kind == "no_result":
            raise Fault("procedure.no_result", "action", code=procedure.code, why=rule.vi, why_en=rule.en)


def _sex(text: str, field: str) -> str:
    if text not in ("male", "female"):
        raise Fault("form.sex", field)
    return text


def _text(text: str, _field: str) -> str:
    return " ".join(text.split())


NORMAL: dict[str, Callable[[str, str], str]] = {
    "name": people.full_name,
    "date": people.iso_date,
    "number": people.personal_number,
    "sex": _sex,
    "text": _text,
}
"""The comparable form of a value by its kind; each raises a fault at the field that it is told."""
FORM_KINDS = frozenset(NORMAL)


def checked_form(procedure: Procedure, form: Mapping[str, str]) -> dict[str, str]:
    """The form in normal forms. Raises form.missing, form.unknown or what is wrong with a value."""
    known = {field.name for field in procedure.form}
    for name in form:
        if name not in known:
            raise Fault("form.unknown", f"form.{name}", name=name)
    checked = {}
    for field in procedure.form:
        value = form.get(field.name, "").strip()
        if value:
            checked[field.name] = NORMAL[field.kind](value, f"form.{field.name}")
        elif field.required:
            raise Fault("form.missing", f"form.{field.name}", label=field.label)
    return checked
