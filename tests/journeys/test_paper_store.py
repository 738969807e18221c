"""A paper serves twice: consent, kept, offered, used, read on the trail, withdrawn, erased."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from chalicelib.adapters import sealing
from tests.api import asking
from tests.support import office
from tests.support.privacy import consented, identity_card
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Desk, Town

WHY = "Công dân đã chứng minh nhân thân."


def the_paper(town: Town, code: str, slot: str, data: bytes) -> str:
    paper = town.upload(code, slot, data)
    assert town.run() == []
    return paper


def finished(town: Town, code: str) -> None:
    clerk, officer = town.desk("clerk"), town.desk("officer")
    assert clerk.act(code, "submit").status == 200
    assert town.run() == []
    for action, more in (("accept", {}), ("finish", {"result_number": "88/2026"})):
        answer = officer.act(code, action, **more)
        assert answer.status == 200, answer.body
    assert clerk.act(code, "return_result", pickup_code=office.pickup_code(code)).status == 200
    assert town.run() == []


def granted(town: Town, citizen: Desk, right: str, **more: Any) -> dict[str, Any]:
    asked = citizen.post("/v1/me/rights", {"right": right, **more})
    assert asked.status == 201, asked.body
    path = f"/v1/rights/{asked.body['id']}/decision"
    decided = town.desk("supervisor").post(path, {"granted": True, "reason": WHY})
    assert decided.status == 200, decided.body
    assert town.run() == []
    seen = citizen.get(f"/v1/me/rights/{asked.body['id']}").body
    assert seen["request"]["state"] == "done"
    return dict(seen)


def test_a_paper_serves_again_as_long_as_its_person_wants(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    number = f"0270{uuid.uuid4().int % 10**8:08d}"
    citizen = asking.hired(town, "citizen", sealing.person_key(number))
    clerk = town.desk("clerk")

    first = town.open_dossier(number=number)
    consent = consented(town, first)
    read_as(monkeypatch, identity_card(personal_number=number))
    the_paper(town, first, "ID", jpeg())
    read_as(monkeypatch, birth_proof())
    the_paper(town, first, "GCS", jpeg())
    shown = clerk.get(f"/v1/dossiers/{first}/consents").body["consents"]
    assert [(one["purpose"], one["state"]) for one in shown] == [("keep_papers", "given")]
    finished(town, first)

    second = town.open_dossier(number=number)
    [offer] = clerk.get(f"/v1/dossiers/{second}/offers").body["offers"]
    assert (offer["kind"], offer["slot"], offer["from_dossier"]) == ("identity_card", "ID", first)
    use = f"/v1/dossiers/{second}/offers/{offer['paper']}"
    assert clerk.post(use, {"consent": consent}).body["code"] == "consent.not_given"
    reuse = consented(town, second, "reuse_paper")
    key = uuid.uuid4().hex
    used = [clerk.post(use, {"consent": reuse}, key) for _ in range(5)]
    assert {answer.status for answer in used} == {201}
    assert len({answer.body["paper"]["id"] for answer in used}) == 1
    paper = used[0].body["paper"]
    [there] = clerk.get(f"/v1/dossiers/{second}").body["papers"]
    assert (there["state"], there["kind"], there["reused_from"].split("/")[0]) == ("read", "identity_card", first)
    assert {fact["name"] for fact in there["facts"]} == {"full_name", "personal_number", "expiry_date"}
    whole = clerk.get(f"/v1/dossiers/{second}/papers/{paper['id']}").body
    assert f"scans/{first}/" in whole["scan"]
    assert whole["pages"][0]["text"] == "CĂN CƯỚC"
    assert clerk.get(f"/v1/dossiers/{second}/offers").body["offers"] == []

    lines = citizen.get("/v1/me/trail").body["lines"]
    [told] = [line for line in lines if line["act"].startswith("reuse_paper")]
    assert (told["role"], told["office"]) == ("clerk", "Bưu điện Trung tâm Hoàn Kiếm")
    assert told["act"].endswith(second)
    assert not {town.subjects["clerk"], number} & {str(value) for line in lines for value in line.values()}

    third = town.open_dossier(number=number)
    assert len(clerk.get(f"/v1/dossiers/{third}/offers").body["offers"]) == 1
    assert citizen.post(f"/v1/me/consents/{consent}/withdrawal", {}).body["state"] == "withdrawn"
    assert clerk.get(f"/v1/dossiers/{third}/offers").body["offers"] == []
    late = clerk.post(f"/v1/dossiers/{third}/offers/{offer['paper']}", {"consent": reuse})
    assert late.body["code"] == "offer.none"

    export = granted(town, citizen, "see")
    assert export["data"]
    assert len(export["documents"]) >= 2
    erased = granted(town, citizen, "erase")
    kept = {stay["what"] for stay in erased["request"]["stays"]}
    assert {second, third} <= kept  # they are still worked on
    assert citizen.get(f"/v1/dossiers/{first}").status == 404
    assert clerk.get(f"/v1/dossiers/{second}/papers/{paper['id']}").status == 200  # its scan is needed still
