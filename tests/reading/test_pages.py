"""Files in: every format yields its pages, what is damaged is told, and nothing but Unreadable ever comes out."""

import datetime as dt
import io
import random
from contextlib import suppress
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import typst
from PIL import Image

from chalicelib.reading import About, Reason, Unreadable
from chalicelib.reading.archival.document import written
from chalicelib.reading.archival.words import Read
from chalicelib.reading.facts import Trouble
from chalicelib.reading.limits import WORKING_SIDE
from chalicelib.reading.pages import DamagedPage, Pages, open_pages
from chalicelib.reading.sources import PageImage
from tests.support.bad_files import BAD, blank

from . import papers, pdfs

HEIC = (Path(__file__).parent / "files" / "turned.heic").read_bytes()  # a red and a black box, turned by the camera


ABOUT = About(
    dossier="H26.1-261125-0001",
    paper="p-1",
    kind="other",
    scanned_at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
    reader="2",
)


def only_page(data: bytes) -> PageImage:
    [page] = open_pages(data).images
    assert isinstance(page, PageImage)
    return page


def wholeness(pages: Pages) -> list[bool]:
    return [isinstance(page, PageImage) for page in pages.images]


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_reason(case: str) -> None:
    data, reason = BAD[case]
    with pytest.raises(Unreadable) as refused:
        list(open_pages(data()).images)
    assert refused.value.reason == reason


def test_a_fault_is_not_taken_over_from_the_file_before() -> None:
    for case in ("locked PDF", "PDF without pages", "PDF of rubbish"):
        data, reason = BAD[case]
        with pytest.raises(Unreadable) as refused:
            open_pages(data())
        assert refused.value.reason == reason


@pytest.mark.parametrize("case", ["72 megapixels", "200 megapixels", "long PDF", "locked PDF"])
def test_the_large_and_the_locked_are_refused_before_a_page_is_decoded(case: str) -> None:
    with pytest.raises(Unreadable):
        open_pages(BAD[case][0]())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "PDF"])
def test_every_accepted_format_yields_rgb(kind: str) -> None:
    assert only_page(papers.encoded(blank(), kind)).image.mode == "RGB"


def test_a_phone_s_heic_comes_in_as_it_was_held() -> None:
    image = only_page(HEIC).image
    assert image.size == (100, 160)
    assert image.getpixel((80, 20)) == pytest.approx((255, 0, 0), abs=12)
    assert image.getpixel((20, 130)) == pytest.approx((0, 0, 0), abs=12)


def test_a_heic_cut_short_is_truncated() -> None:
    with pytest.raises(Unreadable) as refused:
        list(open_pages(HEIC[:600]).images)
    assert refused.value.reason == Reason.TRUNCATED


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_mode_of_png_keeps_white_paper_white(mode: str) -> None:
    page = Image.new("L", (50, 50), 255)
    data = Image.new("I;16", (50, 50), 65535) if mode == "I;16" else page.convert(mode)
    assert only_page(papers.encoded(data)).image.getpixel((25, 25)) == (255, 255, 255)


def test_what_is_transparent_is_paper() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert only_page(papers.encoded(clear)).image.getpixel((25, 25)) == (255, 255, 255)


def test_the_camera_s_orientation_is_obeyed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert only_page(papers.encoded(blank(300, 200), "JPEG", exif=exif.tobytes())).image.size == (200, 300)


def test_all_pages_of_a_tiff_come_out() -> None:
    pages = open_pages(papers.encoded(blank(), "TIFF", save_all=True, append_images=[blank(), blank()]))
    assert pages.count == 3
    assert wholeness(pages) == [True, True, True]


def damaged_tiff(*damaged: int) -> bytes:
    """Three pages; the packed rows of some are overwritten."""
    data = bytearray(
        papers.encoded(
            blank(), "TIFF", save_all=True, append_images=[blank(), blank()], compression="tiff_adobe_deflate"
        )
    )
    image = Image.open(io.BytesIO(data))
    for index in damaged:
        image.seek(index)
        start = image.tag_v2[273][0]  # type: ignore[attr-defined]
        data[start : start + 40] = b"\xff" * 40
    return bytes(data)


def test_a_damaged_page_does_not_take_the_others_with_it() -> None:
    assert wholeness(open_pages(damaged_tiff(1))) == [True, False, True]


def test_a_file_of_which_no_page_is_whole_is_refused() -> None:
    images = open_pages(damaged_tiff(0, 1, 2)).images
    assert [next(images) for _ in range(3)] == [DamagedPage()] * 3
    with pytest.raises(Unreadable) as refused:
        next(images)
    assert refused.value.reason == Reason.TRUNCATED


