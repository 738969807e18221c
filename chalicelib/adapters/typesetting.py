"""Setting a filled-in form as a PDF: DejaVu Serif, which has all Vietnamese letters, embedded; the QR code drawn."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from chalicelib.domain.forms import Sheet

_FONTS = Path(__file__).parent / "fonts"
PLAIN, BOLD = "form", "form-bold"
_PAGES = {"A5": A5, "A4 landscape": landscape(A4)}
_MARGIN = 10 * mm
_QR = 26 * mm
_SHARES = {4: (1, 4, 2, 1), 10: (0.9, 3.2, 3, 2.4, 3.2, 2.2, 2.2, 2.2, 2.2, 1.4)}


def pdf(sheet: Sheet, qr: str) -> bytes:
    """The sheet as a PDF with the QR code in its head."""
    fonts()
    out = io.BytesIO()
    page = _PAGES[sheet.page]
    document = SimpleDocTemplate(
        out,
        pagesize=page,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN + 4 * mm,
        title=sheet.title,
        author=sheet.heading[-1],
        lang="vi",
        invariant=1,
    )
    document.build(_story(sheet, qr, page[0] - 2 * _MARGIN), onFirstPage=_foot(sheet), onLaterPages=_foot(sheet))
    return out.getvalue()


@cache
def fonts() -> None:
    """Makes both fonts known to reportlab."""
    pdfmetrics.registerFont(TTFont(PLAIN, _FONTS / "DejaVuSerifCondensed.ttf"))
    pdfmetrics.registerFont(TTFont(BOLD, _FONTS / "DejaVuSerifCondensed-Bold.ttf"))


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:  # noqa: ANN401 - reportlab's own options
    return ParagraphStyle(name, **{"fontName": PLAIN, "fontSize": size, "leading": size * 1.3, "spaceAfter": 1, **more})


_LINE = _style("line", 8.5)
_CELL = _style("cell", 7)
_HEAD_CELL = _style("head cell", 7, fontName=BOLD, alignment=TA_CENTER)
_HEAD = _style("head", 7, fontName=BOLD, alignment=TA_CENTER)
_MOTTO = _style("motto", 7.5, alignment=TA_CENTER)
_TITLE = _style("title", 10.5, fontName=BOLD, alignment=TA_CENTER, spaceBefore=4, spaceAfter=4)
_COPY = _style("copy", 8, alignment=TA_CENTER)


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(unicodedata.normalize("NFC", text)).replace("\n", "<br/>"), style)


def _story(sheet: Sheet, qr: str, width: float) -> list[Any]:
    story: list[Any] = [_top(sheet, qr, width), _text(sheet.title, _TITLE)]
    if sheet.demo:
        story.append(_text("DEMO – không phải mẫu chính thức", _COPY))
    if sheet.copy:
        story.append(_text(sheet.copy, _COPY))
    story += [_text(line, _LINE) for line in sheet.lines]
    if sheet.columns:
        story += [Spacer(1, 2 * mm), _table(sheet, width), Spacer(1, 2 * mm)]
    story += [_text(line, _LINE) for line in sheet.after]
    if sheet.signatures:
        story += [Spacer(1, 3 * mm), _signatures(sheet, width)]
    return story


def _top(sheet: Sheet, qr: str, width: float) -> Table:
    """Whose form it is, the state's name and motto, and the QR code."""
    motto = [_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _HEAD), _text("Độc lập - Tự do - Hạnh phúc", _MOTTO)]
    ours = [*[_text(line, _HEAD) for line in sheet.heading], *[_text(n, _MOTTO) for n in (sheet.number,) if n]]
    free = width - _QR
    top = Table([[ours, motto, _drawn(qr)]], colWidths=[free * 0.4, free * 0.6, _QR])
    top.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)])
    return top


def _drawn(qr: str) -> Drawing:
    widget = QrCodeWidget(qr, barLevel="M", barBorder=1)
    left, bottom, right, top = widget.getBounds()
    scale = [_QR / (right - left), 0, 0, _QR / (top - bottom), 0, 0]
    drawing = Drawing(_QR, _QR, transform=scale)
    drawing.add(widget)
    return drawing


def _table(sheet: Sheet, width: float) -> Table:
    shares = _SHARES.get(len(sheet.columns), (1,) * len(sheet.columns))
    cells = [[_text(name, _HEAD_CELL) for name in sheet.columns]]
    cells += [[_text(cell, _CELL) for cell in row] for row in sheet.rows]
    table = Table(cells, colWidths=[width * share / sum(shares) for share in shares], repeatRows=1)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.4, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return table


def _signatures(sheet: Sheet, width: float) -> Table:
    names = [
        [_text(name, _HEAD), _text("(ký, ghi rõ họ tên)", _MOTTO), Spacer(1, 12 * mm)] for name in sheet.signatures
    ]
    return Table([names], colWidths=[width / len(names)] * len(names))


def _foot(sheet: Sheet) -> Any:  # noqa: ANN401 - a callback of reportlab
    def draw(canvas: Any, document: Any) -> None:  # noqa: ANN401
        canvas.setFont(PLAIN, 6.5)
        said = [sheet.number or "", f"trang {document.page}"]
        canvas.drawRightString(_PAGES[sheet.page][0] - _MARGIN, _MARGIN - 2 * mm, " · ".join(filter(None, said)))

    return draw
