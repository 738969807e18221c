"""The digitised copy: conforming, the scan's own bytes inside, the words where they stand on the scan."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import unicodedata
from dataclasses import replace
from math import cos, radians, sin

import pypdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from chalicelib.reading import About, archived
from chalicelib.reading.archival.document import written
from chalicelib.reading.archival.glyphless import truetype
from chalicelib.reading.archival.words import Read
from chalicelib.reading.facts import AS_SCANNED, Box, Page, Placement, Reading, Word

from . import papers, pdfa, pdfs
from .test_pages import HEIC, damaged_tiff

ABOUT = About(
    dossier="H26.1-261125-0001",
    paper="p-1",
    kind="birth_proof",
    scanned_at=dt.datetime(2026, 11, 25, 3, 4, 5, tzinfo=dt.UTC),
    reader="2",
)
SIZE = (1000, 1400)
LINES = (
    (
        Word("Trần", 0.9, (100, 100, 180, 140)),
        Word("Khánh", 0.9, (200, 104, 310, 136)),
        Word("Vy", 0.9, (330, 100, 380, 150)),
    ),
    (Word("001193797926", 0.9, (100, 300, 340, 330)),),
    (Word("Hộ", 0.9, (600, 1200, 660, 1240)), Word("tịch", 0.9, (680, 1200, 760, 1240))),
)


def scan() -> Image.Image:
    """A grey page with a black box for each word, so that a word's place can be looked at."""
    page = Image.new("RGB", SIZE, (235, 235, 235))
    for line in LINES:
        for word in line:
            page.paste((0, 0, 0), word.box)
    return page


def jpeg(image: Image.Image, **options: object) -> bytes:
    return papers.encoded(image, "JPEG", quality=80, **{"dpi": (100, 100)} | options)


def copied(data: bytes, to_scan: Placement = AS_SCANNED) -> bytes:
    made = written(data, [Read(LINES, to_scan)], ABOUT)
    assert pdfa.complaints(made) == []
    return made


def shown(data: bytes, index: int = 0) -> Image.Image:
    """The copy as a person sees it, 100 dots an inch."""
    page: Image.Image = pdfium.PdfDocument(data)[index].render(scale=100 / 72).to_pil()
    return page.convert("L")


def darkness(page: Image.Image, x: int, y: int) -> int:
    return 255 - int(page.crop((x, y, x + 1, y + 1)).tobytes()[0])


def places(data: bytes) -> list[tuple[str, Box]]:
    """Words as PDFium finds them in the copy, and their boxes in pixels of the page as it is shown."""
    page = pdfium.PdfDocument(data)[0]
    text = page.get_textpage()
    whole = text.get_text_range()
    found, at = [], 0
    for word in whole.split():
        at = whole.index(word, at)
        corners = [text.get_charbox(index, loose=True) for index in range(at, at + len(word))]
        found.append((word, _as_shown(page, corners)))
        at += len(word)
    return found


def _as_shown(page: pdfium.PdfPage, boxes: list[tuple[float, float, float, float]]) -> Box:
    left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
    width, height = page.get_mediabox()[2:]
    flat = {
        0: (left, height - top, right, height - bottom),
        90: (bottom, left, top, right),
        180: (width - right, bottom, width - left, top),
        270: (height - top, width - right, height - bottom, width - left),
    }[page.get_rotation()]
    first, second, third, fourth = (round(side * 100 / 72) for side in flat)
    return first, second, third, fourth


