"""A long scan gone through page by page, quickly: codes, blank pages and fingerprints; nothing is read yet.

Pages are looked at in grey at no more than 200 dpi, one at a time. A page that cannot be decoded harms no other.
"""

from collections.abc import Iterator

import numpy as np
import zxingcpp

from . import card, fingerprint, ladder, surface
from .batches import Looked
from .engine import Grey
from .limits import Detail
from .pages import DamagedPage, open_pages
from .sides import UNKNOWN, Face, Side

DPI, LARGEST_SIDE = 200, 2339  # A4: the code of a card is still legible, that of a cover sheet from 60 dpi on
OLD_CARD_FIELDS = 7
"""The code of cards with so many fields or fewer stands on their front, that of newer ones with more on their back."""


def look(data: bytes, most: int) -> Iterator[Looked]:
    """Look at every page of a file of at most so many pages. Raises Unreadable as open_pages does."""
    glance = Detail(pages=most, side=LARGEST_SIDE, dpi=DPI, text=False)
    for number, page in enumerate(open_pages(data, glance).images, 1):
        if isinstance(page, DamagedPage):
            yield Looked(number=number, damaged=True)
        else:
            yield _looked(number, np.asarray(page.image.convert("L")))


def _looked(number: int, grey: Grey) -> Looked:
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    codes = tuple(code.text for code in found)
    ink = fingerprint.ink_of(grey)
    return Looked(
        number=number,
        codes=codes,
        sheet_without_code=not codes and ladder.shows_a_sheet(ink),
        blank=not codes and surface.is_blank(grey),
        print=fingerprint.packed(ink),
        side=next((side for side in map(_side, codes) if side), UNKNOWN),
    )


def _side(code: str) -> Side | None:
    values = card.parse(code)
    if values is None:
        return None
    return Side(values["personal_number"], Face.FRONT if code.count("|") < OLD_CARD_FIELDS else Face.BACK)
