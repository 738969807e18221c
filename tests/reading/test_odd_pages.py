"""Pages that are not what they should be are told by a reason of their own; honest pages, however poor, are not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chalicelib.reading import kinds, language, layout, screens, surface, troubles, two_papers, words
from chalicelib.reading.engine import Grey, engine
from chalicelib.reading.facts import NO_SURE_KIND, Box, Line, Page, Trouble, Word
from chalicelib.reading.page import read_page
from chalicelib.reading.sources import PageImage
from infra.samples import odd
from infra.samples.set.damage import DAMAGES

from . import papers
from .pages import STEP, line, lines, tokens

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
ENGLISH = "This is to certify that the person named above has been working for our company since the first of March"
MARKED = "Nay tôi làm đơn này kính mong quý cơ quan xác nhận cho tôi việc sau đây để bổ sung vào hồ sơ xin việc làm"
UNMARKED = "Nay toi lam don nay kinh mong quy co quan xac nhan cho toi viec sau day de bo sung vao ho so xin viec lam"
SHEET = (1240, 1754)


def luck() -> np.random.Generator:
    return np.random.default_rng(7)


def read(image: Image.Image) -> Page:
    return read_page(PageImage(image, None), 1, engine())


def grey(image: Image.Image) -> Grey:
    return np.asarray(image.convert("L"))


def told(page: Grey, text: list[Line], *, known: bool = False) -> list[Trouble]:
    return list(troubles.found(page, text, layout.tokens_of(text), SHEET, known=known))


def signed() -> Image.Image:
    """A sheet with nothing on it but the stroke of a pen."""
    sheet = Image.new("RGB", SHEET, (250, 249, 245))
    ImageDraw.Draw(sheet).line([(700, 1300), (760, 1240), (800, 1330), (900, 1260)], fill=(30, 30, 120), width=4)
    return sheet


@pytest.mark.parametrize("roughness", [0.0, 1.0, 1.5, 2.0])
def test_a_photo_of_anything_else_is_no_document(roughness: float) -> None:
    photo = grey(odd.clouds(800, 1000, luck(), roughness))
    assert told(photo, []) == [Trouble.NOT_A_DOCUMENT]


@pytest.mark.parametrize("damage", ["clean", "phone", "noise", "fold", "bleed", "stain", "blur"])
def test_a_sheet_with_only_a_signature_is_a_document_whatever_happened_to_it(damage: str) -> None:
    assert surface.is_paper(grey(DAMAGES[damage](signed(), luck())))


def test_a_picture_with_text_that_reads_is_a_document() -> None:
    assert told(grey(odd.clouds(800, 1000, luck())), [line("Họ và tên: Tô Thị Mai", 0)]) == []


def test_what_is_known_for_a_kind_of_paper_is_a_document() -> None:
    """A card that only its code was read of has no text."""
    assert told(grey(odd.clouds(800, 1000, luck())), [], known=True) == []


def test_other_languages_are_told_from_vietnamese_with_and_without_its_marks() -> None:
    assert language.is_foreign(lines([ENGLISH] * 2))
    assert not language.is_foreign(lines([MARKED] * 2))
    assert not language.is_foreign(lines([UNMARKED] * 2))


def test_two_languages_side_by_side_are_vietnamese() -> None:
    assert not language.is_foreign(lines([MARKED, ENGLISH]))


def test_a_language_is_not_guessed_from_a_few_words_or_from_what_hardly_reads() -> None:
    assert not language.is_foreign(lines(["This is to certify that the person"]))
    assert not language.is_foreign(lines([ENGLISH] * 2, confidence=0.6))


def test_a_text_of_which_nothing_reads_is_illegible_and_a_few_strokes_are_not() -> None:
    assert language.is_illegible(lines(["th#zE#U®R ‡28R294 LTZ3 h#PfR tR#4f£tH B#£fl9"] * 2, confidence=0.1))
    assert not language.is_illegible(lines(["0 1 ⁄ Sử 4"], confidence=0.1))
    assert not language.is_illegible(lines([MARKED], confidence=0.5))


def placed(text: str, left: int, top: int, pitch: int = STEP) -> Line:
    """Words in letters of one width, anywhere on a page."""
    at, found = left, []
    for part in text.split():
        box: Box = (at, top, at + pitch * len(part), top + 20)
        found.append(Word(part, 0.97, box))
        at = box[2] + pitch
    return tuple(found)


@pytest.mark.parametrize("where", [(700, 0), (0, 900)])
def test_two_mottos_well_apart_are_two_papers(where: tuple[int, int]) -> None:
    found = layout.tokens_of([placed(COUNTRY, 0, 0), placed(COUNTRY, *where)])
    assert two_papers.shows_two(found, *SHEET)


def test_two_titles_well_apart_are_two_papers() -> None:
    found = layout.tokens_of([placed("GIẤY KHAI SINH", 0, 0), placed("GIẤY CHỨNG SINH", 0, 900)])
    assert two_papers.shows_two(found, *SHEET)


def test_front_and_back_of_a_card_are_one_paper() -> None:
    front = [placed(COUNTRY, 0, 0), placed("CĂN CƯỚC CÔNG DÂN", 0, 60)]
    back = [placed("Đặc điểm nhân dạng / Personal identification:", 0, 900), placed("CỤC TRƯỞNG CỤC CẢNH SÁT", 0, 960)]
    assert not two_papers.shows_two(layout.tokens_of([*front, *back]), *SHEET)


def test_the_country_named_in_a_sentence_or_read_twice_in_one_place_is_no_second_paper() -> None:
    again = [placed("nước " + COUNTRY, 0, 900), placed(COUNTRY.title(), 0, 1000), placed(COUNTRY, 10, 40)]
    assert not two_papers.shows_two(layout.tokens_of([placed(COUNTRY, 0, 0), *again]), *SHEET)


def shown(rows: int) -> Image.Image:
    return odd.on_a_screen(papers.opened(papers.proof()), luck(), rows=rows, height=1600)


@pytest.mark.parametrize("rows", [320, 400])
def test_the_grid_of_a_screen_is_seen_through_a_camera(rows: int) -> None:
    assert screens.shows_a_screen(grey(shown(rows)))


@pytest.mark.parametrize("damage", [name for name in DAMAGES if name != "screen"])
def test_no_damage_makes_a_sheet_look_like_a_screen(damage: str) -> None:
    assert not screens.shows_a_screen(grey(DAMAGES[damage](papers.opened(papers.proof()), luck())))


def test_leaders_and_lines_printed_for_safety_are_no_screen() -> None:
    across = np.arange(1240)
    sheet = np.full((1754, 1240), 245.0)
    sheet[:, across % 6 < 2] -= 18
    assert not screens.shows_a_screen(sheet.astype(np.uint8))
    dotted = np.full((1754, 1240), 245.0)
    dotted[::30, across % 6 < 2] = dotted[1::30, across % 6 < 2] = 20
    assert not screens.shows_a_screen(dotted.astype(np.uint8))


def test_a_page_too_small_for_several_blocks_tells_nothing() -> None:
    assert not screens.shows_a_screen(np.zeros((0, 0), np.uint8))
    assert not screens.shows_a_screen(grey(shown(400))[:300, :300])


def test_two_papers_on_one_scan_have_no_sure_kind() -> None:
    page = read(odd.side_by_side(papers.opened(papers.declaration()), papers.opened(papers.certificate()), luck()))
    assert Trouble.TWO_DOCUMENTS in page.troubles
    assert not page.kind_sure


def test_a_declaration_on_a_screen_is_read_and_its_kind_is_not_sure() -> None:
    page = read(odd.on_a_screen(papers.opened(papers.declaration()), luck(), rows=650, height=2400))
    assert (page.kind, page.kind_sure, page.troubles) == ("birth_declaration", False, (Trouble.PHOTO_OF_SCREEN,))


def test_every_trouble_has_words_for_people() -> None:
    assert all(all(words.trouble(code)) for code in Trouble)


def test_the_titles_of_a_page_are_those_of_its_kind_alone() -> None:
    assert set(kinds.titles_of(tokens("GIẤY CHỨNG SINH"), kinds.known().values())) == {"birth_proof"}


def test_troubles_that_leave_the_kind_open_are_none_of_the_harmless_ones() -> None:
    assert NO_SURE_KIND.isdisjoint({Trouble.BLANK, Trouble.CUT_OFF, Trouble.TEXT_LAYER_LIES})
