"""The reader of OCR-B: one typeface, every glyph as wide as the other, so a line is a row of cells, not of shapes.

It answers how much each cell looks like each glyph; what that means is for those to say who know what may stand there.
The strip is cut from the page as it was scanned: what cleaning does for running text costs large thin letters strokes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from . import geometry
from .engine import Grey
from .geometry import Matrix

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
GLYPHS = Path(__file__).with_name("data") / "ocr_b.png"
DRAWN = (48, 68)
"""Width and height of a glyph's cell in that picture."""

PITCH, HEIGHT = 12, 17  # of a cell in the strip, in pixels: half of them would blur, twice as many say no more
ROOM_X, ROOM_Y = 18, 5  # pixels of the strip around the line: it may lie that far off
SIDES = 3.5  # pixels of the outermost cells that no glyph inks
SOFTENED = 2.4  # pixels of the drawn glyphs: print is never as sharp as a drawing
OVERSAMPLED = 2
FAINTEST = 4.0  # grey levels that a cell varies by; less is paper
UNEVEN = 0.02  # likeness that a step off the pitch must be worth
ON_LINE = 2.5  # pixels that a cell may be off the line of the others
MARKED = 0.5  # likeness of a cell that surely holds a glyph

Likeness = NDArray[np.float32]
"""How much each cell (row) looks like each letter of the alphabet (column), from -1 to 1."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where a line stands on the upright page: from the ink of its first glyph to that of its last, and its middle.

    `tilt` is by how much it falls to the right, as a share of its width.
    """

    left: float
    right: float
    middle: float
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Cells:
    """A line read cell by cell, and where it was found; `fit` is how well cells and typeface suit it, up to 1."""

    likeness: Likeness
    fit: float
    band: Band

    def text(self) -> str:
        """Return the letters that the cells look most like."""
        return "".join(ALPHABET[best] for best in self.likeness.argmax(axis=1))


def read(scan: Grey, to_scan: Matrix, band: Band, columns: int) -> Cells:
    """Read a line of so many columns; `to_scan` leads from the page that the band is on to the scan."""
    alike = _compared(_strip(scan, to_scan, band, columns))
    best = alike.max(axis=2)
    across, fit = _followed(best.max(axis=0), columns)
    down = _levelled(best[:, across].argmax(axis=0), best.max(axis=0)[across], len(best))
    around = [alike[y - 1 : y + 2, max(0, x - 1) : x + 2] for y, x in zip(down, across, strict=True)]
    return Cells(np.array([cell.max(axis=(0, 1)) for cell in around]), fit, _placed(band, across, down))


@cache
def _glyphs() -> Likeness:
    """Return the glyphs as vectors of length 1, dark is positive."""
    drawn = Image.open(GLYPHS).filter(ImageFilter.GaussianBlur(SOFTENED))
    small = drawn.resize((PITCH * len(ALPHABET), HEIGHT), Image.Resampling.BOX)
    cells = np.asarray(small, np.float32).reshape(HEIGHT, len(ALPHABET), PITCH).swapaxes(0, 1)
    flat = -cells.reshape(len(ALPHABET), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.linalg.norm(flat, axis=1, keepdims=True), np.float32)


def _strip(scan: Grey, to_scan: Matrix, band: Band, columns: int) -> Likeness:
    """Cut the line's ink out of the scan, level and in the glyphs' size; dark is positive."""
    size = columns * PITCH + 2 * ROOM_X, HEIGHT + 2 * ROOM_Y
    pixel = _pixel(band, columns)
    middle = geometry.translated((band.left + band.right) / 2, band.middle)
    leaning = np.array([[1, 0, 0], [band.tilt, 1, 0], [0, 0, 1]])
    corner = geometry.scaled(pixel) @ geometry.translated(-size[0] / 2, -size[1] / 2)
    matrix = to_scan @ middle @ leaning @ corner @ geometry.scaled(1 / OVERSAMPLED)
    larger = (size[0] * OVERSAMPLED, size[1] * OVERSAMPLED)
    coefficients = (matrix / matrix[2, 2]).flat[:8].tolist()
    cut = Image.fromarray(scan).transform(
        larger, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=255
    )
    return 255 - np.asarray(cut.resize(size, Image.Resampling.BOX), np.float32)


def _pixel(band: Band, columns: int) -> float:
    """Return how many pixels of the page are one of the strip."""
    return (band.right - band.left) / (columns * PITCH - SIDES)


def _placed(band: Band, across: Sequence[int], down: Sequence[int]) -> Band:
    """Return where on the page the cells were found that were looked for around a band."""
    pixel = _pixel(band, len(across))
    left = band.left + (across[0] - ROOM_X) * pixel
    right = left + (across[-1] - across[0] + PITCH - SIDES) * pixel
    middle = band.middle + (sum(down) / len(down) - ROOM_Y) * pixel
    return Band(left, right, middle, band.tilt + (down[-1] - down[0]) / (len(down) * PITCH))


def _compared(strip: Likeness) -> Likeness:
    """Return for every place of a cell in the strip (y, x) how much it correlates with each glyph."""
    windows = sliding_window_view(strip, (HEIGHT, PITCH))
    down, across = windows.shape[:2]
    pixels = windows.reshape(down * across, -1)
    spread = np.maximum(pixels.std(axis=1), FAINTEST) * np.sqrt(np.float32(pixels.shape[1]))
    return np.asarray((pixels @ _glyphs().T / spread[:, None]).reshape(down, across, -1), np.float32)


def _followed(best: Likeness, columns: int) -> tuple[list[int], float]:
    """Return the columns of the strip where the cells begin, a pitch apart or a pixel off, and their mean likeness."""
    total = np.full(len(best), -np.inf, np.float32)
    total[: 2 * ROOM_X] = best[: 2 * ROOM_X]
    steps = []
    for _ in range(columns - 1):
        ways = np.full((3, len(best)), -np.inf, np.float32)
        for way, step in enumerate((PITCH - 1, PITCH, PITCH + 1)):
            ways[way, step:] = total[:-step] - UNEVEN * (step != PITCH)
        steps.append(ways.argmax(axis=0) + PITCH - 1)
        total = best + ways.max(axis=0)
    across = [int(total.argmax())]
    for step in reversed(steps):
        across.append(across[-1] - int(step[across[-1]]))
    return across[::-1], float(total.max()) / columns


def _levelled(tops: NDArray[np.intp], likeness: Likeness, rows: int) -> list[int]:
    """Return the tops of the cells along the straight line that most of them agree on."""
    cells = np.arange(len(tops))
    slope, start = 0.0, float(np.median(tops))
    for reach in (float(rows), ON_LINE, ON_LINE):
        kept = (likeness > MARKED) & (np.abs(tops - slope * cells - start) < reach)
        if kept.sum() > len(tops) // 3:
            slope, start = np.polyfit(cells[kept], tops[kept], 1)
    levelled: list[int] = np.clip(np.round(slope * cells + start), 1, rows - 2).astype(int).tolist()
    return levelled
