"""The sample family's own photographed pages, read by the real reader, from upload to comparison."""

from __future__ import annotations

from datetime import date

from infra import samples
from tests.support.town import BIRTH, Town

SLOTS = {"to-khai-dang-ky-khai-sinh.jpg": "TK", "giay-chung-sinh.jpg": "GCS", "can-cuoc.jpg": "ID"}


def opened(town: Town, family: samples.Family) -> str:
    applicant = {
        "full_name": family.father.name,
        "number": family.father.number,
        "phone": "0912345678",
        "residence_unit": family.unit_code,
    }
    form = {
        "child_name": family.child.name,
        "child_birth_date": family.child.born.isoformat(),
        "child_sex": {"Nam": "male", "Nữ": "female"}[family.child.sex],
        "mother_name": family.mother.name,
        "mother_number": family.mother.number,
        "father_name": family.father.name,
    }
    body = {"procedure": BIRTH, "applicant": applicant, "form": form}
    answer = town.desk("clerk").post("/v1/dossiers", body)
    assert answer.status == 201, answer.body
    return str(answer.body["code"])


def test_pages_bear_out_the_form(town: Town) -> None:
    family = samples.family(3, date(2026, 11, 20))
    code = opened(town, family)
    for name, data in samples.pages(family, seed=3).items():
        town.upload(code, SLOTS[name], data)
    assert town.run() == []
    dossier = town.desk("clerk").get(f"/v1/dossiers/{code}").body
    assert {p["slot"]: p["kind"] for p in dossier["papers"]} == {
        "TK": "birth_declaration",
        "GCS": "birth_proof",
        "ID": "identity_card",
    }
    assert [c for c in dossier["comparisons"] if c["verdict"] == "different"] == []
    assert town.desk("clerk").act(code, "submit").status == 200


def test_a_birth_proof_that_disagrees_is_noticed(town: Town) -> None:
    family = samples.family(4, date(2026, 11, 20))
    code = opened(town, family)
    page = samples.pages(samples.mismatched(family), photographed=False)["giay-chung-sinh.jpg"]
    town.upload(code, "GCS", page)
    assert town.run() == []
    clerk = town.desk("clerk")
    refused = clerk.act(code, "submit")
    assert refused.body["code"] == "submit.differs"
    assert "Ngày sinh" in refused.body["detail"]
    assert clerk.act(code, "submit", confirm_differences=True).status == 200
