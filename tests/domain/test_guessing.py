"""When counting starts anew, and what the limits mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.faults import FAULTS, FaultKind
from chalicelib.domain.guessing import OVERALL, PER_ADDRESS, PER_CODE, WINDOW, minutes_left
from chalicelib.domain.one_time_codes import HOUR
from tests.support.dossiers import calm

MOMENTS = st.integers(0, 400 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@calm
@given(MOMENTS, st.sampled_from([WINDOW, HOUR]))
def test_after_the_minutes_that_are_named_counting_has_started_anew(now: datetime, window: timedelta) -> None:
    minutes = minutes_left(now, window)
    assert 1 <= minutes <= window.total_seconds() / 60
    stretch = now.timestamp() // window.total_seconds()
    assert (now + timedelta(minutes=minutes)).timestamp() // window.total_seconds() == stretch + 1
    assert (now + timedelta(minutes=minutes - 1)).timestamp() // window.total_seconds() == stretch


def test_each_limit_names_a_fault_that_says_when_to_come_back() -> None:
    for limit in (PER_CODE, PER_ADDRESS, OVERALL):
        assert FAULTS[limit.fault].kind is FaultKind.TOO_MANY
        assert "{minutes}" in FAULTS[limit.fault].vi
        assert "{minutes}" in FAULTS[limit.fault].en


def test_one_code_is_spent_before_an_address_and_that_before_everybody() -> None:
    assert PER_CODE.most < PER_ADDRESS.most < OVERALL.most
