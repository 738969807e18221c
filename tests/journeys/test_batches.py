"""Long scans end to end: sheets printed by us, scanned back by a worn scanner, split, read; twice, to the same state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
import requests
from PIL import Image

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.services import batches, covers
from infra.local.cloud import STACK
from tests.support import piles
from tests.support.readings import birth_proof, read_as
from tests.support.town import Desk, Town

Pile = list[Image.Image]


@pytest.fixture(autouse=True)
def _read(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())


def sheets(desk: Desk, code: str) -> Callable[[str], Image.Image]:
    """The dossier's cover sheets, printed and scanned; by slot, `-` is the one that ends it."""
    answer = desk.post(f"/v1/dossiers/{code}/covers", None)
    assert answer.status == 201, answer.body
    pages = piles.rendered(requests.get(answer.body["link"], timeout=10).content)
    slots = ["TK", "GCS", "TBCD", "UQ", "GDNTD", "-"]
    assert len(pages) >= 2
    return lambda slot: pages[_slots(desk, code).index(slot)]


def _slots(desk: Desk, code: str) -> list[str]:
    procedure = desk.get(f"/v1/procedures/{desk.get(f'/v1/dossiers/{code}').body['procedure']}").body
    return [slot["code"] for slot in procedure["papers"]] + ["-"]


def uploaded(town: Town, data: bytes, content_type: str = "application/pdf") -> str:
    answer = town.desk("clerk").post("/v1/batches", {"content_type": content_type})
    assert answer.status == 201, answer.body
    requests.post(answer.body["url"], data=answer.body["fields"], files={"file": data}, timeout=10)
    return str(answer.body["batch"]["id"])


def fates(batch: dict[str, Any]) -> str:
    return "".join({"people": "?", "cover": "c", "paper": "p", "blank": "_", "duplicate": "="}[p["fate"]] for p in batch["pages"])


def test_probe(town: Town) -> None:
    code = town.open_dossier()
    desk = town.desk("clerk")
    sheet = sheets(desk, code)
    pages = [sheet("GCS"), piles.paper(1), piles.blank(), piles.paper(2), piles.paper(1), sheet("-"), piles.paper(3)]
    b = uploaded(town, piles.pdf([piles.scanned(p, n, 180 if n == 3 else 0) for n, p in enumerate(pages)]))
    assert town.run() == []
    body = desk.get(f"/v1/batches/{b}").body
    print(body)
    assert fates(body) == "cp_p=c?"
