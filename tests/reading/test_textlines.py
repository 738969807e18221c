"""Lines on drawn pages, through the real network; what it answers is taken apart on made-up answers."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chalicelib.reading import textlines
from chalicelib.reading.textlines import decoded


def answer(*cores: tuple[int, int, int, int], above: float = 3, below: float = 3) -> np.ndarray:
    """What the network says of lines with these cores (row, last row, start, end)."""
    made = np.full((3, 60, 120), -9.0, np.float32)
    made[1:] = 0
    for top, bottom, left, right in cores:
        made[0, top:bottom, left:right] = 9
        made[1, top:bottom, left:right] = above
        made[2, top:bottom, left:right] = below
    return made


def test_an_answer_without_cores_is_a_page_without_lines() -> None:
    assert decoded(answer()).shape == (0, 4)


def test_cores_that_touch_are_one_line_and_others_are_not() -> None:
    boxes = decoded(answer((10, 13, 5, 40), (30, 33, 5, 20), (30, 33, 60, 110)))
    assert [tuple(map(round, (left, right))) for left, _, right, _ in boxes] == [(9, 81), (9, 41), (119, 221)]


def test_a_bent_core_is_one_line() -> None:
    assert len(decoded(answer((10, 12, 5, 40), (11, 14, 38, 90)))) == 1


def page(*texts: tuple[int, int, str]) -> np.ndarray:
    sheet = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(sheet)
    for x, y, text in texts:
        draw.text((x, y), text, fill=0, font_size=34)
    return np.asarray(sheet)


def test_each_line_is_found_where_it_stands() -> None:
    rows = [(150, 200 + 90 * row, "Some words that fill a line of a page") for row in range(12)]
    boxes = sorted(textlines.find_lines(page(*rows)), key=lambda box: box[1])
    assert len(boxes) == 12
    for (x, y, _), (left, top, _right, bottom) in zip(rows, boxes, strict=True):
        assert left == pytest.approx(x, abs=15)
        assert top < y + 22 < bottom


def test_cells_that_stand_apart_are_lines_of_their_own_on_their_own_heights() -> None:
    cells = page(
        (150, 500, "Nam"), (260, 512, "Tay Ho"), *((150, 700 + 90 * row, "Words of a line") for row in range(9))
    )
    left, right = sorted(box for box in textlines.find_lines(cells) if box[1] < 600)
    assert left[2] < 260 <= right[0] + 5
    assert left[1] < right[1]


def test_a_cell_at_the_very_edge_of_a_page_stays_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    grey = np.full((100, 400), 255, np.uint8)
    grey[92:, 20:60] = 0  # the second cell of the line is half cut off
    grey[75:95, 300:340] = 0
    monkeypatch.setattr(textlines, "_detect", lambda *_: (np.array([[10.0, 70.0, 350.0, 100.0]]), 1.0))
    boxes = textlines.find_lines(grey)
    assert len(boxes) == 2
    assert all(0 <= top < bottom <= 100 for _, top, _, bottom in boxes)
