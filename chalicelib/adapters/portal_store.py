"""How far the national portal knows each dossier: one item beside it, written with whatever changes the dossier.

It is an outbox of one line a dossier. What is to be sent is never kept here: the portal is told of the dossier as it is
when it is told, so it does not matter which message comes first, late or five times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.tables import PortalRow, WaitingRow
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event
from chalicelib.domain.events import OUTWARD, Todo

ITEM = "portal"
WAITING = Todo.SYNC.value
REFUSED = "portal:refused"
"""The `todo` of a dossier that the portal refuses: it waits for a person or for its next change, and for no queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How far the portal knows a dossier; no personal data. `since` is when it fell behind, None while it is not.

    `error` says why the last try failed: `down:…` or `refused:…`, with the portal's own code.
    """

    code: str
    day: str
    wanted: int
    status: int
    known: int | None
    known_status: int | None
    told: frozenset[str]
    refused: bool
    since: datetime | None
    last_try: datetime | None
    tries: int
    refusals: int
    error: str | None


def owe(write: TransactWrite, dossier: Dossier, events: Iterable[Event]) -> None:
    """Writes down with a change that the portal is to be told of it, unless the dossier was never filed."""
    outward = [event.at for event in events if event.type in OUTWARD]
    if not outward or dossier.submitted_at is None:
        return
    at = outward[0]
    write.update(
        PortalRow(dossier.code, ITEM),
        actions=[
            PortalRow.kind.set(PortalRow),
            PortalRow.portal_day.set(hanoi_day(dossier.submitted_at).isoformat()),
            PortalRow.wanted.set(dossier.version),
            PortalRow.status.set(dossier.status.value),
            PortalRow.todo.set(Todo.SYNC.value),
            PortalRow.todo_since.set(at),
            PortalRow.behind_since.set(PortalRow.behind_since | at),
            PortalRow.refusals.remove(),
        ],
    )


def claim(code: str, now: datetime, until: datetime) -> Line | None:
    """Takes it on to tell the portal, so that nobody tells it something older meanwhile; None where there is nothing
    to tell, or somebody else is just telling it."""
    row = PortalRow(code, ITEM)
    free: Condition = PortalRow.claimed_until.does_not_exist() | (PortalRow.claimed_until < now)
    claimed = [PortalRow.claimed_until.set(until), PortalRow.last_try.set(now)]
    if not _updated(row, claimed, (PortalRow.todo == Todo.SYNC.value) & free):
        return None
    return _line(row)


def taken(code: str, version: int, status: int) -> None:
    """The portal took the dossier as it was at this version."""
    took = [PortalRow.known.set(version), PortalRow.known_status.set(status)]
    _updated(PortalRow(code, ITEM), took, PortalRow.item.exists())


def told(code: str, events: Iterable[str]) -> None:
    """The portal took the progress of these events."""
    names = set(events)
    if names:
        _updated(PortalRow(code, ITEM), [PortalRow.told.add(names)], PortalRow.item.exists())


_SETTLED = (PortalRow.claimed_until, PortalRow.tries, PortalRow.refusals, PortalRow.error)
_IN_STEP = (PortalRow.todo, PortalRow.todo_since, PortalRow.behind_since)


def settle(code: str, version: int) -> bool:
    """The portal knows all up to this version; False where the dossier has changed since, and still waits."""
    row, no_more = PortalRow(code, ITEM), PortalRow.wanted <= version
    if _updated(row, [attribute.remove() for attribute in (*_SETTLED, *_IN_STEP)], no_more):
        return True
    _updated(row, [attribute.remove() for attribute in _SETTLED], PortalRow.item.exists())
    return False


def leave_out(code: str) -> None:
    """The dossier is none that the portal hears of from us."""
    gone = (*_SETTLED, *_IN_STEP, PortalRow.portal_day)
    _updated(PortalRow(code, ITEM), [attribute.remove() for attribute in gone], PortalRow.item.exists())


def failed(code: str, error: str, now: datetime) -> None:
    """It could not be told; it waits for the next try, in the queue or, when that gives up, by the sweep."""
    _updated(PortalRow(code, ITEM), _failure(error, now), PortalRow.item.exists())


def refused(code: str, error: str, version: int, now: datetime, most: int) -> bool:
    """The portal refused the dossier as it was at this version; True when it did so for the `most`-th time.

    Then it waits for a person, or for its next change, and is sent no more.
    """
    row = PortalRow(code, ITEM)
    _updated(row, [*_failure(error, now), PortalRow.refusals.add(1)], PortalRow.item.exists())
    over = (PortalRow.refusals >= most) & (PortalRow.wanted <= version)
    return _updated(row, [PortalRow.todo.set(REFUSED)], over)


def _failure(error: str, now: datetime) -> list[Action]:
    why = [PortalRow.error.set(error), PortalRow.tries.add(1)]
    return [*why, PortalRow.claimed_until.remove(), PortalRow.todo_since.set(now)]


def again(code: str, now: datetime) -> bool:
    """Puts a refused dossier before the portal anew, once somebody has mended what was wrong."""
    anew = [PortalRow.todo.set(Todo.SYNC.value), PortalRow.todo_since.set(now), PortalRow.refusals.remove()]
    return _updated(PortalRow(code, ITEM), anew, PortalRow.todo == REFUSED)


def line(code: str) -> Line | None:
    """How far the portal knows the dossier, or None where it has nothing to know."""
    try:
        return _line(PortalRow.get(code, ITEM, consistent_read=True))
    except PortalRow.DoesNotExist:
        return None


def filed_on(day: date) -> Iterator[Line]:
    """The dossiers filed that day which the portal is to know: one Query."""
    return (_line(row) for row in PortalRow.by_portal_day.query(day.isoformat()))


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the dossiers that the portal knows too little of; `cursor` is where the next one begins."""

    lines: tuple[Line, ...]
    cursor: dict[str, Any] | None


CURSOR = frozenset({"code", "item", "todo", "todo_since"})
"""The attributes that a cursor is made of."""


def behind(todo: str, limit: int, cursor: dict[str, Any] | None) -> Behind:
    """Those that were REFUSED, or that wait to be told, of whatever day, those last tried longest ago first."""
    found = WaitingRow.by_todo.query(todo, limit=limit, last_evaluated_key=cursor)
    keys = [(row.code, row.item) for row in found]
    lines = {row.code: _line(row) for row in PortalRow.batch_get(keys)} if keys else {}
    return Behind(tuple(lines[code] for code, _ in keys if code in lines), found.last_evaluated_key)


def _line(row: PortalRow) -> Line:
    return Line(
        code=row.code,
        day=row.portal_day or "",
        wanted=int(row.wanted),
        status=int(row.status),
        known=None if row.known is None else int(row.known),
        known_status=None if row.known_status is None else int(row.known_status),
        told=frozenset(row.told or ()),
        refused=row.todo == REFUSED,
        since=row.behind_since,
        last_try=row.last_try,
        tries=int(row.tries or 0),
        refusals=int(row.refusals or 0),
        error=row.error,
    )


def _updated(row: PortalRow, actions: Sequence[Action], condition: Condition) -> bool:
    """Whether it was written: not where the condition does not hold."""
    try:
        row.update(actions=list(actions), condition=condition)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True
