"""From the bytes of a file to page images. Whatever is wrong with a file is found here, before it can cost memory."""

import io
import threading
import warnings
from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from .facts import Reason, Unreadable

MAX_PIXELS = 60_000_000
MAX_PAGES = 50
WORKING_SIDE = 3600  # A4 at 300 dpi is 3,508 high; more pixels cost time and bring no letters
PDF_DPI = 300

_PDFIUM = threading.Lock()  # PDFium crashes when two threads are in it

Pages = tuple[int, Iterator[Image.Image]]


def open_pages(data: bytes) -> Pages:
    """Return the number of pages and their images in RGB, each made only when it is asked for."""
    if not data:
        raise Unreadable(Reason.EMPTY_FILE, "the file holds no bytes")
    if b"%PDF-" in data[:1024]:
        return _open_pdf(data)
    return _open_image(data)


def _open_image(data: bytes) -> Pages:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit below is the lower one
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF"))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise Unreadable(Reason.NOT_IMAGE_OR_PDF, "neither JPEG, PNG, TIFF nor PDF") from error
    except Exception as error:  # plugins raise whatever a broken header leads them into
        raise _damaged() from error
    count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1  # a phone's second frame is a thumbnail
    _check_count(count)
    _check_pixels(image.width, image.height)
    return count, (_frame(image, index) for index in range(count))


def _frame(image: Image.Image, index: int) -> Image.Image:
    try:
        if image.format == "TIFF":
            image.seek(index)
            _check_pixels(image.width, image.height)
        image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # JPEG only: decodes a huge photo at a fraction of its size
        image.load()
        return _working_copy(image)
    except Unreadable:
        raise
    except Exception as error:  # Pillow raises OSError, SyntaxError, struct.error and others for one and the same cause
        raise _damaged() from error


def _working_copy(image: Image.Image) -> Image.Image:
    """Turn as the camera says, put on white paper, reduce to RGB of a size worth reading."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):  # 16-bit grey: plain conversion would clip it to white
        upright = upright.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in upright.getbands() or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    upright = upright.convert("RGB")
    upright.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    return upright


def _open_pdf(data: bytes) -> Pages:
    if b"%%EOF" not in data[-2048:]:
        raise _damaged()  # pdfium would repair it in silence and drop the pages that are missing
    try:
        with _PDFIUM:
            document = pdfium.PdfDocument(data)
            count = len(document)
    except pdfium.PdfiumError as error:
        # PDFium may repeat the error of the file before, so the file's own word is asked for too.
        if "password" in str(error).lower() and b"/Encrypt" in data:
            raise Unreadable(Reason.ENCRYPTED_PDF, "the PDF asks for a password") from error
        raise _damaged() from error
    if count == 0:
        raise _damaged()
    _check_count(count)
    return count, _render(document, count)


def _render(document: pdfium.PdfDocument, count: int) -> Iterator[Image.Image]:
    try:
        for index in range(count):
            with _PDFIUM:
                page = document[index]
                scale = min(PDF_DPI / 72, WORKING_SIDE / max(page.get_size()))
                image = page.render(scale=scale).to_pil().convert("RGB")
                page.close()
            yield image
    except pdfium.PdfiumError as error:
        raise _damaged() from error
    finally:
        with _PDFIUM:
            document.close()


def _check_count(count: int) -> None:
    if count > MAX_PAGES:
        raise Unreadable(Reason.TOO_MANY_PAGES, f"more than {MAX_PAGES} pages")


def _check_pixels(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Unreadable:
    return Unreadable(Reason.TOO_MANY_PIXELS, f"a page of more than {MAX_PIXELS // 1_000_000} megapixels")


def _damaged() -> Unreadable:
    return Unreadable(Reason.TRUNCATED, "the file is cut short or damaged")
