import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading import geometry

SIZE = st.integers(20, 400)
DEGREES = st.floats(-6, 6)


@given(SIZE, SIZE, st.integers(0, 3))
def test_a_quarter_turn_leads_back_to_the_same_pixel(width: int, height: int, quarters: int) -> None:
    picture = np.arange(width * height).reshape(height, width)
    turned = np.rot90(picture, quarters)
    x, y = turned.shape[1] // 3, turned.shape[0] // 4
    ((u, v),) = geometry.moved(geometry.turned(quarters, width, height), [(x + 0.5, y + 0.5)])
    assert picture[int(v), int(u)] == turned[y, x]


@given(SIZE, SIZE, DEGREES)
def test_there_and_back_is_nowhere(width: int, height: int, degrees: float) -> None:
    matrix = geometry.rotated(degrees, width, height) @ geometry.scaled(1.5)
    ((x, y),) = geometry.moved(geometry.inverse(matrix) @ matrix, [(7.0, 11.0)])
    assert (x, y) == pytest.approx((7, 11), abs=1e-6)


@given(SIZE, SIZE, DEGREES)
def test_a_placement_is_the_matrix_in_plain_numbers(width: int, height: int, degrees: float) -> None:
    matrix = geometry.rotated(degrees, width, height)
    assert geometry.matrix_of(geometry.placement(matrix)) == pytest.approx(matrix, abs=1e-6)


def test_a_rectangle_goes_to_the_corners_that_it_was_seen_as() -> None:
    corners = [(10.0, 12.0), (95.0, 8.0), (102.0, 140.0), (5.0, 150.0)]
    matrix = geometry.from_rectangle(corners, 80, 120)
    seen = geometry.moved(matrix, [(0, 0), (80, 0), (80, 120), (0, 120)])
    assert np.array(seen) == pytest.approx(np.array(corners), abs=1e-6)


def test_a_box_carried_over_stays_upright() -> None:
    assert geometry.box_moved(geometry.turned(1, 100, 50), (0, 10, 20, 30)) == (70, 0, 90, 20)
