"""Whose data is shown to whom: by role, by status, with and without a reason; every look leaves a line."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from chalicelib.adapters import audit
from tests.api.asking import SECRETS, applicant, hired, leaks, refused
from tests.api.conftest import Shelf
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import FAMILY, FORM, Desk, Town

STATUSES = (1, 2, 3, 4, 5, 7, 8, 9, 10)
IN_AGENTS_HANDS = {5, 9}  # the shelf's dossier at status 1 was handed over
REASON = {"Access-Reason": "Khi%E1%BA%BFu%20n%E1%BA%A1i%20s%E1%BB%91%2012"}
LIST_FIELDS = {"code", "procedure", "agent", "authority_name", "status", "status_vi", "opened_at", "due"}
LIST_FIELDS |= {"given_to", "part", "part_name"}
LISTS = {
    "clerk": "",
    "manager": "",
    "reception": "",
    "officer": "",
    "leader": "",
    "citizen": "",
    "provider": "agent=VNP-01",
    "supervisor": "agent=VNP-01",
    "the desk's supervisor": "desk=commune:00166",
}


def desk_of(town: Town, user: str) -> Desk:
    return applicant(town) if user == "citizen" else town.desk(user.rpartition(" ")[2])


def hidden(body: dict[str, Any]) -> bool:
    """Whether everything personal is left out of a dossier's view."""
    assert leaks(body) == []
    assert body["applicant"] is body["form"] is body["result_number"] is None
    assert body["comparisons"] == body["paper_comparisons"] == []
    assert [paper["facts"] for paper in body["papers"]] == [None] * len(body["papers"])
    assert {event["note"] for event in body["events"]} == {None}
    told = [(notice["to"], notice["subject"], notice["text"]) for notice in body["notices"]]
    assert told == [(None, None, None)] * len(body["notices"])
    return True


def shown(body: dict[str, Any]) -> bool:
    """Whether the dossier is shown whole."""
    assert body["applicant"]["full_name"] == FAMILY["full_name"].upper()
    assert body["applicant"]["number"] == FAMILY["number"]
    assert body["form"]["mother_number"] == FORM["mother_number"]
    assert {fact["value"] for fact in body["papers"][0]["facts"]} >= {"TRẦN KHÁNH VY"}
    assert {c["verdict"] for c in body["comparisons"]} == {"same"}
    assert {notice["to"] for notice in body["notices"]} == {"+84" + FAMILY["phone"][1:], FAMILY["email"]}
    return True


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("user", ["clerk", "manager"])
def test_an_agent_sees_data_while_it_holds_the_dossier(town: Town, shelf: Shelf, user: str, status: int) -> None:
    body = town.desk(user).get(f"/v1/dossiers/{shelf.at[status]}").body
    assert body["status"] == status
    assert shown(body) if status in IN_AGENTS_HANDS else hidden(body)


