import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.reading.calibrate import (
    Outcome,
    brier,
    buckets,
    held_back,
    interval,
    isotonic,
    main,
    threshold,
)

calm = settings(deadline=None, database=None)
outcomes = st.lists(
    st.builds(Outcome, st.just("name"), st.sampled_from([n / 20 for n in range(21)]), st.booleans()), min_size=1
)


def many(right: int, wrong: int, confidence: float) -> list[Outcome]:
    return [Outcome("name", confidence, n < right) for n in range(right + wrong)]


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596), (1, 1, 0.207, 1.0)],
)
def test_wilsons_interval(hits: int, count: int, low: float, high: float) -> None:
    assert interval(hits, count) == pytest.approx((low, high), abs=0.001)


@calm
@given(outcomes)
def test_every_outcome_is_in_one_bucket(found: list[Outcome]) -> None:
    made = buckets(found)
    assert sum(bucket.count for bucket in made) == len(found)
    assert sum(bucket.right for bucket in made) == sum(one.right for one in found)
    assert [bucket.start for bucket in made] == sorted({bucket.start for bucket in made})


@calm
@given(outcomes)
def test_the_curve_only_rises_and_fits_better_than_the_confidences(found: list[Outcome]) -> None:
    curve = isotonic(found)
    shares = [curve(n / 20) for n in range(21)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert brier(found, curve) <= brier(found) + 1e-9


def test_a_curve_that_is_known_is_found_again() -> None:
    found = [*many(9, 1, 0.9), *many(5, 5, 0.5), *many(6, 4, 0.4)]  # 0.4 and 0.5 fall, and are pooled
    curve = isotonic(found)
    assert [curve(c) for c in (0.1, 0.4, 0.5, 0.9, 1.0)] == [0.55, 0.55, 0.55, 0.9, 0.9]


def test_a_threshold_leaves_no_more_wrong_than_is_borne() -> None:
    found = [*many(2000, 0, 0.99), *many(990, 10, 0.95), *many(50, 50, 0.6)]
    assert threshold(found, 0.002) == 0.99
    assert threshold(found, 0.01) == 0.95
    assert threshold(found, 0.5) == 0.6


def test_few_outcomes_prove_nothing() -> None:
    assert threshold(many(50, 0, 0.99), 0.002) is None


@calm
@given(outcomes)
def test_what_is_held_back_is_not_learned_from(found: list[Outcome]) -> None:
    known, tested = held_back(found)
    assert sorted([*known, *tested], key=repr) == sorted(found, key=repr)
    assert len(tested) == (len(found) + 2) // 5


def test_the_report_says_whether_lines_held_back_get_better(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [("name", one) for one in [*many(3000, 1, 0.97), *many(300, 200, 0.9)]]
    lines += [("date", Outcome("date", 1.0, True))] * 3
    file = tmp_path / "outcomes.jsonl"
    file.write_text(
        "".join(
            json.dumps({"type": kind, "confidence": one.confidence, "right": one.right}) + "\n" for kind, one in lines
        )
    )
    assert main([str(file)]) == 0
    date, name = capsys.readouterr().out.split("name: ")
    assert date.startswith("date: 3 values, 0 wrong")
    assert "no confidence is known to leave at most 0.20% wrong" in date
    assert name.startswith("3501 values, 201 wrong")
    assert "at most 0.20% wrong from 0.9700 on" in name
    assert name.rstrip().endswith("by the curve: better")


@pytest.mark.parametrize("text", ["", "no json", '{"type": "name"}', '{"type": "n", "confidence": 1, "text": "x"}'])
def test_a_file_that_holds_no_outcomes(text: str, tmp_path: Path) -> None:
    file = tmp_path / "outcomes.jsonl"
    file.write_text(text)
    assert main([str(file)]) == 1
    assert main([str(tmp_path / "none")]) == 1
