"""Piles of paper as a scanner makes them: cover sheets printed by the system, papers, blank pages, damage."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1240, 1754)  # A4 at 150 dpi
DPI = 150


def rendered(pdf: bytes) -> list[Image.Image]:
    """The pages of a printed PDF at 150 dpi."""
    document = pdfium.PdfDocument(pdf)
    return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in document]


@cache
def paper(seed: int, lines: int = 30) -> Image.Image:
    """A page of print that nobody can read: words of bars, another page for every seed."""
    rng = np.random.default_rng(seed)
    page = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(page)
    for line in range(lines):
        x, y = 130, 150 + line * 46
        while x < 1050:
            for _ in range(int(rng.integers(2, 9))):
                draw.rectangle((x, y - int(rng.integers(0, 8)), x + int(rng.integers(2, 9)), y + 20), fill=30)
                x += 13
            x += 18
    return page


def blank() -> Image.Image:
    """The back of a sheet."""
    return Image.new("L", SIZE, 250)


def scanned(page: Image.Image, seed: int = 1, turn: float = 0.0) -> Image.Image:
    """The page as a worn scanner gives it: turned, shifted, soft, noisy, on grey paper."""
    rng = np.random.default_rng(seed)
    shift = (int(rng.integers(-12, 13)), int(rng.integers(-12, 13)))
    made = page.rotate(turn + float(rng.uniform(-1, 1)), Image.Resampling.BICUBIC, fillcolor=255, translate=shift)
    soft = np.asarray(made.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.5, 1.2)))), np.float32)
    noisy = soft * 0.8 + 30 + rng.normal(0, 8, soft.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def pdf(pages: Sequence[Image.Image]) -> bytes:
    """The pages as a scanner's PDF: one JPEG each."""
    out, pages = io.BytesIO(), [page.copy() for page in pages]  # Pillow remembers what an image was saved with
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=80)
    return out.getvalue()


def tiff(pages: Sequence[Image.Image]) -> bytes:
    """The pages as a TIFF file."""
    out, pages = io.BytesIO(), [page.copy() for page in pages]
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_deflate", dpi=(DPI, DPI))
    return out.getvalue()


def damaged(data: bytes, number: int) -> bytes:
    """The PDF with the picture of one page spoilt."""
    at = -1
    for _ in range(number):
        at = data.index(b"\xff\xd8\xff", at + 1)
    return data[:at] + b"\0" * 64 + data[at + 64 :]
