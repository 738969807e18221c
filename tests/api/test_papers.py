"""A paper seen whole: links to its scan and its searchable copy, and the signatures of a signed PDF."""

from __future__ import annotations

import pytest
import requests

from tests.reading import signing
from tests.support.books import Book
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town


@pytest.fixture(autouse=True)
def legible(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())


def test_a_paper_is_shown_with_its_scan_and_its_copy(town: Town) -> None:
    code = town.open_dossier()
    paper = town.upload(code, "GCS", jpeg())
    town.run()
    seen = town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{paper}").body
    assert requests.get(seen["scan"], timeout=10).content == jpeg()
    copy = requests.get(seen["digitised"], timeout=10)
    assert copy.headers["Content-Type"] == "application/pdf"
    assert copy.content.startswith(b"%PDF-1.7")
    assert seen["signatures"] == []


def test_a_paper_that_was_not_read_has_neither(town: Town) -> None:
    code = town.open_dossier()
    paper = town.upload(code, "GCS", jpeg())
    seen = town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{paper}").body
    assert (seen["scan"], seen["digitised"], seen["signatures"]) == (None, None, [])


def test_a_signed_paper_is_shown_with_what_is_known_of_its_signature(town: Town) -> None:
    code = town.open_dossier()
    paper = town.upload(code, "GCS", signing.signed(signing.page()), "application/pdf")
    town.run()
    seen = town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{paper}").body
    assert seen["digitised"] is None, "a signed PDF is never rewritten"
    [signature] = seen["signatures"]
    assert signature["signer"] == signing.SIGNER
    assert (signature["intact"], signature["whole"], signature["trusted"]) == (True, True, None)
    assert signature["flaws"] == ["roots_unknown"]


def test_a_long_paper_is_shown_from_the_page_that_is_asked_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    Book(120).opened_by(monkeypatch)
    code = town.open_dossier()
    paper = town.upload(code, "GCS", jpeg())
    assert town.run() == []
    clerk, path = town.desk("clerk"), f"/v1/dossiers/{code}/papers/{paper}"
    first, later = clerk.get(path).body, clerk.get(f"{path}?page=101").body
    assert (first["paper"]["pages"], first["paper"]["pages_read"], first["paper"]["state"]) == (120, 120, "read")
    assert [page["number"] for page in first["pages"]] == list(range(1, 51))
    assert [page["number"] for page in later["pages"]] == list(range(101, 121))
    assert clerk.get(f"{path}?page=0").status == 422
    assert requests.get(later["digitised"], timeout=10).content.startswith(b"%PDF-1.7")
