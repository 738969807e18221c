"""What the national portal is to know of our dossiers, and what it does know: figures and codes, nobody's data.

What it does know is what it acknowledged: the shape of its own look-up is not on record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.adapters import portal_store
from chalicelib.adapters.portal_store import REFUSED, WAITING, Line
from chalicelib.domain import roles
from chalicelib.domain.dossiers import Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.casework import lookup

MOST_DAYS = 31
LISTS = {"refused": REFUSED, "waiting": WAITING}


@dataclass(frozen=True, slots=True)
class Tally:
    """Dossiers filed on a day: how many the portal is to know, knows as they stand, waits for, and refused."""

    day: date
    due: int
    in_step: int
    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class AtStatus:
    """How many of them are at a status here, and how many the portal has there."""

    status: Status
    ours: int
    portals: int


@dataclass(frozen=True, slots=True)
class Parity:
    """The figures of a period. `unknown` are those of which the portal has never heard."""

    first: date
    last: date
    days: tuple[Tally, ...]
    statuses: tuple[AtStatus, ...]
    unknown: int

    @property
    def share(self) -> float | None:
        """The part that the portal knows as it stands, 0…1; None where nothing was filed."""
        due = sum(day.due for day in self.days)
        return sum(day.in_step for day in self.days) / due if due else None


def parity(by: Principal, first: date, last: date) -> Parity:
    """The figures of the days from first to last: one Query a day. Raises parity.period."""
    roles.require(by, Right.PARITY)
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise Fault("parity.period", "first", most=MOST_DAYS)
    by_day = {day: list(portal_store.filed_on(day)) for day in _days(first, last)}
    lines = [line for found in by_day.values() for line in found]
    return Parity(
        first,
        last,
        tuple(_tally(day, found) for day, found in by_day.items()),
        tuple(_at_statuses(lines)),
        sum(line.known is None for line in lines),
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _tally(day: date, lines: list[Line]) -> Tally:
    refused = sum(line.refused for line in lines)
    waiting = sum(line.since is not None and not line.refused for line in lines)
    return Tally(day, len(lines), len(lines) - waiting - refused, waiting, refused)


def _at_statuses(lines: Iterable[Line]) -> Iterator[AtStatus]:
    ours: Counter[int] = Counter()
    portals: Counter[int] = Counter()
    for line in lines:
        ours[line.status] += 1
        if line.known_status is not None:
            portals[line.known_status] += 1
    return (AtStatus(status, ours[status], portals[status]) for status in Status if ours[status] or portals[status])


@dataclass(frozen=True, slots=True)
class OutOfStep:
    """One page of dossiers that the portal knows too little of; `cursor` asks for the next."""

    lines: tuple[Line, ...]
    cursor: str | None


def out_of_step(by: Principal, which: str, limit: int, cursor: str) -> OutOfStep:
    """Those that the portal `refused`, or that are `waiting` to be told, of whatever day. Raises request.cursor."""
    roles.require(by, Right.PARITY)
    todo = LISTS[which]
    key = lookup.decoded_key(cursor, portal_store.CURSOR, "todo", todo)
    found = portal_store.behind(todo, limit, key)
    return OutOfStep(found.lines, lookup.encoded(found.cursor))
