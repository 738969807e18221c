"""When a result is due. Days are Hanoi's; a working day ends at the calendar's closing hour.

Sources: NĐ 61/2018/NĐ-CP (received after 15:00 counts from the next working day; kept by the civil-status procedures of
2026), and the collected table of holidays and swapped working days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Any

from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Duration

HANOI = timezone(timedelta(hours=7), "+07")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working calendar: covered days, cut-off and closing hour, holidays by name, weekend days worked."""

    first: date
    last: date
    cutoff: time
    close: time
    holidays: Mapping[date, str]
    working_weekend_days: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether offices work that day. Raises calendar.year outside the days that were entered."""
        if not self.first <= day <= self.last:
            raise Fault("calendar.year", day=day.isoformat())
        if day in self.holidays:
            return False
        return day.weekday() < 5 or day in self.working_weekend_days


def calendar(body: Mapping[str, Any], valid_from: str, valid_to: str) -> Calendar:
    """The calendar of a registry entry."""
    return Calendar(
        first=date.fromisoformat(valid_from),
        last=date.fromisoformat(valid_to),
        cutoff=time.fromisoformat(body["cutoff"]),
        close=time.fromisoformat(body["close"]),
        holidays={date.fromisoformat(day): name for day, name in body["holidays"].items()},
        working_weekend_days=frozenset(date.fromisoformat(day) for day in body["working_weekend_days"]),
    )


class PauseKind(StrEnum):
    """Why a clock stands still."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; `end` is None while it does."""

    kind: PauseKind
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The moment a result is due, and the lines that explain it to a citizen. `at` is None where no time is known."""

    at: datetime | None
    why: tuple[str, ...]


def hanoi_day(moment: datetime) -> date:
    """The day in Hanoi of a moment in time."""
    return moment.astimezone(HANOI).date()


def due(received: datetime, duration: Duration, calendar: Calendar) -> Due:
    """When the result of a dossier accepted at `received` is due."""
    if duration.n is None or duration.unit != "working_day":
        return Due(None, ("Thời hạn của thủ tục này chưa có trong danh mục theo ngày làm việc.",))
    local = received.astimezone(HANOI)
    lines = [f"Tiếp nhận {local:%H:%M} ngày {local:%d/%m/%Y}."]
    day = local.date()
    if not calendar.is_working(day) or local.time() > calendar.cutoff:
        day = _next_working(day, calendar, lines)
        lines.append(
            f"Ngoài ngày làm việc hoặc sau {calendar.cutoff:%H:%M}: tính từ {day:%d/%m/%Y} (NĐ 61/2018/NĐ-CP)."
        )
    if duration.same_day:
        lines.append("Giải quyết trong ngày.")
    else:
        for _ in range(duration.n):
            day = _next_working(day, calendar, lines)
        lines.append(f"Thời hạn {duration.n} ngày làm việc.")
    at = datetime.combine(day, calendar.close, HANOI)
    lines.append(f"Hẹn trả {at:%H:%M} ngày {at:%d/%m/%Y}.")
    return Due(at.astimezone(UTC), tuple(lines))


def _next_working(day: date, calendar: Calendar, lines: list[str]) -> date:
    day += timedelta(days=1)
    while not calendar.is_working(day):
        if day in calendar.holidays:
            lines.append(f"Bỏ qua {day:%d/%m/%Y}: {calendar.holidays[day]}.")
        day += timedelta(days=1)
    return day
