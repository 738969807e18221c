"""The catalogue over HTTPS: procedures explained, their versions, and the administrator's way in."""

from __future__ import annotations

import uuid

import pytest

from chalicelib.adapters import registry_store
from tests.api.asking import application, refused
from tests.support.catalogue import row
from tests.support.town import Town

PATH = "/v1/admin/procedures"


@pytest.fixture
def code() -> str:
    return f"6.{uuid.uuid4().int % 10**6:06}"


def test_a_procedure_explains_itself(town: Town) -> None:
    found = town.desk().get("/v1/procedures/2.000635?on=2026-11-12").body
    said = {line["topic"] for line in found["explanation"]}
    assert {"version", "authority", "papers", "time", "fee", "result", "agent", "source"} <= said
    assert found["fee"]["exemptions"][0]["percent"] == 100
    assert found["facts"]["fee"]["certainty"] == "medium"
    assert found["results"] == [
        {"code": "KQ.G15.000342", "name": "Bản sao trích lục hộ tịch/bản sao giấy khai sinh", "reads_as": None}
    ]


def test_the_version_is_the_days(town: Town) -> None:
    days = {"2025-06-30": "2025-02-01", "2025-07-01": "2025-07-01", "2027-03-01": "2027-03-01"}
    for day, first in days.items():
        assert town.desk().get(f"/v1/procedures/1.001193?on={day}").body["valid_from"] == first


def test_a_day_without_version_is_explained(town: Town) -> None:
    problem = refused(town.desk().get("/v1/procedures/2.000488?on=2026-11-12"), 404, "procedure.no_version")
    assert "2025-02-01 – 2025-02-28" in problem["detail"]


def test_the_versions_of_a_procedure(town: Town) -> None:
    found = town.desk().get("/v1/procedures/1.001193/versions").body
    periods = [(v["valid_from"], v["valid_to"]) for v in found["versions"]]
    assert periods == [("2025-02-01", "2025-06-30"), ("2025-07-01", "2027-02-28"), ("2027-03-01", None)]
    refused(town.desk().get("/v1/procedures/9.999999/versions"), 404, "procedure.unknown", "procedure")


def test_a_dry_run_is_what_one_gets_without_asking(town: Town, code: str) -> None:
    answer = town.desk("admin").post(PATH, {"versions": [row(code, "2099-01-01")]})
    assert (answer.status, answer.body["applied"], answer.body["counts"]) == (200, False, {"added": 1})
    assert registry_store.versions(f"procedure#{code}") == []


def test_an_administrator_enters_and_everybody_reads(town: Town, code: str) -> None:
    admin = town.desk("admin")
    asked = {"versions": [row(code, "2099-01-01", fee=7)], "dry_run": False, "reason": "a test"}
    assert admin.post(PATH, asked).body["applied"] is True
    assert town.desk().get(f"/v1/procedures/{code}?on=2099-05-01").body["fee"]["direct"] == 7
    again = admin.post(PATH, asked)
    assert (again.status, again.body["counts"]) == (200, {"unchanged": 1})


def test_what_is_wrong_is_told_by_the_dry_run_and_refused_after_it(town: Town, code: str) -> None:
    asked = {"versions": [row(code, "2099-02-30"), row(code, "2099-01-01", fee=-1)]}
    report = town.desk("admin").post(PATH, asked).body
    told = [(r["code"], r["field"]) for change in report["changes"] for r in change["refusals"]]
    assert told == [("catalogue.date", "valid_from"), ("catalogue.negative", "body.fee.direct")]
    answer = town.desk("admin").post(PATH, asked | {"dry_run": False})
    refused(answer, 422, "catalogue.refused", "versions")
    assert registry_store.versions(f"procedure#{code}") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "versions"),
        ({"versions": []}, "versions"),
        ({"versions": ["x"]}, "versions.0"),
        ({"versions": [{}], "dry_run": "no"}, "dry_run"),
        ({"versions": [{}], "force": True}, "force"),
    ],
)
def test_a_body_that_is_none(town: Town, body: dict[str, object], field: str) -> None:
    refused(town.desk("admin").post(PATH, body), 422, "request.invalid", field)


def test_certified_copies_are_not_taken_in(town: Town) -> None:
    answer = town.desk("clerk").post("/v1/dossiers", application() | {"procedure": "2.000815", "form": {}})
    problem = refused(answer, 422, "procedure.direct_only", "procedure")
    assert "trực tiếp" in problem["detail"]
