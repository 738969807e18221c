"""QR codes as SVG for screens: one path, sharp at any size. The encoder is the one that draws the forms' codes."""

from __future__ import annotations

from typing import Any

_QUIET = 4  # modules of white around it, as ISO/IEC 18004 asks


def svg(text: str) -> str:
    """The QR code of a text, at correction level M."""
    from reportlab.graphics.barcode import qrencoder  # noqa: PLC0415 - who shows a code waits, no cold start

    code: Any = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    size = code.getModuleCount()
    dark = [(x, y) for y in range(size) for x in range(size) if code.isDark(y, x)]
    path = "".join(f"M{x + _QUIET} {y + _QUIET}h1v1h-1z" for x, y in dark)
    side = size + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" role="img">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>'
    )
