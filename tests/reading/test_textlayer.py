"""A PDF's own words: where they stand in the picture, and what makes them doubtful before anybody looks."""

import numpy as np
import pytest
import typst

from chalicelib.reading.pages import open_pages
from chalicelib.reading.sources import PageImage
from chalicelib.reading.textlayer import Suspicion, TextLayer

from . import papers, pdfs


def page_of(data: bytes) -> PageImage:
    [page] = open_pages(data).images
    assert isinstance(page, PageImage)
    return page


def layer_of(data: bytes) -> TextLayer:
    layer = page_of(data).text_layer
    assert layer is not None
    return layer


def texts(layer: TextLayer) -> list[str]:
    return [" ".join(word.text for word in line) for line in layer.lines]


def born_digital() -> bytes:
    data: bytes = typst.compile(papers.OTHER.replace("{height}", "297").encode(), format="pdf")
    return data


def test_the_words_of_a_born_digital_page_come_whole_and_in_lines() -> None:
    layer = layer_of(born_digital())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in texts(layer)
    assert "Em xin hứa sẽ chép bài và học bài đầy đủ. Em xin chân thành cảm ơn." in texts(layer)
    assert layer.suspicions == frozenset()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_each_word_s_box_holds_its_ink_however_the_page_is_turned(degrees: int) -> None:
    page = page_of(pdfs.turned(born_digital(), degrees, (20, 20, 590, 830)))
    grey = np.asarray(page.image.convert("L"))
    assert page.text_layer is not None
    words = [word for line in page.text_layer.lines for word in line if word.text.isalpha()]
    assert len(words) > 30
    for word in words:
        left, top, right, bottom = word.box
        assert grey[top:bottom, left:right].min() < 100, word
        assert (grey[top:bottom, left:right] < 128).mean() > 0.1, word


def test_a_picture_has_no_text_layer() -> None:
    assert page_of(papers.encoded(papers.opened(papers.proof()), "PDF")).text_layer is None


@pytest.mark.parametrize(
    ("operators", "suspicion"),
    [
        (("3 Tr", "20 100 Td (hidden words) Tj"), Suspicion.HIDDEN),
        (("1 1 1 rg", "20 100 Td (pale words) Tj"), Suspicion.PALE),
        (("20 100 Td (inside) Tj", "900 0 Td (outside) Tj"), Suspicion.OUTSIDE),
        (("20 100 Td (Céng hßa x· héi chñ nghÜa ViÖt Nam, ñßÜÖñßÜÖ) Tj",), Suspicion.LEGACY),
        (("20 100 Td (COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM ÄØÅÛÄØÅ) Tj",), Suspicion.LEGACY),
    ],
)
def test_what_may_lie_is_suspected(operators: tuple[str, ...], suspicion: Suspicion) -> None:
    assert suspicion in layer_of(pdfs.text(*operators)).suspicions


def test_plain_black_text_is_suspected_of_nothing() -> None:
    assert layer_of(pdfs.text("20 100 Td (Café du Vietnam, numéro 12) Tj")).suspicions == frozenset()


def test_words_beside_the_page_are_no_words_of_the_page() -> None:
    assert texts(layer_of(pdfs.text("20 100 Td (inside) Tj", "900 0 Td (outside) Tj"))) == ["inside"]
