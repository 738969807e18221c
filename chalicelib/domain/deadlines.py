"""When a result is due, and why. Days are Hanoi's; a working day ends at the calendar's closing hour.

Sources: NĐ 61/2018/NĐ-CP: Đ.17 (received after 15:00 counts from the next working day), Đ.19(4) (after a supplement the
time starts from zero), Đ.19(9) (one extension, with an apology, at least a day before the due day). How a time given in
days, not working days, ends on a free day was not found for these procedures: the next working day is taken, and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from itertools import pairwise
from typing import Any

from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Duration
from chalicelib.domain.words import Words

HANOI = timezone(timedelta(hours=7), "+07")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working calendar: covered days, cut-off, opening hours, holidays by name, weekend days worked by reason."""

    first: date
    last: date
    cutoff: time
    hours: tuple[tuple[time, time], ...]
    holidays: Mapping[date, str]
    worked: Mapping[date, str]

    @property
    def close(self) -> time:
        """When a working day ends."""
        return self.hours[-1][1]

    def is_working(self, day: date) -> bool:
        """Whether offices work that day. Raises calendar.year outside the days that were entered."""
        if not self.first <= day <= self.last:
            raise Fault("calendar.year", day=day.isoformat())
        if day in self.holidays:
            return False
        return day.weekday() < 5 or day in self.worked


def calendar(body: Mapping[str, Any], valid_from: str, valid_to: str) -> Calendar:
    """The calendar of a registry entry; its overrides win over its holidays. Raises calendar.invalid."""
    made = Calendar(
        first=date.fromisoformat(valid_from),
        last=date.fromisoformat(valid_to),
        cutoff=time.fromisoformat(body["cutoff"]),
        hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in body["hours"]),
        holidays={date.fromisoformat(day): name for day, name in body["holidays"].items()},
        worked={date.fromisoformat(day): name for day, name in body["worked"].items()},
    )
    overridden = _overridden(made, body.get("overrides", ()))
    wrong = next(_wrong(overridden), None)
    if wrong:
        raise Fault("calendar.invalid", "body", why=wrong[0], why_en=wrong[1])
    return overridden


def _overridden(base: Calendar, overrides: Iterable[Mapping[str, Any]]) -> Calendar:
    holidays, worked = dict(base.holidays), dict(base.worked)
    for override in overrides:
        day = date.fromisoformat(override["day"])
        holidays.pop(day, None)
        worked.pop(day, None)
        if override["working"] and day.weekday() >= 5:
            worked[day] = override["name"]
        elif not override["working"]:
            holidays[day] = override["name"]
    return replace(base, holidays=holidays, worked=worked)


def _wrong(made: Calendar) -> Iterator[tuple[str, str]]:
    """What is wrong with a calendar, in both languages."""
    if made.first > made.last:
        yield "ngày cuối trước ngày đầu", "it ends before it begins"
    flat = [moment for period in made.hours for moment in period]
    if not flat or flat != sorted(set(flat)):
        yield "giờ làm việc phải tăng dần", "the opening hours must go upwards"
    elif not flat[0] < made.cutoff <= flat[-1]:
        yield "giờ chốt nhận phải nằm trong giờ làm việc", "the cut-off must lie within the opening hours"
    for day in sorted({*made.holidays, *made.worked}):
        if not made.first <= day <= made.last:
            yield f"{day:%d/%m/%Y} nằm ngoài lịch", f"{day} lies outside of it"
        if day in made.holidays and day in made.worked:
            yield f"{day:%d/%m/%Y} vừa nghỉ vừa làm", f"{day} is both free and worked"
        if day in made.worked and day.weekday() < 5:
            yield f"{day:%d/%m/%Y} không phải thứ Bảy, Chủ nhật", f"{day} is no weekend day"


