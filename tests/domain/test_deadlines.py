"""Due dates, worked by hand with the calendar that the registry is seeded with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.deadlines import HANOI, due, hanoi_day
from chalicelib.domain.procedures import Duration
from tests.support.dossiers import calm, seeded_calendar
from tests.support.refusals import refused

CALENDAR = seeded_calendar()
SAME_DAY = Duration(1, "working_day", same_day=True)


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def days(n: int) -> Duration:
    return Duration(n, "working_day")


@pytest.mark.parametrize(
    ("received", "duration", "expected"),
    [
        pytest.param("2026-11-11 09:00", days(1), "2026-11-12", id="a day is the next one"),
        pytest.param("2026-11-11 14:59:59", days(1), "2026-11-12", id="in time"),
        pytest.param("2026-11-11 15:00:00", days(1), "2026-11-12", id="at 15:00 sharp is not after 15:00"),
        pytest.param("2026-11-11 15:00:01", days(1), "2026-11-13", id="after 15:00 counts from tomorrow"),
        pytest.param("2026-11-11 09:00", SAME_DAY, "2026-11-11", id="settled on the day itself"),
        pytest.param("2026-11-11 15:00:01", SAME_DAY, "2026-11-12", id="after 15:00 on the next day"),
        pytest.param("2026-11-11 09:00", Duration(0, "working_day", same_day=True), "2026-11-11", id="at once"),
        pytest.param("2026-11-13 14:00", days(1), "2026-11-16", id="Friday afternoon, due on Monday"),
        pytest.param("2026-11-13 18:30", SAME_DAY, "2026-11-16", id="Friday evening counts as Monday"),
        pytest.param("2026-11-13 18:30", days(1), "2026-11-17", id="Friday evening, one day: Tuesday"),
        pytest.param("2026-11-14 09:00", days(1), "2026-11-17", id="Saturday counts as Monday"),
        pytest.param("2026-11-15 23:59", SAME_DAY, "2026-11-16", id="Sunday"),
        pytest.param("2026-11-11 09:00", days(5), "2026-11-18", id="five days hold one weekend"),
        pytest.param("2026-11-23 09:00", days(1), "2026-11-25", id="24 November is a holiday"),
        pytest.param("2025-01-24 09:00", days(1), "2025-02-03", id="Tet 2025: from Friday to the Monday after"),
        pytest.param("2025-01-24 15:30", days(1), "2025-02-04", id="Tet 2025, received late"),
        pytest.param("2025-01-29 09:00", SAME_DAY, "2025-02-03", id="received on the first day of Tet 2025"),
        pytest.param("2026-02-13 09:00", days(1), "2026-02-23", id="Tet 2026"),
        pytest.param("2026-02-12 09:00", days(3), "2026-02-24", id="three days around Tet 2026"),
        pytest.param("2025-04-25 09:00", days(1), "2025-04-26", id="Saturday 26 April 2025 is worked"),
        pytest.param("2025-04-26 09:00", days(3), "2025-05-05", id="received on it; its Friday is free"),
        pytest.param("2026-01-09 09:00", days(1), "2026-01-10", id="Saturday 10 January 2026 is worked"),
        pytest.param("2025-12-31 09:00", days(1), "2026-01-05", id="2 January 2026 is free for it"),
        pytest.param("2026-08-21 09:00", days(1), "2026-08-22", id="Saturday 22 August 2026 is worked"),
        pytest.param("2026-08-28 15:01", days(1), "2026-09-04", id="31 August to 2 September 2026 are free"),
        pytest.param("2026-04-24 09:00", days(2), "2026-04-29", id="the kings' day falls on Sunday: Monday is free"),
    ],
)
def test_worked_case(received: str, duration: Duration, expected: str) -> None:
    at = due(hanoi(received), duration, CALENDAR).at
    assert at == hanoi(f"{expected} 17:00")


def test_the_day_is_hanois_wherever_the_clock_is() -> None:
    late_in_london = datetime(2026, 11, 11, 17, 30, tzinfo=UTC)  # 00:30 on the 12th in Hanoi
    assert hanoi_day(late_in_london) == date(2026, 11, 12)
    assert due(late_in_london, SAME_DAY, CALENDAR).at == hanoi("2026-11-12 17:00")


def test_the_moment_is_kept_in_utc() -> None:
    at = due(hanoi("2026-11-11 09:00"), SAME_DAY, CALENDAR).at
    assert at is not None
    assert at.utcoffset() == timedelta(0)
    assert at.hour == 10


def test_every_free_day_that_moves_the_date_is_named_to_the_citizen() -> None:
    why = "\n".join(due(hanoi("2026-02-13 09:00"), days(1), CALENDAR).why)
    for day in ("16/02/2026", "17/02/2026", "18/02/2026", "19/02/2026", "20/02/2026"):
        assert f"Bỏ qua {day}: " in why
    assert "Hẹn trả 17:00 ngày 23/02/2026." in why


def test_a_receipt_after_the_cut_off_says_so_with_its_source() -> None:
    late = due(hanoi("2026-11-11 15:30"), days(1), CALENDAR).why
    in_time = due(hanoi("2026-11-11 09:30"), days(1), CALENDAR).why
    assert [line for line in late if "15:00" in line and "12/11/2026" in line and "NĐ 61/2018" in line]
    assert not [line for line in in_time if "15:00" in line]


@pytest.mark.parametrize("duration", [Duration(None, None), Duration(10, "day"), Duration(1, "hour")])
def test_a_time_that_is_not_known_in_working_days_gives_no_date_but_a_reason(duration: Duration) -> None:
    found = due(hanoi("2026-11-11 09:00"), duration, CALENDAR)
    assert found.at is None
    assert found.why


@pytest.mark.parametrize("received", ["2024-12-31 09:00", "2028-01-03 09:00", "2027-12-31 15:30", "2027-12-31 09:00"])
def test_outside_the_calendar_nothing_is_guessed(received: str) -> None:
    with refused("calendar.year"):
        due(hanoi(received), days(1), CALENDAR)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1), timezones=st.just(HANOI))  # noqa: DTZ001
durations = st.builds(Duration, st.integers(0, 20), st.just("working_day"), st.booleans())


@calm
@given(moments, durations)
def test_a_result_is_due_on_a_working_day_at_closing_time_and_never_before_it_was_asked(
    received: datetime, duration: Duration
) -> None:
    at = due(received, duration, CALENDAR).at
    assert at is not None
    assert CALENDAR.is_working(hanoi_day(at))
    assert at.astimezone(HANOI).time() == CALENDAR.close
    assert at > received


@calm
@given(moments, durations, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_who_comes_later_never_gets_it_earlier(received: datetime, duration: Duration, later: timedelta) -> None:
    first, second = due(received, duration, CALENDAR).at, due(received + later, duration, CALENDAR).at
    assert first is not None
    assert second is not None
    assert first <= second


@calm
@given(moments, st.integers(1, 20))
def test_exactly_so_many_working_days_lie_between(received: datetime, n: int) -> None:
    at = due(received, days(n), CALENDAR).at
    start = due(received, SAME_DAY, CALENDAR).at
    assert at is not None
    assert start is not None
    day, end = hanoi_day(start), hanoi_day(at)
    between = [day + timedelta(days=i) for i in range(1, (end - day).days + 1)]
    assert sum(CALENDAR.is_working(one) for one in between) == n


def test_a_working_weekend_day_that_is_also_a_holiday_is_a_holiday() -> None:
    day = date(2026, 8, 22)
    assert CALENDAR.is_working(day)
    assert not replace(CALENDAR, holidays={day: "nghỉ"}).is_working(day)


def test_the_calendar_reads_as_it_was_entered() -> None:
    assert (CALENDAR.first, CALENDAR.last) == (date(2025, 1, 1), date(2027, 12, 31))
    assert (CALENDAR.cutoff, CALENDAR.close) == (time(15), time(17))
    assert all(day.weekday() >= 5 for day in CALENDAR.working_weekend_days)
