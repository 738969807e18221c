"""A birth registration by every way it can end: done, after a supplement, refused, withdrawn."""

from __future__ import annotations

import pytest

from tests.support import office
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town

NOTICES = ("routed", "accepted", "processing", "finished", "pickup_code", "returned")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that finds on every page what the family declared."""
    read_as(monkeypatch, birth_proof())


def submitted(town: Town) -> str:
    code = town.open_dossier()
    town.upload(code, "GCS", jpeg())
    assert town.run() == []
    assert town.desk("clerk").act(code, "submit").status == 200
    assert town.run() == []
    return code


@pytest.mark.usefixtures("read")
def test_done(town: Town) -> None:
    code = submitted(town)
    officer = town.desk("officer")
    assert [row["code"] for row in officer.get("/v1/dossiers").body["dossiers"]].count(code) == 1
    for action, more in (("accept", {}), ("process", {}), ("finish", {"result_number": "15/2026"})):
        answer = officer.act(code, action, **more)
        assert answer.status == 200, answer.body
        assert town.run() == []
    assert town.desk("clerk").act(code, "return_result", pickup_code=office.pickup_code(code)).status == 200
    assert town.run() == []

    end = officer.get(f"/v1/dossiers/{code}").body
    assert end["status"] == 10
    assert end["result_number"] == "15/2026"
    assert end["authority_name"] == "Ủy ban nhân dân phường Cầu Giấy"
    told = sorted((n["template"], n["channel"], n["state"]) for n in end["notices"])
    assert told == sorted((event, channel, "sent") for event in NOTICES for channel in ("sms", "email"))
    assert len(town.outbox()) == len(NOTICES) * 2
    tracked = town.desk().post("/v1/tracking", {"code": code, "phone_last4": "5678"})
    assert tracked.body["status_vi"] == "Đã trả kết quả"
    assert officer.get("/v1/dossiers?status=10").body["dossiers"] == []


@pytest.mark.usefixtures("read")
def test_supplement(town: Town) -> None:
    code = submitted(town)
    officer, clerk = town.desk("officer"), town.desk("clerk")
    assert officer.act(code, "accept").status == 200
    first_due = officer.get(f"/v1/dossiers/{code}").body["due"]
    assert officer.act(code, "ask_supplement", reason="Bổ sung giấy ủy quyền.").status == 200
    assert officer.get(f"/v1/dossiers/{code}").body["due"] is None
    assert clerk.act(code, "supplement").body["code"] == "supplement.nothing"
    assert officer.act(code, "accept").body["code"] == "action.refused"
    town.upload(code, "UQ", jpeg())
    town.run()
    assert clerk.act(code, "supplement").status == 200
    assert officer.act(code, "accept").status == 200
    assert officer.get(f"/v1/dossiers/{code}").body["due"] >= first_due
    town.run()
    mail = [m for m in town.outbox() if m.channel == "email" and "bổ sung" in m.subject]
    assert any("Bổ sung giấy ủy quyền." in m.text for m in mail)


@pytest.mark.usefixtures("read")
def test_refused(town: Town) -> None:
    code = submitted(town)
    officer = town.desk("officer")
    assert officer.act(code, "refuse").body["code"] == "action.reason"
    assert officer.act(code, "refuse", reason="Không thuộc thẩm quyền.").status == 200
    town.run()
    assert officer.get(f"/v1/dossiers/{code}").body["status"] == 3
    assert town.desk("clerk").act(code, "return_result").body["code"] == "action.refused"
    assert any("khong duoc tiep nhan" in m.text for m in town.outbox() if m.channel == "sms")


@pytest.mark.usefixtures("read")
def test_withdrawn(town: Town) -> None:
    code = submitted(town)
    clerk = town.desk("clerk")
    assert clerk.act(code, "withdraw", reason="Gia đình nộp tại phường.").status == 200
    town.run()
    assert clerk.get(f"/v1/dossiers/{code}").body["status"] == 7
    assert town.desk("officer").act(code, "accept").body["code"] == "action.refused"
    assert code not in [row["code"] for row in town.desk("officer").get("/v1/dossiers").body["dossiers"]]
