"""What a file changes: versions never overlap, and what was in force is never rewritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.catalogue_changes import Outcome, Report, Version, changes, version
from tests.support.catalogue import row, seeded_row
from tests.support.dossiers import calm, entries

CODE = "9.000001"
FIRST = date(2026, 1, 1)
TODAY = date(2026, 1, 20)
DAYS = [FIRST + timedelta(days=n) for n in range(40)]
SEEDS = [version(seed) for seed in entries("procedures")]


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def made(first: int, last: int | None, fee: int) -> Version:
    return version(row(CODE, day(first), None if last is None else day(last), fee))


@st.composite
def stored(draw: st.DrawFn) -> list[Version]:
    """Versions that follow each other, with or without gaps; the last may be open-ended."""
    ends = sorted(draw(st.sets(st.integers(0, 38), max_size=6)))
    versions = [made(a, b, draw(st.integers(0, 3))) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    open_ended = draw(st.booleans())
    if versions and open_ended:
        versions[-1] = version(versions[-1].row() | {"valid_to": None})
    return versions


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A file of any versions, overlapping or not."""
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        first = draw(st.integers(0, 38))
        last = draw(st.none() | st.integers(first, 39))
        rows.append(made(first, last, draw(st.integers(0, 3))).row())
    return rows


def applied(old: list[Version], report: Report) -> list[Version]:
    after = {v.valid_from: v for v in old} | {v.valid_from: v for v in report.to_save}
    return [after[first] for first in sorted(after)]


def on(versions: list[Version], the_day: date) -> list[Version]:
    text = the_day.isoformat()
    return [v for v in versions if v.valid_from <= text and (v.valid_to is None or text <= v.valid_to)]


@calm
@given(stored(), st.sampled_from(DAYS))
def test_a_catalogue_entered_into_itself_changes_nothing(old: list[Version], today: date) -> None:
    report = changes(old, [v.row() for v in old], today)
    assert {c.outcome for c in report.changes} <= {Outcome.UNCHANGED}
    assert report.to_save == ()


@calm
@given(stored(), files(), st.sampled_from(DAYS))
def test_no_day_ever_has_two_versions(old: list[Version], file: list[dict[str, Any]], today: date) -> None:
    after = applied(old, changes(old, file, today))
    assert all(len(on(after, d)) <= 1 for d in DAYS)


@calm
@given(stored(), files(), st.sampled_from(DAYS))
def test_what_was_in_force_stays_as_it_was(old: list[Version], file: list[dict[str, Any]], today: date) -> None:
    after = applied(old, changes(old, file, today))
    for d in DAYS:
        if d <= today and on(old, d):
            assert [(v.body, v.source) for v in on(after, d)] == [(v.body, v.source) for v in on(old, d)]


@calm
@given(stored(), files(), st.sampled_from(DAYS))
def test_what_was_entered_is_not_entered_again(old: list[Version], file: list[dict[str, Any]], today: date) -> None:
    report = changes(old, file, today)
    if not report.refused:
        again = changes(applied(old, report), file, today)
        assert again.refused == ()
        assert again.to_save == ()


@calm
@given(stored(), files(), st.sampled_from(DAYS))
def test_a_file_is_entered_whole_or_not_at_all(old: list[Version], file: list[dict[str, Any]], today: date) -> None:
    report = changes(old, file, today)
    if report.refused:
        assert report.to_save == ()
    else:
        after = applied(old, report)
        assert {r["valid_from"] for r in file} <= {v.valid_from for v in after}


def outcomes(report: Report) -> dict[str, str]:
    return {c.valid_from: c.outcome.value for c in report.changes}


def test_a_correction_is_a_new_version_and_the_open_one_before_it_is_closed() -> None:
    old = [made(0, None, 1)]
    report = changes(old, [made(30, None, 2).row()], TODAY)
    assert outcomes(report) == {day(0): "closed", day(30): "added"}
    closed, added = report.changes
    assert [(f.field, f.old, f.new) for f in closed.fields] == [("valid_to", None, day(29))]
    assert [(f.field, f.old, f.new) for f in added.fields] == [("body.fee.direct", 1, 2)]
    assert added.against == day(0)


@pytest.mark.parametrize("first", [5, 19])
def test_a_correction_cannot_reach_back(first: int) -> None:
    """On day 19, today, a dossier may have been opened already."""
    report = changes([made(0, None, 1)], [made(first, None, 2).row()], TODAY)
    [refused] = report.refused
    assert refused.valid_from == day(first)
    assert [(f.code, f.values["first"], f.values["next"]) for f in refused.faults] == [
        ("registry.in_force", day(0), day(20))
    ]


def test_a_version_in_force_is_not_rewritten_and_one_of_the_future_is() -> None:
    old = [made(0, 24, 1), made(25, None, 1)]
    rewritten = changes(old, [made(0, 24, 2).row()], TODAY)
    assert [f.code for c in rewritten.refused for f in c.faults] == ["registry.in_force"]
    assert outcomes(changes(old, [made(25, None, 2).row()], TODAY)) == {day(0): "unchanged", day(25): "changed"}


def test_a_last_day_is_given_to_what_is_in_force_from_today_on() -> None:
    old = [made(0, None, 1)]
    assert outcomes(changes(old, [made(0, 19, 1).row()], TODAY)) == {day(0): "closed"}
    assert changes(old, [made(0, 18, 1).row()], TODAY).refused


def test_versions_that_overlap_are_refused_by_name() -> None:
    report = changes([made(0, 30, 1)], [made(25, None, 2).row()], TODAY)
    [refused] = report.refused
    assert (refused.valid_from, refused.faults[0].code) == (day(25), "registry.overlap")
    assert refused.faults[0].values == {"first": day(0), "second": day(25)}
    twice = changes([], [made(0, 5, 1).row(), made(0, 5, 2).row()], TODAY)
    assert [f.code for c in twice.refused for f in c.faults] == ["registry.overlap"]


def test_a_wrong_row_keeps_the_right_ones_out() -> None:
    wrong = row("9.000002", day(30), fee=-1)
    report = changes([], [wrong, made(30, None, 1).row()], TODAY)
    assert [c.outcome for c in report.changes] == [Outcome.REFUSED, Outcome.ADDED]
    assert report.to_save == ()


def test_lists_are_compared_by_the_code_of_their_items() -> None:
    new = seeded_row() | {"valid_from": "2026-12-01"}
    new["body"]["papers"] = [p for p in new["body"]["papers"] if p["code"] != "MTH"]
    old = seeded_row() | {"valid_to": None}
    report = changes([version(old)], [new], date(2026, 11, 24))
    fields = {f.field for f in report.of(Outcome.ADDED)[0].fields}
    assert {name.partition("]")[0] for name in fields} == {"body.papers[MTH"}


def test_procedures_that_the_file_does_not_name_stay() -> None:
    report = changes(SEEDS, [made(30, None, 1).row()], TODAY)
    assert {c.entry for c in report.changes} == {f"procedure#{CODE}"}


def test_the_seeds_are_entered_and_then_nothing_is_left_to_enter() -> None:
    rows = entries("procedures")
    report = changes([], rows, date(2026, 11, 24))
    assert len(report.to_save) == len(rows) == len(report.of(Outcome.ADDED))
    assert changes(report.to_save, rows, date(2026, 11, 24)).to_save == ()
