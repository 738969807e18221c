"""Photos of screens: a screen's pixels lie in a grid over the whole page, on blank paper too; print has no such grid.

Blocks of the page are looked at by themselves, for a photo taken from aside stretches the grid. Only pieces that look
alike all over count: a dotted leader or a line of print covers a part of its piece, a grid all of it. Cards have fine
patterns as well, but another one in each corner.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .engine import Grey

PIECE, SIDE = 64, 4  # pixels of a piece, and pieces along a block
BLOCK = PIECE * SIDE
ACROSS = 8  # blocks looked at along either side of a page, spread evenly
CELL = 8  # pixels: within them a grid evens out, print does not
UNEVEN, CALM, LIT = (
    60.0,
    0.5,
    0.6,
)  # most light between cells; least share of the strongest strip's; of the paper's light
FEW_PIECES, FEW_BLOCKS = 4, 5  # fewer tell nothing
SLOWEST = 0.14  # cycles a pixel: what comes and goes more slowly is print
OUTSTANDING = 100.0  # a peak over what is usual at its frequency: enlarged grain showed 58, nearly every screen 200
CROSSING = 0.03  # of the peak: waves at right angles to it; lines printed for safety run one way and showed 0.017
FAINTEST = 4.0  # squared grey levels: less is rounding, however even
SAME, ASKEW = 0.05, 10.0  # cycles a pixel between blocks of one grid; degrees that a photo may be turned by
MOST = 0.4
JPEG, NEAR_JPEG = 8, 0.13  # pixels of JPEG's own grid, which is no screen's

Floats = NDArray[np.float32]

_window = np.outer(np.hanning(PIECE), np.hanning(PIECE)).astype(np.float32)
_down, _across = np.meshgrid(np.fft.fftfreq(PIECE), np.fft.rfftfreq(PIECE), indexing="ij")
_frequency = np.hypot(_down, _across)
_angle = np.degrees(np.arctan2(_down, _across))
_turned = np.degrees(np.arctan2(np.minimum(abs(_down), _across), np.maximum(abs(_down), _across)))
_of_jpeg = (_turned == 0) & (abs(_frequency * JPEG - np.round(_frequency * JPEG)) < NEAR_JPEG)
_asked = (_frequency >= SLOWEST) & (_frequency <= 0.5) & ~_of_jpeg
_ring = np.round(_frequency * PIECE / 2).astype(int)


@dataclass(frozen=True, slots=True)
class Peak:
    """The strongest wave in a block: cycles a pixel, degrees off the page's axes, how far it stands out, and how far
    the strongest one does that runs at right angles to it, about as fast."""

    frequency: float
    askew: float
    above: float
    crossing: float


def shows_a_screen(grey: Grey) -> bool:
    """Tell whether a page is surely the photo of a screen; one so small or far that its pixels blend is not known."""
    peaks = [_peak(pieces) for pieces in _blocks(grey) if len(pieces) >= FEW_PIECES]
    if len(peaks) < FEW_BLOCKS:
        return False
    usual = float(np.median([peak.frequency for peak in peaks]))
    return sum(_is_of_grid(peak, usual) for peak in peaks) >= MOST * len(peaks)


def _is_of_grid(peak: Peak, usual: float) -> bool:
    same = abs(peak.frequency - usual) < SAME and peak.askew < ASKEW
    return same and peak.above > OUTSTANDING and peak.crossing > CROSSING * peak.above


def _blocks(grey: Grey) -> Iterator[Floats]:
    """Yield the even, lit pieces of each block."""
    light = float(np.percentile(grey[::CELL, ::CELL], 90)) if grey.size else 0.0
    for top in _starts(grey.shape[0]):
        for left in _starts(grey.shape[1]):
            block = grey[top : top + BLOCK, left : left + BLOCK].astype(np.float32)
            pieces = block.reshape(SIDE, PIECE, SIDE, PIECE).swapaxes(1, 2).reshape(-1, PIECE, PIECE)
            yield pieces[_even(pieces, light)]


def _starts(length: int) -> list[int]:
    count = min(ACROSS, length // BLOCK)
    return [round(at) for at in np.linspace(0, length - BLOCK, count)] if count else []


def _even(pieces: Floats, light: float) -> NDArray[np.bool_]:
    """Tell which pieces are lit paper, the same all over."""
    per = PIECE // CELL
    cells = pieces.reshape(-1, per, CELL, per, CELL).mean(axis=(2, 4)).reshape(len(pieces), -1)
    even = (np.ptp(cells, axis=1) < UNEVEN) & (cells.min(axis=1) > LIT * light)
    for strips in (pieces, pieces.swapaxes(1, 2)):
        spread = strips.reshape(len(pieces), per, -1).std(axis=2)
        even &= spread.min(axis=1) >= CALM * spread.max(axis=1)
    return np.asarray(even)


def _peak(pieces: Floats) -> Peak:
    waves = np.fft.rfft2((pieces - pieces.mean(axis=(1, 2), keepdims=True)) * _window)
    power = (np.abs(waves) ** 2).mean(axis=0) / np.square(_window).sum()
    usual = np.array([np.median(power[ring]) if ring.any() else np.inf for ring in _rings()])
    above = np.where(_asked, power / np.maximum(usual[_ring], FAINTEST), 0)
    at = np.unravel_index(int(above.argmax()), above.shape)
    across = abs(_angle - _angle[at]) % 180
    crossing = (abs(across - 90) < ASKEW) & (abs(_frequency - _frequency[at]) < 2 * SAME)
    strongest = float(above[crossing].max(initial=0))
    return Peak(float(_frequency[at]), float(_turned[at]), float(above[at]), strongest)


def _rings() -> Iterator[NDArray[np.bool_]]:
    return (_asked & (_ring == radius) for radius in range(int(_ring.max()) + 1))
