"""A cover sheet is known without its code, whatever took it away; no other paper is taken for one."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from chalicelib.adapters import cover_sheets
from chalicelib.domain.covers import CoverSheet
from chalicelib.reading import Looked, look
from tests.support import piles

from . import papers

SHEET = piles.rendered(cover_sheets.pdf([CoverSheet("TỜ BÌA", "H26", "DEMO", "GCS", ("DEMO",), "1/1", "x" * 150)]))[0]
LINES = [((x, 300), (1240 - x, 1400)) for x in range(100, 1200, 40)]


def looked(page: Image.Image) -> Looked:
    return next(look(piles.pdf([page]), 1))


def scribbled(page: Image.Image) -> Image.Image:
    page = page.copy()
    for line in LINES:
        ImageDraw.Draw(page).line(line, fill=0, width=24)
    return page


def blurred(page: Image.Image) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(10))


HARM: dict[str, Callable[[Image.Image], Image.Image]] = {
    "blurred": blurred,
    "scribbled over": scribbled,
    "faint": lambda page: blurred(page).point(lambda value: 170 + value // 5),
    "upper half": lambda page: blurred(page.crop((0, 0, 1240, 877))),
    "left half": lambda page: blurred(page.crop((0, 0, 620, 1754))),
    "right half": lambda page: blurred(page.crop((620, 0, 1240, 1754))),
    "60 dpi": lambda page: blurred(page).resize((496, 702)),
}


@pytest.mark.parametrize("turn", [0, 90, 180, 3])
@pytest.mark.parametrize("harm", HARM)
def test_a_sheet_without_its_code_is_known_by_its_look(harm: str, turn: float) -> None:
    seen = looked(HARM[harm](SHEET).rotate(turn, fillcolor=255, expand=turn % 90 == 0))
    assert (seen.codes, seen.sheet_without_code, seen.blank) == ((), True, False)


def test_a_sheet_whose_code_is_read_is_no_sheet_without_code() -> None:
    assert not looked(piles.scanned(SHEET)).sheet_without_code


@pytest.mark.parametrize("paper", [papers.declaration, papers.proof, papers.card])
def test_papers_are_no_sheets(paper: Callable[[], bytes]) -> None:
    assert not looked(Image.open(io.BytesIO(paper()))).sheet_without_code


def bars(height: int, gap: int, width: int = 35) -> Image.Image:
    """A page with bars from top to bottom near its edge."""
    page = piles.blank()
    for top in range(60, 1700, height + gap):
        ImageDraw.Draw(page).rectangle((70, top, 70 + width, top + height), fill=0)
    return page


def test_neither_a_dark_edge_nor_print_nor_wide_bands_make_a_sheet() -> None:
    shadow = np.asarray(piles.paper(1)).copy()
    shadow[:, :60] = 30
    pages = [Image.fromarray(shadow), piles.paper(2), bars(20, 20), bars(200, 20), bars(71, 71, width=1100)]
    assert not any(looked(page).sheet_without_code for page in pages)
    assert looked(bars(71, 71)).sheet_without_code
