"""Due dates, worked by hand with the calendar that the registry is seeded with."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.deadlines import (
    HANOI,
    Calendar,
    Clock,
    Due,
    Pause,
    PauseKind,
    calendar,
    explain,
    extended,
    hanoi_day,
    joined,
    judged,
    outlook,
    working_days_between,
)
from chalicelib.domain.procedures import Duration
from chalicelib.domain.words import Words
from tests.support.dossiers import calm, seeded_calendar
from tests.support.refusals import refused

CALENDAR = seeded_calendar()
SAME_DAY = Duration(1, "working_day", same_day=True)


def hanoi(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def due(received: datetime, duration: Duration, calendar: Calendar) -> Due:
    """Of a clock that never stood still."""
    return explain(Clock(received, duration), calendar)


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
        pytest.param("2024-12-30 09:00", days(2), "2025-01-02", id="New Year 2025 is free"),
        pytest.param("2024-12-31 15:30", days(1), "2025-01-03", id="late on the last day of 2024: from 2 January"),
        pytest.param("2025-01-23 09:00", days(5), "2025-02-06", id="one day before Tet 2025, four after"),
        pytest.param("2025-01-24 15:00:00", SAME_DAY, "2025-01-24", id="the last minute before Tet 2025"),
        pytest.param("2025-02-01 10:00", days(1), "2025-02-04", id="received on a Saturday of Tet 2025"),
        pytest.param("2025-04-04 15:01", days(1), "2025-04-09", id="late on Friday; the kings' day is the Monday"),
        pytest.param("2025-04-29 09:00", days(1), "2025-05-05", id="30 April to 4 May 2025 are free"),
        pytest.param("2025-04-25 15:01", days(1), "2025-04-28", id="late on Friday: from the worked Saturday"),
        pytest.param("2025-08-29 09:00", days(1), "2025-09-03", id="1 and 2 September 2025"),
        pytest.param("2025-12-31 15:00:00", days(1), "2026-01-05", id="15:00 sharp on New Year's Eve"),
        pytest.param("2026-01-08 09:00", days(3), "2026-01-12", id="the worked Saturday is one of three days"),
        pytest.param("2026-01-10 15:01", days(1), "2026-01-13", id="late on a worked Saturday: from Monday"),
        pytest.param("2026-02-13 15:01", days(1), "2026-02-24", id="Tet 2026, received late: from the Monday after"),
        pytest.param("2026-02-17 09:00", days(5), "2026-03-02", id="received on the first day of Tet 2026"),
        pytest.param("2026-04-26 09:00", SAME_DAY, "2026-04-28", id="the kings' day on Sunday, its Monday free"),
        pytest.param("2026-04-29 09:00", days(2), "2026-05-05", id="30 April and 1 May 2026, then a weekend"),
        pytest.param("2026-08-20 09:00", days(5), "2026-08-26", id="five days, one of them a worked Saturday"),
        pytest.param("2026-11-23 15:01", SAME_DAY, "2026-11-25", id="late before the day of culture"),
        pytest.param("2026-11-11 00:01", SAME_DAY, "2026-11-11", id="filed online just after midnight"),
        pytest.param("2026-12-31 09:00", days(1), "2027-01-04", id="over New Year 2027"),
        pytest.param("2027-02-03 09:00", days(1), "2027-02-11", id="Tet 2027"),
        pytest.param("2027-04-29 09:00", days(1), "2027-05-04", id="1 May 2027 is a Saturday: Monday is free"),
        pytest.param("2026-11-11 09:00", Duration(5, "day"), "2026-11-16", id="five days, weekend and all"),
        pytest.param("2026-11-11 09:00", Duration(10, "day"), "2026-11-23", id="ten days end on Saturday: Monday"),
        pytest.param("2026-02-06 09:00", Duration(10, "day"), "2026-02-23", id="ten days end at Tet: the day after it"),
        pytest.param("2026-11-14 09:00", Duration(1, "day"), "2026-11-17", id="a day, received on Saturday"),
        pytest.param("2026-11-13 15:01", Duration(1, "day"), "2026-11-17", id="a day, received late on Friday"),
        pytest.param("2025-12-30 09:00", Duration(3, "day"), "2026-01-05", id="three days end on a swapped Friday"),
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
    why = "\n".join(line.vi for line in due(hanoi("2026-02-13 09:00"), days(1), CALENDAR).why)
    for day in ("16/02/2026", "17/02/2026", "18/02/2026", "19/02/2026", "20/02/2026"):
        assert f"Bỏ qua {day}: " in why
    assert "Hẹn trả 17:00 ngày 23/02/2026." in why


def test_a_receipt_after_the_cut_off_says_so_with_its_source() -> None:
    late = [line.vi for line in due(hanoi("2026-11-11 15:30"), days(1), CALENDAR).why]
    in_time = [line.vi for line in due(hanoi("2026-11-11 09:30"), days(1), CALENDAR).why]
    assert [line for line in late if "15:00" in line and "12/11/2026" in line and "NĐ 61/2018" in line]
    assert not [line for line in in_time if "15:00" in line]


@pytest.mark.parametrize("duration", [Duration(None, None), Duration(None, "day"), Duration(3, "month")])
def test_a_time_that_is_not_known_gives_no_date_but_a_reason(duration: Duration) -> None:
    found = due(hanoi("2026-11-11 09:00"), duration, CALENDAR)
    assert found.at is None
    assert found.why


@pytest.mark.parametrize("received", ["2023-12-29 09:00", "2028-01-03 09:00", "2027-12-31 15:30", "2027-12-31 09:00"])
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
    assert (CALENDAR.first, CALENDAR.last) == (date(2024, 1, 1), date(2027, 12, 31))
    assert (CALENDAR.cutoff, CALENDAR.close) == (time(15), time(17))
    assert all(day.weekday() >= 5 for day in CALENDAR.worked)


def hours(n: int) -> Duration:
    return Duration(n, "working_hour")


@pytest.mark.parametrize(
    ("received", "n", "expected"),
    [
        pytest.param("2026-11-11 09:00", 4, "2026-11-11 14:00", id="lunch does not count"),
        pytest.param("2026-11-11 15:30", 1, "2026-11-11 16:30", id="the 15:00 rule is one of days"),
        pytest.param("2026-11-11 12:30", 1, "2026-11-11 14:00", id="received at lunch"),
        pytest.param("2026-11-11 16:30", 2, "2026-11-12 09:30", id="goes on in the morning"),
        pytest.param("2026-11-11 07:00", 1, "2026-11-11 09:00", id="before the doors open"),
        pytest.param("2026-11-13 16:00", 8, "2026-11-16 16:00", id="over a weekend"),
        pytest.param("2026-11-14 10:00", 1, "2026-11-16 09:00", id="received on Saturday"),
        pytest.param("2026-11-23 16:00", 2, "2026-11-25 09:00", id="over a holiday"),
        pytest.param("2026-11-11 18:00", 0, "2026-11-12 08:00", id="at once, received in the evening"),
        pytest.param("2026-02-13 16:59", 1, "2026-02-23 08:59", id="over Tet 2026"),
    ],
)
def test_worked_case_in_hours(received: str, n: int, expected: str) -> None:
    assert due(hanoi(received), hours(n), CALENDAR).at == hanoi(expected)


def pause(kind: PauseKind, start: str, end: str | None) -> Pause:
    return Pause(kind, hanoi(start), hanoi(end) if end else None)


def papers(start: str, end: str) -> Pause:
    return pause(PauseKind.SUPPLEMENT, start, end)


def payment(start: str, end: str) -> Pause:
    return pause(PauseKind.PAYMENT, start, end)


SHIFT_5 = replace(days(5), after_pause="shift")


@pytest.mark.parametrize(
    ("received", "duration", "pauses", "expected"),
    [
        pytest.param(
            "2026-11-02 09:00",
            days(5),
            [papers("2026-11-04 09:00", "2026-11-10 09:00")],
            "2026-11-17 17:00",
            id="full papers on Tuesday: five days from zero",
        ),
        pytest.param(
            "2026-11-02 09:00",
            days(5),
            [papers("2026-11-04 09:00", "2026-11-10 15:30")],
            "2026-11-18 17:00",
            id="full papers after 15:00 count from the next day",
        ),
        pytest.param(
            "2026-11-02 09:00",
            days(5),
            [papers("2026-11-04 09:00", "2026-11-14 09:00")],
            "2026-11-23 17:00",
            id="full papers on Saturday count from Monday",
        ),
        pytest.param(
            "2026-02-09 09:00",
            days(3),
            [papers("2026-02-11 09:00", "2026-02-18 10:00")],
            "2026-02-26 17:00",
            id="full papers at Tet 2026: from the Monday after",
        ),
        pytest.param(
            "2026-11-02 09:00",
            days(1),
            [papers("2026-11-03 09:00", "2026-11-05 09:00"), papers("2026-11-06 09:00", "2026-11-18 09:00")],
            "2026-11-19 17:00",
            id="of two supplements the last one counts",
        ),
        pytest.param(
            "2026-11-02 09:00",
            days(3),
            [papers("2026-11-03 09:00", "2026-11-05 09:00"), payment("2026-11-06 09:00", "2026-11-10 09:00")],
            "2026-11-12 17:00",
            id="from zero, then two working days for the payment",
        ),
        pytest.param(
            "2026-11-02 09:00",
            days(1),
            [payment("2026-11-03 09:00", "2026-11-04 09:00"), papers("2026-11-05 09:00", "2026-11-10 09:00")],
            "2026-11-11 17:00",
            id="a payment before the restart counts no more",
        ),
        pytest.param(
            "2026-11-02 09:00",
            SHIFT_5,
            [papers("2026-11-04 09:00", "2026-11-10 09:00")],
            "2026-11-13 17:00",
            id="shifted by the four working days that it took",
        ),
        pytest.param(
            "2026-11-20 09:00",
            replace(days(3), after_pause="shift"),
            [papers("2026-11-23 09:00", "2026-11-25 09:00")],
            "2026-11-27 17:00",
            id="a pause over a holiday shifts by its working days only",
        ),
        pytest.param(
            "2026-02-12 09:00",
            replace(days(2), after_pause="shift"),
            [papers("2026-02-13 09:00", "2026-02-23 09:00")],
            "2026-02-24 17:00",
            id="a pause over Tet 2026 takes one working day",
        ),
        pytest.param(
            "2025-01-23 09:00",
            replace(days(2), after_pause="shift"),
            [papers("2025-01-24 09:00", "2025-02-04 09:00")],
            "2025-02-05 17:00",
            id="a pause over Tet 2025 takes Friday and Monday",
        ),
        pytest.param(
            "2026-11-02 09:00",
            SHIFT_5,
            [papers("2026-11-04 09:00", "2026-11-04 16:00")],
            "2026-11-09 17:00",
            id="a pause within a day takes none",
        ),
        pytest.param(
            "2026-11-02 09:00",
            SHIFT_5,
            [papers("2026-11-07 09:00", "2026-11-08 09:00")],
            "2026-11-09 17:00",
            id="a pause on a weekend takes none",
        ),
        pytest.param(
            "2026-11-02 09:00",
            days(5),
            [payment("2026-11-03 09:00", "2026-11-05 09:00")],
            "2026-11-11 17:00",
            id="a payment shifts where a supplement restarts",
        ),
        pytest.param(
            "2026-08-20 09:00",
            days(3),
            [payment("2026-08-21 09:00", "2026-08-24 09:00")],
            "2026-08-26 17:00",
            id="a payment over a worked Saturday takes it too",
        ),
        pytest.param(
            "2025-12-30 09:00",
            days(2),
            [payment("2025-12-31 09:00", "2026-01-05 09:00")],
            "2026-01-06 17:00",
            id="a payment over New Year takes one day",
        ),
        pytest.param(
            "2026-11-11 09:00",
            hours(4),
            [payment("2026-11-11 10:00", "2026-11-11 11:00")],
            "2026-11-11 15:00",
            id="in hours a pause takes its opening hours",
        ),
        pytest.param(
            "2026-11-11 09:00",
            hours(4),
            [papers("2026-11-11 10:00", "2026-11-12 09:00")],
            "2026-11-12 14:00",
            id="in hours full papers start from zero too",
        ),
    ],
)
def test_worked_case_with_pauses(received: str, duration: Duration, pauses: list[Pause], expected: str) -> None:
    assert explain(Clock(hanoi(received), duration, tuple(pauses)), CALENDAR).at == hanoi(expected)


def test_while_the_clock_stands_still_nothing_is_due() -> None:
    found = explain(
        Clock(hanoi("2026-11-02 09:00"), days(5), (pause(PauseKind.PAYMENT, "2026-11-04 09:00", None),)), CALENDAR
    )
    assert found.at is None
    assert found.why == (
        Words(
            "Tạm dừng từ ngày 04/11/2026: chờ thực hiện nghĩa vụ tài chính.",
            "Standing still since 04/11/2026: a payment is awaited.",
        ),
    )


def test_each_pause_is_a_line_and_the_restart_names_its_source() -> None:
    pauses = (papers("2026-11-03 09:00", "2026-11-05 09:00"), payment("2026-11-06 09:00", "2026-11-10 09:00"))
    why = explain(Clock(hanoi("2026-11-02 09:00"), days(3), pauses), CALENDAR).why
    assert [line for line in why if "05/11/2026" in line.vi and "Điều 19 khoản 4" in line.vi]
    assert [
        line for line in why if "06/11/2026" in line.vi and "cộng thêm 2 ngày làm việc" in line.vi
    ]  # both ends named


@pytest.mark.parametrize(
    ("due_day", "now", "wanted"),
    [
        pytest.param("2026-11-12", "2026-11-11 16:59", "2026-11-16", id="a day before"),
        pytest.param("2026-11-12", "2026-11-02 09:00", "2026-11-13", id="long before"),
        pytest.param("2026-01-08", "2026-01-07 09:00", "2026-01-10", id="to a worked Saturday"),
        pytest.param("2026-02-13", "2026-02-12 09:00", "2026-02-23", id="over Tet 2026"),
    ],
)
def test_an_extension_in_time(due_day: str, now: str, wanted: str) -> None:
    found = extended(hanoi(f"{due_day} 17:00"), wanted, hanoi(now), CALENDAR)
    assert found.at == hanoi(f"{wanted} 17:00")
    assert "Điều 19 khoản 9" in found.why[0].vi


@pytest.mark.parametrize(
    ("now", "wanted", "code"),
    [
        pytest.param("2026-11-12 00:00", "2026-11-16", "extension.late", id="on the day itself"),
        pytest.param("2026-11-13 09:00", "2026-11-16", "extension.late", id="when it is late already"),
        pytest.param("2026-11-11 09:00", "2026-11-12", "extension.day", id="to the same day"),
        pytest.param("2026-11-11 09:00", "2026-11-10", "extension.day", id="to an earlier one"),
        pytest.param("2026-11-11 09:00", "2026-11-14", "extension.day", id="to a Saturday"),
        pytest.param("2026-11-11 09:00", "2026-11-24", "extension.day", id="to a holiday"),
        pytest.param("2026-11-11 09:00", "2026-02-31", "action.due", id="to a day that is none"),
        pytest.param("2026-11-11 09:00", "2028-01-03", "calendar.year", id="beyond the calendar"),
    ],
)
def test_an_extension_that_is_refused(now: str, wanted: str, code: str) -> None:
    with refused(code):
        extended(hanoi("2026-11-12 17:00"), wanted, hanoi(now), CALENDAR)


@pytest.mark.parametrize(
    ("finished", "word"),
    [
        ("2026-11-11 23:59", "early"),
        ("2026-11-12 00:00", "on_time"),
        ("2026-11-12 23:59", "on_time"),
        ("2026-11-13 00:00", "late"),
    ],
)
def test_it_is_judged_by_the_date_in_hanoi(finished: str, word: str) -> None:
    assert judged(hanoi("2026-11-12 17:00"), hanoi(finished).astimezone(UTC)) == word
    assert judged(None, hanoi(finished)) is None


@pytest.mark.parametrize(
    ("day", "state", "left"),
    [
        ("2026-11-09", "in_time", 3),
        ("2026-11-10", "in_time", 2),
        ("2026-11-11", "at_risk", 1),
        ("2026-11-12", "due_today", 0),
        ("2026-11-13", "late", -1),
        ("2026-11-16", "late", -2),
        ("2026-11-15", "late", -2),
    ],
)
def test_the_outlook(day: str, state: str, left: int) -> None:
    found = outlook(hanoi("2026-11-12 17:00"), date.fromisoformat(day), CALENDAR)
    assert (found.state, found.days_left) == (state, left)


stretches = st.tuples(moments, st.timedeltas(timedelta(0), timedelta(days=40)), st.sampled_from(PauseKind)).map(
    lambda t: Pause(t[2], t[0], t[0] + t[1])
)
kinds = st.builds(
    Duration,
    st.integers(0, 20),
    st.sampled_from(["working_day", "day", "working_hour"]),
    after_pause=st.sampled_from(["restart", "shift"]),
)


@calm
@given(moments, kinds, st.timedeltas(timedelta(0), timedelta(days=30)), stretches)
def test_a_pause_never_makes_it_earlier(
    received: datetime, duration: Duration, after: timedelta, stretch: Pause
) -> None:
    start = min(received + after, datetime(2027, 9, 1, tzinfo=HANOI))
    assert stretch.end is not None
    start = max(start, received)
    moved = Pause(stretch.kind, start, min(start + (stretch.end - stretch.start), datetime(2027, 10, 1, tzinfo=HANOI)))
    if moved.end is None or moved.end < moved.start:
        return
    plain = explain(Clock(received, duration), CALENDAR).at
    paused = explain(Clock(received, duration, (moved,)), CALENDAR).at
    assert plain is not None
    assert paused is not None
    assert paused >= plain


@calm
@given(moments, kinds, stretches)
def test_both_languages_name_the_same_days_and_numbers(received: datetime, duration: Duration, stretch: Pause) -> None:
    for pauses in ((), (stretch,), (replace(stretch, end=None),)):
        for line in explain(Clock(received, duration, pauses), CALENDAR).why:
            assert sorted(re.findall(r"\d+", line.vi)) == sorted(re.findall(r"\d+", line.en))
            assert line.vi != line.en


@calm
@given(moments, kinds)
def test_every_due_date_is_a_moment_at_which_offices_are_open(received: datetime, duration: Duration) -> None:
    at = explain(Clock(received, duration), CALENDAR).at
    assert at is not None
    assert CALENDAR.is_working(hanoi_day(at))
    local = at.astimezone(HANOI).time()
    assert any(opened <= local <= closed for opened, closed in CALENDAR.hours)


@calm
@given(moments, kinds)
def test_the_same_moment_elsewhere_is_the_same_clock(received: datetime, duration: Duration) -> None:
    assert explain(Clock(received, duration), CALENDAR) == explain(Clock(received.astimezone(UTC), duration), CALENDAR)


@calm
@given(st.dates(date(2025, 1, 1), date(2027, 6, 1)), st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(day: date, first: int, second: int) -> None:
    middle, end = day + timedelta(days=first), day + timedelta(days=first + second)
    assert working_days_between(day, end, CALENDAR) == working_days_between(day, middle, CALENDAR) + (
        working_days_between(middle, end, CALENDAR)
    )


BODY = {
    "cutoff": "15:00",
    "hours": [["08:00", "12:00"], ["13:00", "17:00"]],
    "holidays": {"2028-01-03": "nghỉ"},
    "worked": {},
}


def year(**changes: object) -> Calendar:
    return calendar({**BODY, **changes}, "2028-01-01", "2028-12-31")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"holidays": {"2027-12-31": "x"}}, id="a holiday of another year"),
        pytest.param({"worked": {"2028-01-05": "x"}}, id="a Wednesday worked as if it were a weekend day"),
        pytest.param({"worked": {"2028-01-01": "x"}, "holidays": {"2028-01-01": "x"}}, id="both free and worked"),
        pytest.param({"cutoff": "17:01"}, id="a cut-off after closing"),
        pytest.param({"cutoff": "08:00"}, id="a cut-off at opening"),
        pytest.param({"hours": [["13:00", "17:00"], ["08:00", "12:00"]]}, id="hours that go backwards"),
        pytest.param({"hours": []}, id="no hours"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_at_entry(changes: dict[str, object]) -> None:
    with refused("calendar.invalid", "body"):
        year(**changes)


def test_an_override_wins() -> None:
    free = {"day": "2028-01-04", "working": False, "name": "nghỉ thêm"}
    worked = {"day": "2028-01-08", "working": True, "name": "làm bù"}
    back = {"day": "2028-01-03", "working": True, "name": "không nghỉ nữa"}
    made = year(overrides=[free, worked, back])
    assert [made.is_working(date(2028, 1, n)) for n in (3, 4, 8, 9)] == [True, False, True, False]
    assert made.worked == {date(2028, 1, 8): "làm bù"}


def test_years_join_only_where_they_meet() -> None:
    late = calendar({**BODY, "holidays": {}}, "2029-01-01", "2029-12-31")
    assert joined([late, year()], date(2028, 6, 1)).last == date(2029, 12, 31)
    far = calendar({**BODY, "holidays": {}}, "2030-01-01", "2030-12-31")
    assert joined([year(), far], date(2028, 6, 1)).last == date(2028, 12, 31)
    assert joined([year(), far], date(2030, 6, 1)).first == date(2030, 1, 1)
    with refused("calendar.year"):
        joined([year(), far], date(2029, 6, 1))
    with refused("calendar.invalid", "valid_from"):
        joined([year(), year()], date(2028, 6, 1))
    with refused("calendar.year"):
        joined([], date(2028, 6, 1))


def test_at_least_sixty_cases_were_worked() -> None:
    tables = [test_worked_case, test_worked_case_in_hours, test_worked_case_with_pauses, test_an_extension_in_time]
    marks = [mark for table in tables for mark in getattr(table, "pytestmark", [])]
    assert sum(len(mark.args[1]) for mark in marks if mark.name == "parametrize") >= 60
