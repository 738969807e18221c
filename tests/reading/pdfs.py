"""PDFs written by hand, for what no honest program writes."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from chalicelib.reading.facts import Line, Word
from chalicelib.reading.textlayer import TextLayer


def text(*operators: str, width: int = 300, height: int = 200) -> bytes:
    """A page that shows text in Helvetica: the operators between BT and ET, the font chosen at 12 points."""
    with Pdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page = pdf.add_blank_page(page_size=(width, height))
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = pdf.make_stream(f"BT /F 12 Tf {' '.join(operators)} ET".encode("cp1252"))
        return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def turned(data: bytes, degrees: int, box: Sequence[int] | None = None) -> bytes:
    """The same PDF, its first page shown turned, and cropped to a box."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[0].Rotate = degrees
        if box:
            pdf.pages[0].CropBox = Array(list(box))
        return saved(pdf)


def line(*words: str, top: int = 0, confidence: float = 0.95) -> Line:
    """Words side by side, ten pixels a letter and as high as 20."""
    placed, left = [], 0
    for word in words:
        right = left + 10 * len(word)
        placed.append(Word(word, confidence, (left, top, right, top + 20)))
        left = right + 10
    return tuple(placed)


def layer(*lines: Line) -> TextLayer:
    return TextLayer(lines, frozenset())
