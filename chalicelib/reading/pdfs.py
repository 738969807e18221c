"""PDF files: every page rendered, with the words that its text layer claims. No script runs, nothing attached opens."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image

from . import textlayer
from .facts import Reason, Unreadable
from .limits import TO_READ, Detail, check_count, damaged
from .sources import PageImage, Source, TooSlowError

SECONDS_A_PAGE = 10.0
MOST_OBJECTS = 100_000  # on a page; a full page of print has some thousands
MOST_SEGMENTS = 30_000  # of one line: 100,000 take seconds in which PDFium asks nobody whether to go on
_MARK = b"%PDF-"
_PAUSE = dict(c.IFSDK_PAUSE._fields_)["NeedToPauseNow"]
PDFIUM = threading.RLock()  # PDFium crashes when two threads are in it


def is_pdf(data: bytes) -> bool:
    """Tell a PDF by its mark, which may stand behind some rubbish."""
    return _MARK in data[:1024]


def opened(data: bytes, detail: Detail) -> Source:
    """Open a PDF. Raises Unreadable."""
    with PDFIUM:
        document = _document(data)
        count = len(document)
        notes = _notes(document)
    if count == 0:
        raise damaged()
    check_count(count, detail.pages)
    return Source(count, partial(_page, document, detail), notes, partial(_locked, document.close))


def _document(data: bytes) -> pdfium.PdfDocument:
    if b"%%EOF" not in data[-2048:]:
        raise damaged()  # pdfium would repair it in silence and drop the pages that are missing
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        # PDFium may repeat the error of the file before, so the file's own word is asked for too.
        if "password" in str(error).lower() and b"/Encrypt" in data:
            raise Unreadable(Reason.ENCRYPTED_PDF, "the PDF asks for a password") from error
        raise damaged() from error


def _locked(act: Callable[[], None]) -> None:
    with PDFIUM:
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
    with PDFIUM:
        opened_file = _document(data)
        try:
            yield opened_file
        finally:
            opened_file.close()


def scale_of(width: float, height: float, detail: Detail = TO_READ) -> float:
    """Return how many pixels make a point (1/72 inch) of a page of that size in points."""
    return min(detail.dpi / 72, detail.side / max(width, height))


def _page(document: pdfium.PdfDocument, detail: Detail, index: int) -> PageImage:
    with PDFIUM:
        page = document[index]
        try:
            width, height = page.get_size()
            scale = scale_of(width, height, detail)
            image = rendered(page, scale)
            if _is_cut_short(page) or (_is_white(image) and _has_broken_picture(page)):
                raise damaged()
            return PageImage(image, 72 * scale, textlayer.of(page, image.size) if detail.text else None)
        finally:
            page.close()


def rendered(page: pdfium.PdfPage, scale: float) -> Image.Image:
    """Return a page as a picture in RGB. Raises TooSlowError after SECONDS_A_PAGE, or at once where that is certain."""
    if c.FPDFPage_CountObjects(page) > MOST_OBJECTS or _has_endless_line(page):
        raise TooSlowError
    width, height = (max(1, round(side * scale)) for side in page.get_size())
    bitmap = pdfium.PdfBitmap.new_native(width, height, c.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    until = time.monotonic() + SECONDS_A_PAGE
    is_late = _PAUSE(lambda _: time.monotonic() > until)  # asked after every few strokes
    pause = c.IFSDK_PAUSE(version=1, NeedToPauseNow=is_late)
    state = c.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, width, height, 0, c.FPDF_ANNOT, pause)
    c.FPDF_RenderPage_Close(page)
    if state == c.FPDF_RENDER_TOBECONTINUED:
        raise TooSlowError
    image: Image.Image = bitmap.to_pil()
    return image.convert("RGB")


def _has_endless_line(page: pdfium.PdfPage) -> bool:
    lines = page.get_objects([c.FPDF_PAGEOBJ_PATH])
    return any(c.FPDFPath_CountSegments(line) > MOST_SEGMENTS for line in lines)


def _is_cut_short(page: pdfium.PdfPage) -> bool:
    """Tell whether a JPEG on the page lacks its end: PDFium shows what there is of it and greys the rest in silence."""
    return any(map(_lacks_its_end, page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE])))


def _lacks_its_end(picture: pdfium.PdfObject) -> bool:
    if not isinstance(picture, pdfium.PdfImage) or picture.get_filters() != ["DCTDecode"]:
        return False
    raw = bytes(picture.get_data(decode_simple=False))
    return raw.rfind(b"\xff\xd9") < raw.rfind(b"\xff\xda")


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
