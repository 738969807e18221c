"""The pages of a PDF as pictures: a scanner's own picture is kept, any other page becomes one."""

import io
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as c
from PIL import Image

from .. import pdfs
from .pictures import KNOWN_COLOURS, Matrix, Picture, Sheet, as_jpeg, black_and_white, kept

DPI = 200  # of pages that are no scan: print stays sharp


def sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the pages of a PDF. A page that cannot be opened comes without its picture."""
    with pdfs.document(data) as document:
        for index in range(len(document)):
            try:
                yield _sheet(document, index)
            except MemoryError:
                raise
            except Exception:  # whatever the damage leads to: the reader met it too and said so
                yield Sheet(595, 842, 1, None, (1, 0, 0, 1, 0, 0))


def _sheet(document: pdfium.PdfDocument, index: int) -> Sheet:
    page = document[index]
    try:
        width, height = page.get_size()
        picture, placed = _scanned(page) or (_rendered(page), (width, 0, 0, height, 0, 0))
        return Sheet(width, height, pdfs.scale_of(width, height), picture, placed)
    finally:
        page.close()


def _rendered(page: pdfium.PdfPage) -> Picture:
    scale = min(DPI / 72, pdfs.scale_of(*page.get_size()))
    return as_jpeg(pdfs.rendered(page, scale))


def _scanned(page: pdfium.PdfPage) -> tuple[Picture, Matrix] | None:
    """Return the picture of a page that shows nothing else, and how it lies there."""
    found: list[pdfium.PdfImage] = []
    for shown in page.get_objects(max_depth=1):
        if shown.type == c.FPDF_PAGEOBJ_TEXT and _is_hidden(shown):
            continue
        if shown.type != c.FPDF_PAGEOBJ_IMAGE or found or c.FPDFPageObj_HasTransparency(shown):
            return None
        found.append(shown)
    if not found:
        return None
    placed = pdfium.PdfMatrix(*found[0].get_matrix().get()).multiply(_shown(page))
    return _own(found[0]), placed.get()


def _is_hidden(text: pdfium.PdfObject) -> bool:
    return bool(c.FPDFTextObj_GetTextRenderMode(text) == c.FPDF_TEXTRENDERMODE_INVISIBLE)


def _own(image: pdfium.PdfImage) -> Picture:
    """Return a picture as it lies in the file, if PDF/A lets it; black and white without loss."""
    if image.get_filters(skip_simple=True) == ["DCTDecode"]:
        data = bytes(image.get_data(decode_simple=True))
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as jpeg:
            if jpeg.mode in KNOWN_COLOURS:
                return kept(data, jpeg)
    bits = image.get_metadata().bits_per_pixel
    picture = image.get_bitmap().to_pil()
    return black_and_white(picture.convert("1")) if bits == 1 else as_jpeg(picture)


def _shown(page: pdfium.PdfPage) -> pdfium.PdfMatrix:
    """Return the way from the page's own space to the page as it is shown: cropped and turned."""
    left, bottom, right, top = page.get_bbox()
    turns = {
        0: (1, 0, 0, 1, -left, -bottom),
        90: (0, -1, 1, 0, -bottom, right),
        180: (-1, 0, 0, -1, right, top),
        270: (0, 1, -1, 0, top, -left),
    }
    return pdfium.PdfMatrix(*turns[page.get_rotation()])
