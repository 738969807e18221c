"""PDF files: every page rendered, with the words that its text layer claims. No script runs, nothing attached opens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image

from . import textlayer
from .facts import Reason, Unreadable
from .limits import WORKING_SIDE, check_count, damaged
from .sources import PageImage, Source

DPI = 300
_MARK = b"%PDF-"
_PDFIUM = threading.RLock()  # PDFium crashes when two threads are in it


def is_pdf(data: bytes) -> bool:
    """Tell a PDF by its mark, which may stand behind some rubbish."""
    return _MARK in data[:1024]


def opened(data: bytes) -> Source:
    """Open a PDF. Raises Unreadable."""
    if b"%%EOF" not in data[-2048:]:
        raise damaged()  # pdfium would repair it in silence and drop the pages that are missing
    with _PDFIUM:
        document = _document(data)
        count = len(document)
        notes = _notes(document)
    if count == 0:
        raise damaged()
    check_count(count)
    return Source(count, partial(_page, document), notes, partial(_locked, document.close))


def _document(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # PDFium may repeat the error of the file before, so the file's own word is asked for too.
        if "password" in str(error).lower() and b"/Encrypt" in data:
            raise Unreadable(Reason.ENCRYPTED_PDF, "the PDF asks for a password") from error
        raise damaged() from error


def _locked(act: Callable[[], None]) -> None:
    with _PDFIUM:
        act()


def _notes(document: pdfium.PdfDocument) -> tuple[str, ...]:
    carried = {
        "script ignored": c.FPDFDoc_GetJavaScriptActionCount(document),
        "attachments ignored": c.FPDFDoc_GetAttachmentCount(document),
        "signed": c.FPDF_GetSignatureCount(document),
    }
    return tuple(note for note, count in carried.items() if count > 0)


def is_signed(data: bytes) -> bool:
    """Tell whether somebody signed this file: it is then kept as it is."""
    if not is_pdf(data):
        return False
    with document(data) as opened_file:
        return bool(c.FPDF_GetSignatureCount(opened_file) > 0)


@contextmanager
def document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """Lend the file to one thread: the others wait. Raises Unreadable."""
    with _PDFIUM:
        opened_file = _document(data)
        try:
            yield opened_file
        finally:
            opened_file.close()


def scale_of(width: float, height: float) -> float:
    """Return how many pixels make a point (1/72 inch) of a page of that size in points."""
    return min(DPI / 72, WORKING_SIDE / max(width, height))


def _page(document: pdfium.PdfDocument, index: int) -> PageImage:
    with _PDFIUM:
        page = document[index]
        try:
            scale = scale_of(*page.get_size())
            image = page.render(scale=scale).to_pil().convert("RGB")
            if _is_white(image) and _has_broken_picture(page):
                raise damaged()
            return PageImage(image, 72 * scale, textlayer.of(page, image.size))
        finally:
            page.close()


def _is_white(image: Image.Image) -> bool:
    return image.convert("L").getextrema() == (255, 255)


def _has_broken_picture(page: pdfium.PdfPage) -> bool:
    """Tell whether a picture stands there that cannot be decoded: PDFium leaves its place white without a word."""
    for found in page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE]):
        try:
            found.get_bitmap()
        except pdfium.PdfiumError:
            return True
    return False
