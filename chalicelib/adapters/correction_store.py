"""All corrections of all dossiers, for whoever makes the reader learn.

They are found by a scan of the whole table: that is done a few times a year, an index is paid for with each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.adapters import rows
from chalicelib.adapters.tables import CorrectionRow
from chalicelib.domain.dossiers import About, Said


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
    """Which kind a person said a paper is of; `key_from` is a sealed value of its dossier."""

    id: str
    code: str
    paper: str
    kind: str
    key_from: bytes


def kinds() -> Iterator[KindSaid]:
    """Every word said of a paper's kind, in no order."""
    for row in CorrectionRow.scan(CorrectionRow.about == About.KIND.value):
        said = rows.correction(row)
        if said and said.after:
            yield KindSaid(row.item, row.code, row.paper, said.after.normal, row.sealed)