def stand_in_their_boxes(data: bytes, slack: int) -> None:
    """Each word covers a box that is black, and leaves off within some pixels of it."""
    page, words = shown(data), places(data)
    assert [word for word, _ in words] == [word.text for line in LINES for word in line]
    for word, (left, top, right, bottom) in words:
        middle = (top + bottom) // 2
        for inside in (left + slack, (left + right) // 2, right - slack):
            assert darkness(page, inside, middle) > 160, word
        for outside in (left - slack, right + slack):
            assert darkness(page, outside, middle) < 100, word


TURNS: dict[int, tuple[Image.Transpose | None, Placement]] = {
    0: (None, AS_SCANNED),
    90: (Image.Transpose.ROTATE_90, (0, 1, 0, -1, 0, SIZE[0], 0, 0, 1)),
    180: (Image.Transpose.ROTATE_180, (-1, 0, SIZE[0], 0, -1, SIZE[1], 0, 0, 1)),
    270: (Image.Transpose.ROTATE_270, (0, -1, SIZE[1], 1, 0, 0, 0, 0, 1)),
}


@pytest.mark.parametrize("turn", TURNS)
def test_a_page_that_was_scanned_turned_opens_upright_with_its_words_in_place(turn: int) -> None:
    how, to_scan = TURNS[turn]
    made = copied(jpeg(scan().transpose(how) if how else scan()), to_scan)
    assert pypdf.PdfReader(io.BytesIO(made)).pages[0].rotation == turn
    assert shown(made).size == SIZE
    stand_in_their_boxes(made, 6)


@pytest.mark.parametrize("degrees", [-6, -2, 3, 6])
def test_words_of_a_page_that_lies_askew_stand_on_their_ink(degrees: int) -> None:
    """The content is turned clockwise about the middle of the page."""
    c, s, x, y = cos(radians(degrees)), sin(radians(degrees)), SIZE[0] / 2, SIZE[1] / 2
    to_scan = (c, -s, x - c * x + s * y, s, c, y - s * x - c * y, 0, 0, 1)
    made = copied(jpeg(scan().rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=(235, 235, 235))), to_scan)
    stand_in_their_boxes(made, 12)


def test_words_of_a_photo_taken_from_the_side_stand_on_their_ink() -> None:
    to_scan = (0.9, 0.02, 40, 0.01, 0.92, 30, 0.00004, 0.00002, 1)
    inverse = _inverse(to_scan)
    photo = scan().transform(SIZE, Image.Transform.PERSPECTIVE, inverse, Image.Resampling.BICUBIC, fillcolor="white")
    stand_in_their_boxes(copied(jpeg(photo), to_scan), 10)


def _inverse(placement: Placement) -> list[float]:
    import numpy as np

    matrix = np.linalg.inv(np.array(placement).reshape(3, 3))
    return [float(value) for value in (matrix / matrix[2, 2]).ravel()[:8]]


def test_words_of_a_scan_that_was_reduced_for_reading_stand_on_their_ink() -> None:
    """It is read 3,600 pixels high and kept as large as it came."""
    large = scan().resize((4000, 5600), Image.Resampling.NEAREST)
    by = 3600 / SIZE[1]
    stand_in_their_boxes(copied(jpeg(large, dpi=(400, 400)), (by, 0, 0, 0, by, 0, 0, 0, 1)), 6)


def test_a_jpeg_is_in_the_copy_byte_for_byte() -> None:
    data = jpeg(scan())
    assert data in copied(data)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_shown_as_the_camera_held_it_and_its_bytes_stay(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.open(io.BytesIO(jpeg(scan(), exif=exif.tobytes())))
    held = jpeg(_as_stored(scan(), orientation), exif=exif.tobytes())
    assert stored.getexif()[0x0112] == orientation
    made = copied(held)
    assert held in made
    assert _unlike(shown(made), scan()) < 3


def _as_stored(image: Image.Image, orientation: int) -> Image.Image:
    """What a camera stores that was held so as to see this image."""
    undone = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    return image.transpose(undone[orientation]) if orientation in undone else image


def _unlike(one: Image.Image, other: Image.Image) -> float:
    """By how much two pictures differ, 0 to 255, on the average."""
    return ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0]


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("PNG", "RGB", {}),
        ("PNG", "1", {}),
        ("PNG", "RGBA", {}),
        ("TIFF", "L", {}),
        ("TIFF", "1", {"compression": "group4"}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("JPEG", "L", {}),
        ("JPEG", "CMYK", {}),
        ("PDF", "RGB", {"resolution": 100}),
        ("PDF", "1", {"resolution": 100}),
    ],
)
def test_every_kind_of_file_looks_in_the_copy_as_it_did(kind: str, mode: str, options: dict[str, object]) -> None:
    image = scan().convert(mode)
    to_scan = AS_SCANNED if kind != "PDF" else (3.0, 0.0, 0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 1.0)  # read at 300 dpi
    made = copied(papers.encoded(image, kind, **{"dpi": (100, 100)} | options), to_scan)
    assert _unlike(shown(made), image.convert("RGB")) < 6
    assert len(places(made)) == sum(map(len, LINES))


def test_black_and_white_loses_nothing() -> None:
    image = Image.effect_noise(SIZE, 90).convert("1")
    made = copied(papers.encoded(image, "TIFF", compression="group4", dpi=(100, 100)))
    assert _unlike(shown(made), image) == 0


