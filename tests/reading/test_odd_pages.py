"""What might be taken for a page that is not what it should be, and is an honest one: nothing here is odd."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chalicelib.reading import language, layout, screens, surface, troubles, two_papers
from chalicelib.reading.engine import Grey
from chalicelib.reading.facts import Box, Line, Trouble, Word
from infra.samples import odd
from infra.samples.set.damage import DAMAGES

from . import papers
from .pages import STEP, line, lines

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
ENGLISH = "This is to certify that the person named above has been working for our company since the first of March"
MARKED = "Nay tôi làm đơn này kính mong quý cơ quan xác nhận cho tôi việc sau đây để bổ sung vào hồ sơ xin việc làm"
SHEET = (1240, 1754)


def luck() -> np.random.Generator:
    return np.random.default_rng(7)


def grey(image: Image.Image) -> Grey:
    return np.asarray(image.convert("L"))


def told(page: Grey, text: list[Line], *, known: bool = False) -> list[Trouble]:
    return list(troubles.found(page, text, layout.tokens_of(text), SHEET, known=known))


def signed() -> Image.Image:
    """A sheet with nothing on it but the stroke of a pen."""
    sheet = Image.new("RGB", SHEET, (250, 249, 245))
    ImageDraw.Draw(sheet).line([(700, 1300), (760, 1240), (800, 1330), (900, 1260)], fill=(30, 30, 120), width=4)
    return sheet


@pytest.mark.parametrize("damage", ["clean", "phone", "noise", "fold", "bleed", "stain", "blur"])
def test_a_sheet_with_only_a_signature_is_a_document_whatever_happened_to_it(damage: str) -> None:
    assert surface.is_paper(grey(DAMAGES[damage](signed(), luck())))


def test_a_picture_with_text_that_reads_is_a_document() -> None:
    assert told(grey(odd.clouds(800, 1000, luck())), [line("Họ và tên: Tô Thị Mai", 0)]) == []


def test_what_is_known_for_a_kind_of_paper_is_a_document() -> None:
    """A card that only its code was read of has no text."""
    assert told(grey(odd.clouds(800, 1000, luck())), [], known=True) == []


def test_two_languages_side_by_side_are_vietnamese() -> None:
    assert not language.is_foreign(lines([MARKED, ENGLISH]))


def test_a_language_is_not_guessed_from_a_few_words_or_from_what_hardly_reads() -> None:
    assert not language.is_foreign(lines(["This is to certify that the person"]))
    assert not language.is_foreign(lines([ENGLISH] * 2, confidence=0.6))


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


def shown() -> Image.Image:
    return odd.on_a_screen(papers.opened(papers.proof()), luck(), rows=400, height=1600)


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
    whole = grey(shown())
    assert screens.shows_a_screen(whole)
    assert not screens.shows_a_screen(whole[300:600, 300:600])
