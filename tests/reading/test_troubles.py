"""Pages that are not what they should be: told by their words, by what lies over them, by what they are not."""

import io

import numpy as np
import pytest
import typst
from PIL import Image

from chalicelib import reading
from chalicelib.reading import language, screens, surface, troubles, words
from chalicelib.reading.facts import NO_SURE_KIND, Line, Page, Trouble, Word
from infra.samples import odd

from .pages import lines, tokens

ENGLISH = (
    "This is to certify that the person named above has been working",
    "for our company since the first of March and holds the position of",
    "senior accountant. The monthly salary is paid by bank transfer.",
)
BARE = (
    "Toi ten la Nguyen Thi Hoa, hien dang cu tru tai thon Doai, nay toi",
    "lam don nay kinh mong quy co quan xac nhan cho toi viec sau day de",
)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def scribble(count: int) -> list[Line]:
    return [tuple(Word("xq#wj", 0.1, (10, 40 * row, 200, 40 * row + 30)) for _ in range(4)) for row in range(count)]


def a_page() -> Image.Image:
    text = " ".join(BARE) * 12
    source = f'#set page("a4", margin: 20mm)\n#set text(font: "Libertinus Serif", size: 13pt)\n{text}'
    return Image.open(io.BytesIO(typst.compile(source.encode(), format="png", ppi=200))).convert("RGB")


def read(image: Image.Image) -> Page:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    (page,) = reading.read(buffer.getvalue()).pages
    return page


def test_another_language_is_told_from_vietnamese_with_and_without_marks() -> None:
    assert language.is_foreign(lines(ENGLISH, 0.95))
    assert not language.is_foreign(lines(BARE, 0.95))
    assert not language.is_foreign(lines(ENGLISH, 0.5))  # what hardly reads is in no language


def test_text_of_which_nothing_reads_is_illegible_and_a_signature_is_not() -> None:
    assert language.is_illegible(scribble(12))
    assert not language.is_illegible(scribble(1))
    assert not language.is_illegible(lines(BARE, 0.95))


def test_a_page_of_a_known_kind_is_not_asked_for_its_language() -> None:
    grey, read_ = np.full((800, 600), 240, np.uint8), lines(ENGLISH, 0.95)
    strange = list(troubles.found(grey, read_, tokens(*ENGLISH), (600, 800), known=False))
    assert strange == [Trouble.OTHER_LANGUAGE]
    assert not list(troubles.found(grey, read_, tokens(*ENGLISH), (600, 800), known=True))


@pytest.mark.parametrize("roughness", [1.0, 1.5])
def test_a_picture_of_something_else_is_no_paper(roughness: float) -> None:
    picture = odd.clouds(900, 1200, np.random.default_rng(3), roughness)
    assert not surface.is_paper(np.asarray(picture.convert("L")))
    page = read(picture)
    assert page.troubles == (Trouble.NOT_A_DOCUMENT,)
    assert not page.kind_sure


def test_a_screen_shows_its_grid_and_a_page_has_none() -> None:
    page = a_page()
    shown = odd.on_a_screen(page, np.random.default_rng(4), rows=900, height=3500, side=2400)
    assert screens.shows_a_screen(np.asarray(shown.convert("L")))
    assert not screens.shows_a_screen(np.asarray(page.convert("L")))


def test_grain_is_no_screen() -> None:
    grain = np.random.default_rng(5).normal(200, 25, (1600, 1200)).clip(0, 255).astype(np.uint8)
    assert not screens.shows_a_screen(grain)


def test_two_papers_side_by_side_leave_no_kind_sure() -> None:
    paper = a_page()
    paper.paste((255, 255, 255), (0, 0, paper.width, 260))
    source = f"#set page(width: 1654pt, height: 260pt, margin: 80pt)\n#set text(size: 44pt)\n#align(center)[{MOTTO}]"
    head = Image.open(io.BytesIO(typst.compile(source.encode(), format="png", ppi=72))).convert("RGB")
    paper.paste(head, (0, 0))
    page = read(odd.side_by_side(paper, paper, np.random.default_rng(6)))
    assert Trouble.TWO_DOCUMENTS in page.troubles
    assert not page.kind_sure


@pytest.mark.parametrize("code", Trouble)
def test_every_trouble_has_words(code: Trouble) -> None:
    name = words.trouble(code)
    assert name.vi
    assert name.en


def test_only_a_page_that_is_not_what_it_should_be_loses_its_kind() -> None:
    assert not NO_SURE_KIND & {Trouble.BLANK, Trouble.CUT_OFF, Trouble.TEXT_LAYER_LIES}
