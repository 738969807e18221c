"""Blank is only what is certainly blank; cut off only what runs off the edge in several lines."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from chalicelib.reading.facts import Line
from chalicelib.reading.surface import is_blank, is_cut_off

from . import papers
from .pdfs import line

HEIGHT, WIDTH = 1754, 1240
RNG = np.random.default_rng(4)
_DOWN, _ACROSS = np.mgrid[0:HEIGHT, 0:WIDTH]
PAPER = {
    "white": np.full((HEIGHT, WIDTH), 255.0),
    "grey": np.full((HEIGHT, WIDTH), 190.0),
    "grain": 245 + RNG.normal(0, 8, (HEIGHT, WIDTH)),
    "shadow": 250 - 90 * _ACROSS / WIDTH,
    "grain and shadow": 245 - 90 * _DOWN / HEIGHT + RNG.normal(0, 8, (HEIGHT, WIDTH)),
}


def sheet(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(values, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("kind", PAPER)
def test_paper_alone_is_blank_whatever_the_light(kind: str) -> None:
    assert is_blank(sheet(PAPER[kind]))


@pytest.mark.parametrize("kind", PAPER)
def test_one_stroke_of_a_pen_is_something(kind: str) -> None:
    written = PAPER[kind].copy()
    written[800:803, 500:700] -= 80
    assert not is_blank(sheet(written))


def test_the_shadow_of_the_lid_and_punched_holes_at_the_edge_are_nothing() -> None:
    edged = PAPER["grain"].copy()
    edged[:, :20] = 40
    edged[850:880, 15:30] = 20
    assert is_blank(sheet(edged))


def test_white_print_on_black_is_something() -> None:
    dark = np.full((HEIGHT, WIDTH), 20.0)
    dark[800:803, 500:700] = 250
    assert not is_blank(sheet(dark))


def test_a_blank_page_that_was_stored_as_a_poor_jpeg_stays_blank() -> None:
    data = papers.encoded(Image.fromarray(sheet(PAPER["grain and shadow"])), "JPEG", quality=30)
    assert is_blank(np.asarray(Image.open(io.BytesIO(data))))


@pytest.mark.parametrize("paper", [papers.declaration, papers.proof, papers.card])
def test_papers_are_not_blank(paper: type) -> None:
    assert not is_blank(np.asarray(papers.opened(paper()).convert("L")))


def column(left: int, count: int, first: int = 100) -> list[Line]:
    """So many lines of four words (about 280 pixels wide) that begin at `left`."""
    rows = [line("nhiều", "chữ", "trên", "trang", top=first + 40 * number) for number in range(count)]
    return [tuple(type(w)(w.text, w.confidence, _shifted(w.box, left)) for w in row) for row in rows]


def _shifted(box: tuple[int, int, int, int], by: int) -> tuple[int, int, int, int]:
    return box[0] + by, box[1], box[2] + by, box[3]


def test_lines_that_begin_at_the_very_edge_are_cut_off() -> None:
    assert is_cut_off(column(0, 10), 1000, 1400)


def test_lines_that_end_at_the_very_edge_are_cut_off() -> None:
    rows = column(0, 10)
    wide = max(word.box[2] for row in rows for word in row)
    assert is_cut_off(column(1000 - wide, 10), 1000, 1400)


def test_lines_with_a_margin_are_whole() -> None:
    assert not is_cut_off(column(30, 10), 1000, 1400)


def test_a_few_words_at_the_edge_of_a_full_page_say_nothing() -> None:
    assert not is_cut_off([*column(0, 3), *column(60, 20, first=300)], 1000, 1400)


def test_a_page_without_text_is_not_cut_off() -> None:
    assert not is_cut_off([], 1000, 1400)
