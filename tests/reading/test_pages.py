import io

import pypdfium2 as pdfium
import pytest
from PIL import Image

from chalicelib.reading import Unreadable
from chalicelib.reading.limits import WORKING_SIDE
from chalicelib.reading.pages import DamagedPage, PageImage, open_pages
from tests.support.bad_files import BAD, blank

from . import papers


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_reason(case: str) -> None:
    data, reason = BAD[case]
    with pytest.raises(Unreadable) as refused:
        list(open_pages(data())[1])
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
    count, images = open_pages(papers.encoded(blank(), kind))
    assert count == 1
    assert next(images).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_mode_of_png_keeps_white_paper_white(mode: str) -> None:
    page = Image.new("L", (50, 50), 255)
    data = Image.new("I;16", (50, 50), 65535) if mode == "I;16" else page.convert(mode)
    (image,) = open_pages(papers.encoded(data))[1]
    assert image.getpixel((25, 25)) == (255, 255, 255)


def test_what_is_transparent_is_paper() -> None:
    (image,) = open_pages(papers.encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0))))[1]
    assert image.getpixel((25, 25)) == (255, 255, 255)


def test_the_camera_s_orientation_is_obeyed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (image,) = open_pages(papers.encoded(blank(300, 200), "JPEG", exif=exif.tobytes()))[1]
    assert image.size == (200, 300)


def test_all_pages_of_a_tiff_come_out() -> None:
    data = papers.encoded(blank(), "TIFF", save_all=True, append_images=[blank(), blank()])
    count, images = open_pages(data)
    assert count == len(list(images)) == 3


def test_a_huge_pdf_page_is_bounded_in_pixels() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(14000, 9000)
    buffer = io.BytesIO()
    document.save(buffer)
    (image,) = open_pages(buffer.getvalue())[1]
    assert max(image.size) <= WORKING_SIDE + 1


def test_a_large_photo_is_reduced() -> None:
    (image,) = open_pages(papers.encoded(Image.new("RGB", (7000, 5000)), "JPEG"))[1]
    assert max(image.size) == WORKING_SIDE
