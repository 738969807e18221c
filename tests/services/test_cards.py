"""Front and back of a card that came as two files are one card: linked, compared as one, their disagreement told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain import crosscheck
from chalicelib.domain.dossiers import Fact, Paper, PaperState
from chalicelib.services.scanning.cards import other_sides
from tests.support.dossiers import NOW, dossier, fact, paper, seeded_procedure

BIRTH = seeded_procedure("1.001193")
NAME, NUMBER = "TRẦN TUẤN KIỆT", "027094888598"


def side(name: str, *facts: Fact, at: int = 0, **changes: Any) -> Paper:
    """A front (`f…`) or a back (`b…`) in the slot of cards."""
    kind = "identity_card" if name[0] == "f" else "identity_card_back"
    return replace(paper(id=name, slot="ID", kind=kind, facts=facts, added_at=NOW + timedelta(seconds=at)), **changes)


def number(text: str) -> Fact:
    return fact("personal_number", text)


def pairs(*papers: Paper) -> set[tuple[str, str]]:
    return {(one, other) for one, other in other_sides(papers).items() if one < other}


def test_a_back_that_follows_a_front_in_its_slot_is_its_other_side() -> None:
    assert pairs(side("b", at=1), side("f", number(NUMBER))) == {("b", "f")}


def test_equal_numbers_go_before_who_lies_beside_whom() -> None:
    fronts = [side("f1", number("1"), at=1), side("f2", number("2"), at=2)]
    backs = [side("b2", number("2"), at=3), side("b1", number("1"), at=4)]
    assert pairs(*fronts, *backs) == {("b1", "f1"), ("b2", "f2")}
    elsewhere = replace(backs[1], slot="UQ")
    assert pairs(*fronts, elsewhere) == {("b1", "f1")}


@pytest.mark.parametrize(
    "other",
    [
        side("b", number("2"), at=1),
        side("b", at=1, slot="UQ"),
        side("b", at=1, state=PaperState.AWAITED),
        side("f2", number(NUMBER), at=1),
        paper(id="p", slot="ID", added_at=NOW + timedelta(seconds=1)),
    ],
    ids=["another number", "another slot", "not read", "the front again", "no card"],
)
def test_what_is_no_other_side_is_not_joined(other: Paper) -> None:
    assert pairs(side("f", number(NUMBER)), other) == set()


def test_both_sides_are_one_card_to_the_checks() -> None:
    front, back = side("f", fact("full_name", NAME)), side("b", number(NUMBER), at=1)
    papers = [front, back]
    alone, joined = (
        {
            (c.one.field, c.paper, c.verdict.value)
            for c in crosscheck.compare(dossier(), papers, BIRTH, sides)
            if c.one.field.startswith("applicant")
        }
        for sides in ({}, other_sides(papers))
    )
    assert ("applicant.number", "f", "missing") in alone
    assert joined == {("applicant.full_name", "f", "same"), ("applicant.number", "b", "same")}
    assert crosscheck.misplaced(papers, BIRTH) != []
    assert crosscheck.misplaced(papers, BIRTH, other_sides(papers)) == []


@pytest.mark.parametrize("holder", [NAME, "LƯU VĂN ĐỊNH"])
def test_what_front_and_back_tell_differently_is_told(holder: str) -> None:
    front = side("f", fact("full_name", holder), number(NUMBER), fact("birth_date", "1994-05-01"))
    back = side("b", fact("full_name", "AI KHÁC"), number(NUMBER), fact("birth_date", "1994-05-01"), at=1)
    papers = [front, back]
    found = crosscheck.between(dossier(), papers, BIRTH, sides=other_sides(papers))
    verdicts = {(c.one.field, c.one.paper, c.paper): c.verdict.value for c in found}
    assert verdicts == {
        ("full_name", "f", "b"): "different",
        ("personal_number", "f", "b"): "same",
        ("birth_date", "f", "b"): "same",
    }


def test_another_number_on_the_back_of_the_same_persons_card_is_told() -> None:
    front = side("f", fact("full_name", NAME), number(NUMBER))
    back = side("b", fact("full_name", NAME), number("027094888599"), at=1)
    found = crosscheck.between(dossier(), [front, back], BIRTH, sides=other_sides([front, back]))
    assert {(c.one.field, c.verdict.value) for c in found} == {("full_name", "same"), ("personal_number", "different")}
