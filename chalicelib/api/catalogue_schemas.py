"""What the routes that enter procedures take and give."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Strict
from chalicelib.services.reference.catalogue import Entered


class ProcedureFile(Strict):
    """Versions of procedures as the registry's files spell them; `dry_run` only reports what they would change."""

    versions: list[dict[str, Any]] = Field(min_length=1, max_length=200)
    dry_run: bool = Field(default=True, strict=True)
    reason: str = Field(default="", max_length=500)


class ValueChange(BaseModel):
    """A value before and after; null where there is none."""

    field: str
    old: Any
    new: Any


class RefusalOut(BaseModel):
    """Why a version cannot be entered, and at which field."""

    code: str
    field: str | None
    detail: str
    detail_en: str


class VersionChange(BaseModel):
    """What becomes of one version; an added one is compared with the version before it."""

    entry: str
    valid_from: str
    valid_to: str | None
    outcome: str
    against: str | None
    fields: list[ValueChange]
    refusals: list[RefusalOut]


class CatalogueReport(BaseModel):
    """What the file changes. Nothing is entered while anything is refused, nor by a dry run."""

    applied: bool
    counts: dict[str, int]
    changes: list[VersionChange]


class VersionRow(BaseModel):
    """A version of a procedure in the list."""

    valid_from: str
    valid_to: str | None
    name: str
    authority: str | None
    source: str


class ProcedureVersions(BaseModel):
    """All versions of a procedure, the earliest first."""

    code: str
    versions: list[VersionRow]


def report(entered: Entered) -> CatalogueReport:
    """The report as it is answered."""
    changes = [
        VersionChange(
            entry=c.entry,
            valid_from=c.valid_from,
            valid_to=c.valid_to,
            outcome=c.outcome.value,
            against=c.against,
            fields=[ValueChange(field=f.field, old=f.old, new=f.new) for f in c.fields],
            refusals=[RefusalOut(code=f.code, field=f.field, detail=f.vi, detail_en=f.en) for f in c.faults],
        )
        for c in entered.report.changes
    ]
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.outcome] = counts.get(change.outcome, 0) + 1
    return CatalogueReport(applied=entered.applied, counts=counts, changes=changes)
