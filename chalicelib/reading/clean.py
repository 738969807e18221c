"""Making print legible: even light, no seal, no dotted leaders, no noise. Never black and white: that loses accents."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .engine import Grey

Colour = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Sums = NDArray[np.uint16]  # running totals may wrap around: their differences are still right, and twice as fast


def flatten(image: Image.Image) -> Colour:
    """Divide by the paper's own colour, channel by channel, so that paper is white in sun and in shade."""
    small = image.resize((max(1, image.width // 8), max(1, image.height // 8)), Image.Resampling.BOX)
    paper = small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    paper = paper.resize(image.size, Image.Resampling.BILINEAR)
    pairs = zip(image.split(), paper.split(), strict=True)
    return np.asarray(Image.merge("RGB", [_divided(ink, light) for ink, light in pairs]))


def _divided(ink: Image.Image, light: Image.Image) -> Image.Image:
    share = np.asarray(ink, np.float32)
    share = share * np.float32(255) / np.maximum(np.asarray(light), 1)
    return Image.fromarray(np.minimum(share, 255).astype(np.uint8))


def to_grey(colour: Colour) -> tuple[Grey, bool]:
    """Return the page in grey without its red seal, and whether there was one. Red titles stay: they are text."""
    grey = np.asarray(Image.fromarray(colour).convert("L")).copy()
    half = max(2, max(grey.shape) // 300)  # a cell of the search, in pixels of every second row and column
    seals = [box for box in _patches(_coarse(reddish(colour[::2, ::2]), half)) if _is_seal(box)]
    cell = 2 * half
    for left, top, right, bottom in seals:
        patch = slice(max(0, top - 1) * cell, (bottom + 1) * cell), slice(max(0, left - 1) * cell, (right + 1) * cell)
        grey[patch] = np.where(reddish(colour[patch]), 255, colour[patch][..., 0])  # red ink hardly dims red light
    return grey, bool(seals)


def reddish(colour: Colour) -> Flags:
    """Tell which pixels are red ink; black print under the seal is too dark to count."""
    red = colour[..., 0].astype(np.int16)
    flags: Flags = (red > 110) & (red - colour[..., 1:].max(axis=2) > 40)
    return flags


def _coarse(flags: Flags, cell: int) -> Flags:
    height, width = (side // cell * cell for side in flags.shape)
    cells = flags[:height, :width].reshape(height // cell, cell, width // cell, cell)
    return np.asarray(cells.mean(axis=(1, 3)) > 0.04)


def _patches(cells: Flags) -> list[tuple[int, int, int, int]]:
    """Return the bounding boxes of connected cells, bridging gaps of one cell."""
    left = set(zip(*np.nonzero(cells), strict=True))
    boxes = []
    while left:
        patch = [left.pop()]
        for y, x in patch:
            near = {(y + dy, x + dx) for dy in range(-2, 3) for dx in range(-2, 3)} & left
            left -= near
            patch.extend(near)
        rows, columns = zip(*patch, strict=True)
        boxes.append((int(min(columns)), int(min(rows)), int(max(columns)) + 1, int(max(rows)) + 1))
    return boxes


def _is_seal(box: tuple[int, int, int, int]) -> bool:
    """Seals are as wide as high and some centimetres large, in cells of a 150th of the page."""
    width, height = box[2] - box[0], box[3] - box[1]
    return min(width, height) >= 8 and max(width, height) <= 60 and 0.5 < width / height < 2


def stretch(grey: Grey) -> Grey:
    """Spread faint print over the whole range: the darkest ink becomes black, all but white paper white."""
    dark = float(np.percentile(grey[::4, ::4], 0.5))
    low, high = min(dark, 160.0), 225.0
    spread = (grey.astype(np.float32) - low) * (255 / (high - low))
    return np.asarray(spread.clip(0, 255), np.uint8)


def drop_leaders(grey: Grey) -> Grey:
    """Erase dotted leaders and ruled lines: thin rows of ink with nothing right above or below them.

    Tesseract reads the dots as letters and loses the words beside them. A stretch of three pieces is a leader;
    the single dots that touch it, at its ends, go with it.
    """
    millimetre = max(grey.shape) / 297
    thick, gap, piece = (max(1, round(millimetre * size)) for size in (0.95, 0.65, 1.8))
    dark = grey < 160
    if dark.shape[0] <= thick + 2 * gap or dark.shape[1] <= 3 * piece:
        return grey
    erased = _spread(_thin(dark, thick, gap, piece, 3), gap, thick, 3 * piece)
    ends = _thin(dark, thick, gap, piece, 1)
    touching = _windows(erased[gap:].astype(np.uint16), piece)[: ends.shape[0]] > 0
    erased |= _spread(ends & touching, gap, thick, piece)
    return np.where(erased, np.uint8(255), grey)


def _thin(dark: Flags, thick: int, gap: int, piece: int, pieces: int) -> Flags:
    """Tell where windows begin that hold ink in each piece of their middle rows and none in the rows beside them."""
    middle, beside = _windows(_row_sums(dark, thick), piece), _windows(_row_sums(dark, gap), piece * pieces)
    height, width = dark.shape[0] - thick - 2 * gap + 1, dark.shape[1] - piece * pieces + 1
    found: Flags = (beside[:height] == 0) & (beside[gap + thick :][:height] == 0)
    for index in range(pieces):
        found &= middle[gap:, index * piece :][:height, :width] > 1
    return found


def _spread(starts: Flags, gap: int, thick: int, length: int) -> Flags:
    """Return the pixels covered by the middle rows of windows that begin at `starts`, on a page of its full size."""
    around = np.pad(starts, ((thick - 1, thick - 1), (length - 1, length - 1)))
    covered = _windows(_row_sums(around, thick), length) > 0
    return np.pad(covered, ((gap, gap), (0, 0)))


def _row_sums(flags: Flags, rows: int) -> Sums:
    total = np.cumsum(np.pad(flags, ((1, 0), (0, 0))), axis=0, dtype=np.uint16)
    return total[rows:] - total[:-rows]


def _windows(sums: Sums, columns: int) -> Sums:
    total = np.cumsum(np.pad(sums, ((0, 0), (1, 0))), axis=1, dtype=np.uint16)
    return total[:, columns:] - total[:, :-columns]


def is_noisy(grey: Grey) -> bool:
    """Tell grain from print: grain is where a pixel differs from both its neighbours all over the page."""
    part = grey[::2].astype(np.int16)
    middle, left, right = part[:, 1:-1], part[:, :-2], part[:, 2:]
    return float(np.abs(middle - np.clip(middle, np.minimum(left, right), np.maximum(left, right))).mean()) > 2.0


def denoise(grey: Grey) -> Grey:
    """Take the grain off."""
    return np.asarray(Image.fromarray(grey).filter(ImageFilter.MedianFilter(3)))


def is_blurred(grey: Grey) -> bool:
    """Tell soft edges from sharp ones: how steep the steepest steps from paper to ink are, from pixel to pixel."""
    steps = np.abs(np.diff(grey[::2].astype(np.int16), axis=1))
    edges = steps[steps > 8]
    return edges.size > 0 and float(np.percentile(edges, 95)) < 130


def sharpen(grey: Grey) -> Grey:
    """Steepen soft edges, gently: it helps camera blur, costs accents on sharp pages and digits on very smooth ones."""
    return np.asarray(Image.fromarray(grey).filter(ImageFilter.UnsharpMask(2, 100, 0)))
