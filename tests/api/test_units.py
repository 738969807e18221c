"""Old addresses and the routing table over the API."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.api.asking import refused
from tests.support.dossiers import entries
from tests.support.town import Town

PATH = "/v1/units/candidates"
DIFF = "/v1/admin/routing/diff"


def test_a_ward_that_went_wholly_to_one_is_decided(town: Town) -> None:
    answer = town.desk().post(PATH, {"ward": "phuc xa", "district": "quan Ba Dinh"})
    assert answer.status == 200
    assert answer.body["decided"] == "00097"
    assert answer.body["choose"] is None
    assert answer.body["candidates"][0]["name"] == "Phường Hồng Hà"


def test_a_split_ward_is_for_the_clerk(town: Town) -> None:
    split = next(r["body"] for r in entries("units") if len(r["body"].get("to", ())) > 1)
    answer = town.desk().post(PATH, {"code": split["code"], "legacy": True})
    assert answer.body["decided"] is None
    assert [c["code"] for c in answer.body["candidates"]] == split["to"]
    assert all(code in answer.body["choose"] for code in split["to"])


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"code": "99999"}, "unit.unknown", None),
        ({"ward": "số 26 ngõ 211"}, "unit.no_match", "ward"),
        ({}, "request.invalid", None),
        ({"code": "00004", "ward": "Ba Đình"}, "request.invalid", None),
    ],
)
def test_what_cannot_be_found_is_refused(town: Town, body: dict[str, Any], code: str, field: str | None) -> None:
    problem = refused(town.desk().post(PATH, body), 422, code, field)
    assert "ngõ" not in str(problem)


def test_the_routing_of_a_day(town: Town) -> None:
    answer = town.desk("admin").get("/v1/admin/routing?on=2026-11-12")
    assert answer.status == 200
    lines = {line["procedure"]: line for line in answer.body["procedures"]}
    assert lines["3.000333"]["everywhere"] == {"authority": "police:hanoi", "refused": None}
    assert len(lines["1.001193"]["units"]) == 126
    assert lines["1.001193"]["units"]["00166"]["authority"] == "commune:00166"
    assert lines["2.000635"]["everywhere"] == {"authority": None, "refused": "procedure.not_open"}


def test_the_same_table_changes_nothing_and_a_changed_one_says_what(town: Town) -> None:
    desk, rows = town.desk("supervisor"), deepcopy(entries("routing"))
    assert desk.post(DIFF, {"on": "2026-11-12", "entries": rows}).body == {"problems": [], "changed": []}
    for row in rows:
        if row["entry"] == "routing#3.000333":
            row["body"]["authority"] = "police:hanoi:pa08"
    changed = desk.post(DIFF, {"on": "2026-11-12", "entries": rows}).body["changed"]
    assert {(c["procedure"], c["after"]["authority"]) for c in changed} == {("3.000333", "police:hanoi:pa08")}
    assert len(changed) == 126


def test_a_delegation_shows_on_the_days_it_holds(town: Town) -> None:
    rows = deepcopy(entries("routing"))
    row = next(r for r in rows if r["entry"] == "routing#3.000333")
    handed = {"from": "2026-11-10", "to": "2026-11-20", "to_authority": "police:hanoi:pa08"}
    row["body"]["delegations"] = [handed | {"decision": "QĐ DEMO-1", "source": "DEMO", "demo": True}]
    desk = town.desk("admin")
    for day, count in (("2026-11-09", 0), ("2026-11-10", 126), ("2026-11-20", 126), ("2026-11-21", 0)):
        answer = desk.post(DIFF, {"on": day, "entries": rows})
        assert answer.status == 200
        assert len(answer.body["changed"]) == count


def test_a_wrong_table_is_refused_with_its_reasons(town: Town) -> None:
    rows = [row for row in deepcopy(entries("routing")) if row["entry"] == "routing#1.001193"]
    rows[0]["valid_to"] = "2025-07-01"
    answer = town.desk("admin").post(DIFF, {"on": "2026-11-12", "entries": rows})
    assert [p["code"] for p in answer.body["problems"]] == ["routing.overlap"]
    assert answer.body["changed"] == []
    refused(town.desk("admin").post(DIFF, {"on": "2026-02-30", "entries": []}), 422, "form.date", "on")


def test_a_rule_for_a_future_day_is_entered_once_and_then_routes(town: Town) -> None:
    rows = [deepcopy(r) for r in entries("routing") if r["body"]["procedure"] == "1.014028"]
    [now] = rows
    later = deepcopy(now) | {"valid_from": "2028-01-01", "demo": True, "source": "DEMO"}
    later["body"] |= {"by": "residence"}
    now["valid_to"] = "2027-12-31"
    asked = {"entries": [now, later], "reason": "Thử quy tắc mới."}
    first, again = (town.desk("admin").post("/v1/admin/routing", asked) for _ in range(2))
    assert (first.body, again.body) == ({"entered": 2}, {"entered": 0})
    shown = town.desk("admin").get("/v1/admin/routing?on=2028-01-01").body["procedures"]
    [ruled] = [p for p in shown if p["procedure"] == "1.014028"]
    assert ruled["units"]["00004"]["authority"] == "commune:00004"
    gap = deepcopy(now) | {"valid_to": "2027-11-30"}
    refused(town.desk("admin").post("/v1/admin/routing", asked | {"entries": [gap]}), 422, "routing.gap")
    rewritten = deepcopy(now) | {"source": "another"}
    refused(town.desk("admin").post("/v1/admin/routing", asked | {"entries": [rewritten]}), 409, "registry.in_force")
