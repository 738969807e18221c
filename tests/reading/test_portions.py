"""A file read in portions: only the pages that are asked for are opened, and what is left is told."""

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from PIL import Image, TiffImagePlugin

from chalicelib.reading import count, pages, pdfs, read
from chalicelib.reading.facts import Trouble
from chalicelib.reading.limits import MAX_PAGES, Detail
from chalicelib.reading.pages import DamagedPage, open_pages
from chalicelib.reading.sources import PageImage, Source

LONG = 60


def tiff(total: int) -> bytes:
    """Page n is 100 + n pixels wide."""
    out = io.BytesIO()
    first, *others = [Image.new("L", (100 + number, 80), "white") for number in range(1, total + 1)]
    first.save(out, "TIFF", save_all=True, append_images=others, compression="tiff_adobe_deflate")
    return out.getvalue()


def pdf(total: int) -> bytes:
    """Page n is 100 + n points wide."""
    document, out = pdfium.PdfDocument.new(), io.BytesIO()
    for number in range(1, total + 1):
        document.new_page(100 + number, 80)
    document.save(out)
    return out.getvalue()


@pytest.fixture(params=[tiff, pdf])
def make(request: pytest.FixtureRequest) -> Callable[[int], bytes]:
    made: Callable[[int], bytes] = request.param
    return made


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The numbers of the pages that were decoded or drawn, whatever they are good for: told by their width."""
    done: set[int] = set()
    load, draw = TiffImagePlugin.TiffImageFile.load, pdfs.rendered

    def loading(image: TiffImagePlugin.TiffImageFile) -> object:
        done.add(image.width - 100)
        return load(image)

    def drawing(page: pdfium.PdfPage, scale: float) -> Image.Image:
        done.add(round(page.get_width()) - 100)
        return draw(page, scale)

    monkeypatch.setattr(TiffImagePlugin.TiffImageFile, "load", loading)
    monkeypatch.setattr(pdfs, "rendered", drawing)
    return done


def test_a_late_page_is_opened_without_those_before(make: Callable[[int], bytes], decoded: set[int]) -> None:
    opened = open_pages(make(LONG), numbers=[58, 60, 61])
    late = list(opened.images)
    assert (opened.count, opened.numbers) == (LONG, [58, 60])
    first, last = (page.image for page in late if isinstance(page, PageImage))
    assert last.width > first.width
    assert decoded == {58, 60}


def test_a_reading_in_portions_tells_what_is_left(make: Callable[[int], bytes]) -> None:
    data = make(LONG)
    told: list[tuple[int, int]] = []
    first = read(data, numbers=range(1, 21), on_page=lambda page, total: told.append((page.number, total)))
    last = read(data, numbers=range(41, 61))
    assert [page.number for page in first.pages] == list(range(1, 21))
    assert told == [(number, LONG) for number in range(1, 21)]
    assert [page.number for page in last.pages] == list(range(41, 61))
    assert (first.left, last.left) == (40, 0)


def test_a_file_as_long_as_one_may_be_is_read_to_its_end() -> None:
    data = pdf(MAX_PAGES)
    parts = [read(data, numbers=range(first, first + 20)) for first in range(1, MAX_PAGES, 20)]
    assert [part.left for part in parts] == list(range(MAX_PAGES - 20, -1, -20))
    found = [page for part in parts for page in part.pages]
    assert [page.number for page in found] == list(range(1, MAX_PAGES + 1))
    assert {page.troubles for page in found} == {(Trouble.BLANK,)}


def test_a_long_file_is_opened_anew_now_and_then(make: Callable[[int], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    real = pages._opened

    def opening(data: bytes, detail: Detail) -> Source:
        opened.append(len(data))
        return real(data, detail)

    monkeypatch.setattr(pages, "_opened", opening)
    found = [page.image.width for page in open_pages(make(LONG)).images if isinstance(page, PageImage)]
    assert (len(found), len(opened)) == (LONG, LONG // pages.AFRESH)
    assert found == sorted(set(found)), "each page once, in its place"


def test_pages_are_counted_without_opening_one(make: Callable[[int], bytes], decoded: set[int]) -> None:
    assert count(make(MAX_PAGES)) == MAX_PAGES
    assert decoded == set()


def test_a_portion_of_damaged_pages_is_no_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_page", lambda _source, number: DamagedPage())
    assert list(open_pages(tiff(3), numbers=[1, 2]).images) == [DamagedPage()] * 2
