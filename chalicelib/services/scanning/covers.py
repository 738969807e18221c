"""Printing a dossier's cover sheets, and proving those that come back on a scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.adapters import audit, files, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Once, Together
from chalicelib.domain import covers, roles
from chalicelib.domain.covers import Cover
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import reach
from chalicelib.services.casework.forms import Printed
from chalicelib.services.casework.intake import event_of
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

FORM = "cover"
_PDF = "application/pdf"


def print_covers(code: str, slots: Sequence[str], by: Principal, key: str, now: datetime) -> Printed:
    """Prints a sheet for each of these slots, or for all, and one that ends the dossier, once per key.

    Raises paper.closed or paper.slot.
    """
    roles.require(by, Right.ADD_PAPER)
    mark = once("covers", f"api#{by.id}#{key}", {"code": code, "slots": list(slots)})
    return carried_out(
        mark,
        act=lambda: _print(code, slots, by, mark, now),
        again=lambda before: _printed_before(before, by),
    )


def _print(code: str, slots: Sequence[str], by: Principal, mark: Once, now: datetime) -> Printed:
    loaded = reach.dossier(code, by)
    dossier = loaded.file.dossier
    if not dossier.is_with_agent:
        raise Fault("paper.closed", "code", status=dossier.status.vi)
    number = 1 + sum(e.type == "printed" and e.subject == FORM for e in loaded.file.events)
    event = replace(event_of("printed", dossier, dossier, by, now, subject=FORM), note=f"{FORM} #{number}")
    files.put(files.scans_bucket(), files.form_key(code, event.id), _set(dossier, slots, number, now), _PDF)
    after = replace(dossier, version=dossier.version + 1)
    together = Together(trace=audit.Trace(by, f"print {FORM}", f"#{number}"))
    store.change(dossier, after, event, loaded.key_from, mark, together)
    return _printed(code, event)


def _printed_before(before: store.Done, by: Principal) -> Printed:
    """What the same request led to; whoever lost sight of the dossier since gets no link."""
    events = reach.dossier(before.dossier, by).file.events
    return _printed(before.dossier, next(e for e in events if e.id == before.item))


def _printed(code: str, event: Event) -> Printed:
    number = int(event.note.rpartition("#")[2])
    return Printed(FORM, number, files.link(files.form_key(code, event.id), None))


def _set(dossier: Dossier, slots: Sequence[str], number: int, now: datetime) -> bytes:
    from chalicelib.adapters import cover_sheets  # noqa: PLC0415 - takes half a second: who prints waits, no cold start

    procedure = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at))
    wanted = covers.sheets_of(dossier.code, procedure, number, slots)
    return cover_sheets.pdf([covers.sheet(c, procedure, _signed(c, now)) for c in wanted])


def _signed(cover: Cover, now: datetime) -> str:
    return signing.sign(covers.message(cover, hanoi_day(now), signing.public_key().id))


def proven(text: str) -> Cover | None:
    """What a sheet says, if it was printed by us and unchanged since; None for a stranger's."""
    return covers.cover_of(text) if signing.is_ours(text) else None
