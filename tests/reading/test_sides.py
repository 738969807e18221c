"""Front and back of cards: joined by number, else by lying one behind the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading.sides import UNKNOWN, Face, Side, join
from tests.support.dossiers import calm

FRONT, BACK = Side(face=Face.FRONT), Side(face=Face.BACK)
ANN, BOB = Side("001", Face.FRONT), Side("002", Face.FRONT)
ANN_BACK, BOB_BACK = Side("001", Face.BACK), Side("002", Face.BACK)
SIDES = st.builds(Side, st.sampled_from([None, None, "1", "2"]), st.sampled_from([None, Face.FRONT, Face.BACK]))


@pytest.mark.parametrize(
    ("sides", "groups"),
    [
        ([], ()),
        ([ANN, ANN_BACK], ((0, 1),)),
        ([ANN, BOB, ANN_BACK, BOB_BACK], ((0, 2), (1, 3))),
        ([ANN, BACK, BOB, BACK], ((0, 1), (2, 3))),
        ([ANN, UNKNOWN], ((0, 1),)),
        ([UNKNOWN, ANN_BACK], ((0, 1),)),
        ([ANN, UNKNOWN, BOB_BACK], ((0, 1), (2,))),
        ([FRONT, BACK, BACK], ((0, 1), (2,))),
        ([UNKNOWN, ANN], ((0,), (1,))),
        ([ANN, BOB_BACK], ((0,), (1,))),
        ([UNKNOWN, UNKNOWN], ((0,), (1,))),
        ([ANN, BACK, ANN_BACK], ((0, 2), (1,))),
        ([FRONT, FRONT], ((0,), (1,))),
    ],
)
def test_join(sides: list[Side], groups: tuple[tuple[int, ...], ...]) -> None:
    assert join(sides) == groups


@given(st.lists(SIDES, max_size=12))
@calm
def test_every_page_comes_once_and_in_order(sides: list[Side]) -> None:
    groups = join(sides)
    assert sorted(index for group in groups for index in group) == list(range(len(sides)))
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)


@given(st.lists(SIDES, max_size=12))
@calm
def test_a_card_has_one_number_and_a_number_one_card(sides: list[Side]) -> None:
    numbers = [{sides[index].number for index in group} - {None} for group in join(sides)]
    assert all(len(found) <= 1 for found in numbers)
    assert len([n for found in numbers for n in found]) == len({side.number for side in sides} - {None})
