"""Making a page ready for the engine: upright, flat, level, large enough, and clean."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from . import clean, geometry, sheet, upright
from .engine import Grey
from .facts import Box
from .geometry import Matrix

SMALLEST_SIDE, ENLARGED_SIDE, MOST_ENLARGED = 2000, 2339, 3.0  # A4 at 200 dpi is 2,339 pixels high
LARGEST_SIDE = 2800  # beyond 240 dpi the engine takes longer and reads no better; codes are looked for in the full page
MOST_ROUNDS = 3  # of smoothing
LEVEL = 0.2  # degrees not worth blurring a page for


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as it was scanned, in grey without its red seals."""

    grey: Grey
    seals: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page ready for the engine, and the matrix that leads from its pixels to those of the scan."""

    grey: Grey
    to_scan: Matrix
    trace: tuple[str, ...]


def scan_of(image: Image.Image) -> Scan:
    """Take a page's seals off."""
    grey, seals = clean.without_seals(image)
    return Scan(grey, tuple(seals))


def prepare(scan: Scan, quarters: int) -> Prepared:
    """Turn a page by quarters, lay it flat and level and make its print legible."""
    height, width = scan.grey.shape
    page = np.rot90(scan.grey, quarters)
    matrix = geometry.turned(quarters, width, height)
    page, flat, laid = _laid_flat(page)
    angle = upright.skew_of(upright.ink_of(upright.small_copy(page)))
    level = abs(angle) < LEVEL
    scale = _scale(max(page.shape))
    size = round(page.shape[1] * scale), round(page.shape[0] * scale)
    matrix = matrix @ flat
    page, back = _resampled(page, 0.0 if level else angle, size)
    steps = {
        f"rotated {90 * quarters}": quarters != 0,
        "perspective removed": laid,
        f"deskew {angle:+.1f}": not level,
        f"enlarged {scale:.2f}": scale > 1,
        f"reduced {scale:.2f}": scale < 1,
        "red stamp erased": bool(scan.seals),
    }
    grey, cleaned = legible(page)
    return Prepared(grey, matrix @ back, (*(step for step, done in steps.items() if done), *cleaned))


def _laid_flat(page: Grey) -> tuple[Grey, Matrix, bool]:
    """Return a photographed sheet without its desk and seen from straight above; other pages as they are."""
    corners = sheet.corners(page)
    if corners is None:
        return page, np.eye(3), False
    top, right, bottom, left = (
        float(np.hypot(*np.subtract(corners[(side + 1) % 4], corners[side]))) for side in range(4)
    )
    width, height = round((top + bottom) / 2), round((left + right) / 2)
    matrix = geometry.from_rectangle(corners, width, height)
    return _transformed(page, matrix, (width, height)), matrix, True


def _resampled(page: Grey, angle: float, size: tuple[int, int]) -> tuple[Grey, Matrix]:
    """Return the page level and in its new size, and the matrix that leads back."""
    height, width = page.shape
    scale = geometry.scaled(width / size[0], height / size[1])
    if not angle:
        same = size == (width, height)
        resized = page if same else np.asarray(Image.fromarray(page).resize(size, Image.Resampling.LANCZOS))
        return np.ascontiguousarray(resized), scale
    matrix = geometry.rotated(angle, width, height) @ scale
    return _transformed(page, matrix, size), matrix


def _transformed(page: Grey, matrix: Matrix, size: tuple[int, int]) -> Grey:
    coefficients = (matrix / matrix[2, 2]).flat[:8].tolist()
    picture = Image.fromarray(page)
    flat = picture.transform(size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=255)
    return np.asarray(flat)


def _scale(side: int) -> float:
    if side > LARGEST_SIDE:
        return LARGEST_SIDE / side
    return min(MOST_ENLARGED, ENLARGED_SIDE / side) if side < SMALLEST_SIDE else 1.0


def legible(page: Grey) -> tuple[Grey, tuple[str, ...]]:
    """Clean a level page; also tell what was done."""
    flat = clean.flatten(page)
    grey, rounds = clean.stretch(flat), 0
    while rounds < MOST_ROUNDS and clean.is_noisy(grey):
        flat, rounds = clean.denoise(flat), rounds + 1
        grey = clean.stretch(flat)
    blurred = clean.is_blurred(grey)
    grey = clean.drop_leaders(clean.drop_rules(grey))
    grey = clean.sharpen(grey) if blurred else grey
    steps = {f"noise smoothed x{rounds}": rounds > 0, "blur sharpened": blurred}
    return grey, tuple(step for step, done in steps.items() if done)
