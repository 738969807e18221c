"""A citizen who knows only the old address: refused at entry with the reason, found, taken in, routed."""

from __future__ import annotations

import pytest

from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import BIRTH, FAMILY, FORM, Town


def test_from_a_vanished_ward_to_the_authority_of_today(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    clerk = town.desk("clerk")
    body = {"procedure": BIRTH, "applicant": FAMILY | {"residence_unit": "00001"}, "form": FORM}
    refusal = clerk.post("/v1/dossiers", body)
    assert (refusal.status, refusal.body["code"]) == (422, "unit.gone")
    assert "Phường Hồng Hà (00097)" in refusal.body["detail"]

    found = clerk.post("/v1/units/candidates", {"ward": "Phúc Xá", "district": "Ba Đình"}).body
    code = town.open_dossier(residence_unit=found["decided"])
    town.upload(code, "GCS", jpeg())
    assert town.run() == []
    assert clerk.act(code, "submit").status == 200
    assert town.run() == []
    seen = clerk.get(f"/v1/dossiers/{code}").body
    assert seen["authority_name"] == "Ủy ban nhân dân phường Hồng Hà"
    assert any("Phường Hồng Hà (mã 00097)" in reason for reason in seen["routed_why"])
