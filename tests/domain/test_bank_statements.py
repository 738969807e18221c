"""A gateway's statement against the books: every line and every entry once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import accounts
from chalicelib.domain.bank_statements import matched, parsed
from chalicelib.domain.ledger import Entry
from chalicelib.domain.payments import Told, Word, reference
from tests.domain.test_payments import payment, told
from tests.support.dossiers import NOW, calm
from tests.support.refusals import refused

HEAD = "transaction,word,reference,amount,at\n"
WHOLE = "transaction,word,reference,amount,at,of,currency\n"
AT = "2026-11-12T10:00:00+07:00"


def of(line: Told, kind: str = "") -> Entry:
    """The entry that such a message makes."""
    paid = payment(amount=line.amount)
    lines = accounts.paid_lines(paid) if line.word is Word.PAID else accounts.refunded_lines(paid)
    if kind == "unmatched":
        lines = accounts.unmatched_lines(line)
    return Entry(
        id="e", kind=kind or line.word.value, at=NOW, by="x", lines=lines, gateway="demo", transaction=line.transaction
    )


LINES = st.builds(
    told,
    st.sampled_from([Word.PAID, Word.REFUNDED]),
    transaction=st.integers(0, 9).map(str),
    amount=st.integers(1, 3).map(lambda n: n * 1000),
)


@calm
@given(
    st.lists(LINES, max_size=12, unique_by=lambda t: (t.word, t.transaction)),
    st.lists(LINES, max_size=12, unique_by=lambda t: (t.word, t.transaction)),
    st.sampled_from(["", "unmatched"]),
)
def test_every_line_and_every_entry_once(theirs: list[Told], ours: list[Told], kind: str) -> None:
    entries = [of(line, kind) for line in ours]
    found = matched(theirs, entries)
    pairs = (*found.same, *found.ours_only, *found.theirs_only, *found.differ)
    assert sorted(map(repr, theirs)) == sorted(repr(p.theirs) for p in pairs if p.theirs)
    assert sorted(map(repr, entries)) == sorted(repr(p.ours) for p in pairs if p.ours)
    both = {(t.word, t.transaction) for t in theirs} & {(t.word, t.transaction) for t in ours}
    assert len(found.same) + len(found.differ) == len(both)
    assert all(p.ours and p.theirs and p.ours.amount == p.theirs.amount for p in found.same)


def test_a_transaction_that_stands_there_twice_counts_once_and_with_another_amount_differs() -> None:
    mangled, dearer = replace(told(), reference=""), replace(told(), amount=9000)
    found = matched([told(), told(), mangled], [of(told())])
    assert (len(found.same), found.theirs_only, len(found.repeated)) == (1, (), 2)
    found = matched([told(), dearer], [of(told())])
    assert ([p.theirs for p in found.theirs_only], found.repeated) == ([dearer], ())


def test_a_reference_is_taken_out_of_the_banks_text() -> None:
    made = reference(7)
    [line] = parsed("demo", f"\ufeff{HEAD}t9,paid,CK den {made.lower()} nop phi,8000,{AT}\n".encode())
    assert (line.reference, line.amount, line.transaction, line.word) == (made, 8000, "t9", Word.PAID)
    assert parsed("demo", HEAD.encode()) == []


def test_a_line_may_say_its_currency_and_what_it_gives_back() -> None:
    rows = f"t2,refunded,x,8000,{AT},t1,VND\nt3,refunded,x,8000,{AT},,\n"
    assert [line.of for line in parsed("demo", (WHOLE + rows).encode())] == ["t1", ""]


def test_what_was_given_back_by_another_amount_is_compared_by_what_left_the_gateway() -> None:
    gave = told(Word.REFUNDED, transaction="t2", amount=9000)
    ours = replace(of(gave), kind="given_back", lines=accounts.given_back_lines(told(), gave))
    assert matched([gave], [ours]).same
    assert matched([replace(gave, amount=8000)], [ours]).differ


@pytest.mark.parametrize(
    "row",
    [
        f"t1,paid,x,0,{AT}",
        f"t1,paid,x,-5,{AT}",
        f"t1,paid,x,8.000,{AT}",
        f"t1,failed,x,8000,{AT}",
        f"t1,given,x,8000,{AT}",
        f" ,paid,x,8000,{AT}",
        f"{'t' * 65},paid,x,8000,{AT}",
        f"t1,paid,x,{10**12 + 1},{AT}",
        f"t1,paid,x,8e3,{AT}",
        f"t1,paid,x,8000.0,{AT}",
        f"t1,paid,x,8000,{AT},,USD",
        "t1,paid,x,8000,2026-11-12T10:00:00",
        "t1,paid,x,8000,yesterday",
        "t1,paid,x,8000,9999-12-31T23:59:59-12:00",
        "t1,paid,x,8000,0001-01-01T00:00:00+14:00",
        "t1,paid,x",
        '"t1,paid,x',
    ],
)
def test_one_bad_line_spoils_the_file_and_is_named(row: str) -> None:
    with refused("statement.unreadable", "file") as raised:
        parsed("demo", f"{WHOLE}t0,paid,x,8000,{AT}\n{row}\n".encode())
    assert raised.value.values["line"] in (2, 3)


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a,b\n1,2\n", b"\x00\x00"])
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with refused("statement.unreadable"):
        parsed("demo", data)
