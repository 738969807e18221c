"""Upload slots: what the signed form allows, and that nothing comes after the reading."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from chalicelib.adapters import queues
from chalicelib.domain import uploads
from chalicelib.domain.events import Todo
from tests.api.asking import leaks, refused
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town

OTHER = b"\xff\xd8\xffanother picture"


def _slot(town: Town, code: str, content_type: str = "image/jpeg", slot: str = "GCS") -> dict[str, Any]:
    answer = town.desk("clerk").post(f"/v1/dossiers/{code}/papers", {"slot": slot, "content_type": content_type})
    assert answer.status == 201, answer.body
    made: dict[str, Any] = answer.body
    return made


def _send(slot: dict[str, Any], data: bytes) -> None:
    assert requests.post(slot["url"], data=slot["fields"], files={"file": data}, timeout=10).status_code == 204


def _scan(town: Town, code: str, paper: str) -> bytes:
    link = town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{paper}").body["scan"]
    return requests.get(link, timeout=10).content


@pytest.mark.parametrize("content_type", sorted(uploads.CONTENT_TYPES))
def test_the_form_is_signed_for_one_place_one_type_one_size_and_a_while(town: Town, content_type: str) -> None:
    code = town.open_dossier()
    slot = _slot(town, code, content_type)
    policy = json.loads(base64.b64decode(slot["fields"]["policy"]))
    assert {"Content-Type": content_type} in policy["conditions"]
    assert ["content-length-range", 1, uploads.MAX_BYTES] in policy["conditions"]
    assert {"key": f"scans/{code}/{slot['paper']['id']}"} in policy["conditions"]
    assert [c for c in policy["conditions"] if "starts-with" in c] == []
    ends = datetime.fromisoformat(policy["expiration"])
    assert ends - datetime.now(UTC) <= timedelta(seconds=slot["expires_seconds"])
    assert slot["max_bytes"] == uploads.MAX_BYTES
    assert leaks(policy) == []


def test_a_type_or_slot_that_is_none(town: Town) -> None:
    code = town.open_dossier()
    papers = f"/v1/dossiers/{code}/papers"
    clerk = town.desk("clerk")
    for kind in ("text/html", "image/svg+xml", "", "image/jpeg; x", "IMAGE/JPEG"):
        answer = clerk.post(papers, {"slot": "GCS", "content_type": kind})
        refused(answer, 422, "request.invalid", "content_type")
    refused(clerk.post(papers, {"slot": "../GCS", "content_type": "image/png"}), 422, "paper.slot", "slot")


def test_a_second_upload_after_the_reading_is_told_of_and_changes_nothing_else(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier()
    slot = _slot(town, code)
    _send(slot, jpeg())
    assert town.run() == []
    before = town.desk("clerk").get(f"/v1/dossiers/{code}").body
    assert before["papers"][0]["state"] == "read"
    read_as(monkeypatch, birth_proof(child_name="TRẦN NGƯỜI KHÁC"))
    _send(slot, OTHER)
    assert town.run() == []
    after = town.desk("clerk").get(f"/v1/dossiers/{code}").body
    event = after["events"].pop()
    assert (event["type"], event["subject"], event["note"]) == ("scan_refused", slot["paper"]["id"], "other_version")
    assert (before["papers"][0].pop("other_uploads"), after["papers"][0].pop("other_uploads")) == (0, 1)
    assert after == before
    assert _scan(town, code, slot["paper"]["id"]) == jpeg()


def test_a_scan_read_after_a_reminder_is_the_one_that_is_shown(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reminder names no version of the file; what an officer is shown must be what was read all the same."""
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier()
    slot = _slot(town, code)
    _send(slot, jpeg())
    town.tidy()  # the bucket's message is lost
    queues.send(Todo.READ, code, f"paper#{slot['paper']['id']}")
    assert town.run() == []
    _send(slot, OTHER)
    assert town.run() == []
    assert _scan(town, code, slot["paper"]["id"]) == jpeg()


def test_no_slot_after_the_hand_over(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    code = town.open_dossier()
    assert town.desk("clerk").act(code, "withdraw", reason="r").status == 200
    wanted = {"slot": "GCS", "content_type": "image/jpeg"}
    refused(town.desk("clerk").post(f"/v1/dossiers/{code}/papers", wanted), 409, "paper.closed", "code")
