"""Batches in the table: the longest pile, with the most to say of each page, stays within an item."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace

import pytest

from chalicelib.adapters import batch_store
from chalicelib.adapters.dossier_store import Once
from chalicelib.domain.batches import MAX_PAGES, Batch, BatchPage, BatchState, PageFate
from tests.support import office
from tests.support.dossiers import NOW

pytestmark = pytest.mark.usefixtures("town")


def test_a_batch_of_as_many_pages_as_there_may_be_is_one_item() -> None:
    added = Batch(
        id=secrets.token_hex(12),
        agent="VNP-01",
        state=BatchState.AWAITED,
        content_type="application/pdf",
        added_at=NOW,
        added_by="clerk-1",
    )
    batch_store.add(added, Once(f"batch#{added.id}", "asked"))
    pages = tuple(
        BatchPage(
            number=number,
            fate=PageFate.PEOPLE,
            dossier=f"000.00.01.H26-261112-{number:04}",
            slot="GCS",
            paper=secrets.token_hex(8),
            why="paper.closed",
            values={"status": secrets.token_hex(50)},
            note=secrets.token_hex(100),
        )
        for number in range(1, MAX_PAGES + 1)
    )
    split = replace(added, state=BatchState.SPLIT, pages=pages, version=2)
    batch_store.change(batch_store.load(added.id), split, NOW)
    assert batch_store.load(added.id).batch == split
    [item] = office.raw(os.environ["DOSSIERS_TABLE"], "code", added.id)
    assert len(item["sealed"]["B"]) < 400_000
