"""The survey, complaints and answers over the API."""

from __future__ import annotations

import re

import pytest

from tests.api.asking import leaks, refused
from tests.support import office
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town

LINK = re.compile(r"\?ma=([\w.-]+)#gop-y=([\w-]+)")
TEXT = "Phải đến quầy ba lần mới xong."


def test_from_the_notice_to_the_answer(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    clerk, officer, nobody = town.desk("clerk"), town.desk("officer"), town.desk()
    code = town.open_dossier()
    town.upload(code, "GCS", jpeg())
    town.run()
    clerk.act(code, "submit")
    town.run()
    for action, more in (("accept", {}), ("finish", {"result_number": "15/2026"})):
        assert officer.act(code, action, **more).status == 200
    assert clerk.act(code, "return_result", pickup_code=office.pickup_code(code)).status == 200
    town.run()
    mails = "\n".join(sent.text for sent in town.outbox() if sent.channel == "email")
    [(named, token)] = LINK.findall(mails)
    assert named == code
    shown = str(officer.get(f"/v1/dossiers/{code}").body["notices"])
    assert token not in shown
    assert "gop-y=…" in shown

    link = {"code": code, "token": token}
    asked = nobody.post("/v1/feedback", link).body
    assert asked["may_rate"]
    assert asked["marks"] == [2, 1, 0]
    marks = {question["id"]: 1 for question in asked["questions"]}
    answer = nobody.post("/v1/feedback/rating", {**link, "marks": marks, "comment": "Tốt."}, key="rated-once")
    assert (answer.status, answer.body["may_rate"]) == (200, False)
    assert (
        nobody.post("/v1/feedback/rating", {**link, "marks": marks, "comment": "Tốt."}, key="rated-once").status == 200
    )
    refused(nobody.post("/v1/feedback/rating", {**link, "marks": marks}), 409, "feedback.given", "code")

    made = nobody.post("/v1/feedback/complaints", {**link, "category": "report", "text": TEXT})
    [complaint] = made.body["complaints"]
    assert complaint["due"] is None
    supervisor, leader = town.desk("supervisor"), town.desk("leader")
    path = f"/v1/dossiers/{code}/complaints/{complaint['id']}"
    rows = leader.get("/v1/complaints?which=undated&limit=100").body["complaints"]
    assert complaint["id"] in {row["id"] for row in rows}
    assert leaks(rows) == []
    refused(supervisor.get(path), 403, "role.forbidden")
    seen = supervisor.call("GET", path, headers={"Access-Reason": "Ki%E1%BB%83m%20tra%20s%E1%BB%91%207"})
    assert (seen.status, seen.body["text"], seen.body["agent"]) == (200, TEXT, "VNP-01")
    assert seen.body["officer"] == town.subjects["officer"]
    assert leader.post(f"{path}/answer", {"text": "Xin lỗi ông Kiệt, đã sửa quy trình."}).status == 200
    refused(leader.post(f"{path}/answer", {"text": "Trả lời lần nữa."}), 409, "feedback.answered")
    [own] = nobody.post("/v1/feedback", link).body["complaints"]
    assert own["answer"] == "Xin lỗi ông Kiệt, đã sửa quy trình."


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"marks": {}}, "request.invalid", "marks"),
        ({"marks": {"time": "2"}}, "request.invalid", "marks.time"),
        ({"marks": {"time": True}}, "request.invalid", "marks.time"),
        ({"marks": {"time": 1}, "by": "x"}, "request.invalid", "by"),
    ],
)
def test_an_answer_that_is_none(town: Town, body: dict[str, object], code: str, field: str) -> None:
    dossier = town.open_dossier()
    refused(town.desk("clerk").post(f"/v1/dossiers/{dossier}/rating", body), 422, code, field)


def test_a_wrong_link_is_refused(town: Town) -> None:
    code = town.open_dossier()
    body = {"code": code, "token": "0" * 32}
    refused(town.desk().post("/v1/feedback", body), 404, "feedback.token", "token")
    complaint = {**body, "category": "report", "text": TEXT}
    refused(town.desk().post("/v1/feedback/complaints", complaint), 404, "feedback.token", "token")


def test_what_may_be_complained_of_is_said(town: Town) -> None:
    code = town.open_dossier()
    made = town.desk("clerk").post(f"/v1/dossiers/{code}/complaints", {"category": "x", "text": TEXT})
    assert "report (Phản ánh)" in refused(made, 422, "feedback.category", "category")["detail"]
