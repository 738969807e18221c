"""The survey, complaints and answers over the API."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from chalicelib.domain.dossiers import Status
from tests.api.asking import applicant, leaks, refused
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import FAMILY, Town

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


def test_that_a_citizen_spoke_is_seen_by_who_hears_it_and_never_at_the_agent(town: Town) -> None:
    citizen = applicant(town)
    code = office.routed(now=datetime.now(UTC), number=FAMILY["number"], residence_unit=FAMILY["residence_unit"])
    office.happened(code, "finished", status=Status.FINISHED, finished_at=NOW)
    said = {"category": "report", "text": TEXT}
    [made] = citizen.post(f"/v1/dossiers/{code}/complaints", said).body["complaints"]
    answer = {"text": "Xin lỗi, đã sửa quy trình."}
    assert town.desk("leader").post(f"/v1/dossiers/{code}/complaints/{made['id']}/answer", answer).status == 200
    rating = {"marks": {"time": 1}, "comment": ""}
    answered = citizen.post(f"/v1/dossiers/{code}/rating", rating)
    assert answered.status == 200, answered.body
    town.run()
    spoken = {"complaint_made", "complaint_answered", "feedback_given"}
    reason = {"Access-Reason": "Ki%E1%BB%83m%20tra%20s%E1%BB%91%207"}
    for user in ("clerk", "manager", "officer", "leader", "supervisor", None):
        desk = town.desk(user) if user else citizen
        seen = desk.call("GET", f"/v1/dossiers/{code}", headers=reason).body
        hears = user in ("leader", "supervisor", None)
        assert ({e["type"] for e in seen["events"]} & spoken == spoken) is hears, user
        assert bool({e["type"] for e in seen["events"]} & spoken) is hears, user
        assert bool({n["template"] for n in seen["notices"]} & spoken) is hears, user
    told = town.desk().post("/v1/tracking", {"code": code, "phone_last4": FAMILY["phone"][-4:]}).body
    assert not spoken & {step["type"] for step in told["steps"]}
    assert not spoken & {notice["type"] for notice in told["notices"]}
    assert "routed" in {notice["type"] for notice in told["notices"]}
    assert {"Chuyển đến cơ quan giải quyết"} <= {notice["about"] for notice in told["notices"]}
