"""A long scan gone through page by page, quickly: codes, blank pages and fingerprints; nothing is read yet.

Pages are looked at in grey at no more than 200 dpi, one at a time. A page that cannot be decoded harms no other.
"""

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import zxingcpp
from PIL import Image

from . import card, fingerprint, pages
from .engine import Grey
from .facts import Reason, Unreadable
from .sides import Face, Side

LARGEST_SIDE = 2339  # A4 at 200 dpi: the code of a card is still legible, that of a cover sheet from 60 dpi on
OLD_CARD_FIELDS = 7
"""The code of cards with so many fields or fewer stands on their front, that of newer ones with more on their back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a glance at a page tells. `codes` are the texts of QR codes, `unread_code` that one fills the page and cannot
    be decoded; `print` is the fingerprint of its content (see fingerprint)."""

    number: int
    damaged: bool = False
    codes: tuple[str, ...] = ()
    unread_code: bool = False
    blank: bool = False
    print: bytes = b""
    side: Side = Side()


def look(data: bytes, most: int) -> Iterator[Looked]:
    """Look at every page of a PDF, TIFF, JPEG or PNG file of at most so many pages. Raises Unreadable."""
    for number, grey in enumerate(_pages(data, most), 1):
        yield Looked(number=number, damaged=True) if grey is None else _looked(number, grey)


def _looked(number: int, grey: Grey) -> Looked:
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    codes = tuple(code.text for code in found)
    ink = fingerprint.ink_of(grey)
    return Looked(
        number=number,
        codes=codes,
        unread_code=not codes and fingerprint.shows_a_large_code(ink),
        blank=not codes and fingerprint.is_blank(ink),
        print=fingerprint.packed(ink),
        side=next((side for side in map(_side, codes) if side), Side()),
    )


def _side(code: str) -> Side | None:
    values = card.parse(code)
    if values is None:
        return None
    return Side(values["personal_number"], Face.FRONT if code.count("|") < OLD_CARD_FIELDS else Face.BACK)


def _pages(data: bytes, most: int) -> Iterator[Grey | None]:
    if not data:
        raise Unreadable(Reason.EMPTY_FILE, "the file holds no bytes")
    return _pages_of_pdf(data, most) if b"%PDF-" in data[:1024] else _frames(data, most)


def _frames(data: bytes, most: int) -> Iterator[Grey | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "TIFF"))
            count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except Image.UnidentifiedImageError as error:
        raise Unreadable(Reason.NOT_IMAGE_OR_PDF, "neither JPEG, PNG, TIFF nor PDF") from error
    except Exception as error:  # plugins raise whatever a broken header leads them into
        raise Unreadable(Reason.TRUNCATED, "the file is cut short or damaged") from error
    _check_count(count, most)
    return (_frame(image, index) for index in range(count))


def _frame(image: Image.Image, index: int) -> Grey | None:
    try:
        if image.format == "TIFF":
            image.seek(index)
        if image.width * image.height > pages.MAX_PIXELS:
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
    count = pages.open_pdf(data, most)
    return (_page(data, count, index) for index in range(count))
