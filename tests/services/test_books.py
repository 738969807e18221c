"""The agents' books on the tables: counted, closed for good, looked at by those who may."""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from chalicelib.adapters import dossier_store, ledger_store, telemetry
from chalicelib.domain import ledger
from chalicelib.domain.ledger import Entry
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.money import books
from chalicelib.services.money.books import Count
from tests.services.test_payment_histories import hired_agent
from tests.support import office, power
from tests.support.dossiers import NOW
from tests.support.office import PowerCutError
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
DAY = NOW.date()
CENTRE = Principal("centre-1", Role.SUPERVISOR, "centre")


@pytest.fixture
def agent() -> str:
    return hired_agent(f"B{uuid.uuid4().hex[:6]}-01")


def manager_of(agent: str) -> Principal:
    return Principal("manager-1", Role.AGENT_MANAGER, agent)


def key() -> str:
    return uuid.uuid4().hex


def entry_of(agent: str, amount: int) -> Entry:
    lines = ledger.moving("fees:X", f"cash:{agent}", amount)
    return Entry(id=dossier_store.event_id(NOW), kind="paid", at=NOW, by="clerk", lines=lines)


def took(agent: str, amount: int, on: date = DAY) -> None:
    ledger_store.post(ledger_store.posting(agent, entry_of(agent, amount), on), dossier_store.Once(key(), ""))


def test_a_till_that_agrees_is_closed_and_takes_no_more(agent: str) -> None:
    took(agent, 5000)
    closed = books.close_by_hand(agent, Count(counted=5000), manager_of(agent), key(), NOW)
    assert (closed.day, closed.entries, closed.balances[f"cash:{agent}"]) == (DAY, 1, 5000)
    assert closed.balances_out
    took(agent, 3000)
    sheet = ledger_store.sheet(agent, DAY + timedelta(days=1))
    assert [e.amount for e in sheet.entries] == [3000], "what comes late is the next day's"
    with refused("books.closed", "agent"):
        books.close_by_hand(agent, Count(counted=8000), manager_of(agent), key(), NOW)
    assert len(ledger_store.sheet(agent, DAY).entries) == 1


def test_a_difference_is_an_entry_with_who_and_why(agent: str) -> None:
    took(agent, 5000)
    with refused("books.reason", "reason") as raised:
        books.close_by_hand(agent, Count(counted=4500), manager_of(agent), key(), NOW)
    assert raised.value.values == {"counted": 4500, "ledger": 5000}
    with refused("books.deposit", "deposited"):
        books.close_by_hand(agent, Count(counted=4500, deposited=4501, reason="x"), manager_of(agent), key(), NOW)
    count, again = Count(counted=4500, deposited=4000, reason="Thối nhầm 500 đồng."), key()
    closings = [books.close_by_hand(agent, count, manager_of(agent), again, NOW) for _ in range(3)]
    assert closings[0] == closings[1] == closings[2]
    assert dict(closings[0].balances) == {
        f"cash:{agent}": 500,
        f"deposits:{agent}": 4000,
        f"difference:{agent}": 500,
        "fees:X": -5000,
    }
    found = {entry.kind: entry for entry in ledger_store.sheet(agent, DAY).entries}
    assert (found["difference"].by, found["difference"].why) == ("manager-1", count.reason)
    assert {kind: entry.amount for kind, entry in found.items()} == {"paid": 5000, "difference": 500, "deposit": 4000}


