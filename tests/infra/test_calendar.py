"""The calendar of a year as the command makes it, beside the seeds."""

from __future__ import annotations

import json
from datetime import date

import pytest

from chalicelib.domain import deadlines
from infra import calendar
from tests.support.dossiers import entries

SEEDS = {int(row["valid_from"][:4]): row for row in entries("calendar")}


@pytest.mark.parametrize("year", sorted(SEEDS))
def test_the_seeds_are_what_the_command_makes(year: int) -> None:
    made, seeded = calendar.entry(year, SEEDS[max(SEEDS)])["body"], SEEDS[year]["body"]
    assert (made["holidays"], made["worked"]) == (seeded["holidays"], seeded["worked"])


def test_a_new_year_follows_the_last_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert calendar.main(["2028"]) == 0
    printed = json.loads(capsys.readouterr().out)
    rows = [*SEEDS.values(), printed]
    years = [deadlines.calendar(row["body"], row["valid_from"], row["valid_to"]) for row in rows]
    whole = deadlines.joined(years, date(2028, 6, 1))
    assert (whole.first, whole.last) == (date(2024, 1, 1), date(2028, 12, 31))
    assert not whole.is_working(date(2028, 9, 2))


def test_what_the_seed_says_otherwise_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    calendar.main(["2026"])
    assert "overrides: the seed of 2026 says otherwise" in capsys.readouterr().err