def test_a_pdf_page_whose_picture_is_broken_is_damaged_not_blank() -> None:
    data = papers.encoded(blank(), "PDF", save_all=True, append_images=[blank()])
    start = data.index(b"\xff\xd8\xff")
    assert wholeness(open_pages(data[:start] + b"\0" * 3000 + data[start + 3000 :])) == [False, True]


def test_a_huge_pdf_page_is_bounded_in_pixels() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(14000, 9000)
    assert max(only_page(saved(document)).image.size) <= WORKING_SIDE + 1


def saved(document: pdfium.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_large_photo_is_reduced_and_its_resolution_with_it() -> None:
    page = only_page(papers.encoded(Image.new("RGB", (7200, 5000)), "JPEG", dpi=(600, 600)))
    assert max(page.image.size) == WORKING_SIDE
    assert page.dpi == pytest.approx(300, abs=1)


def test_a_resolution_that_phones_make_up_is_not_believed() -> None:
    assert only_page(papers.encoded(blank(), "JPEG", dpi=(72, 72))).dpi is None


def drawing(content: bytes, pages: int = 1) -> bytes:
    """Pages of which the last one draws this."""
    with pikepdf.Pdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(600, 800))
        pdf.pages[-1].Contents = pdf.make_stream(content)
        return pdfs.saved(pdf)


STROKES = {
    "a line without end": b"0 0 m " + b"500 700 l 9 9 l " * 20_000 + b"S",
    "more lines than a city": b"0 0 m 9 9 l S " * 110_000,
}


@pytest.mark.parametrize("what", STROKES)
def test_a_page_that_would_take_for_ever_is_refused_by_that_name(what: str) -> None:
    with pytest.raises(Unreadable) as refused:
        list(open_pages(drawing(STROKES[what])).images)
    assert refused.value.reason == Reason.TOO_COMPLEX


def test_a_page_whose_time_is_up_leaves_the_others_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = open_pages(drawing(b"0 0 600 800 re f " * 5_000, pages=2))
    assert isinstance(next(pages.images), PageImage)
    monkeypatch.setattr("chalicelib.reading.pdfs.SECONDS_A_PAGE", 0.0)
    assert list(pages.images) == [DamagedPage(Trouble.TIME_UP)]


def test_what_is_attached_to_a_pdf_is_noted_and_left_alone() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(200, 200)
    document.new_attachment("run.js").set_data(b"app.alert(1)")
    assert open_pages(saved(document)).notes == ("attachments ignored",)


def test_a_script_in_a_pdf_is_noted_and_never_run() -> None:
    action = b"<< /Names [(x) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >>"
    assert open_pages(raw_pdf(b"/Names << /JavaScript " + action + b" >>")).notes == ("script ignored",)


def raw_pdf(more: bytes) -> bytes:
    """One page, and more in the catalogue."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + more + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + table + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


@cache
def samples() -> dict[str, bytes]:
    """One small file of every kind that comes in."""
    page = blank(200, 150)
    many = {"save_all": True, "append_images": [page, page]}
    text = typst.compile(papers.OTHER.replace("{height}", "297").encode(), format="pdf")
    return {
        "JPEG": papers.encoded(page, "JPEG"),
        "PNG": papers.encoded(page),
        "TIFF": papers.encoded(page, "TIFF", **many),
        "TIFF packed": papers.encoded(page, "TIFF", compression="tiff_lzw", **many),
        "TIFF fax": papers.encoded(page.convert("1"), "TIFF", compression="group4"),
        "TIFF with JPEG": papers.encoded(page, "TIFF", compression="jpeg"),
        "HEIC": HEIC,
        "PDF of scans": papers.encoded(page, "PDF", **many),
        "PDF with text": text,
    }


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """Cut it, flip some bytes, or leave some out."""
    made = bytearray(data)
    if chance.random() < 0.4:
        del made[chance.randrange(1, len(made)) :]
    for _ in range(chance.choice((0, 1, 3, 10, 100))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    if chance.random() < 0.3:
        start = chance.randrange(len(made))
        del made[start : start + chance.randrange(1, 50)]
    return bytes(made)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's about damaged tags
@pytest.mark.parametrize("kind", samples())
def test_a_spoilt_file_is_read_in_part_or_refused_and_nothing_else(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(20 if kind == "PDF with text" else 60):  # a page of A4 takes as long as all the others
        data = spoilt(samples()[kind], chance)
        with suppress(Unreadable):
            pages = open_pages(data)
            assert len(list(pages.images)) == pages.count
            assert written(data, [Read()] * pages.count, ABOUT).startswith(b"%PDF-1.7")