def test_the_agent_sees_data_until_it_hands_the_dossier_over(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    code, clerk = town.open_dossier(), town.desk("clerk")
    town.upload(code, "GCS", jpeg())
    town.run()
    assert clerk.get(f"/v1/dossiers/{code}").body["applicant"]["number"] == FAMILY["number"]
    assert hidden(clerk.act(code, "submit").body)
    assert hidden(clerk.get(f"/v1/dossiers/{code}").body)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("user", ["reception", "officer", "leader", "citizen"])
def test_the_authority_and_the_citizen_see_the_dossier_whole(town: Town, shelf: Shelf, user: str, status: int) -> None:
    assert shown(desk_of(town, user).get(f"/v1/dossiers/{shelf.at[status]}").body)


@pytest.mark.parametrize("status", STATUSES)
def test_a_provider_never_sees_data(town: Town, shelf: Shelf, status: int) -> None:
    for headers in ({}, REASON):
        assert hidden(town.desk("provider").call("GET", f"/v1/dossiers/{shelf.at[status]}", headers=headers).body)


@pytest.mark.parametrize("status", STATUSES)
def test_a_supervisor_sees_data_for_a_reason_and_that_is_written_down(town: Town, shelf: Shelf, status: int) -> None:
    code, desk = shelf.at[status], town.desk("supervisor")
    before = len(audit.trail(code))
    assert hidden(desk.get(f"/v1/dossiers/{code}").body)
    for no_reason in ("%20%20%C2%A0", ".", "xem%20h%E1%BB%93%20"):
        assert hidden(desk.call("GET", f"/v1/dossiers/{code}", headers={"Access-Reason": no_reason}).body)
    assert len(audit.trail(code)) == before, "nothing personal was seen"
    assert shown(desk.call("GET", f"/v1/dossiers/{code}", headers=REASON).body)
    lines = audit.trail(code)[before:]
    assert [(line.actor, line.role, line.act, line.why) for line in lines] == [
        (town.subjects["supervisor"], "supervisor", "view", "Khiếu nại số 12")
    ]


@pytest.mark.parametrize("user", ["clerk", "officer", "citizen"])
def test_every_look_at_data_is_one_line(town: Town, shelf: Shelf, user: str) -> None:
    code, desk = shelf.at[9], desk_of(town, user)
    me = desk.get("/v1/me").body["account"]
    before = len(audit.trail(code))
    assert desk.get(f"/v1/dossiers/{code}").status == 200
    assert desk.get(f"/v1/dossiers/{code}/papers/{shelf.paper[code]}").status == 200
    assert [line.actor for line in audit.trail(code)[before:]] == [me, me]


def test_a_look_that_is_refused_shows_nothing_and_is_no_look(town: Town, shelf: Shelf) -> None:
    code = shelf.at[2]
    before = len(audit.trail(code))
    refused(hired(town, "case_officer", "commune:00004").get(f"/v1/dossiers/{code}"), 404, "dossier.unknown")
    refused(town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{shelf.paper[code]}"), 403, "role.forbidden")
    assert len(audit.trail(code)) == before


@pytest.mark.parametrize("user", LISTS)
def test_a_list_names_nobody(town: Town, shelf: Shelf, user: str) -> None:
    seen = set()
    for status in (2, 7, 10, ""):
        query = f"?limit=100&status={status}" if status else "?limit=100"
        answer = desk_of(town, user).get(f"/v1/dossiers{query}&{LISTS[user]}".rstrip("&"))
        assert answer.status == 200, answer.body
        assert leaks(answer.body) == []
        assert all(set(row) == LIST_FIELDS for row in answer.body["dossiers"])
        seen |= {row["code"] for row in answer.body["dossiers"]}
    assert seen & set(shelf.at.values())


PAPER = {"clerk": IN_AGENTS_HANDS, "manager": IN_AGENTS_HANDS, "provider": set(), "supervisor": set()}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("user", ["clerk", "manager", "provider", "supervisor", "officer", "leader", "citizen"])
def test_a_scan_is_linked_for_whoever_may_see_it(town: Town, shelf: Shelf, user: str, status: int) -> None:
    code = shelf.at[status]
    answer = desk_of(town, user).get(f"/v1/dossiers/{code}/papers/{shelf.paper[code]}")
    if status in PAPER.get(user, set(STATUSES)):
        assert answer.status == 200
        assert f"scans/{code}/{shelf.paper[code]}" in answer.body["scan"]
        assert "versionId=" in answer.body["scan"]
        assert "X-Amz-Expires=300" in answer.body["scan"]
        assert leaks([answer.body["scan"]]) == [], "a link is an URL, and URLs stand in logs"
    else:
        problem = refused(answer, 403, "role.forbidden")
        assert "amz" not in str(problem).casefold()


def test_a_supervisor_sees_a_scan_for_a_reason(town: Town, shelf: Shelf) -> None:
    code = shelf.at[4]
    answer = town.desk("supervisor").call("GET", f"/v1/dossiers/{code}/papers/{shelf.paper[code]}", headers=REASON)
    assert requests.get(answer.body["scan"], timeout=10).content[:3] == b"\xff\xd8\xff"


def test_an_act_shows_no_more_than_a_view(town: Town, shelf: Shelf) -> None:
    code = town.open_dossier()
    answer = town.desk("clerk").act(code, "withdraw", reason="Gia đình bà Diệp đổi ý.")
    assert answer.status == 200
    assert hidden(answer.body)


def test_what_is_looked_for_is_there_to_be_found(town: Town, shelf: Shelf) -> None:
    """The searches above would be worth nothing if they could not find what they search for."""
    officer = town.desk("officer")
    whole = [officer.get(f"/v1/dossiers/{shelf.at[status]}").body for status in STATUSES]
    scan = officer.get(f"/v1/dossiers/{shelf.at[1]}/papers/{shelf.paper[shelf.at[1]]}").body
    assert leaks([whole, scan]) == list(SECRETS)
