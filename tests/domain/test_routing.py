"""Which authority decides, whatever agent takes the dossier in; and the laws of the table that says so."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import routing
from chalicelib.domain.routing import Authority
from tests.support.dossiers import calm, entries
from tests.support.refusals import refused

BIRTH, RECORDS = "1.001193", "3.000333"
DAY = date(2026, 11, 12)
SEED = entries("routing")
AUTHORITIES = entries("authorities")
TABLE = routing.table(SEED)
UNITS = [row["body"]["code"] for row in entries("units") if row["kind"] == "unit"]
CODES = st.sampled_from(sorted(TABLE))
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))


@cache
def authorities(day: date) -> dict[str, Authority]:
    """Those of the seed that are valid on a day."""
    text = day.isoformat()
    rows = [r for r in AUTHORITIES if r["valid_from"] <= text <= (r["valid_to"] or routing.OPEN_END)]
    return {r["body"]["id"]: Authority(**r["body"]) for r in rows}


def decide(code: str, unit: str, day: date = DAY, agent: str = "", lines: routing.Table = TABLE) -> routing.Route:
    return routing.route(lines, authorities(day).get, code, day, unit, agent)


def line(first: str, last: str | None, **body: Any) -> dict[str, Any]:
    """A version of a made-up procedure."""
    whole = {"procedure": "T", "named": "UBND cấp xã", "certainty": "high", "level": "commune", "by": "residence"}
    whole |= {"authority": None, "note": None, "delegations": []} | body
    return {"entry": "routing#T", "valid_from": first, "valid_to": last, "source": "a test", "body": whole}


def handed(first: str, last: str | None, **more: Any) -> dict[str, Any]:
    row = {"from": first, "to": last, "to_authority": "police:hanoi", "decision": "QĐ DEMO-1", "source": "a test"}
    return row | {"demo": True} | more


def test_the_residence_decides() -> None:
    assert decide(BIRTH, "00166").authority.id == "commune:00166"
    assert decide(BIRTH, "00004").authority.id == "commune:00004"


def test_every_unit_of_today_has_its_authority() -> None:
    assert len(UNITS) == 126
    assert {f"commune:{unit}" for unit in UNITS} <= set(authorities(DAY))


def test_for_the_whole_city_the_residence_does_not_matter() -> None:
    assert {decide(RECORDS, unit).authority.id for unit in (*UNITS, "")} == {"police:hanoi"}


def test_criminal_records_went_to_the_police_on_the_first_of_march() -> None:
    assert decide("2.000488", "", date(2025, 2, 28)).authority.id == "department:justice"
    assert decide(RECORDS, "", date(2025, 3, 1)).authority.id == "police:hanoi"
    with refused("routing.no_version", "procedure"):
        decide("2.000488", "", date(2025, 3, 1))


def test_driving_licences_went_to_the_police_on_the_first_of_march() -> None:
    days = (date(2025, 2, 28), date(2025, 3, 1))
    assert [decide("3.000347", "", d).authority.id for d in days] == ["department:transport", "police:hanoi:csgt"]


def test_from_march_2027_civil_status_waits_for_its_rule() -> None:
    assert decide(BIRTH, "00166", date(2027, 2, 28)).authority.id == "commune:00166"
    with refused("procedure.not_open", "procedure"):
        decide(BIRTH, "00166", date(2027, 3, 1))


def test_where_the_source_names_no_one_nothing_is_taken_in() -> None:
    with refused("procedure.not_open", "procedure"):
        decide("2.000635", "00166")


def test_without_a_residence_nothing_is_guessed() -> None:
    with refused("routing.no_unit", "applicant.residence_unit"):
        decide(BIRTH, "")


def test_an_unknown_unit_is_refused() -> None:
    with refused("unit.unknown", "applicant.residence_unit"):
        decide(BIRTH, "99999")


def test_an_authority_that_nobody_entered_is_a_hole_of_the_registry() -> None:
    with refused("registry.missing"):
        routing.route(TABLE, lambda _: None, RECORDS, DAY, "")


def test_the_reasons_name_rule_day_residence_agent_and_source() -> None:
    said = "\n".join(decide(BIRTH, "00166", agent="Bưu điện Hoàn Kiếm").why)
    parts = ("1.001193", "12/11/2026", "Phường Cầu Giấy (mã 00166)", "Ủy ban nhân dân phường Cầu Giấy")
    for part in (*parts, "Bưu điện Hoàn Kiếm", "crawl of dichvucong.gov.vn"):
        assert part in said


@pytest.mark.parametrize(
    ("day", "authority"),
    [(9, "commune:00166"), (10, "police:hanoi"), (20, "police:hanoi"), (21, "commune:00166")],
)
def test_a_delegation_holds_for_its_period_and_is_explained(day: int, authority: str) -> None:
    lines = routing.table([line("2025-07-01", None, delegations=[handed("2026-11-10", "2026-11-20")])])
    found = decide("T", "00166", date(2026, 11, day), lines=lines)
    assert found.authority.id == authority
    assert any("DEMO" in reason and "QĐ DEMO-1" in reason for reason in found.why) is (authority == "police:hanoi")


def test_the_seed_has_no_problem_and_a_line_for_each_procedure() -> None:
    assert routing.problems(SEED) == []
    assert set(TABLE) == {row["body"]["code"] for row in entries("procedures")}
    assert all(row["entry"] == f"routing#{row['body']['procedure']}" for row in SEED)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([line("2025-02-01", "2025-06-30"), line("2025-06-30", None)], "routing.overlap"),
        ([line("2025-02-01", None), line("2025-07-01", None)], "routing.overlap"),
        ([line("2025-02-01", "2025-06-29"), line("2025-07-01", None)], "routing.gap"),
        ([line("2025-02-01", "2025-01-31")], "routing.period"),
        ([line("2025-02-30", None)], "routing.period"),
        ([line("2025-02-01", None, by="wish")], "routing.rule"),
        ([line("2025-02-01", None, by="city")], "routing.rule"),
        ([line("2025-02-01", None, level=None)], "routing.rule"),
        ([line("2025-02-01", None, authority="police:hanoi")], "routing.rule"),
        ([line("2025-02-01", None, named="")], "routing.no_source"),
        ([line("2025-02-01", "2025-06-30", delegations=[handed("2025-06-01", "2025-07-01")])], "routing.delegation"),
        ([line("2025-02-01", None, delegations=[handed("2025-06-01", "2025-05-01")])], "routing.delegation"),
        ([line("2025-02-01", None, delegations=[handed("2025-06-01", None, decision="")])], "routing.delegation"),
        (
            [line("2025-02-01", None, delegations=[handed("2025-06-01", None), handed("2025-07-01", None)])],
            "routing.delegation",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_the_reason(rows: list[dict[str, Any]], code: str) -> None:
    assert [fault.code for fault in routing.problems(rows)] == [code]
    assert all(fault.vi and fault.en for fault in routing.problems(rows))


@calm
@given(CODES, st.sampled_from([*UNITS, "", "99999"]), DAYS)
def test_every_answer_is_an_authority_of_that_day_or_a_refusal(code: str, unit: str, day: date) -> None:
    found, refusal = routing.simulate({code: TABLE[code]}, authorities(day).get, [unit], day)[code, unit]
    if found is None:
        assert refusal in {"routing.no_version", "procedure.not_open", "routing.no_unit", "unit.unknown"}
    else:
        assert refusal is None
        assert decide(code, unit, day).authority == authorities(day)[found]


@calm
@given(st.sampled_from([BIRTH, RECORDS]), st.sampled_from(UNITS), st.text(), st.text())
def test_the_agent_never_changes_the_answer(code: str, unit: str, one: str, other: str) -> None:
    assert decide(code, unit, agent=one).authority == decide(code, unit, agent=other).authority


@calm
@given(CODES, DAYS)
def test_a_day_lies_in_one_version_or_outside_all(code: str, day: date) -> None:
    covering = [v for v in TABLE[code] if routing._covers(v, day)]
    inside = TABLE[code][0].valid_from <= day.isoformat() <= (TABLE[code][-1].valid_to or routing.OPEN_END)
    assert len(covering) == int(inside)


@calm
@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 5), st.sampled_from([-1, 1]))
def test_versions_in_a_row_are_right_and_a_shifted_end_is_not(lengths: list[int], at: int, shift: int) -> None:
    first, rows = date(2025, 2, 1), []
    for length in lengths:
        last = first + timedelta(days=length)
        rows.append(line(first.isoformat(), last.isoformat()))
        first = last + timedelta(days=1)
    assert routing.problems(rows) == []
    if at < len(rows) - 1:
        end = date.fromisoformat(rows[at]["valid_to"]) + timedelta(days=shift)
        rows[at]["valid_to"] = end.isoformat()
        assert [f.code for f in routing.problems(rows)] == ["routing.overlap" if shift > 0 else "routing.gap"]


def answers(day: date, rows: list[dict[str, Any]] = SEED) -> dict[tuple[str, str], routing.Answer]:
    return routing.simulate(routing.table(rows), authorities(day).get, UNITS, day)


def test_the_simulation_answers_as_routing_does() -> None:
    found = answers(DAY)
    assert len(found) == 39 * 126
    assert found[BIRTH, "00166"] == ("commune:00166", None)
    assert found["2.000635", "00166"] == (None, "procedure.not_open")


@calm
@given(DAYS.map(lambda d: d.replace(day=1)), DAYS.map(lambda d: d.replace(day=1)))
def test_differences_are_none_to_oneself_and_as_many_both_ways(one: date, other: date) -> None:
    a, b = answers(one), answers(other)
    assert routing.diff(a, a) == {}
    there, back = routing.diff(a, b), routing.diff(b, a)
    assert {key: (new, old) for key, (old, new) in there.items()} == back


def test_a_changed_line_shows_as_its_units() -> None:
    rows = copy.deepcopy(SEED)
    for row in rows:
        if row["entry"] == f"routing#{RECORDS}":
            row["body"]["authority"] = "department:justice"
    changed = routing.diff(answers(DAY), answers(DAY, rows))
    assert set(changed) == {(RECORDS, unit) for unit in UNITS}
    assert set(changed.values()) == {(("police:hanoi", None), ("department:justice", None))}


@calm
@given(st.lists(st.sampled_from("ABCDE"), min_size=1, unique=True), st.integers(0, 40))
def test_shared_out_by_load_no_desk_has_two_more_than_another(desks: list[str], dossiers: int) -> None:
    loads = dict.fromkeys(desks, 0)
    for _ in range(dossiers):
        desk = routing.least_loaded(desks, loads)
        assert desk is not None
        loads[desk] += 1
    assert max(loads.values()) - min(loads.values()) <= 1


def test_without_desks_all_lie_on_one() -> None:
    assert routing.least_loaded([], {"A": 1}) is None
