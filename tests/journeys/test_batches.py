"""Long scans end to end: sheets printed by us, scanned by a worn scanner, split, read; twice, to the same state."""

from __future__ import annotations

from io import BytesIO

import pytest
import requests
from PIL import Image

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, signing
from chalicelib.domain import covers
from tests.support import piles
from tests.support.dossiers import NOW
from tests.support.readings import birth_proof, read_as
from tests.support.scanning import fates, sheets, told_again, uploaded
from tests.support.town import Town


@pytest.fixture(autouse=True)
def _read(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())


def foreign(sheet: Image.Image, code: str, monkeypatch: pytest.MonkeyPatch) -> Image.Image:
    """A sheet for a dossier of ours that somebody made who does not have our key."""
    from chalicelib.adapters import cover_sheets
    from chalicelib.services.scanning import covers as service

    printed: list[covers.CoverSheet] = []
    with monkeypatch.context() as patched:
        patched.setattr(signing, "sign", lambda message: f"{message}:{'A' * 86}")
        signed = service._signed(covers.Cover(code, "GCS"), NOW)
    made = covers.CoverSheet("TỜ BÌA", code, "x", "GCS", ("x",), "1/1", signed)
    printed.append(made)
    return piles.rendered(cover_sheets.pdf(printed))[0]


def test_five_dossiers_in_one_pile(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = town.desk("clerk")
    codes = [town.open_dossier() for _ in range(5)]
    pile: list[Image.Image] = [piles.paper(1)]  # a page before any sheet
    expected = "?"
    for number, code in enumerate(codes):
        sheet, own = sheets(clerk, code), 100 * number
        pile += [sheet("TK"), piles.paper(own + 1), piles.blank(), sheet("GCS"), piles.paper(own + 2)]
        expected += "cp_cp"
        if number == 1:  # the same page once more
            pile.append(piles.paper(own + 2))
            expected += "="
        if number == 2:  # to be spoilt below
            pile.append(piles.paper(own + 3))
            spoilt = len(pile)
            expected += "?"
        if number == 3:  # somebody else's sheet, and what lies behind it
            pile += [foreign(sheet("GCS"), codes[0], monkeypatch), piles.paper(own + 4)]
            expected += "??"
    pile += [sheet("-"), piles.paper(900)]
    expected += "c?"
    worn = [piles.scanned(page, n, 180 if n % 7 == 0 else 0) for n, page in enumerate(pile)]
    batch = uploaded(clerk, piles.damaged(piles.pdf(worn), spoilt))
    assert town.run() == []

    seen = clerk.get(f"/v1/batches/{batch}").body
    assert fates(seen) == expected
    reasons = [page["problem"]["code"] for page in seen["pages"] if page["fate"] == "people"]
    assert reasons == [
        "page.no_cover",
        "page.damaged",
        "page.foreign_cover",
        "page.behind_bad_cover",
        "page.no_cover",
    ]
    for code in codes:
        papers = clerk.get(f"/v1/dossiers/{code}").body["papers"]
        assert sorted((p["slot"], p["state"]) for p in papers) == [("GCS", "read"), ("TK", "read")]

    before = [store.load(code).file for code in codes]
    told_again(town, "VNP-01", batch)
    assert town.run() == []
    assert [store.load(code).file for code in codes] == before
    assert clerk.get(f"/v1/batches/{batch}").body["pages"][1:3] == seen["pages"][1:3]


def test_the_same_scan_in_a_second_batch_adds_no_paper(town: Town) -> None:
    clerk, code = town.desk("clerk"), town.open_dossier()
    data = piles.tiff([sheets(clerk, code)("GCS"), piles.paper(5), piles.paper(6)])
    first = uploaded(clerk, data, "image/tiff")
    assert town.run() == []
    again = uploaded(clerk, data, "image/tiff")
    assert town.run() == []
    assert fates(clerk.get(f"/v1/batches/{first}").body) == "cpp"
    assert fates(clerk.get(f"/v1/batches/{again}").body) == "c=="
    [paper] = store.load(code).file.papers
    data = files.fetch(files.scans_bucket(), files.scan_key(code, paper.id))
    frames = Image.open(BytesIO(data))
    assert (frames.format, frames.n_frames) == ("TIFF", 2)  # type: ignore[attr-defined]


def test_a_person_gives_pages_their_place(town: Town) -> None:
    clerk, code = town.desk("clerk"), town.open_dossier()
    batch = uploaded(clerk, piles.pdf([piles.paper(7), piles.paper(8)]))
    assert town.run() == []
    seen = clerk.get(f"/v1/batches/{batch}").body
    assert (fates(seen), seen["waiting"]) == ("??", 2)
    assert requests.get(seen["pages"][0]["link"], timeout=10).content.startswith(b"%PDF-")

    placed = clerk.post(f"/v1/batches/{batch}/pages/1", {"dossier": code, "slot": "GCS"}, "place-page-1-" + batch)
    assert placed.status == 200, placed.body
    again = clerk.post(f"/v1/batches/{batch}/pages/1", {"dossier": code, "slot": "GCS"}, "place-page-1-" + batch)
    assert again.status == 200
    dropped = clerk.post(f"/v1/batches/{batch}/pages/2", {"discard": "Tờ nháp của điểm đại lý."})
    assert (fates(dropped.body), dropped.body["waiting"]) == ("px", 0)
    assert (
        clerk.post(f"/v1/batches/{batch}/pages/2", {"discard": "Tờ nháp khác nữa."}).body["code"]
        == "batch.page_settled"
    )
    assert town.run() == []
    [paper] = clerk.get(f"/v1/dossiers/{code}").body["papers"]
    assert (paper["id"], paper["state"]) == (placed.body["pages"][0]["paper"], "read")


def test_a_withdrawn_dossiers_pages_go_to_people(town: Town) -> None:
    clerk, code = town.desk("clerk"), town.open_dossier()
    pile = piles.pdf([sheets(clerk, code)("GCS"), piles.paper(9)])
    assert clerk.act(code, "withdraw", reason="Gia đình đổi ý.").status == 200
    batch = uploaded(clerk, pile)
    assert town.run() == []
    page = clerk.get(f"/v1/batches/{batch}").body["pages"][1]
    assert (page["fate"], page["problem"]["code"]) == ("people", "paper.closed")
    assert "rút" in page["problem"]["detail"]
    assert clerk.post(f"/v1/dossiers/{code}/covers", {}).body["code"] == "paper.closed"
