"""Printing: a dossier's forms and an agent's register, signed, stored, and every print in the audit trail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from chalicelib.adapters import audit, files, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Once, Together
from chalicelib.domain import forms, roles
from chalicelib.domain.deadlines import HANOI, hanoi_day
from chalicelib.domain.dossiers import Event, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.casework.intake import event_of
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

LONGEST_REGISTER = 200
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed form: which, which print of it, and a link that shows it for five minutes."""

    form: str
    print_number: int
    link: str


def print_form(code: str, form_id: str, part: str, by: Principal, key: str, now: datetime) -> Printed:
    """Prints a dossier's form once per key. Raises dossier.unknown, part.unknown or form.not_due."""
    roles.require(by, Right.PRINT)
    mark = once("print", f"api#{by.id}#{key}", {"code": code, "form": form_id, "part": part})
    return carried_out(
        mark,
        act=lambda: _print(code, form_id, part, by, mark, now),
        again=lambda before: _printed_before(before, by),
    )


def _print(code: str, form_id: str, part: str, by: Principal, mark: Once, now: datetime) -> Printed:
    loaded = store.load(code)
    whole = loaded.file.dossier
    if not roles.within_reach(by, whole):
        raise Fault("dossier.unknown", "code")
    file = replace(loaded.file, dossier=loaded.file.part(part)) if part else loaded.file
    if not roles.decides(by, file.dossier):
        raise Fault("action.elsewhere", "form", authority=file.dossier.authority_name or "")
    if file.dossier.restricted:
        raise Fault("rights.restricted", "code")
    forms.require_due(form_id, file.dossier, file.events)
    number = 1 + len(_prints(loaded.file, form_id, part))
    event = replace(
        event_of("printed", file.dossier, file.dossier, by, now, subject=form_id), note=f"{form_id} #{number}"
    )
    body = _set(file, form_id, number, now)
    stored = files.form_key(code, event.id)
    files.put(files.scans_bucket(), stored, body, _PDF)  # before it is told of: a link must lead somewhere
    trace = audit.Trace(by, f"print {form_id}", f"#{number} {part}".strip())
    after = replace(whole, version=whole.version + 1)
    store.change(whole, after, event, loaded.key_from, mark, Together(trace=trace))
    return Printed(form_id, number, files.link(stored, None))


def _printed_before(before: store.Done, by: Principal) -> Printed:
    """What the same request led to; whoever lost sight of the dossier since gets no link."""
    file = store.load(before.dossier).file
    if not roles.within_reach(by, file.dossier):
        raise Fault("dossier.unknown", "code")
    event = next(e for e in file.events if e.id == before.item)
    number = int(event.note.rpartition("#")[2])
    return Printed(event.subject or "", number, files.link(files.form_key(before.dossier, event.id), None))


def _prints(file: File, form_id: str, part: str) -> list[Event]:
    return [e for e in file.events if e.type == "printed" and e.subject == form_id and (e.part or "") == part]


def _set(file: File, form_id: str, number: int, now: datetime) -> bytes:
    dossier = file.dossier
    opened = hanoi_day(dossier.opened_at)
    procedure = registry.procedure(dossier.procedure, opened)
    form = registry.form(form_id, hanoi_day(now))
    agency = dossier.authority_name or registry.authority("centre", opened).name
    gaps = forms.values(form_id, file, procedure, agency, registry.agent(dossier.agent, opened).name, now)
    sheet = forms.filled(form, gaps, forms.rows_of(form, file, procedure), number)
    return _pdf(sheet, _signed(dossier.code, form_id, number, hanoi_day(now)))


def _pdf(sheet: forms.Sheet, qr: str) -> bytes:
    from chalicelib.adapters import typesetting  # noqa: PLC0415 - takes half a second: who prints waits, no cold start

    return typesetting.pdf(sheet, qr)


def public_key() -> signing.PublicKey:
    """The key that checks what is printed, without us."""
    return signing.public_key()


def _signed(code: str, form_id: str, number: int, day: date) -> str:
    return signing.sign(forms.message(code, form_id, number, day, signing.public_key().id))


def print_register(first: date, last: date, by: Principal, now: datetime) -> Printed:
    """Prints the register (form 06) of the asker's own agent over some days. Raises form.date or request.value."""
    roles.require(by, Right.REGISTER)
    if last < first:
        raise Fault("form.date", "last")
    begin, end = datetime.combine(first, time.min, HANOI), datetime.combine(last, time.max, HANOI)
    codes = store.taken_in(by.scope, begin, end, LONGEST_REGISTER + 1)
    if len(codes) > LONGEST_REGISTER:
        raise Fault("request.value", "last", reason=f"more than {LONGEST_REGISTER} dossiers; ask for fewer days")
    day = hanoi_day(now)
    files_of = [store.load(code).file.dossier for code in codes]
    rows = [
        forms.register_row(n, d, registry.procedure(d.procedure, hanoi_day(d.opened_at)).name)
        for n, d in enumerate(files_of, 1)
    ]
    gaps = {
        "agency": registry.authority("centre", day).name,
        "agent": registry.agent(by.scope, day).name,
        "first": f"{first:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
        "count": str(len(rows)),
        "printed_on": f"Hà Nội, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
    }
    sheet = forms.filled(registry.form(forms.REGISTER, day), gaps, rows, 1)
    body = _pdf(sheet, _signed(by.scope, forms.REGISTER, 1, day))
    stored = files.form_key(by.scope, secrets.token_hex(8))
    files.put(files.scans_bucket(), stored, body, _PDF)
    audit.note(f"agent#{by.scope}", audit.Trace(by, "print 06", f"{first} {last}"), now)
    return Printed(forms.REGISTER, 1, files.link(stored, None))
