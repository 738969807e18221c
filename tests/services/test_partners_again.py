"""Batches that come again: late duplicates and redrives, after the partner tidied up or the sweep gave up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.domain import uploads
from chalicelib.domain.dossiers import PaperState
from chalicelib.services.scanning import digitisation
from tests.support.batches import Batch, row
from tests.support.dossiers import NOW

pytestmark = pytest.mark.usefixtures("town")


def taken() -> tuple[Batch, str]:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("R1"))
    [line] = batch.take()
    return batch, line["dossier"]


def test_a_dossier_stays_acknowledged_after_the_partner_tidied_its_folder() -> None:
    batch, code = taken()
    files.put(files.partners_bucket(), batch.folder + "1.jpg", b"", "image/jpeg")
    [line] = batch.take(NOW + timedelta(days=1))
    assert (line["outcome"], line["dossier"]) == ("already_taken", code)


def test_a_scan_that_was_given_up_is_handed_over_anew() -> None:
    """The copy failed, the sweep gave the paper up after a day, then the message was redriven."""
    batch, code = taken()
    [first] = store.load(code).file.papers
    files.remove(files.scan_key(code, first.id), None)
    digitisation.give_up_waiting(code, first.id, NOW + timedelta(days=2), asked_before=NOW + timedelta(days=1))
    [line] = batch.take(NOW + timedelta(days=3))
    assert line["dossier"] == code
    [again] = [p for p in store.load(code).file.papers if p.id != first.id]
    assert again.state is PaperState.AWAITED
    assert files.stored(files.scans_bucket(), files.scan_key(code, again.id))


def test_more_papers_than_a_dossier_takes_are_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(uploads, "MAX_PAPERS", 1)
    batch = Batch()
    for file in ("1.jpg", "2.jpg"):
        batch.drop(file)
    batch.close(row("R1"), row("R1", "2.jpg"))
    lines = batch.take()
    assert [(line["outcome"], line["code"], line["dossier"]) for line in lines] == [
        ("refused", "paper.too_many", "")
    ] * 2


@pytest.mark.parametrize("value", ["x" * 201, "tab\there", "zero\x00byte"])
def test_odd_values_are_refused_and_the_rest_is_taken(value: str) -> None:
    batch = Batch()
    batch.drop("1.jpg")
    batch.close(row("R1", address=value), row("R2"))
    outcomes = {line["ref"]: line["outcome"] for line in batch.take()}
    assert outcomes == {"R1": "refused", "R2": "taken"}
