"""Old addresses and today's wards: every old ward leads somewhere, and nobody guesses where it was split."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import units
from chalicelib.domain.people import unaccent
from chalicelib.domain.units import Gazetteer, LegacyWard
from tests.support.dossiers import calm, entries
from tests.support.refusals import refused

ROWS = entries("units")
TODAY = {r["body"]["code"]: units.unit(r["body"]) for r in ROWS if r["kind"] == "unit"}
WARDS = {r["body"]["code"]: units.legacy_ward(r["body"]) for r in ROWS if r["kind"] == "legacy_ward"}
HANOI = Gazetteer(TODAY, WARDS)
DAY = "2026-11-12"
ward = st.sampled_from(sorted(WARDS.values(), key=lambda w: w.code))


def test_the_seed_is_whole() -> None:
    assert (len(TODAY), len(WARDS)) == (126, 526)
    districts = {r["body"]["name"] for r in ROWS if r["kind"] == "legacy_district"}
    assert len(districts) == 30
    assert {w.district for w in WARDS.values()} == districts
    assert sum(len(w.to) > 1 for w in WARDS.values()) == 199
    assert all(20.5 < u.lat < 21.5 and 105.2 < u.lon < 106.1 for u in TODAY.values())
    assert all(r["source"] and r["body"]["certainty"] for r in ROWS)


@calm
@given(ward)
def test_every_old_ward_has_candidates_by_code_and_they_are_units_of_today(old: LegacyWard) -> None:
    found = HANOI.by_code(old.code, DAY, legacy=True)
    assert [u.code for u in found.units] == list(old.to)
    assert found.units
    assert found.why
    assert all(TODAY[u.code] is u for u in found.units)


def bare(name: str) -> str:
    return re.sub("^(Phường|Xã|Thị trấn|Quận|Huyện|Thị xã) ", "", name)


WAYS: list[Callable[[str], str]] = [
    str,
    str.upper,
    unaccent,
    bare,
    lambda t: f"  {t.lower()} ",
    lambda t: unaccent(bare(t)),
]


@calm
@given(ward, st.sampled_from(WAYS))
def test_every_old_ward_is_found_by_its_name_however_written(old: LegacyWard, written: Callable[[str], str]) -> None:
    found = HANOI.by_name(written(old.name), written(old.district))
    assert {*old.to} <= {u.code for u in found.units}


@pytest.mark.parametrize("code", sorted(TODAY))
def test_a_code_of_today_is_itself(code: str) -> None:
    assert HANOI.by_code(code, DAY).the_one() is TODAY[code]


def test_a_ward_that_went_wholly_to_one_is_that_one_and_says_so() -> None:
    found = HANOI.by_name("P. Phúc Xá", "Ba Đình")
    assert found.the_one().code == "00097"
    assert "thuộc trọn Phường Hồng Hà" in found.why[0]


def test_a_split_ward_is_for_a_person_to_decide() -> None:
    old = next(w for w in WARDS.values() if len(w.to) > 1)
    with refused("unit.choose") as raised:
        HANOI.by_code(old.code, DAY, legacy=True).the_one()
    assert all(code in raised.value.vi for code in old.to)


def test_a_ward_whose_name_begins_like_a_prefix_keeps_its_name() -> None:
    assert "Quan Hoa" in HANOI.by_name("quan hoa", "cau giay").why[0]


def test_right_accents_decide_between_names_that_are_alike_without() -> None:
    plain = [w for w in WARDS.values() if unaccent(w.name) == unaccent("Xã Vân Hà")]
    assert plain
    for old in plain:
        assert {*old.to} <= {u.code for u in HANOI.by_name(unaccent(old.name)).units}


def test_a_vanished_ward_as_residence_names_what_came_after() -> None:
    fault = units.gone(WARDS["00001"], [TODAY["00097"]])
    assert fault.code == "unit.gone"
    assert "Phường Hồng Hà (00097)" in fault.vi
    assert "Phường Phúc Xá, Quận Ba Đình" in fault.en


def test_what_is_nowhere_is_refused_without_repeating_what_was_typed() -> None:
    with refused("unit.unknown"):
        HANOI.by_code("99999", DAY)
    with refused("unit.no_match", "ward") as raised:
        HANOI.by_name("số 5 ngõ 3", "Ba Đình")
    assert raised.value.values == {}
