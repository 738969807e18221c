"""What a person may ask of the own data (to see, correct, erase, restrict them), and the clock of such a request.

The clock is registry data by date: NĐ 13/2023/NĐ-CP until 31 December 2025, Law 91/2025/QH15 from 1 January 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain import people, phones
from chalicelib.domain.faults import Fault

SHORTEST_REASON = 10  # characters: “.” is no reason
ASKING, FETCHING = "rights_request", "rights_data"
"""What the one-time codes are about that prove, at the counter, who asks and who fetches what was asked for."""


class RightAsked(StrEnum):
    """What is asked for; `lift` ends a restriction."""

    SEE = "see"
    CORRECT = "correct"
    ERASE = "erase"
    RESTRICT = "restrict"
    LIFT = "lift"


class State(StrEnum):
    """Where a request stands: the Centre decides; what it grants is then carried out."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"


class Alarm(StrEnum):
    """What was raised last about a request that nobody finished."""

    NONE = "none"
    SOON = "rights_due_soon"
    OVERDUE = "rights_overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How many hours there are, how many before the end the alarm comes, and which law says so."""

    hours: int
    warn_before: int
    source: str


def clock(body: Mapping[str, Any], source: str) -> Clock:
    """The clock of a registry entry. Raises rights.clock where the warning would not come before the end."""
    made = Clock(hours=int(body["hours"]), warn_before=int(body["warn_before"]), source=source)
    if not 0 < made.warn_before < made.hours:
        raise Fault("rights.clock", "body")
    return made


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays although all was to be erased: what, why in both languages, and by which law."""

    what: str
    vi: str
    en: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. `due` ends its clock, `warn_at` is when the first alarm comes; `detail`, `values` and `reason` are
    sealed. `stays` is what an erasure left, once it is done."""

    id: str
    person: str
    right: RightAsked
    asked_at: datetime
    asked_by: str
    role: str
    due: datetime
    warn_at: datetime
    law: str
    version: int = 1
    state: State = State.OPEN
    alarm: Alarm = Alarm.NONE
    dossier: str | None = None
    detail: str = ""
    values: Mapping[str, str] | None = None
    proof: str = ""
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""
    done_at: datetime | None = None
    stays: tuple[Kept, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether its clock still runs."""
        return self.state in (State.OPEN, State.GRANTED)

    @property
    def opens_data(self) -> bool:
        """Whether whoever asked may have all own data now."""
        return self.right is RightAsked.SEE and self.state is State.DONE

    @property
    def next_alarm(self) -> tuple[datetime, Alarm] | None:
        """When which alarm is to be raised, or None when there is none to come."""
        if not self.is_running or self.alarm is Alarm.OVERDUE:
            return None
        return (self.warn_at, Alarm.SOON) if self.alarm is Alarm.NONE else (self.due, Alarm.OVERDUE)


def limits(asked_at: datetime, clock: Clock) -> tuple[datetime, datetime]:
    """When the first alarm comes, and when the request must be done."""
    due = asked_at + timedelta(hours=clock.hours)
    return due - timedelta(hours=clock.warn_before), due


def alarmed(request: Request, now: datetime) -> Request | None:
    """The request with the one alarm that is to be raised now, or None. One that was never warned of is not warned of
    any more once it is overdue."""
    if not request.is_running:
        return None
    reached = Alarm.OVERDUE if now >= request.due else Alarm.SOON if now >= request.warn_at else Alarm.NONE
    if reached is Alarm.NONE or request.alarm in (reached, Alarm.OVERDUE):
        return None
    return replace(request, alarm=reached, version=request.version + 1)


def decided(request: Request, granted: bool, reason: str, by: str, now: datetime) -> Request:
    """The request with the Centre's decision. Raises rights.decided, rights.reason."""
    if request.state is not State.OPEN:
        raise Fault("rights.decided", "request")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Fault("rights.reason", "reason", least=SHORTEST_REASON)
    return replace(
        request,
        state=State.GRANTED if granted else State.REFUSED,
        decided_at=now,
        decided_by=by,
        reason=reason.strip(),
        version=request.version + 1,
    )


def finished(request: Request, stays: tuple[Kept, ...], now: datetime) -> Request:
    """The request once all that was granted is carried out. An erasure takes its own words along."""
    gone = request.right is RightAsked.ERASE
    return replace(
        request,
        state=State.DONE,
        done_at=now,
        stays=stays,
        version=request.version + 1,
        detail="" if gone else request.detail,
        values=None if gone else request.values,
        reason="" if gone else request.reason,
    )


def corrections(right: RightAsked, values: Mapping[str, str]) -> dict[str, str] | None:
    """What is to stand there from now on, as it is stored; None for other requests.

    Raises rights.values where a correction names nothing, or another request something, and what is wrong with each.
    """
    if bool(values) != (right is RightAsked.CORRECT) or not set(values) <= set(CORRECTABLE):
        raise Fault("rights.values", "values", names=", ".join(CORRECTABLE))
    return {name: _CORRECTABLE[name](text, f"values.{name}") for name, text in values.items()} or None


def _line(text: str, _field: str) -> str:
    return " ".join(text.split())


_CORRECTABLE: dict[str, Callable[[str, str], str]] = {
    "full_name": people.full_name,
    "phone": phones.number,
    "email": people.email,
    "address": _line,
}
CORRECTABLE = tuple(_CORRECTABLE)
"""What of an applicant can be corrected; the personal number is what the person is known by."""
