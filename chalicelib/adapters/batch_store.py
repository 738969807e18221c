"""Batches in the table of dossiers: a batch stands there under its own id, with a data key of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.adapters import audit, sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.sealing import DataKey, seal, unseal
from chalicelib.adapters.tables import BatchRow
from chalicelib.domain.batches import Batch, BatchPage, BatchState, PageFate
from chalicelib.domain.covers import Unseen
from chalicelib.domain.events import Todo
from chalicelib.domain.faults import Fault


@dataclass(frozen=True, slots=True)
class LoadedBatch:
    """A batch, and a sealed value whose data key its next version is sealed with."""

    batch: Batch
    key_from: bytes


def add(batch: Batch, once: Once) -> None:
    """Stores a batch whose file is awaited. Raises Raced when the request was carried out meanwhile."""
    with transaction() as write:
        row = _row(batch, sealing.new_key(batch.id))
        write.save(row, condition=BatchRow.code.does_not_exist())
        remember(write, once, batch.id, None, batch.added_at)


def load(batch_id: str) -> LoadedBatch:
    """The batch of that id. Raises batch.unknown."""
    for row in BatchRow.query(batch_id, consistent_read=True, limit=1):
        return LoadedBatch(_batch(row), row.sealed)
    raise Fault("batch.unknown", "batch")


def change(
    before: LoadedBatch, after: Batch, at: datetime, once: Once | None = None, trace: audit.Trace | None = None
) -> None:
    """Stores the batch's next version. Raises Raced when `before` is no longer the last one."""
    key = sealing.key_of(after.id, before.key_from)
    with transaction() as write:
        write.save(_row(after, key), condition=BatchRow.version == before.batch.version)
        if once:
            remember(write, once, after.id, None, at)
        if trace:
            write.save(audit.row(after.id, trace, at, key))


def _row(b: Batch, key: DataKey) -> BatchRow:
    item = f"batch#{b.agent}"
    awaited = b.state is BatchState.AWAITED
    return BatchRow(
        b.id,
        item,
        agent=b.agent,
        state=b.state.value,
        content_type=b.content_type,
        added_at=b.added_at,
        added_by=b.added_by,
        version=b.version,
        object_version=b.object_version,
        reason=b.reason,
        todo=Todo.SPLIT.value if awaited else None,
        todo_since=b.added_at if awaited else None,
        sealed=seal(_sealed(b), key, b.id, item),
    )


def _sealed(b: Batch) -> dict[str, Any]:
    return {"pages": [asdict(page) for page in b.pages], "unseen": [asdict(sheets) for sheets in b.unseen]}


def _batch(row: BatchRow) -> Batch:
    sealed = unseal(row.sealed, row.code, row.item)
    return Batch(
        id=row.code,
        agent=row.agent,
        state=BatchState(row.state),
        content_type=row.content_type,
        added_at=row.added_at,
        added_by=row.added_by,
        version=int(row.version),
        object_version=row.object_version,
        reason=row.reason,
        pages=tuple(_page(raw) for raw in sealed["pages"]),
        unseen=tuple(Unseen(**{**raw, "numbers": tuple(raw["numbers"])}) for raw in sealed["unseen"]),
    )


def _page(raw: dict[str, Any]) -> BatchPage:
    return BatchPage(**{**raw, "fate": PageFate(raw["fate"])})
