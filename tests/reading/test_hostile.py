"""Pages made to break the reader. Whatever comes, a page comes back, and every word on it stands on the page."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chalicelib.reading import sheet
from chalicelib.reading.engine import engine
from chalicelib.reading.facts import NO_SURE_KIND, Page
from chalicelib.reading.page import read_page
from chalicelib.reading.sources import PageImage

from . import papers

SIZES = [(1, 1), (1, 5000), (5000, 1), (5000, 40), (40, 5000), (2, 2), (31, 31), (255, 257)]


def read(image: Image.Image) -> Page:
    page = read_page(PageImage(image.convert("RGB"), None), 1, engine())
    for word in (word for line in page.lines for word in line):
        assert word.box[0] <= word.box[2]
        assert word.box[1] <= word.box[3]
    assert not page.kind_sure or NO_SURE_KIND.isdisjoint(page.troubles)
    return page


def noise(width: int, height: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("colour", ["white", "black", "grey"])
def test_a_page_of_one_colour(size: tuple[int, int], colour: str) -> None:
    assert read(Image.new("RGB", size, colour)).fields == ()


@pytest.mark.parametrize("size", SIZES)
def test_grain_alone(size: tuple[int, int]) -> None:
    assert read(noise(*size)).fields == ()


@pytest.mark.parametrize("size", [(1, 900), (2, 900), (4, 1096), (13, 2529), (1734, 3), (1654, 11)])
def test_no_sheet_is_looked_for_on_a_scrap(size: tuple[int, int]) -> None:
    assert sheet.corners(np.asarray(noise(*size).convert("L"))) is None


@pytest.mark.parametrize("edge", [(0, 0, 1239, 1), (0, 1752, 1239, 1753), (0, 0, 1, 1753), (1238, 0, 1239, 1753)])
def test_one_line_at_the_very_edge(edge: tuple[int, int, int, int]) -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).rectangle(edge, fill="black")
    assert read(page).fields == ()


@pytest.mark.parametrize("rows", [(0, 47), (60, 110), (95, 131), (700, 738)])
def test_a_strip_of_a_page(rows: tuple[int, int]) -> None:
    """Lines cut through their middle at the page's edge."""
    whole = papers.opened(papers.proof())
    read(whole.crop((0, rows[0], whole.width, rows[1])))


@pytest.mark.parametrize("shift", [(300, 0), (0, 500), (611, 733)])
def test_a_page_cut_apart_and_put_together_wrongly(shift: tuple[int, int]) -> None:
    read(Image.fromarray(np.roll(np.asarray(papers.opened(papers.proof())), shift, (0, 1))))


@pytest.mark.parametrize("side", [3, 8, 40])
def test_a_chessboard(side: int) -> None:
    y, x = np.indices((900, 700)) // side
    assert read(Image.fromarray(((x + y) % 2 * 255).astype(np.uint8))).fields == ()


def test_nothing_but_a_seal_on_paper_that_is_white_all_over() -> None:
    """Once the seal is erased, every pixel is the same."""
    page = Image.new("RGB", (1240, 1754), "white")
    ImageDraw.Draw(page).ellipse((700, 1200, 940, 1440), outline=(216, 30, 44), width=8)
    assert read(page).fields == ()


def test_a_page_turned_by_half_a_right_angle() -> None:
    assert not read(papers.opened(papers.proof()).rotate(45, expand=True, fillcolor="white")).kind_sure
