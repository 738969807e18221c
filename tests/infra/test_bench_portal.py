"""The benchmark of the national portal says what was told, and is not content with less than all of it."""

from __future__ import annotations

from collections import Counter

import pytest

from infra import bench_portal
from infra.bench_portal import Run
from infra.local.national_portal import Portal

RUN = Run(2.0, 0.1, Counter({"KMS Decrypt": 4}), 0)


def portal(known: list[str], rows: int) -> Portal:
    return Portal(dossiers={code: {} for code in known}, rows=[{"n": n} for n in range(rows)])


def test_a_run_in_which_the_portal_knows_all_is_a_good_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert RUN.report(["a", "b"], portal(["a", "b"], 6), 50) == 0
    said = capsys.readouterr().out
    assert "told in 2.0 s: 1.0 dossiers a second" in said
    assert "2 functions of 50" in said
    assert "2.000  KMS Decrypt" in said


@pytest.mark.parametrize(("known", "rows", "failed"), [(["a"], 6, 0), (["a", "b"], 5, 0), (["a", "b"], 6, 1)])
def test_a_run_that_left_something_untold_is_not(known: list[str], rows: int, failed: int) -> None:
    assert Run(2.0, 0.1, Counter(), failed).report(["a", "b"], portal(known, rows), 50) == 1


def test_it_asks_of_the_template_how_many_there_are() -> None:
    assert (bench_portal._configured(), bench_portal._batch()) == (2, 50)