def test_a_scanner_s_own_picture_is_kept_from_a_pdf() -> None:
    data = papers.encoded(scan(), "PDF", resolution=100)
    start = data.index(b"\xff\xd8\xff")
    picture = data[start : data.index(b"\xff\xd9", start) + 2]
    assert picture in copied(data)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_pdf_page_that_is_shown_turned_and_cropped_stays_so(degrees: int) -> None:
    data = pdfs.turned(papers.encoded(scan(), "PDF", resolution=100), degrees, (36, 36, 700, 980))
    made = written(data, [Read()], ABOUT)
    assert pdfa.complaints(made) == []
    assert _unlike(shown(made), shown(data)) < 2


def test_a_page_that_is_no_scan_becomes_a_picture_of_itself() -> None:
    data = pdfs.text("20 100 Td (written by a machine) Tj")
    made = written(data, [Read()], ABOUT)
    assert pdfa.complaints(made) == []
    assert _unlike(shown(made), shown(data)) < 3


def test_a_heic_becomes_a_jpeg_as_the_camera_held_it() -> None:
    made = written(HEIC, [Read()], ABOUT)
    assert pdfa.complaints(made) == []
    page = shown(made).resize((100, 160))
    assert darkness(page, 20, 130) > 230 > darkness(page, 20, 20)


def test_a_damaged_page_has_its_place_in_the_copy() -> None:
    made = written(damaged_tiff(1), [Read(), Read(), Read()], ABOUT)
    assert pdfa.complaints(made) == []
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    assert ["/XObject" in page["/Resources"] for page in pages] == [True, False, True]  # type: ignore[operator]


def test_lines_are_found_whole_and_composed() -> None:
    parted = tuple(replace(word, text=unicodedata.normalize("NFD", word.text)) for word in LINES[0])
    made = written(jpeg(scan()), [Read((parted,))], ABOUT)
    text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "Trần Khánh Vy" in text
    assert "Trần Khánh Vy" in pdfium.PdfDocument(made)[0].get_textpage().get_text_range()


def test_the_copy_says_what_it_is_and_of_what() -> None:
    data = jpeg(scan())
    said = pdfa.said(copied(data))
    assert said["dossier"] == ABOUT.dossier
    assert said["paper"] == ABOUT.paper
    assert said["kind"] == "birth_proof"
    assert said["CreateDate"] == "2026-11-25T03:04:05+00:00"
    assert said["original"] == hashlib.sha256(data).hexdigest()
    assert said["CreatorTool"] == "Một Cửa, reader 2"


def test_the_same_scan_makes_the_same_bytes_and_another_paper_others() -> None:
    data = jpeg(scan())
    assert copied(data) == copied(data)
    assert written(data, [Read(LINES)], replace(ABOUT, paper="p-2")) != copied(data)


def test_a_stored_reading_is_enough() -> None:
    page = Page(1, *SIZE, "", "other", 0.0, False, (), 0.1, (), lines=LINES)
    stored = json.loads(json.dumps(Reading((page,)).to_dict()))
    assert archived(jpeg(scan()), stored["pages"], ABOUT) == copied(jpeg(scan()))
    del stored["pages"][0]["lines"], stored["pages"][0]["to_scan"]  # as the first readers wrote it
    assert archived(jpeg(scan()), stored["pages"], ABOUT) == written(jpeg(scan()), [Read()], ABOUT)


def test_the_copy_of_a_scan_weighs_little_more_than_the_scan() -> None:
    data = papers.encoded(papers.opened(papers.declaration()), "JPEG", quality=75, dpi=(150, 150))
    words = 300  # more than the page has
    lines = tuple((Word("nghiệm", 0.9, (20 * n, 10 * n, 20 * n + 60, 10 * n + 20)),) * 3 for n in range(words // 3))
    assert len(written(data, [Read(lines)], ABOUT)) <= 1.2 * len(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=4), st.integers(-50, 2000))
def test_whatever_was_read_makes_a_conforming_copy(rows: list[list[str]], at: int) -> None:
    lines = tuple(tuple(Word(text, 0.5, (at, at, at + 5, at)) for text in row) for row in rows)
    assert pdfa.complaints(written(SMALL, [Read(lines)], ABOUT)) == []


SMALL = jpeg(Image.new("RGB", (40, 40), "white"))


def test_the_font_s_parts_add_up() -> None:
    font = truetype()
    padded = font + b"\0" * (-len(font) % 4)
    assert sum(int.from_bytes(padded[at : at + 4]) for at in range(0, len(padded), 4)) & 0xFFFFFFFF == 0xB1B0AFBA
