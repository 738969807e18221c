"""Batches: each paper once whatever comes twice or breaks off; nothing crosses agents or follows a stranger's sheet."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from PIL import ImageFilter

from chalicelib.adapters import audit, batch_store, files
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import uploads
from chalicelib.domain.batches import Batch, BatchState
from chalicelib.domain.covers import Cover, Unseen
from chalicelib.domain.dossiers import Status
from chalicelib.domain.roles import Principal, Role
from chalicelib.services import following
from chalicelib.services.scanning import batches, covers
from chalicelib.services.scanning.batches import Verdict
from tests.support import office, piles
from tests.support.dossiers import NOW
from tests.support.office import CLERK
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
OTHER = Principal("clerk-9", Role.CLERK, "VNP-02")


def sheet(code: str, slot: str = "GCS") -> Any:
    printed = covers.print_covers(code, [slot], CLERK, uuid.uuid4().hex, NOW)
    key = printed.link.partition("?")[0].rpartition("/forms/")[2]
    return piles.rendered(files.fetch(files.scans_bucket(), f"forms/{key}"))[0]


def uploaded(*pages: Any, by: Principal = CLERK) -> str:
    batch = batches.open_batch("application/pdf", by, uuid.uuid4().hex, NOW).batch
    files.put(files.scans_bucket(), files.batch_key(batch.agent, batch.id), piles.pdf(pages), "application/pdf")
    return batch.id


def split(batch: str, agent: str = "VNP-01") -> Batch:
    batches.split(files.scans_bucket(), files.batch_key(agent, batch), None, lambda: NOW)
    return batch_store.load(batch).batch


def said(batch: Batch) -> list[tuple[str, str | None]]:
    return [(page.fate.value, page.why) for page in batch.pages]


def papers(code: str) -> list[str]:
    return [paper.id for paper in store.load(code).file.papers]


def dying_after(writes: int) -> Any:
    """A `files.put` whose process dies after so many writes."""
    real, left = files.put, [writes]

    def put(*args: Any) -> None:
        if left[0] == 0:
            raise office.PowerCutError
        left[0] -= 1
        real(*args)

    return put


def test_the_same_key_asks_for_one_place() -> None:
    key = uuid.uuid4().hex
    first, again = (batches.open_batch("application/pdf", CLERK, key, NOW).batch for _ in range(2))
    assert first == again
    with refused("idempotency.reused", "Idempotency-Key"):
        batches.open_batch("image/tiff", CLERK, key, NOW)


def test_a_crash_after_any_write_leaves_a_state_from_which_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = office.opened(), office.opened()
    batch = uploaded(sheet(one), piles.paper(1), sheet(two), piles.paper(2), sheet(two, "TK"))
    for survived in range(2):  # the power goes off at the first paper's file, then at the second's
        with monkeypatch.context() as patched:
            patched.setattr(files, "put", dying_after(survived))
            with pytest.raises(office.PowerCutError):
                split(batch)
        assert batch_store.load(batch).batch.state is BatchState.AWAITED
    with monkeypatch.context() as patched:
        patched.setattr(batch_store, "change", office.crash)
        with pytest.raises(office.PowerCutError):
            split(batch)
    done = split(batch)
    assert [page.fate.value for page in done.pages] == ["cover", "paper", "cover", "paper", "cover"]
    for code in (one, two):
        [paper] = papers(code)
        assert files.stored(files.scans_bucket(), files.scan_key(code, paper))
    assert split(batch) == done
    assert office.waiting_items(batch) == []


def test_what_no_dossier_takes_waits_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawn, full = office.opened(), office.opened()
    batch = uploaded(sheet(withdrawn), piles.paper(1), sheet(full), piles.paper(2))
    office.happened(withdrawn, "withdrawn", status=Status.WITHDRAWN)
    monkeypatch.setattr(uploads, "MAX_PAPERS", 0)
    assert said(split(batch))[1::2] == [("people", "paper.closed"), ("people", "paper.too_many")]
    assert papers(withdrawn) == papers(full) == []


def test_behind_a_sheet_too_blurred_for_its_code_nothing_goes_into_the_slot_before() -> None:
    one, two = office.opened(), office.opened()
    lost = sheet(two).filter(ImageFilter.GaussianBlur(10))
    batch = uploaded(sheet(one), piles.paper(1), lost, piles.paper(2), sheet(two, "TK"), piles.paper(3))
    done = split(batch)
    assert said(done)[2:4] == [("people", "page.unread_cover"), ("people", "page.behind_bad_cover")]
    assert [len(papers(code)) for code in (one, two)] == [1, 1]


def test_behind_a_damaged_page_nothing_goes_into_the_slot_before() -> None:
    one = office.opened()
    batch = batches.open_batch("application/pdf", CLERK, uuid.uuid4().hex, NOW).batch
    pile = piles.damaged(piles.pdf([sheet(one), piles.paper(1), piles.paper(2), piles.paper(3)]), 3)
    files.put(files.scans_bucket(), files.batch_key(batch.agent, batch.id), pile, "application/pdf")
    assert said(split(batch.id))[1:] == [("paper", None), ("people", "page.damaged"), ("people", "page.behind_damaged")]
    assert len(papers(one)) == 1


def test_sheets_that_were_printed_together_and_did_not_come_are_told() -> None:
    code = office.opened()
    printed = covers.print_covers(code, ["TK", "GCS"], CLERK, uuid.uuid4().hex, NOW)
    key = printed.link.partition("?")[0].rpartition("/forms/")[2]
    first, lost, end = piles.rendered(files.fetch(files.scans_bucket(), f"forms/{key}"))
    assert split(uploaded(first, piles.paper(1), piles.paper(2), end)).unseen == (Unseen(code, 1, (2,), 3),)
    assert split(uploaded(first, piles.paper(3), lost, piles.paper(4), end)).unseen == ()


def test_another_agents_sheet_moves_nothing_into_its_dossier() -> None:
    code = office.opened()
    batch = uploaded(sheet(code), piles.paper(1), by=OTHER)
    assert said(split(batch, OTHER.scope)) == [("cover", None), ("people", "dossier.unknown")]
    assert papers(code) == []


def test_a_form_is_no_sheet_and_an_altered_one_is_refused() -> None:
    signed = covers._signed(Cover("A", "GCS", 3, 2, 5), NOW)
    assert covers.proven(signed) == Cover("A", "GCS", 3, 2, 5)
    assert covers.proven(signed.replace(":GCS:", ":TK:")) is None
    assert covers.proven(signed.replace(":2/5:", ":3/5:")) is None
    assert covers.proven("MOTCUABIA1:A:GCS:1:1/1:20261112:00000000:x") is None
    assert covers.proven("MOTCUABIA1") is None
    assert covers.proven("MOTCUABIA1:A:đ") is None


def test_a_batch_of_another_agent_is_not_there() -> None:
    batch = uploaded(piles.paper(1))
    split(batch)
    with refused("batch.unknown", "batch"):
        batches.view(batch, OTHER, NOW)
    with refused("batch.unknown", "batch"):
        batches.settle_page(batch, 1, Verdict(discard="Không thuộc hồ sơ nào."), OTHER, uuid.uuid4().hex, NOW)
    with refused("dossier.unknown", "code"):
        store.load(batch)


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(),
        Verdict(dossier="A"),
        Verdict(discard="ngắn"),
        Verdict(dossier="A", slot="B", discard="Không dùng nữa."),
    ],
)
def test_a_verdict_is_a_place_or_a_reason(verdict: Verdict) -> None:
    batch = uploaded(piles.paper(1))
    split(batch)
    with refused("batch.place", "dossier"):
        batches.settle_page(batch, 1, verdict, CLERK, uuid.uuid4().hex, NOW)


def test_a_page_has_one_place_also_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = office.opened(), office.opened()
    batch = uploaded(piles.paper(1))
    split(batch)

    def settle(code: str) -> None:
        batches.settle_page(batch, 1, Verdict(dossier=code, slot="GCS"), CLERK, uuid.uuid4().hex, NOW)

    with monkeypatch.context() as patched:
        patched.setattr(files, "copy_within_scans", office.crash)
        with pytest.raises(office.PowerCutError):
            settle(one)
    with refused("batch.page_settled", "number"):
        settle(two)
    settle(one)
    [paper] = papers(one)
    assert (files.stored(files.scans_bucket(), files.scan_key(one, paper)) is not None, papers(two)) == (True, [])


def test_a_page_that_there_is_not() -> None:
    batch = uploaded(piles.paper(1))
    split(batch)
    with refused("batch.no_page", "number"):
        batches.settle_page(batch, 2, Verdict(discard="Không có trang này."), CLERK, uuid.uuid4().hex, NOW)


def test_looks_and_verdicts_are_in_the_trail() -> None:
    batch = uploaded(piles.paper(1))
    split(batch)
    batches.settle_page(batch, 1, Verdict(discard="Tờ nháp, không dùng."), CLERK, uuid.uuid4().hex, NOW)
    assert {(look.act, look.why) for look in audit.trail(batch)} == {
        ("discard_page 1", "Tờ nháp, không dùng."),
        ("view_batch", ""),
    }


def test_a_batch_that_never_came_is_given_up_and_one_left_lying_is_sent_again() -> None:
    waiting = batches.open_batch("application/pdf", CLERK, uuid.uuid4().hex, NOW).batch.id
    lying = uploaded(piles.paper(1))
    following.sweep(NOW + timedelta(days=2))
    assert batch_store.load(waiting).batch.reason == "not_uploaded"
    assert batch_store.load(lying).batch.state is BatchState.AWAITED
    assert office.waiting_items(lying) == ["batch#VNP-01"]


def test_a_refused_file_says_why() -> None:
    batch = batches.open_batch("application/pdf", CLERK, uuid.uuid4().hex, NOW).batch
    files.put(files.scans_bucket(), files.batch_key("VNP-01", batch.id), b"%PDF-1.7 cut", "application/pdf")
    done = split(batch.id)
    assert (done.state, done.reason, done.pages) == (BatchState.REFUSED, "truncated", ())
