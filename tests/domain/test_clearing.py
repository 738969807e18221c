"""What may be decided of money that fits nothing: for every reason and state something, and never what cannot be."""

from __future__ import annotations

import pytest

from chalicelib.domain import accounts
from chalicelib.domain.clearing import Decision, open_decisions, require_open
from chalicelib.domain.ledger import Entry, Unmatched
from chalicelib.domain.payments import State, Told, Word
from tests.domain.test_payments import payment, told
from tests.support.dossiers import NOW
from tests.support.refusals import refused

D = Decision


def unmatched(said: Told, why: str) -> Unmatched:
    entry = Entry(id="e", kind="unmatched", at=NOW, by="x", lines=accounts.unmatched_lines(said))
    return Unmatched(id="u", told=said, why=why, payment=None, dossier=None, book="centre", entry=entry, seen_at=NOW)


@pytest.mark.parametrize(
    ("why", "proposed"),
    [
        ("unknown", D.ASSIGN),
        ("amount", D.GIVE_BACK),
        ("twice", D.GIVE_BACK),
        ("cancelled", D.GIVE_BACK),
        ("contradicts", D.CLEARED),
    ],
)
def test_money_that_came(why: str, proposed: Decision) -> None:
    found = open_decisions(unmatched(told(), why), None)
    assert found[0] is proposed
    assert D.CLEARED in found
    assert not {D.ACCEPT, D.TAKEN_BACK} & set(found)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("why", ["unknown", "unasked", "amount", "contradicts"])
def test_money_that_went(why: str, state: State) -> None:
    found = open_decisions(unmatched(told(Word.REFUNDED), why), payment(state=state))
    disputed = why == "amount" and state is State.DISPUTED
    assert found == ((D.ACCEPT, D.TAKEN_BACK) if disputed else (D.CLEARED,))
    assert open_decisions(unmatched(told(Word.REFUNDED), why), None) == (D.CLEARED,)


def test_what_is_not_open_is_refused_with_what_is() -> None:
    require_open(D.ASSIGN, (D.GIVE_BACK, D.ASSIGN))
    with refused("money.decision", "decision") as raised:
        require_open(D.ACCEPT, (D.GIVE_BACK, D.ASSIGN))
    assert raised.value.values == {"open": "give_back, assign"}
