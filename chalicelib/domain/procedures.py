"""Procedures (thủ tục hành chính) as the registry holds them, and what a form of one must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain import people
from chalicelib.domain.faults import Fault


@dataclass(frozen=True, slots=True)
class AuthorityRule:
    """Which authority decides: of which level, found by what (now: the applicant's residence), says which source."""

    level: str
    by: str
    source: str


@dataclass(frozen=True, slots=True)
class Duration:
    """The statutory time. `same_day` marks procedures settled on the day itself; `n` is None where it is not known."""

    n: int | None
    unit: str | None
    same_day: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PaperSlot:
    """A place in the dossier for a paper (thành phần hồ sơ). `handed_in` is false for what is only shown."""

    code: str
    name: str
    handed_in: bool
    required: bool
    condition: str | None = None
    reads_as: str | None = None


@dataclass(frozen=True, slots=True)
class FormField:
    """A declared value. `kind` is name, date, sex, number or text."""

    name: str
    label: str
    label_en: str
    kind: str
    required: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A declared value that a kind of paper must bear out: form field (or `applicant.…`), paper kind, read field."""

    declared: str
    paper: str
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One version of a procedure, valid from a day on."""

    code: str
    name: str
    valid_from: str
    field: str | None
    authority: str | None
    authority_rule: AuthorityRule | None
    time: Duration
    papers: tuple[PaperSlot, ...]
    form: tuple[FormField, ...]
    checks: tuple[Check, ...]
    online_level: str | None
    linked: bool
    source: str

    def slot(self, code: str) -> PaperSlot:
        """The slot of that code. Raises paper.slot."""
        for slot in self.papers:
            if slot.code == code:
                return slot
        raise Fault("paper.slot", "slot", slot=code, slots=", ".join(s.code for s in self.papers))


def procedure(body: Mapping[str, Any], valid_from: str, source: str) -> Procedure:
    """The procedure of a registry entry."""
    rule = body["authority_rule"]
    time = body["time"]
    return Procedure(
        code=body["code"],
        name=body["name"],
        valid_from=valid_from,
        field=body["field"],
        authority=body["authority"],
        authority_rule=AuthorityRule(**rule) if rule else None,
        time=Duration(n=time["n"], unit=time["unit"], same_day=time["same_day"], note=time["note"]),
        papers=tuple(PaperSlot(**slot) for slot in body["papers"]),
        form=tuple(FormField(**field) for field in body["form"]),
        checks=tuple(Check(**check) for check in body["checks"]),
        online_level=body["online_level"],
        linked=body["linked"],
        source=source,
    )


def _sex(text: str, field: str) -> str:
    if text not in ("male", "female"):
        raise Fault("form.sex", field)
    return text


def _text(text: str, _field: str) -> str:
    return " ".join(text.split())


_NORMAL: dict[str, Callable[[str, str], str]] = {
    "name": people.full_name,
    "date": people.iso_date,
    "number": people.personal_number,
    "sex": _sex,
    "text": _text,
}


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
            checked[field.name] = _NORMAL[field.kind](value, f"form.{field.name}")
        elif field.required:
            raise Fault("form.missing", f"form.{field.name}", label=field.label)
    return checked