def joined(calendars: Iterable[Calendar], day: date) -> Calendar:
    """The calendar that covers the day, with those of the years before and after that follow without a gap.

    Raises calendar.year when none covers the day, and calendar.invalid when two cover one day.
    """
    known = sorted(calendars, key=lambda c: c.first)
    for before, after in pairwise(known):
        if after.first <= before.last:
            said = f"hai lịch cùng có {after.first:%d/%m/%Y}", f"two calendars hold {after.first}"
            raise Fault("calendar.invalid", "valid_from", why=said[0], why_en=said[1])
    chain: list[Calendar] = []
    for one in known:
        if chain and one.first != chain[-1].last + _DAY:
            if chain[0].first <= day <= chain[-1].last:
                break
            chain = []
        chain.append(one)
    if not chain or not chain[0].first <= day <= chain[-1].last:
        raise Fault("calendar.year", day=day.isoformat())
    of_day = next(c for c in chain if c.first <= day <= c.last)
    holidays = {d: name for c in chain for d, name in c.holidays.items()}
    worked = {d: name for c in chain for d, name in c.worked.items()}
    return replace(of_day, first=chain[0].first, last=chain[-1].last, holidays=holidays, worked=worked)


class PauseKind(StrEnum):
    """Why a clock stands still."""

    SUPPLEMENT = "supplement"
    PAYMENT = "payment"

    @property
    def says(self) -> Words:
        """In the citizen's words."""
        if self is PauseKind.SUPPLEMENT:
            return Words("chờ bổ sung giấy tờ", "further papers are awaited")
        return Words("chờ thực hiện nghĩa vụ tài chính", "a payment is awaited")


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; `end` is None while it does."""

    kind: PauseKind
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """What a due date follows from: when the dossier was accepted, the statutory time, and the pauses since then."""

    received: datetime
    duration: Duration
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The moment a result is due, and the lines that explain it to a citizen. `at` is None where no time is known."""

    at: datetime | None
    why: tuple[Words, ...]


@dataclass(slots=True)
class _Count:
    """A day that moves on through the calendar, and the lines that say how."""

    calendar: Calendar
    day: date
    lines: list[Words] = field(default_factory=list)

    def next_working(self) -> None:
        """On to the next working day, naming the holidays in between."""
        self.day += _DAY
        while not self.calendar.is_working(self.day):
            if self.day in self.calendar.holidays:
                name = self.calendar.holidays[self.day]
                self._say(f"Bỏ qua {_on(self.day)}: {name}.", f"{_on(self.day)} is passed over: {name}.")
            self.day += _DAY
        if self.day in self.calendar.worked:
            name = self.calendar.worked[self.day]
            self._say(f"Tính cả {_on(self.day)}: {name}.", f"{_on(self.day)} counts: {name}.")

    def _say(self, vi: str, en: str) -> None:
        self.lines.append(Words(vi, en))

    def working_days(self, count: int) -> None:
        """On by so many working days."""
        for _ in range(count):
            self.next_working()


def hanoi_day(moment: datetime) -> date:
    """The day in Hanoi of a moment in time."""
    return moment.astimezone(HANOI).date()


def explain(clock: Clock, calendar: Calendar) -> Due:
    """When the result is due, and why. Raises calendar.year where a day was not entered.

    A supplement makes the time start from zero when the papers are full, unless the procedure says `shift`; a payment
    always moves the date by the working days that it took. While a clock stands still nothing is due.
    """
    if clock.duration.n is None or clock.duration.unit not in _UNITS:
        return Due(None, (_UNKNOWN,))
    standing = next((pause for pause in clock.pauses if pause.end is None), None)
    if standing:
        since, kind = _on(hanoi_day(standing.start)), standing.kind.says
        return Due(None, (Words(f"Tạm dừng từ ngày {since}: {kind.vi}.", f"Standing still since {since}: {kind.en}."),))
    lines: list[Words] = []
    start, pauses = _restarted(clock, lines)
    at = _counted(start, clock.duration, pauses, calendar, lines)
    lines.append(Words(f"Hẹn trả {at:%H:%M} ngày {_on(at)}.", f"Due at {at:%H:%M} on {_on(at)}."))
    return Due(at.astimezone(UTC), tuple(lines))


def _restarted(clock: Clock, lines: list[Words]) -> tuple[datetime, tuple[Pause, ...]]:
    """The moment that the time runs from, and the pauses after it that move its end."""
    received = clock.received.astimezone(HANOI)
    when = f"{received:%H:%M}", _on(received)
    lines.append(Words("Tiếp nhận {} ngày {}.".format(*when), "Accepted at {} on {}.".format(*when)))
    if clock.duration.after_pause != "restart":
        return received, clock.pauses
    for number in range(len(clock.pauses) - 1, -1, -1):
        pause = clock.pauses[number]
        if pause.kind is PauseKind.SUPPLEMENT and pause.end:
            again = pause.end.astimezone(HANOI)
            lines.append(_anew(again))
            return again, clock.pauses[number + 1 :]
    return received, clock.pauses


