"""The same key leads to the same effect, for ever, for one account; and to nothing for another."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.asking import application, hired, refused
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Answer, Desk, Town

SLOT = {"slot": "UQ", "content_type": "image/png"}


def _fresh() -> str:
    return uuid.uuid4().hex


def test_the_same_key_and_body_open_the_same_dossier(town: Town) -> None:
    clerk, key = hired(town, "clerk", "VNP-08"), _fresh()
    first = clerk.post("/v1/dossiers", application(), key)
    again = clerk.post("/v1/dossiers", application(), key)
    assert (first.status, again.status) == (201, 201)
    assert again.body["code"] == first.body["code"]
    assert again.body["version"] == 1
    assert len(again.body["events"]) == 1
    assert [row["code"] for row in clerk.get("/v1/dossiers").body["dossiers"]].count(first.body["code"]) == 1


def test_the_same_key_and_another_body(town: Town) -> None:
    clerk, key = town.desk("clerk"), _fresh()
    assert clerk.post("/v1/dossiers", application(), key).status == 201
    problem = refused(
        clerk.post("/v1/dossiers", application(address="Số 27"), key), 409, "idempotency.reused", "Idempotency-Key"
    )
    assert "27" not in problem["detail"]


def test_a_refused_request_leaves_its_key_free(town: Town) -> None:
    clerk, key = town.desk("clerk"), _fresh()
    refused(clerk.post("/v1/dossiers", application(number="1"), key), 422, "person.number_length")
    assert clerk.post("/v1/dossiers", application(), key).status == 201


def test_a_key_is_the_accounts_own(town: Town) -> None:
    key = _fresh()
    codes = {town.desk(user).post("/v1/dossiers", application(), key).body["code"] for user in ("clerk", "manager")}
    assert len(codes) == 2


def test_a_key_is_of_one_kind_of_request(town: Town) -> None:
    clerk, key = town.desk("clerk"), _fresh()
    code = clerk.post("/v1/dossiers", application(), key).body["code"]
    slot = clerk.post(f"/v1/dossiers/{code}/papers", SLOT, key)
    assert slot.status == 201
    assert clerk.act(code, "withdraw", key, reason="r").body["status"] == 7


def test_a_key_of_one_dossier_does_nothing_to_another(town: Town) -> None:
    clerk, key = town.desk("clerk"), _fresh()
    one, other = town.open_dossier(), town.open_dossier()
    assert clerk.act(one, "withdraw", key, reason="r").status == 200
    refused(clerk.act(other, "withdraw", key, reason="r"), 409, "idempotency.reused")
    assert clerk.post(f"/v1/dossiers/{other}/papers", SLOT, key).status == 201
    refused(clerk.post(f"/v1/dossiers/{one}/papers", SLOT, key), 409, "idempotency.reused")


def test_an_act_is_done_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    code, clerk, key = town.open_dossier(), town.desk("clerk"), _fresh()
    town.upload(code, "GCS", jpeg())
    town.run()
    first = clerk.act(code, "submit", key)
    again = clerk.act(code, "submit", key)
    assert (first.status, again.status) == (200, 200)
    assert again.body["events"] == first.body["events"]
    assert again.body["version"] == first.body["version"] == 3
    refused(clerk.act(code, "submit"), 409, "action.refused")


def test_a_slot_is_given_once(town: Town) -> None:
    code, clerk, key = town.open_dossier(), town.desk("clerk"), _fresh()
    first = clerk.post(f"/v1/dossiers/{code}/papers", SLOT, key)
    again = clerk.post(f"/v1/dossiers/{code}/papers", SLOT, key)
    assert again.body["paper"] == first.body["paper"]
    assert again.body["fields"]["key"] == first.body["fields"]["key"]
    assert len(clerk.get(f"/v1/dossiers/{code}").body["papers"]) == 1
    stranger = hired(town, "clerk", "VNP-02")
    refused(stranger.post(f"/v1/dossiers/{code}/papers", SLOT, key), 404, "dossier.unknown")


def _at_once(ask: Callable[[int], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(6) as pool:
        return list(pool.map(ask, range(6)))


@pytest.mark.usefixtures("side_by_side")
def test_six_requests_at_once_open_one_dossier(town: Town) -> None:
    clerk, key = hired(town, "clerk", "VNP-09"), _fresh()
    answers = _at_once(lambda _: clerk.post("/v1/dossiers", application(), key))
    assert [answer.status for answer in answers] == [201] * 6
    assert len({answer.body["code"] for answer in answers}) == 1
    assert len(clerk.get("/v1/dossiers").body["dossiers"]) == 1


@pytest.mark.usefixtures("side_by_side")
def test_six_requests_at_once_with_keys_of_their_own_open_six(town: Town) -> None:
    clerk = hired(town, "clerk", "VNP-10")
    answers = _at_once(lambda _: clerk.post("/v1/dossiers", application()))
    assert len({answer.body["code"] for answer in answers}) == 6


@pytest.mark.usefixtures("side_by_side")
def test_six_who_act_at_once_act_once(town: Town) -> None:
    code = town.open_dossier()
    desks: list[Desk] = [town.desk("clerk"), town.desk("manager")] * 3
    answers = _at_once(lambda n: desks[n].act(code, "withdraw", reason="r"))
    outcomes: list[tuple[int, Any]] = sorted((a.status, a.body.get("code")) for a in answers)
    assert outcomes == [(200, code)] + [(409, "action.refused")] * 5
    assert [e["type"] for e in town.desk("clerk").get(f"/v1/dossiers/{code}").body["events"]] == ["opened", "withdrawn"]
