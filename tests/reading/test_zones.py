import numpy as np
import pytest
from PIL import Image, ImageFilter

from chalicelib.reading import geometry, ocr_b
from chalicelib.reading.engine import Grey
from chalicelib.reading.zones import Found, find

from . import zones
from .zones import NUMBER

FLAT = np.eye(3)
PROSE = [zones.prose(100), zones.prose(140)]


def number_in(found: Found | None) -> str:
    return found.zone.values["personal_number"] if found else ""


@pytest.mark.parametrize("rows", [zones.card(), zones.booklet()])
@pytest.mark.parametrize("pitch", [14, 24, 40])
def test_a_zone_is_found_below_the_print_whatever_the_words_were_read_as(rows: list[str], pitch: int) -> None:
    found = find(zones.picture(rows, pitch), FLAT, [*PROSE, *zones.boxed(rows, pitch)])
    assert number_in(found) == NUMBER
    assert found
    assert found.zone.values["full_name"] == "LUU DUC THINH"
    left, top, right, bottom = found.box
    assert abs(left - 100) < pitch / 3
    assert abs(right - 100 - pitch * len(rows[0])) < pitch / 3
    assert top <= 300 + pitch // 3
    assert bottom >= 300 + (len(rows) - 1) * 1.7 * pitch + pitch


def test_a_zone_is_read_where_it_lies_on_the_scan() -> None:
    rows = zones.card()
    upright = zones.picture(rows)
    scan = np.ascontiguousarray(np.rot90(upright, 2))
    to_scan = geometry.turned(2, upright.shape[1], upright.shape[0])
    assert number_in(find(scan, to_scan, zones.boxed(rows))) == NUMBER


@pytest.mark.parametrize("missed", [0, 2])
def test_a_line_that_was_not_found_is_looked_for_beside_the_others(missed: int) -> None:
    rows = zones.card()
    lines = zones.boxed(rows)
    del lines[missed]
    assert number_in(find(zones.picture(rows), FLAT, lines)) == NUMBER


def blurred(page: Grey) -> Grey:
    return np.asarray(Image.fromarray(page).filter(ImageFilter.GaussianBlur(3)))


def grainy(page: Grey) -> Grey:
    grain = np.random.default_rng(4).normal(0, 40, page.shape)
    return np.clip(page + grain, 0, 255).astype(np.uint8)


def faint(page: Grey) -> Grey:
    return (170 + page * 0.15).astype(np.uint8)


def shaded(page: Grey) -> Grey:
    return (page * np.linspace(0.3, 1, page.shape[1])).astype(np.uint8)


def leaning(page: Grey) -> Grey:
    return np.asarray(Image.fromarray(page).rotate(0.4, Image.Resampling.BICUBIC, fillcolor=245))


@pytest.mark.parametrize("harm", [blurred, grainy, faint, shaded, leaning])
@pytest.mark.parametrize("rows", [zones.card(), zones.booklet()])
def test_harm_that_leaves_a_zone_legible(rows: list[str], harm: object) -> None:
    assert callable(harm)
    assert number_in(find(harm(zones.picture(rows)), FLAT, zones.boxed(rows))) == NUMBER


def test_what_is_struck_out_is_not_proven() -> None:
    rows = zones.card()
    page = zones.picture(rows).copy()
    page[340:380, 100:300] = 20  # the date of birth
    assert find(page, FLAT, zones.boxed(rows)) is None


def test_running_text_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_b, "read", lambda *_: pytest.fail("looked at"))
    assert find(zones.picture(zones.card()), FLAT, [zones.prose(top) for top in range(100, 400, 30)]) is None
    assert find(zones.picture(zones.card()), FLAT, []) is None


def test_capitals_that_are_no_zone() -> None:
    lines = [zones.prose(top, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") for top in (300, 340, 380)]
    assert find(np.full((500, 900), 245, np.uint8), FLAT, lines) is None
