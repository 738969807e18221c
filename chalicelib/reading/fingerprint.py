"""What makes a page itself: its ink at 75 dpi. By it repeated pages are known.

Two fingerprints are laid over each other (shift, turn and scale found from blocks of the page) and compared window by
window: a page scanned again is alike everywhere, a form that is filled in otherwise differs in a window at least.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .engine import Grey

Ink = NDArray[np.uint8]
"""How much darker than the paper around it each pixel is: 0 is paper, 255 black."""

SIDE = 877  # A4 at 75 dpi
WINDOW = 12  # pixels: 4 mm


def ink_of(grey: Grey) -> Ink:
    """Return the page's ink, whatever the paper's colour and light."""
    small = Image.fromarray(grey)
    scale = SIDE / max(small.size)
    size = (max(1, round(small.width * scale)), max(1, round(small.height * scale)))
    small = small.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BICUBIC)
    paper = small.reduce(4)
    for _ in range(3):
        paper = paper.filter(ImageFilter.MaxFilter(3))
    paper = paper.filter(ImageFilter.GaussianBlur(4)).resize(small.size, Image.Resampling.BILINEAR)
    bright = np.maximum(np.asarray(paper, np.float32), 1)
    return np.clip(255 * (1 - np.asarray(small, np.float32) / bright), 0, 255).astype(np.uint8)


def packed(ink: Ink) -> bytes:
    """Return the fingerprint: the ink as a small PNG file."""
    out = io.BytesIO()
    Image.fromarray(ink & 0xF0).save(out, "PNG", compress_level=6)
    return out.getvalue()


def unpacked(fingerprint: bytes) -> Ink:
    """Return the ink of a fingerprint."""
    return np.asarray(Image.open(io.BytesIO(fingerprint)))
