"""Whether two fingerprints are of one page: laid over each other, the ink must agree in every window of the page."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .fingerprint import WINDOW, Ink, unpacked

_Map = NDArray[np.float32]
Affine = NDArray[np.float64]
"""Six numbers that lead from a pixel of the first page to one of the second: x' = ax + by + c, y' = dx + ey + f."""

LEVELS = (8, 4, 2)  # how much smaller the pages are at each level, the coarsest first
ANGLES = (0.0, -0.035, 0.035)  # radians: a feeder turns a page by two degrees or so
ROUNDS = 8
LEAST_COMMON = 0.9  # of 1, with the pages seen from afar: two forms of one kind have as much in common
LARGER = 0.1  # a page is cut to another size by a tenth at most
NEAR = 1  # pixels: paper is not fed quite evenly
STRONGEST = 0.3
"""How much two windows may differ, as a share of the ink that a line of print has."""


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two fingerprints are of the same page, scanned twice, perhaps upside down."""
    if one == other:
        return True
    left, right = unpacked(one), unpacked(other)
    if abs(left.size / right.size - 1) > LARGER:
        return False
    return any(difference(left, turned) < STRONGEST for turned in (right, np.rot90(right, 2)))


def difference(left: Ink, right: Ink) -> float:
    """Return how much the pages differ where they differ most: 0 is not at all, 1 is print where the other has none."""
    here, there = _padded(left, left.shape), _padded(right, left.shape)
    way = _aligned(here, there)
    if way is None:
        return 1.0
    return _worst(_soft(here), _soft(_warped(there, way)))


def _padded(ink: Ink, shape: tuple[int, ...]) -> _Map:
    made = np.zeros(shape, np.float32)
    rows, columns = min(ink.shape[0], shape[0]), min(ink.shape[1], shape[1])
    made[:rows, :columns] = ink[:rows, :columns]
    return made


def _aligned(here: _Map, there: _Map) -> Affine | None:
    """Return the way from one page to the other, found coarse to fine, or None where they have too little in common."""
    coarse, other = _smaller(here, LEVELS[0]), _smaller(there, LEVELS[0])
    for angle in ANGLES:
        way = _refined(coarse, other, _turned_and_shifted(coarse, other, angle))
        if _common(coarse, _warped(other, way)) > LEAST_COMMON:
            break
    else:
        return None
    for level in LEVELS[1:]:
        way = _refined(_smaller(here, level), _smaller(there, level), way * (1, 1, 2, 1, 1, 2))
    scale = LEVELS[-1]
    return way * (1, 1, scale, 1, 1, scale)


def _turned_and_shifted(here: _Map, there: _Map, angle: float) -> Affine:
    """Return the way that turns the second page about its middle by so many radians, and shifts it to the first."""
    middle_y, middle_x = (side / 2 for side in here.shape)
    way = np.array((1.0, -angle, angle * middle_y, angle, 1.0, -angle * middle_x))
    x, y = _shift(here, _warped(there, way))
    return np.asarray(np.add(way, (0, 0, x - angle * y, 0, 0, y + angle * x)))


def _refined(here: _Map, there: _Map, way: Affine) -> Affine:
    for _ in range(ROUNDS):
        step = _step(here, _warped(there, way))
        way = way + step
        if np.abs(step[[2, 5]]).max() < 0.02:
            break
    return way


def _common(here: _Map, there: _Map) -> float:
    """Return the correlation of two pages as they lie."""
    one, other = here - here.mean(), there - there.mean()
    return float((one * other).sum() / max(float(np.sqrt((one**2).sum() * (other**2).sum())), 1.0))


def _shift(here: _Map, there: _Map) -> tuple[int, int]:
    """Return by how many pixels the second page lies further right and down: where they correlate most."""
    product = np.fft.rfft2(here - here.mean()).conj() * np.fft.rfft2(there - there.mean())
    peak = np.unravel_index(np.argmax(np.fft.irfft2(product, here.shape)), here.shape)
    y, x = (int(at) - size if at > size // 2 else int(at) for at, size in zip(peak, here.shape, strict=True))
    return x, y


def _step(here: _Map, there: _Map) -> Affine:
    """Return by how much the way must change: least squares over the ink's slopes (Lucas and Kanade)."""
    down, right = np.gradient(there)
    y, x = np.mgrid[: here.shape[0], : here.shape[1]].astype(np.float32)
    slopes = np.stack([right * x, right * y, right, down * x, down * y, down], axis=-1).reshape(-1, 6)
    slopes = slopes.astype(np.float64)
    error = (here - there).reshape(-1)
    return np.asarray(np.linalg.lstsq(slopes.T @ slopes + 1e-6 * np.eye(6), slopes.T @ error, rcond=None)[0])


def _warped(ink: _Map, way: Affine) -> _Map:
    picture = Image.fromarray(ink)
    moved = picture.transform(picture.size, Image.Transform.AFFINE, tuple(way), Image.Resampling.BILINEAR)
    return np.asarray(moved, np.float32)


def _smaller(ink: _Map, level: int) -> _Map:
    return _soft(ink if level == 1 else np.asarray(Image.fromarray(ink).reduce(level), np.float32))


def _soft(ink: _Map) -> _Map:
    """Blur by half a pixel: 1 2 1 in both directions."""
    rows = np.pad(ink, ((1, 1), (0, 0)), "edge")
    columns = np.pad((rows[:-2] + 2 * rows[1:-1] + rows[2:]) / 4, ((0, 0), (1, 1)), "edge")
    return np.asarray((columns[:, :-2] + 2 * columns[:, 1:-1] + columns[:, 2:]) / 4, np.float32)


def _worst(here: _Map, there: _Map) -> float:
    there = there * (here.sum() / max(float(there.sum()), 1.0))
    shifts = [(y, x) for y in range(-NEAR, NEAR + 1) for x in range(-NEAR, NEAR + 1)]
    apart = np.min([_windows(np.abs(here - np.roll(there, shift, (0, 1)))) for shift in shifts], axis=0)
    level = float(np.percentile(_windows(np.maximum(here, there)), 95))
    return float(apart[2 * WINDOW : -2 * WINDOW, 2 * WINDOW : -2 * WINDOW].max() / max(level, 1.0))


def _windows(values: _Map) -> _Map:
    """Return the mean of the window that begins at each pixel."""
    sums = np.pad(values.cumsum(0, np.float64).cumsum(1), ((1, 0), (1, 0)))
    w = WINDOW
    whole = sums[w:, w:] - sums[:-w, w:] - sums[w:, :-w] + sums[:-w, :-w]
    return np.asarray(whole / w**2, np.float32)
