"""The laws of splitting: every page in exactly one place, order kept, portions and repetition change nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading.batches import Fate, Outcome, Place, Seen, Splitting, Why, finished, plan, step
from chalicelib.reading.sides import UNKNOWN, Face, Side
from tests.support.dossiers import calm

PLACES = st.sampled_from([Place("A", "TK"), Place("A", "GCS"), Place("B", "TK"), Place("A", None)])
SIDES = st.sampled_from([UNKNOWN, UNKNOWN, UNKNOWN, Side("1", Face.FRONT), Side("2", Face.FRONT), Side("3", Face.BACK)])


def same(one: bytes, other: bytes) -> bool:
    return one == other


@st.composite
def piles(draw: st.DrawFn) -> list[Seen]:
    """Any pile: sheets, bad sheets, damage, blank pages, cards, contents of which some come again."""
    pile = []
    for number in range(1, draw(st.integers(0, 30)) + 1):
        kind = draw(st.sampled_from(["sheet", "bad", "damaged", "blank", "page", "page", "page", "page"]))
        pile.append(
            Seen(
                number=number,
                sheet=draw(PLACES) if kind == "sheet" else None,
                bad_sheet=Why.FOREIGN_COVER if kind == "bad" else None,
                damaged=kind == "damaged",
                blank=kind == "blank",
                print=bytes([draw(st.integers(0, 8))]),
                side=draw(SIDES) if kind == "page" else UNKNOWN,
            )
        )
    return pile


def page(number: int, content: int = 0, **changes: object) -> Seen:
    return replace(Seen(number=number, print=bytes([content or number])), **changes)  # type: ignore[arg-type]


def sheet(number: int, dossier: str = "A", slot: str | None = "TK") -> Seen:
    return Seen(number=number, sheet=Place(dossier, slot))


def said(outcomes: tuple[Outcome, ...]) -> list[tuple[str, int | None]]:
    return [(outcome.fate.value, outcome.paper) for outcome in outcomes]


@given(piles())
@calm
def test_every_page_ends_up_in_exactly_one_place_and_in_order(pile: list[Seen]) -> None:
    outcomes = plan(pile, same)
    assert [outcome.number for outcome in outcomes] == [seen.number for seen in pile]
    for outcome in outcomes:
        assert (outcome.fate is Fate.PAPER) == (outcome.paper is not None)
        assert (outcome.fate in (Fate.PAPER, Fate.COVER)) == (outcome.why is None)
        assert (outcome.fate is Fate.DUPLICATE) == (outcome.of is not None)


@given(piles(), st.integers(0, 30))
@calm
def test_it_does_not_matter_in_what_portions_pages_come(pile: list[Seen], cut: int) -> None:
    def through(state: Splitting, pages: list[Seen]) -> Splitting:
        return reduce(lambda s, seen: step(s, seen, same), pages, state)

    assert finished(through(through(Splitting(), pile[:cut]), pile[cut:])) == plan(pile, same)


@given(piles())
@calm
def test_a_paper_is_of_one_place_and_begins_with_its_first_page(pile: list[Seen]) -> None:
    outcomes = plan(pile, same)
    for first in {outcome.paper for outcome in outcomes} - {None}:
        pages = [outcome for outcome in outcomes if outcome.paper == first]
        assert pages[0].number == first
        assert len({outcome.place for outcome in pages}) == 1


@given(piles())
@calm
def test_no_page_goes_anywhere_but_where_the_last_sheet_pointed(pile: list[Seen]) -> None:
    pointed: Place | None = None
    for seen, outcome in zip(pile, plan(pile, same), strict=True):
        if outcome.fate in (Fate.PAPER, Fate.DUPLICATE):
            assert outcome.place == pointed
        if seen.damaged or seen.sheet or seen.bad_sheet:
            pointed = seen.sheet if seen.sheet and seen.sheet.slot else None


@given(piles())
@calm
def test_the_same_pile_behind_itself_adds_no_page(pile: list[Seen]) -> None:
    """Scanned twice into one file: what has a place the second time repeats a page of the first."""
    again = [replace(seen, number=seen.number + len(pile)) for seen in pile]
    end = [Seen(number=2 * len(pile) + 1, sheet=Place("Z", None))]
    once, twice = plan(pile, same), plan([*pile, *end, *again], same)
    kept = [outcome for outcome in twice if outcome.fate is Fate.PAPER]
    assert [outcome.number for outcome in kept] == [o.number for o in once if o.fate is Fate.PAPER]


def test_pages_before_any_sheet_and_behind_a_bad_one_wait_for_people() -> None:
    pile = [page(1), sheet(2), page(3), page(4, bad_sheet=Why.UNREAD_COVER), page(5), sheet(6, "B"), page(7)]
    outcomes = plan(pile, same)
    assert said(outcomes) == [
        ("people", None),
        ("cover", None),
        ("paper", 3),
        ("people", None),
        ("people", None),
        ("cover", None),
        ("paper", 7),
    ]
    assert [o.why for o in outcomes if o.why] == [Why.NO_COVER, Why.UNREAD_COVER, Why.BEHIND_BAD_COVER]


def test_a_damaged_page_may_have_been_a_sheet_so_what_follows_waits_for_the_next() -> None:
    outcomes = plan([sheet(1), page(2), page(3, damaged=True), page(4), sheet(5), page(6)], same)
    assert said(outcomes)[1:] == [("paper", 2), ("people", None), ("people", None), ("cover", None), ("paper", 6)]
    assert (outcomes[2].place, outcomes[3].place) == (Place("A", "TK"), None)
    assert [o.why for o in outcomes if o.why] == [Why.DAMAGED, Why.BEHIND_DAMAGED]


def test_behind_the_sheet_that_ends_a_dossier_nothing_has_a_place() -> None:
    outcomes = plan([sheet(1), page(2), sheet(3, "A", None), page(4)], same)
    assert (outcomes[3].fate, outcomes[3].why) == (Fate.PEOPLE, Why.NO_COVER)


def test_one_content_may_serve_two_slots_but_not_one_slot_twice() -> None:
    pile = [sheet(1), page(2, 9), sheet(3, "A", "GCS"), page(4, 9), sheet(5), page(6, 9)]
    outcomes = plan(pile, same)
    assert [outcome.fate.value for outcome in outcomes] == ["cover", "paper", "cover", "paper", "cover", "duplicate"]
    assert outcomes[5].of == 2


def test_each_card_behind_a_sheet_is_a_paper_of_its_own() -> None:
    front, back = Side("1", Face.FRONT), Side("3", Face.BACK)
    pile = [sheet(1), page(2, side=front), page(3), page(4), page(5, side=back), page(6), page(7)]
    assert [paper for _, paper in said(plan(pile, same))] == [None, 2, 2, 4, 4, 6, 6]
