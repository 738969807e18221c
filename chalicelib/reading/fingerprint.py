"""What makes a page itself: its ink at 75 dpi. Tells blank pages, sheets whose code cannot be read, and repeated pages.

Two fingerprints are laid over each other (shift, turn and scale found from blocks of the page) and compared window by
window: a page scanned again is alike everywhere, a form that is filled in otherwise differs in a window at least.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey = NDArray[np.uint8]
Ink = NDArray[np.uint8]
"""How much darker than the paper around it each pixel is: 0 is paper, 255 black."""
_Map = NDArray[np.float32]

SIDE = 877  # A4 at 75 dpi
FAINTEST = 40  # of 255: fainter marks are paper, dirt or the other side shining through
MARGIN = 0.03  # of each side: scanners leave shadows there
SPECK = 8  # of a 4 mm window's pixels: dust is smaller, a page number larger
WINDOW = 12  # pixels: 4 mm
CODED = (0.3, 0.7)
"""A code is about half black, wherever one looks; print is a quarter at most."""
CODE_SIDE, CODE_WINDOW, FILLED = 0.6, 24, 0.85
"""A sheet's code is wider than this share of the page; so much of it must look like a code, in windows of 8 mm."""


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


def is_blank(ink: Ink) -> bool:
    """Tell whether there is nothing on the page but dust: no window holds as many dark pixels as one letter has."""
    return not (_windows(_inner(ink, FAINTEST), WINDOW) * WINDOW**2 > SPECK).any()


def shows_a_large_code(ink: Ink) -> bool:
    """Tell whether a page is filled by the pattern of a cover sheet's code."""
    share = _windows(_inner(ink, 100), CODE_WINDOW)
    coded = (share > CODED[0]) & (share < CODED[1])
    side = int(CODE_SIDE * min(coded.shape))
    if side == 0:
        return False
    squares = np.lib.stride_tricks.sliding_window_view(coded, (side, side)).mean(axis=(2, 3))
    return bool(squares.max() > FILLED)


def _inner(ink: Ink, darkness: int) -> _Map:
    """Return 1 where the page is dark, else 0, the margins left out."""
    top, left = (round(side * MARGIN) for side in ink.shape)
    inner = ink[top : ink.shape[0] - top, left : ink.shape[1] - left]
    return (inner > darkness).astype(np.float32)


def _windows(values: _Map, size: int) -> _Map:
    """Return the mean of each window of so many pixels."""
    rows, columns = (side // size for side in values.shape)
    cut = values[: rows * size, : columns * size]
    return np.asarray(cut.reshape(rows, size, columns, size).mean(axis=(1, 3)), np.float32)


def packed(ink: Ink) -> bytes:
    """Return the fingerprint: the ink as a small PNG file."""
    out = io.BytesIO()
    Image.fromarray(ink & 0xF0).save(out, "PNG", compress_level=6)
    return out.getvalue()


def unpacked(fingerprint: bytes) -> Ink:
    """Return the ink of a fingerprint."""
    return np.asarray(Image.open(io.BytesIO(fingerprint)))
