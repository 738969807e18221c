"""Cutting pages out of a long scan without coding any picture anew. The same pages make the same bytes."""

import io
import re
from collections.abc import Sequence

import pypdfium2 as pdfium
from PIL import Image

from . import frames, pdfs

_MADE_BY_PDFIUM = re.compile(rb"/CreationDate\(D:(\d{14})[^)]*\)[^>]*/Creator\(PDFium\)")
_ID = re.compile(rb"/ID\s*\[\s*<[0-9A-F]+>\s*<[0-9A-F]+>\s*\](?=[^/]*startxref)")


def cut(data: bytes, numbers: Sequence[int]) -> bytes:
    """Return a file of these pages, counted from 1, of the same type: PDF pages copied, TIFF frames as they are."""
    if pdfs.is_pdf(data):
        return _pdf(data, numbers)
    if data[:4] in frames.SIGNATURES:
        return frames.cut(data, numbers)
    return data if data[:2] not in (b"II", b"MM") else _coded_anew(data, numbers)


def _pdf(data: bytes, numbers: Sequence[int]) -> bytes:
    with pdfs.document(data) as source:
        made = pdfium.PdfDocument.new()
        made.import_pages(source, [number - 1 for number in numbers])
        out = io.BytesIO()
        made.save(out)
        made.close()
    return _timeless(out.getvalue())


def _timeless(data: bytes) -> bytes:
    """Return the file without the time and the random id that PDFium writes into it, every byte in its place."""
    made = _MADE_BY_PDFIUM.search(data)
    if made:
        data = data[: made.start(1)] + b"20000101000000" + data[made.end(1) :]
    identity = _ID.search(data, max(0, len(data) - 1024))
    if identity:
        data = data[: identity.start()] + b" " * len(identity[0]) + data[identity.end() :]
    return data


def _coded_anew(data: bytes, numbers: Sequence[int]) -> bytes:
    """Return the frames of a TIFF file beyond 4 GB offsets (BigTIFF), coded anew without loss."""
    image, taken = Image.open(io.BytesIO(data)), []
    for number in numbers:
        image.seek(number - 1)
        taken.append(image.copy())
    out = io.BytesIO()
    taken[0].save(out, "TIFF", save_all=True, append_images=taken[1:], compression="tiff_deflate")
    return out.getvalue()