def _anew(again: datetime) -> Words:
    return Words(
        f"Đủ giấy tờ {again:%H:%M} ngày {_on(again)}: tính lại từ đầu (NĐ 61/2018/NĐ-CP Điều 19 khoản 4).",
        f"The papers were complete at {again:%H:%M} on {_on(again)}: counted anew from there"
        " (Decree 61/2018/NĐ-CP, Article 19(4)).",
    )


def _counted(
    start: datetime, duration: Duration, pauses: Iterable[Pause], calendar: Calendar, lines: list[Words]
) -> datetime:
    if duration.unit == "working_hour":
        return _in_hours(start, duration, pauses, calendar, lines)
    count = _Count(calendar, start.date(), lines)
    _begin(count, start)
    if duration.same_day:
        lines.append(Words("Giải quyết trong ngày.", "Decided on the same day."))
    elif duration.unit == "day":
        _calendar_days(count, duration.n or 0)
    else:
        count.working_days(duration.n or 0)
        lines.append(
            Words(f"Thời hạn {duration.n} ngày làm việc.", f"The time is {_so_many(duration.n, 'working day')}.")
        )
    for pause in pauses:
        _shift(count, pause)
    return datetime.combine(count.day, calendar.close, HANOI)


def _begin(count: _Count, start: datetime) -> None:
    """The day that the time is counted from: the next working day for what comes late or on a free day."""
    if count.calendar.is_working(count.day) and start.time() <= count.calendar.cutoff:
        return
    free = not count.calendar.is_working(count.day)
    count.next_working()
    cutoff = f"{count.calendar.cutoff:%H:%M}"
    why = Words("ngoài ngày làm việc", "on a day off") if free else Words(f"sau {cutoff}", f"after {cutoff}")
    count.lines.append(
        Words(
            f"Nhận {why.vi}: tính từ {_on(count.day)} (NĐ 61/2018/NĐ-CP).",
            f"Received {why.en}: counted from {_on(count.day)} (Decree 61/2018/NĐ-CP).",
        )
    )


def _calendar_days(count: _Count, n: int) -> None:
    """So many days, free ones too; a last day that is free gives way to the next working day."""
    count.day += n * _DAY
    count.lines.append(
        Words(f"Thời hạn {n} ngày, tính cả ngày nghỉ.", f"The time is {_so_many(n, 'day')}, free days too.")
    )
    if not count.calendar.is_working(count.day):
        count.next_working()
        count.lines.append(
            Words(
                f"Ngày cuối là ngày nghỉ: lấy ngày làm việc kế tiếp {_on(count.day)}.",
                f"The last day is a free day: the next working day counts, {_on(count.day)}.",
            )
        )


