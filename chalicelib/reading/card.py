"""The QR code of the identity card: what the card's maker wrote, so it goes before what is printed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter

from . import normal
from .engine import Grey
from .facts import Box, Doubt, Field

HARDER = (1, 2, 3)  # the sizes at which a code that must be there is looked for
LARGEST_TRY = 25_000_000  # pixels: enlarging beyond this costs more memory than a code is worth


@dataclass(frozen=True, slots=True)
class CardCode:
    """The decoded fields of a card and where its code stands."""

    values: dict[str, str]
    box: Box

    def fields(self) -> tuple[Field, ...]:
        """Return the card's facts as fields; the number must agree with birth date and sex to be sure."""
        forms = {name: _normal(name, value) for name, value in self.values.items()}
        sound = normal.is_personal_number(forms["personal_number"]) and normal.agrees(
            forms["personal_number"], forms.get("birth_date", ""), forms.get("sex", "")
        )
        return tuple(
            Field(name, value, forms[name], 1.0, sure := sound and bool(forms[name]), self.box, _doubt(sure=sure))
            for name, value in self.values.items()
        )


def find_code(grey: Grey, sizes: tuple[int, ...] = (1,)) -> CardCode | None:
    """Look for a card's code at each enlargement in turn, as it is and then sharpened.

    Small codes appear at two or three times their size, and of those too blurred for that some more once sharpened.
    """
    for sharpen in (False, True) if len(sizes) > 1 else (False,):
        for picture, scale in _sized(grey, sizes, sharpen=sharpen):
            for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
                values = parse(code.text)
                if values:
                    return CardCode(values, _box(code.position, scale))
    return None


def _doubt(*, sure: bool) -> Doubt | None:
    return None if sure else Doubt.MALFORMED


def _sized(grey: Grey, sizes: tuple[int, ...], *, sharpen: bool) -> Iterator[tuple[Grey, int]]:
    height, width = grey.shape
    for size in sizes:
        if size > 1 and grey.size * size * size > LARGEST_TRY:
            continue
        picture = Image.fromarray(grey)
        if size != 1:
            picture = picture.resize((width * size, height * size), Image.Resampling.BICUBIC)
        if sharpen:
            picture = picture.filter(ImageFilter.UnsharpMask(radius=size, percent=250, threshold=0))
        yield np.asarray(picture), size


def _box(position: zxingcpp.Position, scale: int) -> Box:
    corners = (position.top_left, position.top_right, position.bottom_left, position.bottom_right)
    xs, ys = [corner.x // scale for corner in corners], [corner.y // scale for corner in corners]
    return min(xs), min(ys), max(xs), max(ys)


def parse(payload: str) -> dict[str, str] | None:
    """Read `number|old number|name|birth|sex|residence|issued`, or nothing if it is some other code.

    Older printers leave the old number out altogether, newer cards append further parts.
    """
    parts = [normal.tidy(_repaired(part)) for part in payload.split("|")]
    if len(parts) < 6 or not (len(parts[0]) == 12 and parts[0].isdecimal()):
        return None
    if parts[1] and not parts[1].isdecimal():
        parts.insert(1, "")
    number, old, full_name, birth, sex, residence, *rest = parts
    values = {
        "personal_number": number,
        "full_name": full_name,
        "birth_date": _date(birth),
        "sex": sex,
        "residence": residence,
        "issue_date": _date(rest[0]) if rest else "",
        "old_number": old,
    }
    return {name: value for name, value in values.items() if value}


def _repaired(text: str) -> str:
    """Undo UTF-8 taken for Latin-1 or Windows-1252, which no Vietnamese text turns into by itself."""
    for wrong in ("latin-1", "cp1252"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _date(text: str) -> str:
    """Write ddmmyyyy the way the card prints it."""
    return f"{text[:2]}/{text[2:4]}/{text[4:]}" if len(text) == 8 and text.isdecimal() else text


def _normal(name: str, value: str) -> str:
    forms = {"birth_date": normal.date, "issue_date": normal.date, "sex": normal.sex, "full_name": normal.name}
    return forms.get(name, normal.tidy)(value)
