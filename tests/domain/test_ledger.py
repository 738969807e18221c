"""The books: an entry balances or is none, a day closes on what it opened with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import accounts, ledger
from chalicelib.domain.ledger import Entry, Line
from chalicelib.domain.payments import Method, Word
from tests.domain.test_payments import payment, told
from tests.support.dossiers import NOW, calm

ACCOUNTS = st.sampled_from(["cash:A", "gateway:demo", "fees:X", "refunds:X", "unmatched:demo"])
MOVES = st.lists(st.tuples(ACCOUNTS, ACCOUNTS, st.integers(1, 10**9)), max_size=8)


def entry(lines: tuple[Line, ...]) -> Entry:
    return Entry(id="e", kind="paid", at=NOW, by="x", lines=lines)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line("a", 1, 0),),
        (Line("a", 1, 0), Line("b", 0, 2)),
        (Line("a", 1, 1), Line("b", 1, 1)),
        (Line("a", -1, 0), Line("b", 0, -1)),
        (Line("a", 0, 0),),
    ],
)
def test_what_does_not_balance_cannot_be_made(lines: tuple[Line, ...]) -> None:
    with pytest.raises(ValueError, match=r"balance|either"):
        entry(lines)


@calm
@given(st.lists(MOVES, max_size=5))
def test_days_follow_each_other_and_all_accounts_are_zero_together(days: list[list[tuple[str, str, int]]]) -> None:
    opening: dict[str, int] = {}
    for n, moves in enumerate(days):
        entries = tuple(entry(ledger.moving(*move)) for move in moves)
        closed = ledger.closing("A", date(2026, 11, 12) + timedelta(days=n), opening, entries, "x", NOW)
        assert closed.balances_out
        assert closed.debit == sum(amount for *_, amount in moves)
        assert 0 not in closed.balances.values()
        opening = dict(closed.balances)
    every = [entry(ledger.moving(*move)) for moves in days for move in moves]
    assert opening == ledger.after({}, every)


@pytest.mark.parametrize(
    ("method", "account"),
    [
        (Method.CASH, "cash:VNP-01"),
        (Method.VIETQR, "gateway:demo"),
        (Method.GATEWAY, "gateway:demo"),
        (Method.DIRECT, "direct:commune:00166"),
    ],
)
def test_a_fee_comes_and_goes_the_same_way(method: Method, account: str) -> None:
    paid = payment(method=method)
    assert accounts.paid_lines(paid) == (Line(account, 8000, 0), Line("fees:commune:00166", 0, 8000))
    assert accounts.refunded_lines(paid) == (Line("refunds:commune:00166", 8000, 0), Line(account, 0, 8000))


def test_money_nobody_knows_of_is_in_the_books_until_it_is_cleared_up() -> None:
    came, went = accounts.unmatched_lines(told()), accounts.unmatched_lines(told(Word.REFUNDED))
    assert came == (Line("gateway:demo", 8000, 0), Line("unmatched:demo", 0, 8000))
    assert went == (Line("unmatched:demo", 8000, 0), Line("gateway:demo", 0, 8000))
    cleared = entry(accounts.cleared_lines(entry(came)))
    assert ledger.after({}, [entry(came), cleared]) == {}


@calm
@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_refund_that_missed_leaves_what_it_missed_by(owed: int, gave: int) -> None:
    disputed, back = payment(amount=owed), told(Word.REFUNDED, amount=gave)
    held = {"gateway:demo": owed, "fees:commune:00166": -owed}
    went, accepted = entry(accounts.unmatched_lines(back)), entry(accounts.accepted_lines(disputed, back))
    books = ledger.after(held, [went, accepted])
    fees = {"fees:commune:00166": -owed, "refunds:commune:00166": owed}
    missed = {"gateway:demo": owed - gave, "difference:demo": gave - owed} if gave != owed else {}
    assert books == fees | missed
    assert went.at_gateway == -gave

    odd = told(amount=owed)
    came = [entry(accounts.unmatched_lines(odd)), entry(accounts.asked_back_lines(odd))]
    assert ledger.after({}, came) == {"gateway:demo": owed, "returning:demo": -owed}
    returned = entry(accounts.given_back_lines(odd, back))
    assert ledger.after({}, [*came, returned]) == missed
    assert returned.at_gateway == -gave


def test_a_fee_finds_its_authority() -> None:
    nobodys = payment(authority=ledger.CENTRE)
    taken, assigned = (entry(lines) for lines in (accounts.paid_lines(nobodys), accounts.assigned_lines(nobodys, "X")))
    assert ledger.after({}, [taken, assigned]) == {"fees:X": -8000, "gateway:demo": 8000}


@pytest.mark.parametrize(("books", "counted"), [(0, 500), (500, 0), (500, 500), (-500, 0)])
def test_a_difference_brings_the_books_to_what_was_counted(books: int, counted: int) -> None:
    lines = accounts.difference_lines("A", books, counted)
    entries = [entry(lines)] if lines else []
    assert bool(lines) is (books != counted)
    assert ledger.after({"cash:A": books}, entries).get("cash:A", 0) == counted


def test_what_comes_after_a_closed_day_goes_to_the_next() -> None:
    today = date(2026, 11, 12)
    assert ledger.sheet_day(None, today) == today
    assert ledger.sheet_day(today - timedelta(days=9), today) == today
    assert ledger.sheet_day(today, today) == date(2026, 11, 13)
    assert not replace(ledger.closing("A", today, {}, (), "x", NOW), debit=1).balances_out
