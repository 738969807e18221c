"""When counting starts anew, what the limits mean, and comparing what was given with a secret."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import FAULTS, FaultKind
from chalicelib.domain.guessing import (
    DAY,
    HOUR,
    OVERALL,
    PER_ADDRESS,
    PER_CODE,
    SIGN_INS,
    SIGN_INS_PER_ADDRESS,
    WINDOW,
    agree,
    minutes_left,
    stretch,
)
from tests.support.dossiers import calm

MOMENTS = st.integers(0, 400 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@calm
@given(MOMENTS, st.sampled_from([WINDOW, HOUR, DAY]))
def test_after_the_minutes_that_are_named_counting_has_started_anew(now: datetime, window: timedelta) -> None:
    minutes = minutes_left(now, window)
    assert 1 <= minutes <= window.total_seconds() / 60
    before = stretch("x", now, window)
    assert stretch("x", now + timedelta(minutes=minutes), window) != before
    assert stretch("x", now + timedelta(minutes=minutes - 1), window) == before


@calm
@given(MOMENTS, MOMENTS)
def test_a_day_is_hanois(one: datetime, other: datetime) -> None:
    assert (stretch("x", one, DAY) == stretch("x", other, DAY)) == (hanoi_day(one) == hanoi_day(other))


@pytest.mark.parametrize("limit", [PER_CODE, PER_ADDRESS, OVERALL, SIGN_INS_PER_ADDRESS, SIGN_INS])
def test_each_limit_names_a_fault_that_says_when_to_come_back(limit: object) -> None:
    fault = limit.of("x", datetime(2026, 1, 1, tzinfo=UTC)).fault  # type: ignore[attr-defined]
    assert fault.kind is FaultKind.TOO_MANY
    assert fault.values == {"minutes": 15}
    assert "{minutes}" in FAULTS[fault.code].vi
    assert "{minutes}" in FAULTS[fault.code].en


def test_one_code_is_spent_before_an_address_and_that_before_everybody() -> None:
    assert PER_CODE.most < PER_ADDRESS.most < OVERALL.most
    assert SIGN_INS_PER_ADDRESS.most < SIGN_INS.most


@calm
@given(st.text(max_size=8), st.text(max_size=8))
def test_only_the_same_agrees(one: str, other: str) -> None:
    assert agree(one, other) == (one == other)
    assert agree(one, one)
