import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from chalicelib.reading import sheet

SIZE = (900, 1200)
CORNERS = [(80.0, 90.0), (830.0, 60.0), (860.0, 1130.0), (50.0, 1150.0)]


def photo(corners: list[tuple[float, float]], desk: int = 70) -> np.ndarray:
    scene = Image.new("L", SIZE, desk)
    draw = ImageDraw.Draw(scene)
    draw.polygon(corners, fill=225)
    for row in range(250, 950, 40):
        draw.line((150, row, 700, row), fill=40, width=6)
    return np.asarray(scene)


@given(st.lists(st.tuples(st.floats(-25, 25), st.floats(-25, 25)), min_size=4, max_size=4))
@settings(max_examples=15, deadline=None)
def test_a_sheet_on_a_dark_desk_is_found(shifts: list[tuple[float, float]]) -> None:
    seen = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(CORNERS, shifts, strict=True)]
    found = sheet.corners(photo(seen))
    assert found is not None
    assert np.array(found) == pytest.approx(np.array(seen), abs=9)


def test_a_flat_scan_has_no_edges_to_find() -> None:
    assert sheet.corners(photo([(0, 0), SIZE, SIZE, (0, 1200)], desk=225)) is None


def test_a_desk_as_light_as_the_paper_is_not_guessed_at() -> None:
    assert sheet.corners(photo(CORNERS, desk=205)) is None


def test_a_dark_picture_on_white_paper_is_no_sheet() -> None:
    inside_out = 255 - photo(CORNERS)
    assert sheet.corners(inside_out) is None


def test_a_sheet_with_a_side_out_of_the_picture_ends_at_the_border() -> None:
    found = sheet.corners(photo([(0, 90), (830, 60), (860, 1130), (0, 1150)]))
    assert found is not None
    assert [round(x) for x, _ in (found[0], found[3])] == [0, 0]
