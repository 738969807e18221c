"""Setting cover sheets: one to an A4 page, the code so large that old printers and crooked feeds leave it legible."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from chalicelib.adapters.typesetting import BOLD, PLAIN, fonts
from chalicelib.domain.covers import CoverSheet

_WIDTH, _HEIGHT = A4
_MARGIN = 22 * mm  # what old printers cannot reach, and more
_QR = 150 * mm
_QR_TOP = _HEIGHT - 82 * mm
_BAR, _FROM_EDGE = 6 * mm, 11 * mm
_BLOCK, _BLOCKS = 12 * mm, 11
"""Down both margins stands a bar of black blocks, as far apart as they are long: what no other paper has. It tells a
sheet whose code is lost from a page of a dossier (see chalicelib.reading.ladder)."""


def pdf(sheets: Sequence[CoverSheet]) -> bytes:
    """The sheets, one to a page."""
    fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="vi")
    canvas.setTitle(sheets[0].title)
    for sheet in sheets:
        _page(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _page(canvas: Canvas, sheet: CoverSheet) -> None:
    _bars(canvas)
    y = _HEIGHT - _MARGIN
    for text, font, size in (
        (sheet.title, BOLD, 24),
        (sheet.code, BOLD, 24),
        (sheet.slot, BOLD, 18),
        (sheet.procedure, PLAIN, 13),
    ):
        y = _written(canvas, text, font, size, y)
    code = _code(sheet.qr)
    renderPDF.draw(code, canvas, (_WIDTH - _QR) / 2, _QR_TOP - _QR)
    y = _QR_TOP - _QR - 1 * mm
    for hint in sheet.hints:
        y = _written(canvas, hint, PLAIN, 11, y)
    _written(canvas, sheet.footer, PLAIN, 9, _MARGIN)


def _bars(canvas: Canvas) -> None:
    lowest = (_HEIGHT - (2 * _BLOCKS - 1) * _BLOCK) / 2
    for left in (_FROM_EDGE, _WIDTH - _FROM_EDGE - _BAR):
        for number in range(_BLOCKS):
            canvas.rect(left, lowest + 2 * number * _BLOCK, _BAR, _BLOCK, stroke=0, fill=1)


def _written(canvas: Canvas, text: str, font: str, size: int, y: float) -> float:
    """Writes centred lines, at most three, below `y`; returns where the next may begin."""
    canvas.setFont(font, size)
    for line in simpleSplit(text, font, size, _WIDTH - 2 * _MARGIN)[:3]:
        y -= size * 1.25
        canvas.drawCentredString(_WIDTH / 2, y, line)
    return y - 2 * mm


def _code(qr: str) -> Drawing:
    """The code with the most redundancy there is: a third of it may be gone."""
    widget: Any = QrCodeWidget(qr, barLevel="H", barBorder=4)
    left, bottom, right, top = widget.getBounds()
    drawing = Drawing(_QR, _QR, transform=[_QR / (right - left), 0, 0, _QR / (top - bottom), 0, 0])
    drawing.add(widget)
    return drawing
