"""The pages of a long scan in grey, one at a time, at no more than 200 dpi. A damaged page harms no other."""

import io
import warnings
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, UnidentifiedImageError

from . import fingerprint
from .facts import Reason, Unreadable
from .fingerprint import Grey
from .limits import MAX_PIXELS
from .pdfs import PDFIUM

LARGEST_SIDE = 2339  # A4 at 200 dpi: the code of a card is still legible, that of a cover sheet from 60 dpi on
DPI = 200


def pages(data: bytes, most: int) -> Iterator[Grey | None]:
    """Yield each page of a PDF, TIFF, JPEG or PNG file; None for one damaged or too large. Raises Unreadable."""
    if not data:
        raise Unreadable(Reason.EMPTY_FILE, "the file holds no bytes")
    return _pages_of_pdf(data, most) if b"%PDF-" in data[:1024] else _frames(data, most)


def _frames(data: bytes, most: int) -> Iterator[Grey | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF"))
            count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except UnidentifiedImageError as error:
        raise Unreadable(Reason.NOT_IMAGE_OR_PDF, "neither JPEG, PNG, TIFF nor PDF") from error
    except Exception as error:  # plugins raise whatever a broken header leads them into
        raise _damaged() from error
    _check_count(count, most)
    return (_frame(image, index) for index in range(count))


def _frame(image: Image.Image, index: int) -> Grey | None:
    try:
        if image.format == "TIFF":
            image.seek(index)
        if image.width * image.height > MAX_PIXELS:
            return None
        image.draft("L", (LARGEST_SIDE, LARGEST_SIDE))  # JPEG only: decodes at a fraction of its size
        return _reduced(image)
    except Exception:  # Pillow raises OSError, SyntaxError, struct.error and others for one and the same cause
        return None


def _reduced(image: Image.Image) -> Grey:
    if image.mode.startswith("I"):  # 16-bit grey: plain conversion would clip it to white
        image = image.convert("I").point(lambda value: value / 256)
    grey = image.convert("L")
    grey.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.BOX)
    return np.asarray(grey)


def _pages_of_pdf(data: bytes, most: int) -> Iterator[Grey | None]:
    with PDFIUM:
        document = open_pdf(data)
        count = len(document)
    if count == 0:
        raise _damaged()
    _check_count(count, most)
    return _rendered(document, count)


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Open a PDF file; the caller holds the lock. Raises Unreadable."""
    if b"%%EOF" not in data[-2048:]:
        raise _damaged()  # pdfium would repair it in silence and drop the pages that are missing
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() and b"/Encrypt" in data:
            raise Unreadable(Reason.ENCRYPTED_PDF, "the PDF asks for a password") from error
        raise _damaged() from error


def _rendered(document: pdfium.PdfDocument, count: int) -> Iterator[Grey | None]:
    try:
        for index in range(count):
            with PDFIUM:
                made = _page(document, index)
            yield made
    finally:
        with PDFIUM:
            document.close()


def _page(document: pdfium.PdfDocument, index: int) -> Grey | None:
    try:
        page = document[index]
        scale = min(DPI / 72, LARGEST_SIDE / max(page.get_size()))
        grey = np.array(page.render(scale=scale, grayscale=True).to_numpy()).squeeze()
        whole = all(map(_is_whole, page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE])))
        lost = fingerprint.is_blank(fingerprint.ink_of(grey)) and not _all_decode(page)
        page.close()
    except pdfium.PdfiumError:
        return None
    return grey if whole and not lost else None


def _is_whole(image: pdfium.PdfObject) -> bool:
    """Tell whether a JPEG picture has its end; PDFium shows what there is of it and fills the rest in silence."""
    if not isinstance(image, pdfium.PdfImage) or image.get_filters() != ["DCTDecode"]:
        return True
    raw = bytes(image.get_data(decode_simple=False))
    return raw.startswith(b"\xff\xd8") and b"\xff\xd9" in raw[-64:]


def _all_decode(page: pdfium.PdfPage) -> bool:
    """Tell whether every picture can be decoded: a page whose picture cannot looks blank, and is not."""
    try:
        for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
            if isinstance(image, pdfium.PdfImage):
                image.get_bitmap()
    except pdfium.PdfiumError:
        return False
    return True


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise Unreadable(Reason.TOO_MANY_PAGES, f"more than {most} pages")


def _damaged() -> Unreadable:
    return Unreadable(Reason.TRUNCATED, "the file is cut short or damaged")