@pytest.mark.parametrize("fuse", [1, 2], ids=["before the closing", "after it"])
@pytest.mark.parametrize("same_key", [True, False], ids=["same key", "page loaded again"])
def test_a_count_that_broke_off_is_entered_once(
    agent: str, fuse: int, same_key: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    took(agent, 5000)
    count, again, later = Count(counted=6000, deposited=6000, reason="Khách trả dư."), key(), NOW + timedelta(days=1)
    with power.cut(fuse, monkeypatch), pytest.raises(PowerCutError):
        books.close_by_hand(agent, count, manager_of(agent), again, later)
    with contextlib.ExitStack() as expected:
        if fuse == 2 and not same_key:
            expected.enter_context(refused("books.closed", "agent"))
        books.close_by_hand(agent, count, manager_of(agent), again if same_key else key(), later)
    sheet = ledger_store.sheet(agent, later.date())
    assert sheet.closing
    assert (sheet.closing.entries, sheet.closing.balances.get(f"cash:{agent}", 0)) == (2, 0)
    assert {entry.kind: entry.amount for entry in sheet.entries} == {"difference": 1000, "deposit": 6000}


def test_two_who_close_at_once_enter_one_count(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    took(agent, 5000)
    count = Count(counted=5000, deposited=5000)
    done = office.in_threads(2, lambda _: books.close_by_hand(agent, count, manager_of(agent), key(), NOW))
    assert sorted(getattr(one, "code", "closed") for one in done) == ["books.closed", "closed"]
    sheet = ledger_store.sheet(agent, DAY)
    assert [(e.kind, e.amount) for e in sheet.entries] == [("paid", 5000), ("deposit", 5000)]
    assert sheet.closing
    assert sheet.closing.entries == sheet.counted == 2
    assert ledger_store.sheet(agent, DAY + timedelta(days=1)) == ledger.Sheet(
        agent, DAY + timedelta(days=1), (), 0, None
    )


def test_a_count_meets_another_that_closed_before_it_and_leaves_tomorrow_open(
    agent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    took(agent, 5000)
    real = ledger_store.close

    def overtaken(*args: Any) -> None:
        monkeypatch.setattr(ledger_store, "close", real)
        books.close_by_hand(agent, Count(counted=5000, deposited=5000), manager_of(agent), key(), NOW)
        real(*args)

    monkeypatch.setattr(ledger_store, "close", overtaken)
    with refused("books.closed", "agent"):
        books.close_by_hand(agent, Count(counted=5000), manager_of(agent), key(), NOW)
    last = ledger_store.last(agent)
    assert last
    assert (last.day, dict(last.balances)) == (DAY, {f"deposits:{agent}": 5000, "fees:X": -5000})


def test_days_nobody_closed_are_closed_in_their_order(agent: str) -> None:
    took(agent, 1000, DAY)
    took(agent, 2000, DAY + timedelta(days=2))
    later = NOW + timedelta(days=4)
    assert books.close_until(agent, DAY + timedelta(days=3), CENTRE, later) == 4
    assert books.close_until(agent, DAY + timedelta(days=3), CENTRE, later) == 0
    closings = [ledger_store.sheet(agent, DAY + timedelta(days=n)).closing for n in range(4)]
    assert [dict(c.balances)[f"cash:{agent}"] for c in closings if c] == [1000, 1000, 3000, 3000]
    assert books.balances(agent, later.date()) == {f"cash:{agent}": 3000, "fees:X": -3000}


def test_cash_that_nobody_handed_in_is_counted_each_day_it_stays(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: Counter[str] = Counter()
    monkeypatch.setattr(telemetry, "count", lambda name: counts.update([name]))
    took(agent, 1000, DAY)
    books.close_until(agent, DAY + timedelta(days=2), CENTRE, NOW)
    assert counts["cash_not_handed_in"] == 3
    later = NOW + timedelta(days=3)
    closed = books.close_by_hand(agent, Count(counted=1000, deposited=1000), manager_of(agent), key(), later)
    assert (closed.opening[f"cash:{agent}"], closed.balances.get(f"cash:{agent}", 0)) == (1000, 0)
    assert counts["cash_not_handed_in"] == 3
    assert books.in_till(agent, later) == 0
    took(agent, 500, later.date())
    assert books.in_till(agent, later) == 500, "what comes after the closing is in the till too"


def test_an_empty_till_is_closed_too(agent: str) -> None:
    assert books.balances(agent, DAY) == {}
    closed = books.close_by_hand(agent, Count(counted=0), manager_of(agent), key(), NOW)
    assert (closed.entries, closed.balances) == (0, {})
    took(agent, 1000)
    assert ledger_store.sheet(agent, DAY).entries == ()


def test_entries_and_a_closing_at_the_same_moment(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    took(agent, 1000)

    def act(n: int) -> None:
        if n:
            took(agent, 1000)
        else:
            books.close_until(agent, DAY, CENTRE, NOW)

    results = office.in_threads(5, act)
    lost = sum(isinstance(result, dossier_store.Raced) for result in results)
    today, next_day = (ledger_store.sheet(agent, DAY + timedelta(days=n)) for n in range(2))
    assert today.closing is not None
    assert today.closing.entries == len(today.entries)
    assert len(today.entries) + len(next_day.entries) + lost == 5


def test_an_entry_made_out_before_the_closing_is_refused_after_it(agent: str) -> None:
    took(agent, 1000)
    late = ledger_store.posting(agent, entry_of(agent, 2000), DAY)
    books.close_until(agent, DAY, CENTRE, NOW)
    with pytest.raises(dossier_store.Raced):
        ledger_store.post(late, dossier_store.Once(key(), ""))
    assert len(ledger_store.sheet(agent, DAY).entries) == 1


def test_a_closing_made_out_before_the_last_entry_is_refused(agent: str) -> None:
    took(agent, 1000)
    last, sheet = ledger_store.last(agent), ledger_store.sheet(agent, DAY)
    assert last
    made = ledger.closing(agent, DAY, last.balances, sheet.entries, "x", NOW)
    took(agent, 2000)
    with pytest.raises(dossier_store.Raced):
        ledger_store.close(made, last)
    books.close_until(agent, DAY, CENTRE, NOW)
    closed = ledger_store.sheet(agent, DAY).closing
    assert closed
    assert (closed.entries, closed.debit) == (2, 3000)
    with pytest.raises(dossier_store.Raced):
        ledger_store.close(closed, last)


def test_a_day_is_one_query_and_seen_by_those_who_may(agent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    took(agent, 1000)
    with office.counted(monkeypatch) as calls:
        sheet = ledger_store.sheet(agent, DAY)
    assert calls == ["Query"]
    for by in (manager_of(agent), Principal("p", Role.PROVIDER_MANAGER, "vnpost"), CENTRE):
        assert books.see(agent, DAY, by) == sheet
    for by in (
        manager_of("VNP-01"),
        Principal("p", Role.PROVIDER_MANAGER, "viettelpost"),
        Principal("c", Role.CLERK, agent),
        office.OFFICER,
    ):
        with refused("role.forbidden"):
            books.see(agent, DAY, by)
    with refused("agent.unknown"):
        books.see("NO-99", DAY, CENTRE)
    with refused("role.forbidden"):
        books.close_by_hand(agent, Count(counted=0), CENTRE, key(), NOW)
    assert books.see("centre", DAY, CENTRE).book == "centre"
