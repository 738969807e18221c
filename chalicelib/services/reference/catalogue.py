"""The catalogue of procedures: what a version says on a day, in words, and how new versions are entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.adapters import registry_store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import roles
from chalicelib.domain.catalogue_changes import Change, Outcome, Report, Version, changes
from chalicelib.domain.catalogue_words import Line, explained
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.linked import Plan
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.reference import registry


@dataclass(frozen=True, slots=True)
class Explained:
    """A version of a procedure, and what can be told of it."""

    procedure: Procedure
    plan: Plan | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    """What a file changes, and whether it was entered."""

    report: Report
    applied: bool


def explanation(code: str, day: date) -> Explained:
    """The version of that day in words. Raises procedure.unknown, or procedure.no_version with the known periods."""
    found = registry.procedure(code, day)
    plan = registry.plan(code, day)
    return Explained(found, plan, explained(found, day, plan))


def enter(
    file: Sequence[Mapping[str, Any]], by: Principal, reason: str, now: datetime, *, dry_run: bool = True
) -> Entered:
    """Enters the versions of a file, all or none; a second time changes nothing. A dry run only reports.

    Raises role.forbidden, and unless it is a dry run catalogue.refused, catalogue.too_many or registry.raced.
    """
    roles.require(by, Right.ENTER_RULES)
    seen = registry_store.revision("procedure")  # before the versions are read, so that nobody changes them unseen
    report = changes(_versions(file), file, hanoi_day(now))
    if dry_run:
        return Entered(report, applied=False)
    _require_whole(report)
    if report.to_save:
        _save(report, seen, Trace(by, "enter_procedures", _why(report, reason)), now)
    return Entered(report, applied=True)


def _versions(file: Sequence[Mapping[str, Any]]) -> list[Version]:
    """All versions of the procedures that the file names."""
    named = {str(row.get("entry")) for row in file}
    wanted = sorted(name for name in named if name.startswith("procedure#"))
    return [
        Version(entry=e.entry, valid_from=e.valid_from, valid_to=e.valid_to, demo=e.demo, source=e.source, body=e.body)
        for name in wanted
        for e in registry_store.versions(name)
    ]


def _require_whole(report: Report) -> None:
    if report.refused:
        first = report.refused[0]
        fault = first.faults[0]
        raise Fault(
            "catalogue.refused",
            "versions",
            count=len(report.refused),
            entry=first.entry,
            first=first.valid_from,
            place=fault.field,
            reason=fault.vi,
            reason_en=fault.en,
        )
    if len(report.to_save) > registry_store.MOST_AT_ONCE:
        raise Fault("catalogue.too_many", "versions", count=len(report.to_save), limit=registry_store.MOST_AT_ONCE)


def _save(report: Report, seen: int, trace: Trace, now: datetime) -> None:
    try:
        registry_store.change("procedure", [version.row() for version in report.to_save], seen, trace, now)
    except registry_store.Raced:
        raise Fault("registry.raced") from None
    logger.info("procedures entered", versions=len(report.to_save))


def _why(report: Report, reason: str) -> str:
    """The reason that was given, and what was changed for it."""
    done = [_said(c) for c in report.changes if c.outcome is not Outcome.UNCHANGED]
    return f"{reason.strip()} [{'; '.join(done)}]".strip()


def _said(change: Change) -> str:
    return f"{change.outcome} {change.entry} {change.valid_from}–{change.valid_to or ''}"
