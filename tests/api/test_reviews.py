"""The review over HTTPS: the list without a name, what is asked with its place on the scan, and what is said."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import reading
from chalicelib.reading import Reading
from chalicelib.reading.facts import Doubt, Trouble
from tests.api.asking import SECRETS, hired, leaks, refused
from tests.support.readings import birth_proof, doubtful, jpeg, read_as
from tests.support.town import Answer, Desk, Town

RIGHT = {"about": "field", "said": "corrected", "name": "child_name", "value": "Trần Khánh Vy"}


@pytest.fixture
def unsure(town: Town, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """A dossier whose birth proof was misread in the child's name, and not surely."""
    read_as(monkeypatch, doubtful("child_name", child_name="TRẦN KHÁNH VI"))
    code = town.open_dossier()
    paper = town.upload(code, "GCS", jpeg())
    assert town.run() == []
    return code, paper


def say(desk: Desk, code: str, paper: str, *said: dict[str, Any], key: str | None = None) -> Answer:
    return desk.post(f"/v1/dossiers/{code}/papers/{paper}/corrections", {"corrections": list(said)}, key)


def queue(desk: Desk) -> dict[str, dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    cursor: str | None = ""
    while cursor is not None:
        page = desk.get(f"/v1/reviews?limit=100&cursor={cursor}").body
        rows |= {row["code"]: row for row in page["dossiers"]}
        cursor = page["cursor"]
    return rows


def test_from_the_list_to_the_next_desk(town: Town, unsure: tuple[str, str]) -> None:
    code, paper = unsure
    clerk = town.desk("clerk")
    row = queue(clerk)[code]
    assert (row["papers"], leaks(row)) == ([paper], [])
    assert set(row) == {"code", "procedure", "agent", "authority_name", "status", "since", "papers"}
    asked = clerk.get(f"/v1/dossiers/{code}/papers/{paper}/review").body
    [question] = asked["questions"]
    assert (question["name"], question["why"], question["needed"]) == ("child_name", "disputed", True)
    assert (question["fact"]["also"], question["fact"]["confidence"]) == (["TRẦN KHÁNH VÌ"], 0.61)
    assert question["crop"] == [[0, 0], [18, 0], [18, 18], [0, 18]]
    assert f"scans/{code}/{paper}" in asked["scan"]
    assert asked["paper"]["to_review"]
    refused(clerk.act(code, "submit"), 409, "submit.differs")
    answer = say(clerk, code, paper, RIGHT)
    assert (answer.status, answer.body["questions"], answer.body["paper"]["to_review"]) == (200, [], False)
    assert code not in queue(clerk)
    assert clerk.act(code, "submit").status == 200


def test_reading_and_correction_stand_side_by_side(town: Town, unsure: tuple[str, str]) -> None:
    code, paper = unsure
    clerk = town.desk("clerk")
    assert say(clerk, code, paper, RIGHT).status == 200
    whole = clerk.get(f"/v1/dossiers/{code}/papers/{paper}").body
    [correction] = whole["paper"]["corrections"]
    assert (correction["before"], correction["after"]) == ("TRẦN KHÁNH VI", "Trần Khánh Vy")
    assert (correction["actor"], correction["role"]) == (town.subjects["clerk"], "clerk")
    fields = {field["name"]: field for page in whole["pages"] for field in page["fields"]}
    assert fields["child_name"]["value"] == "TRẦN KHÁNH VI"
    assert fields["child_name"]["correction"] == correction
    assert fields["mother_name"]["correction"] is None
    facts = {fact["name"]: fact for fact in whole["paper"]["facts"]}
    assert (facts["child_name"]["value"], facts["child_name"]["sure"]) == ("TRẦN KHÁNH VI", False)
    dossier = clerk.get(f"/v1/dossiers/{code}").body
    [name] = [c for c in dossier["comparisons"] if c["field"] == "child_name"]
    assert (name["read"], name["verdict"], name["sure"]) == ("Trần Khánh Vy", "same", True)
    assert dossier["papers"][0]["corrections"] == [correction]


def test_a_page_whose_kind_is_corrected_is_read_again_as_that_kind(
    town: Town, unsure: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, paper = unsure
    clerk, path = town.desk("clerk"), f"/v1/dossiers/{code}/papers/{paper}"
    told: list[dict[int, str]] = []

    def read(_: bytes, *, kinds: dict[int, str], **__: object) -> Reading:
        told.append(kinds)
        [page] = birth_proof().pages
        return Reading((replace(page, kind=kinds[1], fields=page.fields[:1]),))

    monkeypatch.setattr(reading, "read", read)
    named = {"about": "kind", "said": "corrected", "value": "birth_certificate", "page": 1}
    answer = say(clerk, code, paper, named, key="kind-corrected-once")
    assert (answer.status, answer.body["paper"]["kind"]) == (200, "birth_proof")
    assert answer.body["paper"]["corrections"][0]["page"] == 1
    assert town.run() == []
    assert say(clerk, code, paper, named, key="kind-corrected-once").status == 200
    assert town.run() == []
    assert told == [{1: "birth_certificate"}]
    whole = clerk.get(path).body
    assert (whole["paper"]["kind"], whole["paper"]["kind_sure"]) == ("birth_certificate", True)
    assert [(page["kind"], len(page["fields"])) for page in whole["pages"]] == [("birth_certificate", 1)]
    assert [fact["name"] for fact in whole["paper"]["facts"]] == ["child_name"]
    events = [event["type"] for event in clerk.get(f"/v1/dossiers/{code}").body["events"]]
    assert events[-2:] == ["kind_corrected", "paper_read_again"]


def test_who_sees_no_personal_data_sees_no_correction(town: Town, unsure: tuple[str, str]) -> None:
    code, paper = unsure
    assert say(town.desk("clerk"), code, paper, RIGHT).status == 200
    seen = town.desk("provider").get(f"/v1/dossiers/{code}").body
    assert (seen["papers"][0]["corrections"], leaks(seen)) == (None, [])


def test_nothing_waits_where_all_is_sure(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier()
    paper = town.upload(code, "GCS", jpeg())
    assert town.run() == []
    assert code not in queue(town.desk("clerk"))
    assert town.desk("clerk").get(f"/v1/dossiers/{code}/papers/{paper}/review").body["questions"] == []


def test_the_same_key_says_it_once(town: Town, unsure: tuple[str, str]) -> None:
    code, paper = unsure
    clerk, key = town.desk("clerk"), uuid.uuid4().hex
    answers = [say(clerk, code, paper, RIGHT, key=key) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert len(answers[1].body["paper"]["corrections"]) == 1
    other = RIGHT | {"value": "Trần Khánh Vỹ"}
    problem = refused(say(clerk, code, paper, other, key=key), 409, "idempotency.reused")
    assert leaks(problem) == []


def test_a_queue_holds_nothing_of_another_agent(town: Town, unsure: tuple[str, str]) -> None:
    code, paper = unsure
    stranger = hired(town, "clerk", "VNP-02")
    assert code not in queue(stranger)
    assert code not in queue(town.desk("officer"))
    refused(say(stranger, code, paper, RIGHT), 404, "dossier.unknown")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        (RIGHT | {"value": ""}, "review.value", "corrections.0.value"),
        (RIGHT | {"value": "Trần 1"}, "person.name", "corrections.0.value"),
        (RIGHT | {"name": "Trần Tuấn Kiệt"}, "review.field", "corrections.0.name"),
        (RIGHT | {"said": "nowhere"}, "review.said", "corrections.0.said"),
        ({"about": "kind", "said": "corrected", "value": "Giấy chứng sinh"}, "review.kind", "corrections.0.value"),
        ({"about": "kind", "said": "corrected", "value": "passport", "page": 2}, "review.page", "corrections.0.page"),
        ({"about": "page", "said": "nowhere", "page": 2}, "review.page", "corrections.0.page"),
        (RIGHT | {"about": "paper"}, "request.invalid", None),
        (RIGHT | {"page": -1}, "request.invalid", None),
        (RIGHT | {"more": 1}, "request.invalid", None),
    ],
)
def test_what_is_refused_repeats_nothing_of_what_was_said(
    town: Town, unsure: tuple[str, str], said: dict[str, Any], code: str, field: str | None
) -> None:
    problem = refused(say(town.desk("clerk"), *unsure, said), 422, code, field)
    assert not [secret for secret in SECRETS if secret in str(problem)]


def test_no_more_than_fifty_things_are_said_at_once(town: Town, unsure: tuple[str, str]) -> None:
    clerk = town.desk("clerk")
    refused(say(clerk, *unsure), 422, "request.invalid")
    refused(say(clerk, *unsure, *[RIGHT] * 51), 422, "request.invalid")
    assert say(clerk, *unsure, *[RIGHT] * 50).status == 200


def test_a_client_can_say_in_words_what_the_reader_says_in_codes(town: Town) -> None:
    words = town.desk().get("/v1/reviews/vocabulary").body
    assert words["kinds"]["marriage_certificate"] == {"vi": "Giấy chứng nhận kết hôn", "en": "Marriage certificate"}
    assert words["fields"]["marriage_certificate"]["wife_name"] == {"vi": "Vợ (bên nữ): họ tên", "en": "Wife: name"}
    assert set(words["doubts"]) == set(Doubt)
    assert set(words["troubles"]) == set(Trouble)
