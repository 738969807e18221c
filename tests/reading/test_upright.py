import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from chalicelib.reading import upright


def lined_page() -> Image.Image:
    """Lines of something like words, ragged as text is."""
    page = Image.new("RGB", (700, 1000), "white")
    draw = ImageDraw.Draw(page)
    generator = np.random.default_rng(7)
    for y in range(80, 900, 32):
        x = 60
        while x < 620 - int(generator.integers(0, 200)):
            width = int(generator.integers(15, 60))
            draw.rectangle((x, y, x + width, y + 11), fill="black")
            x += width + 10
    return page


PAGE = lined_page()


def ink_of(page: Image.Image) -> upright.Ink:
    return upright.ink_of(upright.small_copy(np.asarray(page.convert("L"))))


@given(st.floats(-5, 5))
@settings(max_examples=15, deadline=None)
def test_a_rotated_page_comes_back(angle: float) -> None:
    ink = ink_of(PAGE.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white"))
    assert upright.skew_of(ink) == pytest.approx(-angle, abs=0.25)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_on_its_side_is_noticed(turns: int) -> None:
    ink = np.rot90(ink_of(PAGE), turns)
    assert upright.lies_on_its_side(ink) is (turns % 2 == 1)


def test_shadow_is_not_ink() -> None:
    shade = Image.linear_gradient("L").resize(PAGE.size)
    assert ink_of(Image.merge("RGB", [shade] * 3)).sum() == 0


def test_nothing_read_is_nothing_legible() -> None:
    assert upright.legibility([]) == 0
