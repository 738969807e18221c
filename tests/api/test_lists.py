"""Lists page by page; a cursor goes on in the very list it came from, and nowhere else."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.asking import application, calm, hired, refused
from tests.support.town import Desk, Town


@pytest.fixture(scope="module")
def five(_session_town: Town) -> tuple[Desk, list[str]]:
    """A clerk with five dossiers at an agent of its own, the newest first."""
    _session_town.tidy()
    clerk = hired(_session_town, "clerk", "VNP-07")
    codes = [clerk.post("/v1/dossiers", application()).body["code"] for _ in range(5)]
    assert clerk.act(codes[1], "withdraw", reason="r").status == 200
    return clerk, codes[::-1]


def _written(key: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _read(cursor: str) -> dict[str, Any]:
    key: dict[str, Any] = json.loads(base64.urlsafe_b64decode(cursor))
    return key


def _walked(desk: Desk, query: str) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None and len(pages) < 20:
        answer = desk.get(f"/v1/dossiers?{query}&cursor={cursor}")
        assert answer.status == 200, answer.body
        pages.append([row["code"] for row in answer.body["dossiers"]])
        cursor = answer.body["cursor"]
    return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_all_pages_hold_every_dossier_once(five: tuple[Desk, list[str]], limit: int) -> None:
    clerk, codes = five
    pages = _walked(clerk, f"limit={limit}")
    assert [code for page in pages for code in page] == codes
    assert max(len(page) for page in pages) <= limit


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_a_status_is_looked_for_on_all_pages(five: tuple[Desk, list[str]], limit: int) -> None:
    clerk, codes = five
    withdrawn = [code for page in _walked(clerk, f"limit={limit}&status=7") for code in page]
    registered = [code for page in _walked(clerk, f"limit={limit}&status=1") for code in page]
    assert (withdrawn, registered) == ([codes[3]], codes[:3] + codes[4:])


def test_a_cursor_holds_keys_only(five: tuple[Desk, list[str]]) -> None:
    cursor = five[0].get("/v1/dossiers?limit=2").body["cursor"]
    assert set(_read(cursor)) == {"code", "item", "agent", "opened_at"}


def test_a_cursor_of_another_list_is_refused(town: Town, five: tuple[Desk, list[str]]) -> None:
    cursor = five[0].get("/v1/dossiers?limit=2").body["cursor"]
    for query in ("agent=VNP-08", "desk=VNP-07", "desk=commune:00166"):
        answer = town.desk("supervisor").get(f"/v1/dossiers?{query}&cursor={cursor}")
        refused(answer, 400, "request.cursor", "cursor")
    for user in ("clerk", "officer", "citizen"):
        refused(town.desk(user).get(f"/v1/dossiers?cursor={cursor}"), 400, "request.cursor", "cursor")
    assert town.desk("supervisor").get(f"/v1/dossiers?agent=VNP-07&cursor={cursor}").status == 200


FORGED: dict[str, Any] = {
    "no object": ["agent"],
    "a text": "agent",
    "nothing": None,
    "the list only": {"agent": {"S": "VNP-07"}},
    "one too many": {n: {"S": "VNP-07"} for n in ("agent", "code", "item", "opened_at", "sealed")},
    "another index": {n: {"S": "VNP-07"} for n in ("agent", "code", "item", "desk_order")},
    "a number": {n: {"N": "1"} for n in ("code", "item", "opened_at")} | {"agent": {"S": "VNP-07"}},
    "an empty text": {n: {"S": ""} for n in ("code", "item", "opened_at")} | {"agent": {"S": "VNP-07"}},
    "two types": {n: {"S": "VNP-07", "N": "1"} for n in ("agent", "code", "item", "opened_at")},
    "no text": {n: {"S": 7} for n in ("code", "item", "opened_at")} | {"agent": {"S": "VNP-07"}},
    "values bare": dict.fromkeys(("agent", "code", "item", "opened_at"), "VNP-07"),
}


@pytest.mark.parametrize("why", FORGED)
def test_a_forged_cursor_is_refused(five: tuple[Desk, list[str]], why: str) -> None:
    refused(five[0].get(f"/v1/dossiers?cursor={_written(FORGED[why])}"), 400, "request.cursor", "cursor")


@pytest.mark.parametrize("cursor", ["x", "%00", "====", "eyJ", "null", "W1tb" * 400, "ệ", "__8="])
def test_a_garbled_cursor_is_refused(five: tuple[Desk, list[str]], cursor: str) -> None:
    refused(five[0].get(f"/v1/dossiers?cursor={cursor}"), 400, "request.cursor", "cursor")


@calm
@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=80))
def test_no_cursor_breaks_a_list(five: tuple[Desk, list[str]], cursor: str) -> None:
    refused(five[0].get(f"/v1/dossiers?cursor={cursor}"), 400, "request.cursor", "cursor")


def test_a_cursor_moved_by_hand_stays_in_its_list(five: tuple[Desk, list[str]]) -> None:
    clerk, codes = five
    key = _read(clerk.get("/v1/dossiers?limit=1").body["cursor"])
    key["opened_at"] = {"S": "2999-01-01T00:00:00.000000+0000"}
    moved = clerk.get(f"/v1/dossiers?cursor={_written(key)}")
    assert moved.status == 200
    assert {row["code"] for row in moved.body["dossiers"]} <= set(codes)
