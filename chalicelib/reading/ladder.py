"""Knowing a cover sheet by its look alone: the bars of black blocks down its margins (see adapters.cover_sheets).

They are as good as a code of one bit that survives what takes the real code away: blur, noise, faint print, scribble, a
half torn off. Whether what stands beside the page's edge comes and goes at an even pace, and does so in a narrow strip,
is asked of the page at some 19 dpi.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .fingerprint import SIDE, Ink

_Map = NDArray[np.float32]

REDUCED = 4  # times smaller than a fingerprint: a block is 9 by 4 pixels
ANGLES = (-4, -2, 0, 2, 4)  # degrees that a feeder may turn a page by
ASIDE = 6  # pixels (8 mm) to both sides, where the sheet is white
STRIP = 3  # pixels: what a bar is wide, less what blur takes
PACES = 24 * SIDE / 297 / REDUCED * np.array([0.95, 1.0, 1.35, 1.41])
"""Pixels from block to block, as printed or a little smaller, on a whole sheet and on a half, whose longest side is the
shortest of a whole one."""
BLOCKS = 5  # that must be there, one below the other
FAINTEST = 13.0  # of 255: how much the darkness must vary along the strip
EVEN = 0.7
"""The share of what changes along the strip that an even pace must explain: 0.9 and more on sheets, 0.41 at most on 180
pages of other papers."""


def shows_a_sheet(ink: Ink) -> bool:
    """Tell whether a page has the look of a cover sheet, whichever way it lies."""
    return evenness(ink) > EVEN


def evenness(ink: Ink) -> float:
    """Return how evenly blocks come and go along the most even strip near an edge of the page: 1 is perfectly."""
    small = Image.fromarray(ink).reduce(REDUCED)
    turned = (np.asarray(small.rotate(angle, Image.Resampling.BILINEAR), np.float32) for angle in ANGLES)
    return max(_evenest(way) for page in turned for way in (page, page.T))


def _evenest(page: _Map) -> float:
    """Return the evenness of a page's best strip, what stands on either side of it taken off."""
    page = np.pad(page, ((0, 0), (ASIDE, ASIDE)))
    strips = np.lib.stride_tricks.sliding_window_view(page, STRIP, axis=1).mean(axis=2)
    beside = np.maximum(strips[:, : -2 * ASIDE], strips[:, 2 * ASIDE :])
    alone = np.clip(strips[:, ASIDE:-ASIDE] - beside, 0, 255)
    return max(_explained(alone, pace) for pace in PACES)


def _explained(strips: _Map, pace: float) -> float:
    """Return the share of the change along the best strip that a wave of this pace explains."""
    size, height = round(BLOCKS * pace), strips.shape[0]
    if height < size:
        return 0.0
    wave = np.exp(-2j * np.pi * np.arange(height) / pace).astype(np.complex64)[:, None]
    mean, spread = _moving(strips, size), _moving(strips**2, size)
    spread = spread - mean**2
    level = wave[: height - size + 1] * wave[:size].mean()  # what a strip of even grey has of the wave
    of_wave = 2 * np.abs(_moving(strips * wave, size) - mean * level) ** 2
    return float(np.where(spread > FAINTEST**2, of_wave / np.maximum(spread, FAINTEST**2), 0).max())


def _moving(values: NDArray[Any], size: int) -> NDArray[Any]:
    """Return the mean of each run of so many values down the columns."""
    sums = np.cumsum(np.concatenate((np.zeros_like(values[:1]), values)), axis=0)
    return np.asarray((sums[size:] - sums[:-size]) / size)
