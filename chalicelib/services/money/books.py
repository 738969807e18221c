"""The agents' books: looking at a day, counting the till, closing days for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import ledger_store, telemetry
from chalicelib.adapters.dossier_store import Once, Raced
from chalicelib.adapters.ledger_store import Last
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import accounts, ledger, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Closing, Entry, Sheet
from chalicelib.domain.roles import SYSTEM, Principal, Right, Role
from chalicelib.services.each import each
from chalicelib.services.once import carried_out, once, pause
from chalicelib.services.reference import registry

_TRIES = 5
MOST_DAYS = 400
"""How many days one run closes: one that was forgotten for longer is caught up by the next."""


def see(agent: str, day: date, by: Principal) -> Sheet:
    """A day of an agent's book. Raises role.forbidden out of reach, agent.unknown."""
    roles.require(by, Right.SEE_BOOKS)
    _require_reach(agent, by, day)
    return ledger_store.sheet(agent, day)


def _require_reach(agent: str, by: Principal, day: date) -> None:
    """Managers see their own agent's, or their own provider's; the Centre all, its own book of nobody's money too."""
    if by.role is Role.SUPERVISOR and agent == ledger.CENTRE:
        return
    known = registry.agent(agent, day)
    own = {Role.AGENT_MANAGER: known.id, Role.PROVIDER_MANAGER: known.provider}
    if by.role in own and own[by.role] != by.scope:
        raise Fault("role.forbidden", role=by.role.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What the manager found at the end of the day: cash in the till, and how much of it was handed in since."""

    counted: int
    deposited: int = 0
    reason: str = ""


def close_by_hand(agent: str, count: Count, by: Principal, key: str, now: datetime) -> Closing:
    """Counts the till and closes today, once per key. What differs becomes an entry of its own, with who and why.

    Raises books.closed, books.reason where the count differs without one, books.deposit.
    """
    roles.require(by, Right.CLOSE_BOOKS)
    today = hanoi_day(now)
    _require_reach(agent, by, today)
    mark = once("close", f"api#{by.id}#{key}", {"agent": agent, "count": count})
    return carried_out(
        mark,
        act=lambda: _close_today(agent, count, by, mark, now),
        again=lambda done: _closing(agent, date.fromisoformat(str(done.item))),
    )


def _close_today(agent: str, count: Count, by: Principal, mark: Once, now: datetime) -> Closing:
    """Closes today together with what the count shows, or nothing of both. Raises Raced where another came first."""
    today = hanoi_day(now)
    close_until(agent, today - timedelta(days=1), SYSTEM, now)
    last = ledger_store.last(agent) or Last(today - timedelta(days=1), {}, begun=False)
    if last.day >= today:
        raise Fault("books.closed", "agent", day=today.isoformat())
    sheet = ledger_store.sheet(agent, today)
    counted = _counted(agent, count, ledger.after(last.balances, sheet.entries), by, now)
    made = ledger.closing(agent, today, last.balances, (*sheet.entries, *counted), by.id, now)
    ledger_store.close(made, last, counted, mark)
    _told(made)
    return made


def _counted(agent: str, count: Count, in_books: Mapping[str, int], by: Principal, now: datetime) -> tuple[Entry, ...]:
    """The entries of what the count shows: by how much it differs, and what was handed in."""
    if count.deposited > count.counted:
        raise Fault("books.deposit", "deposited")
    expected = in_books.get(accounts.till(agent), 0)
    difference = accounts.difference_lines(agent, expected, count.counted)
    why = count.reason.strip()
    if difference and not why:
        raise Fault("books.reason", "reason", counted=count.counted, ledger=expected)
    deposit = accounts.deposit_lines(agent, count.deposited) if count.deposited else ()
    found = (("difference", difference, why), ("deposit", deposit, ""))
    return tuple(
        Entry(id=store.event_id(now), kind=kind, at=now, by=by.id, lines=lines, why=said)
        for kind, lines, said in found
        if lines
    )


def balances(book: str, until: date) -> dict[str, int]:
    """The balances of a book with all days up to that one, closed or not."""
    last = ledger_store.last(book)
    if last is None:
        return {}
    found = dict(last.balances)
    for n in range(1, (until - last.day).days + 1):
        found = ledger.after(found, ledger_store.sheet(book, last.day + timedelta(days=n)).entries)
    return found


def in_till(agent: str, now: datetime) -> int:
    """The cash that an agent has by the books, everything so far counted, in đồng."""
    last = ledger_store.last(agent)
    day = ledger.sheet_day(last.day if last else None, hanoi_day(now))
    return balances(agent, day).get(accounts.till(agent), 0)


def _closing(book: str, day: date) -> Closing:
    closing = ledger_store.sheet(book, day).closing
    if closing is None:
        raise Fault("system.busy")
    return closing


def close_until(book: str, day: date, by: Principal, now: datetime) -> int:
    """Closes every day of a book up to that one, in their order, empty days too; returns how many."""
    closed = 0
    while closed < MOST_DAYS:
        last = ledger_store.last(book)
        if last is None or last.day >= day:
            break
        _close(book, last, by, now)
        closed += 1
    return closed


def _close(book: str, last: Last, by: Principal, now: datetime) -> Closing:
    """Closes the day after the last closed one. An entry that comes meanwhile is read again with the others."""
    day = last.day + timedelta(days=1)
    for attempt in range(_TRIES):
        sheet = ledger_store.sheet(book, day)
        if sheet.closing:
            return sheet.closing
        made = ledger.closing(book, day, last.balances, sheet.entries, by.id, now)
        try:
            ledger_store.close(made, last)
        except Raced:
            pause(attempt)
            continue
        _told(made)
        return made
    raise Fault("system.busy")


def _told(made: Closing) -> None:
    logger.info("book closed", book=made.book, day=made.day.isoformat(), entries=made.entries)
    if made.balances.get(accounts.till(made.book), 0) > 0:
        telemetry.count("cash_not_handed_in")


def close_all(now: datetime) -> int:
    """Closes all books up to yesterday; what was closed stays so. Returns how many days were closed.

    A book that fails holds no other up; its failure is raised when the rest is done.
    """
    yesterday = hanoi_day(now) - timedelta(days=1)
    books = [ledger.CENTRE, *(agent.id for agent in registry.all_agents(yesterday))]
    return sum(each((book, partial(close_until, book, yesterday, SYSTEM, now)) for book in books).values())
