"""What waits for a person to look at it, and what people said: over all dossiers.

Corrections are found by a scan of the whole table: that is done a few times a year, by whoever makes the reader learn,
and an index is paid for with each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.adapters import rows
from chalicelib.adapters.tables import CorrectionRow, DossierRow
from chalicelib.domain.dossiers import About, Said


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A dossier with papers that wait for a person, since when: no personal data."""

    code: str
    procedure: str
    agent: str
    authority_name: str | None
    status: int
    since: datetime
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unlookeds:
    """One page of a queue of review; `cursor` is where the next one begins, or None."""

    rows: tuple[Unlooked, ...]
    cursor: dict[str, Any] | None


def to_review(queue: str, limit: int, cursor: dict[str, Any] | None) -> Unlookeds:
    """The dossiers of a queue of review (`agent:…` or `desk:…`), the longest waiting first."""
    found = DossierRow.by_review.query(queue, limit=limit, last_evaluated_key=cursor)
    page = tuple(
        Unlooked(
            row.code,
            row.procedure,
            row.agent,
            row.authority_name,
            int(row.status),
            row.review_since,
            tuple(row.to_review),
        )
        for row in found
    )
    return Unlookeds(page, found.last_evaluated_key)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a person said of a field that was read, without any value. `confidence` is the reader's, if it read it."""

    id: str
    code: str
    paper: str
    name: str
    page: int
    type: str
    confidence: float | None
    said: Said


def judged() -> Iterator[Judged]:
    """Every word said of a field, in no order; nothing is unsealed."""
    for row in CorrectionRow.scan(CorrectionRow.about == About.FIELD.value):
        confidence = None if row.confidence is None else float(row.confidence)
        said = Said(row.said)
        yield Judged(row.item, row.code, row.paper, row.name or "", int(row.page), row.type, confidence, said)


@dataclass(frozen=True, slots=True)
class KindSaid:
    """Which kind a person said a paper is of, by that page if one is named (0: none); `key_from` is a sealed value of
    its dossier."""

    id: str
    code: str
    paper: str
    page: int
    kind: str
    key_from: bytes


def kinds() -> Iterator[KindSaid]:
    """Every word said of a paper's kind, in no order."""
    for row in CorrectionRow.scan(CorrectionRow.about == About.KIND.value):
        said = rows.correction(row)
        if said and said.after:
            yield KindSaid(row.item, row.code, row.paper, said.page, said.after.normal, row.sealed)