def _shift(count: _Count, pause: Pause) -> None:
    """The due day moves on by the working days that the pause took, the first counted and the last not."""
    if pause.end is None:
        return
    start, end = hanoi_day(pause.start), hanoi_day(pause.end)
    taken = working_days_between(start, end, count.calendar)
    count.working_days(taken)
    stretch, kind = f"{_on(start)}–{_on(end)}", pause.kind.says
    count.lines.append(
        Words(
            f"Tạm dừng {stretch} ({kind.vi}): cộng thêm {taken} ngày làm việc.",
            f"Stood still {stretch} ({kind.en}): {_so_many(taken, 'working day')} more.",
        )
    )


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many working days there are from `start` until before `end`."""
    return sum(calendar.is_working(start + n * _DAY) for n in range((end - start).days))


def _in_hours(
    start: datetime, duration: Duration, pauses: Iterable[Pause], calendar: Calendar, lines: list[Words]
) -> datetime:
    """So many opening hours on, and on by those that the pauses took. The 15:00 rule is one of days, not of hours."""
    ahead = timedelta(hours=duration.n or 0)
    lines.append(Words(f"Thời hạn {duration.n} giờ làm việc.", f"The time is {_so_many(duration.n, 'working hour')}."))
    for pause in pauses:
        if pause.end:
            ends = pause.start.astimezone(HANOI), pause.end.astimezone(HANOI)
            ahead += _open_time(*ends, calendar)
            lines.append(_stood_still(*ends, pause.kind.says))
    count = _Count(calendar, start.date(), lines)
    if not calendar.is_working(count.day):
        count.next_working()
    while True:
        for opened, closed in _periods(count.day, calendar):
            since = max(opened, start)
            if since >= closed:  # over already: even no hours at all end when offices are open
                continue
            if ahead <= closed - since:
                return since + ahead
            ahead -= closed - since
        count.next_working()


def _stood_still(start: datetime, end: datetime, kind: Words) -> Words:
    since, until = f"{start:%H:%M} {_on(start)}", f"{end:%H:%M} {_on(end)}"
    return Words(f"Tạm dừng từ {since} đến {until} ({kind.vi}).", f"Stood still from {since} to {until} ({kind.en}).")


def _so_many(n: int | None, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def _on(day: date) -> str:
    """The day as both languages write it here."""
    return f"{day:%d/%m/%Y}"


def _periods(day: date, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    return [(datetime.combine(day, a, HANOI), datetime.combine(day, b, HANOI)) for a, b in calendar.hours]


def _open_time(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """The opening time between two moments."""
    total, day = timedelta(0), start.date()
    while day <= end.date():
        if calendar.is_working(day):
            for opened, closed in _periods(day, calendar):
                total += max(min(closed, end) - max(opened, start), timedelta(0))
        day += _DAY
    return total


_UNITS = frozenset({"working_day", "day", "working_hour"})
_UNKNOWN = Words(
    "Thời hạn của thủ tục này chưa có trong danh mục.", "The catalogue has no time for this procedure yet."
)


def extended(due: datetime, wanted: str, now: datetime, calendar: Calendar) -> Due:
    """The new due date of an extension: later, a working day, and promised at least a day before the old one.

    Source: NĐ 61/2018/NĐ-CP Đ.19(9). That it happens once is the lifecycle's guard. Raises extension.late, .day.
    """
    today, old = hanoi_day(now), hanoi_day(due)
    if today > old - _DAY:
        raise Fault("extension.late", "due", due=f"{old:%d/%m/%Y}")
    try:
        day = date.fromisoformat(wanted)
    except ValueError:
        raise Fault("action.due", "due") from None
    if day <= old or not calendar.is_working(day):
        raise Fault("extension.day", "due", due=f"{old:%d/%m/%Y}")
    at = datetime.combine(day, calendar.close, HANOI)
    line = Words(
        f"Hẹn lại {at:%H:%M} ngày {_on(day)} thay cho ngày {_on(old)},"
        " có phiếu xin lỗi, một lần (NĐ 61/2018/NĐ-CP Điều 19 khoản 9).",
        f"Now due at {at:%H:%M} on {_on(day)} instead of {_on(old)}, with a letter of apology, once"
        " (Decree 61/2018/NĐ-CP, Article 19(9)).",
    )
    return Due(at.astimezone(UTC), (line,))


def judged(due: datetime | None, finished: datetime) -> str | None:
    """Whether a result came early, on_time or late, by the date in Hanoi; None where nothing was due."""
    if due is None:
        return None
    ours, theirs = hanoi_day(finished), hanoi_day(due)
    return "early" if ours < theirs else "late" if ours > theirs else "on_time"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of an open dossier if nothing moves: `state` is late, due_today, at_risk or in_time.

    `days_left` are the working days from the day asked about until the due day; below zero it is late by so many.
    """

    state: str
    days_left: int


AT_RISK = 1
"""Working days before the due day from which a dossier that nobody finished is at risk: an extension must be promised
a day before it."""


def outlook(due: datetime, day: date, calendar: Calendar) -> Outlook:
    """How an open dossier stands on that day."""
    last = hanoi_day(due)
    if last < day:
        return Outlook("late", -working_days_between(last, day, calendar))
    left = working_days_between(day, last, calendar)
    if last == day:
        return Outlook("due_today", 0)
    return Outlook("at_risk" if left <= AT_RISK else "in_time", left)
