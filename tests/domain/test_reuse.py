"""A paper serves again only while it is known to be valid, under a consent that holds, where a place is free."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.reuse import (
    FOR_EVER,
    KeptPaper,
    Offer,
    Rule,
    carried_over,
    home,
    offered,
    offers,
    rule,
    settled,
    valid_until,
)
from tests.domain.test_consent import consent
from tests.support.dossiers import NOW, calm, dossier, entries, fact, file, paper, seeded_procedure
from tests.support.refusals import refused

CARD = Rule(kind="identity_card", reusable=True, until="expiry_date")
BIRTH = seeded_procedure("1.001193")
TODAY = date(2026, 11, 12)


def kept(**changes: Any) -> KeptPaper:
    """A card that is kept under the consent `c1`, but for what is given."""
    made: dict[str, Any] = {
        "id": "a" * 64,
        "kind": "identity_card",
        "dossier": "before",
        "paper": "p0",
        "object_version": "v1",
        "valid_until": TODAY,
        "consent": "c1",
        "kept_at": NOW,
    }
    return KeptPaper(**made | changes)


def test_until_the_day_that_the_paper_itself_says() -> None:
    card = paper(kind="identity_card", facts=(fact("expiry_date", "2031-01-02"),))
    assert valid_until(CARD, card) == date(2031, 1, 2)


@pytest.mark.parametrize(
    "facts",
    [
        (),
        (fact("expiry_date", "2031"),),
        (replace(fact("expiry_date", "2031-01-02"), sure=False),),
        (fact("expiry_date", "2031-01-02"), fact("expiry_date", "2032-01-02")),
    ],
)
def test_what_is_not_known_for_certain_is_not_valid(facts: tuple[Any, ...]) -> None:
    assert valid_until(CARD, paper(facts=facts)) is None


@pytest.mark.parametrize("reusable", [None, False])
def test_a_kind_of_which_nobody_said_so_does_not_serve_again(reusable: bool | None) -> None:
    assert valid_until(replace(CARD, reusable=reusable), paper(facts=(fact("expiry_date", "2031-01-02"),))) is None


@calm
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 120))
def test_months_are_counted_to_the_same_day_or_the_months_last(day: date, months: int) -> None:
    since = Rule(kind="x", reusable=True, since="issue_date", months=months)
    end = valid_until(since, paper(facts=(fact("issue_date", day.isoformat()),)))
    assert end
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


def test_what_never_expires_says_so() -> None:
    assert valid_until(Rule(kind="x", reusable=True, unlimited=True), paper()) == FOR_EVER


@pytest.mark.parametrize("row", [r for r in entries("privacy") if r["kind"] == "reuse"], ids=lambda r: r["entry"])
def test_the_seeds_are_rules(row: dict[str, Any]) -> None:
    assert rule(row["body"]).kind == row["entry"].removeprefix("reuse#")


@pytest.mark.parametrize("body", [{}, {"unlimited": True, "until": "expiry_date"}, {"since": "issue_date"}])
def test_a_rule_says_one_thing(body: dict[str, Any]) -> None:
    nothing = {"kind": "x", "reusable": True, "until": None, "since": None, "months": None, "unlimited": False}
    with refused("reuse.rule", "body"):
        rule(nothing | body)


def test_it_is_offered_for_the_free_place_of_its_kind() -> None:
    [offer] = offers(file(dossier()), BIRTH, [kept()], [consent()], NOW)
    assert offer.slot.code == "ID"
    assert offered([offer], "a" * 64) is offer


@pytest.mark.parametrize(
    ("there", "held", "given_then"),
    [
        (file(dossier()), kept(valid_until=TODAY - timedelta(days=1)), [consent()]),
        (file(dossier()), kept(), []),
        (file(dossier()), kept(), [consent(withdrawn_at=NOW)]),
        (file(dossier()), kept(), [consent(id="c2")]),
        (file(dossier()), kept(kind="passport"), [consent()]),
        (file(dossier(submitted_at=NOW)), kept(), [consent()]),
        (file(dossier(restricted=True)), kept(), [consent()]),
        (file(dossier(code="before")), kept(), [consent()]),
        (file(dossier(), paper(slot="ID")), kept(), [consent()]),
    ],
    ids=["expired", "no consent", "withdrawn", "another's", "no place", "handed in", "restricted", "its own", "full"],
)
def test_it_is_not_offered(there: Any, held: KeptPaper, given_then: list[Any]) -> None:
    found = offers(there, BIRTH, [held], given_then, NOW)
    assert found == []
    with refused("offer.none", "paper"):
        offered(found, held.id)


def test_it_is_carried_over_as_it_was_settled_and_its_scan_stays_at_home() -> None:
    source = paper(id="p0", kind="identity_card", facts=(fact("expiry_date", "2031-01-02"),), object_version="v1")
    [offer] = offers(file(dossier()), BIRTH, [kept()], [consent()], NOW)
    assert isinstance(offer, Offer)
    made = carried_over(source, offer, "p9", "clerk-1", NOW)
    assert (made.state, made.facts, made.slot, made.object_version) == (PaperState.READ, source.facts, "ID", "v1")
    assert home("after", made) == ("before", "p0")
    assert home("after", source) == ("after", "p0")
    assert not settled(file(dossier(), made), made)  # it is kept once, where its scan is


@pytest.mark.parametrize(
    "change", [{"state": PaperState.UNREADABLE}, {"kind": None}, {"kind_sure": False}, {"id": "waits"}]
)
def test_what_waits_for_a_person_is_not_settled(change: dict[str, Any]) -> None:
    there = file(dossier(to_review=("waits",)))
    assert settled(there, paper())
    assert not settled(there, paper(**change))
