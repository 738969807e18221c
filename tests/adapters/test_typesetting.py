"""PDFs of forms, read back by another library than the one that made them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from chalicelib.adapters.typesetting import pdf
from chalicelib.domain.forms import Sheet, filled, form
from tests.support.dossiers import entries

QR = "MOTCUA1:000.00.01.H26-261112-0001:01:1:20261112:abcdef01:" + "A" * 86
LETTERS = "ẮẰẲẴẶẤẦẨẪẬỀẾỂỄỆỒỐỔỖỘỜỚỞỠỢỪỨỬỮỰỲÝỶỸỴĐ ắằẳẵặấầẩẫậềếểễệồốổỗộờớởỡợừứửữựỳýỷỹỵđ"
SEEDS = {row["body"]["id"]: form(row["body"]) for row in entries("forms")}


def sheet(form_id: str = "01", **changes: object) -> Sheet:
    made = SEEDS[form_id]
    rows = [tuple("x" for _ in made.columns)] if made.columns else []
    return replace(filled(made, {}, rows, 1), **changes)  # type: ignore[arg-type]


def text(data: bytes) -> str:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    return unicodedata.normalize("NFC", " ".join("\n".join(pages).split()))


@pytest.mark.parametrize("form_id", sorted(SEEDS))
def test_each_form_is_of_its_size_and_says_its_name(form_id: str) -> None:
    data = pdf(sheet(form_id), QR)
    width, height = pypdfium2.PdfDocument(data)[0].get_size()
    expected = (842, 595) if form_id == "06" else (420, 595)
    assert (round(width), round(height)) == expected
    assert SEEDS[form_id].name in text(data)


def test_a_wording_of_ours_says_so_on_paper() -> None:
    assert "DEMO – không phải mẫu chính thức" in text(pdf(sheet(demo=True), QR))
    assert "DEMO" not in text(pdf(sheet(demo=False), QR))


def test_every_vietnamese_letter_comes_back_composed_or_not() -> None:
    for form_of in ("NFC", "NFD"):
        line = unicodedata.normalize(form_of, LETTERS)
        assert unicodedata.normalize("NFC", LETTERS) in text(pdf(sheet(lines=(line,)), QR))


def test_the_fonts_travel_with_it() -> None:
    data = pdf(sheet(), QR)
    assert data.count(b"/FontFile2") >= 2
    assert b"DejaVuSerifCondensed" in data


def test_what_people_write_is_text_and_no_markup() -> None:
    assert "<b>đậm</b> & <font size=99>" in text(pdf(sheet(lines=("<b>đậm</b> & <font size=99>",)), QR))


def test_a_long_table_goes_on_over_pages_with_its_head() -> None:
    rows = tuple((str(n), "Giấy tờ", "bản quét", "1") for n in range(120))
    data = pdf(sheet(rows=rows), QR)
    assert len(pypdfium2.PdfDocument(data)) > 1
    assert text(data).count("Thành phần hồ sơ") == len(pypdfium2.PdfDocument(data))


def test_the_same_sheet_makes_the_same_bytes() -> None:
    assert pdf(sheet(), QR) == pdf(sheet(), QR)


def test_a_phone_reads_the_code_off_the_page() -> None:
    picture = pypdfium2.PdfDocument(pdf(sheet(), QR))[0].render(scale=3).to_numpy()
    [found] = zxingcpp.read_barcodes(np.ascontiguousarray(picture[:, :, :3]))
    assert found.text == QR
