"""The benchmark of notices says what it saw: how many were prompt, lost, or handed over twice."""

from __future__ import annotations

import pytest

from infra.bench_notices import Measured


def measured(seconds: list[float], references: list[str]) -> Measured:
    made = Measured(0.0, workers=20)
    made.seconds += seconds
    made.taken.update(references)
    return made


def test_a_run_in_which_all_were_told_once_is_a_good_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert measured([0.1, 0.2, 0.3, 11.0], ["a", "b", "c", "d"]).report(4, 0, 50) == 0
    said = capsys.readouterr().out
    assert "within 10 s: 75.00%; twice: 0; lost: 0" in said
    assert "50.0% within 0.20 s" in said
    assert "100.0% within 11.00 s" in said


@pytest.mark.parametrize("references", [["a", "b"], ["a", "b", "c", "c"]])
def test_a_run_that_lost_or_repeated_one_is_not(references: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert measured([0.1] * len(references), references).report(3, 5, 50) == 1
    assert "5 a second wanted" in capsys.readouterr().out


def test_it_takes_as_many_workers_as_the_template_allows() -> None:
    assert bench_notices._configured_workers() == 20


def test_a_provider_takes_its_time_and_is_asked_for_the_event_it_is_told_of() -> None:
    made = measured([], [])
    made.events["e1"] = 0.0
    stub = bench_notices._Stub("sms", made)
    assert stub.send("+84912345678", "", "text", "e1-sms") != stub.send("+84912345678", "", "text", "e1-sms")
    assert made.taken == {"e1-sms": 2}
