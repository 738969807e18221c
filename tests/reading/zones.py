"""Machine-readable zones of nobody, with right check digits, and pictures of them."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from chalicelib.reading import mrz
from chalicelib.reading.engine import Grey
from chalicelib.reading.facts import Box, Line, Word
from chalicelib.reading.ocr_b import ALPHABET, DRAWN, GLYPHS, Likeness

NUMBER = "001088123456"


def card(number: str = NUMBER, birth: str = "880817", name: str = "LUU<<DUC<THINH") -> list[str]:
    """The back of an identity card."""
    c = mrz.check_digit
    first = f"IDVNM{number[3:]}{c(number[3:])}{number}<<{c(number)}"
    second = f"{birth}{c(birth)}M280817{c('280817')}VNM<<<<<<<<<<<"
    whole = c(first[5:] + second[:7] + second[8:15] + second[18:29])
    return [first, second + whole, name.ljust(30, "<")]


def booklet(width: int = 44, *, state: str = "VNM", document: str = "B1234567", number: str = NUMBER) -> list[str]:
    """A passport's page, or at 36 columns a TD2."""
    c = mrz.check_digit
    own = f"{number.ljust(14, '<')}{c(number)}" if width == 44 else "<<<<<<<"
    document = document.ljust(9, "<")
    second = f"{document}{c(document)}{state}880817{c('880817')}M280817{c('280817')}{own}"
    whole = c(second[:10] + second[13:20] + second[21:])
    return [f"P<{state}LUU<<DUC<THINH".ljust(width, "<"), second + whole]


def likeness(rows: Sequence[str]) -> Likeness:
    """Cells (line, column, letter) that look like these letters and nothing else."""
    return np.array([[[float(letter == own) for own in ALPHABET] for letter in row] for row in rows], np.float32)


def picture(rows: Sequence[str], pitch: int = 24) -> Grey:
    """A page with a zone, its cells this wide, from (100, 300) on."""
    width, height = pitch, pitch * DRAWN[1] // DRAWN[0]
    glyphs = Image.open(GLYPHS)
    page = Image.new("L", (200 + width * len(rows[0]), 500), 245)
    for down, row in enumerate(rows):
        for across, letter in enumerate(row):
            left = ALPHABET.index(letter) * DRAWN[0]
            glyph = glyphs.crop((left, 0, left + DRAWN[0], DRAWN[1])).resize((width, height))
            page.paste(glyph, (100 + across * width, 300 + round(down * 1.7 * pitch)))
    return np.asarray(page)


def boxed(rows: Sequence[str], pitch: int = 24) -> list[tuple[Box, Line]]:
    """The lines of that page, each with the box of its ink and misread."""
    found: list[tuple[Box, Line]] = []
    for down, row in enumerate(rows):
        top = 300 + round(down * 1.7 * pitch) + pitch // 5
        box = (103, top, 97 + len(row) * pitch, top + pitch)
        found.append((box, (Word(row.replace("<", "K").replace("1", "l"), 0.5, box),)))
    return found


def prose(top: int, text: str = "Đặc điểm nhận dạng / Personal identification: nốt ruồi") -> tuple[Box, Line]:
    """A line of print."""
    box = (100, top, 800, top + 20)
    return box, tuple(Word(word, 0.9, box) for word in text.split())
