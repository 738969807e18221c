"""A long scan gone through page by page, quickly: codes, blank pages and fingerprints; nothing is read yet.

Pages are looked at in grey at no more than 200 dpi, one at a time. A page that cannot be decoded harms no other.
"""

from collections.abc import Iterator

import zxingcpp

from . import card, fingerprint, piles
from .batches import Looked
from .fingerprint import Grey
from .sides import UNKNOWN, Face, Side

OLD_CARD_FIELDS = 7
"""The code of cards with so many fields or fewer stands on their front, that of newer ones with more on their back."""


def look(data: bytes, most: int) -> Iterator[Looked]:
    """Look at every page of a PDF, TIFF, JPEG or PNG file of at most so many pages. Raises Unreadable."""
    for number, grey in enumerate(piles.pages(data, most), 1):
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
        side=next((side for side in map(_side, codes) if side), UNKNOWN),
    )


def _side(code: str) -> Side | None:
    values = card.parse(code)
    if values is None:
        return None
    return Side(values["personal_number"], Face.FRONT if code.count("|") < OLD_CARD_FIELDS else Face.BACK)
