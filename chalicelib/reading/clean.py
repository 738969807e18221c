"""Making print legible: no seal, even light, no noise, no dotted leaders. Never black and white: that loses accents."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .engine import Grey
from .facts import Box

Colour = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Sums = NDArray[np.uint16]  # running totals may wrap around: their differences are still right, and twice as fast
A4_HEIGHT = 297  # millimetres
FAINTEST, WHITE = 235.0, 225.0  # the lightest that ink may be; what is lighter than white is paper
RULED = 0.95  # of a rule that must be dark
PAPER_SHARE = 0.3  # of the range from faint ink to paper: also paper


def without_seals(page: Image.Image) -> tuple[Grey, list[Box]]:
    """Return the page in grey without its red seals, and where they are. Red titles stay: they are text."""
    grey = np.array(page.convert("L"))
    quarter = np.dstack([flatten(np.asarray(channel)) for channel in page.reduce(4).split()])
    cell = max(1, max(quarter.shape) // 150)
    seals = [box for box in _patches(_coarse(reddish(quarter), cell)) if _is_seal(box)]
    boxes = [_grown(box, 4 * cell, page.size) for box in seals]
    for left, top, right, bottom in boxes:
        patch = np.asarray(page.crop((left, top, right, bottom)))
        paper = np.percentile(patch, 90, axis=(0, 1))
        white = np.minimum(patch * (255 / np.maximum(paper, 1)), 255).astype(np.uint8)
        # Red ink hardly dims red light, so print under the seal shows in that light alone.
        grey[top:bottom, left:right] = np.where(reddish(white), paper[0], patch[..., 0])
    return grey, boxes


def _grown(cells: tuple[int, int, int, int], cell: int, size: tuple[int, int]) -> Box:
    left, top, right, bottom = cells
    return (
        max(0, left - 1) * cell,
        max(0, top - 1) * cell,
        min(size[0], (right + 1) * cell),
        min(size[1], (bottom + 1) * cell),
    )


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


def flatten(grey: Grey) -> Grey:
    """Divide by the paper's own shade, so that paper is white in sun and in shadow."""
    image = Image.fromarray(grey)
    small = image.reduce(8)
    paper = small.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    light = np.asarray(paper.resize(image.size, Image.Resampling.BILINEAR), np.float32)
    share = grey * (np.float32(255) / np.maximum(light, 1))
    return np.asarray(np.minimum(share, 255), np.uint8)


def stretch(grey: Grey) -> Grey:
    """Spread faint print over the whole range: the darkest ink becomes black, all but white paper white."""
    low = min(float(np.percentile(grey[::4, ::4], 0.5)), FAINTEST)
    high = max(WHITE, 255 - PAPER_SHARE * (255 - low))
    shades = ((np.arange(256) - low) * (255 / (high - low))).clip(0, 255).astype(np.uint8)
    return shades[grey]


def drop_leaders(grey: Grey) -> Grey:
    """Erase dotted leaders and ruled lines: thin rows of ink with nothing right above or below them.

    Tesseract reads the dots as letters and loses the words beside them. A stretch of three pieces is a leader;
    the single dots that touch it, at its ends, go with it. They are looked for at half the size: it is enough.
    """
    millimetre = max(grey.shape) / A4_HEIGHT / 2
    thick, gap, piece = (max(1, round(millimetre * size)) for size in (0.95, 0.65, 1.8))
    dark = _halved(grey < 160)
    if dark.shape[0] <= thick + 2 * gap or dark.shape[1] <= 3 * piece:
        return grey
    erased = _spread(_thin(dark, thick, gap, piece, 3), gap, thick, 3 * piece)
    ends = _thin(dark, thick, gap, piece, 1)
    touching = _windows(erased[gap:].astype(np.uint16), piece)[: ends.shape[0]] > 0
    erased |= _spread(ends & touching, gap, thick, piece)
    return _whitened(grey, erased)


def drop_rules(grey: Grey) -> Grey:
    """Erase the upright rules of tables: what is dark for longer than any letter is high, and thin.

    Tesseract reads a rule beside a word as one of its letters (`|`, `I`, `l`).
    """
    millimetre = max(grey.shape) / A4_HEIGHT / 2
    long, thick = round(7 * millimetre), max(1, round(1.2 * millimetre))
    dark = _halved(grey < 160)
    if dark.shape[0] <= long or dark.shape[1] <= 4 * thick:
        return grey
    starts = _row_sums(dark, long) >= RULED * long
    covered = _row_sums(np.pad(starts, ((long - 1, long - 1), (0, 0))), long) > 0
    around = np.pad(covered, ((0, 0), (thick, thick)))
    thin = covered & ~(around[:, : -2 * thick] | around[:, 2 * thick :])
    edges = np.pad(thin, ((0, 0), (1, 1)))
    return _whitened(grey, edges[:, :-2] | edges[:, 1:-1] | edges[:, 2:])


def _halved(flags: Flags) -> Flags:
    """Shrink to half: a pixel is marked when one of its four is."""
    even = flags[: flags.shape[0] // 2 * 2, : flags.shape[1] // 2 * 2]
    return even[::2, ::2] | even[1::2, ::2] | even[::2, 1::2] | even[1::2, 1::2]


def _whitened(grey: Grey, half: Flags) -> Grey:
    """Return the page white where its copy of half the size is marked."""
    white = grey.copy()
    height, width = half.shape
    for y in (0, 1):
        for x in (0, 1):
            white[y : 2 * height : 2, x : 2 * width : 2][half] = 255
    return white


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
    """Take the grain off: each pixel becomes the median of its neighbourhood of nine."""
    rows = np.pad(grey, 1, mode="edge")
    low, middle, high = _sorted(rows[:-2], rows[1:-1], rows[2:])
    lows = np.maximum(np.maximum(low[:, :-2], low[:, 1:-1]), low[:, 2:])
    middles = _sorted(middle[:, :-2], middle[:, 1:-1], middle[:, 2:])[1]
    highs = np.minimum(np.minimum(high[:, :-2], high[:, 1:-1]), high[:, 2:])
    return _sorted(lows, middles, highs)[1]


def _sorted(one: Grey, two: Grey, three: Grey) -> tuple[Grey, Grey, Grey]:
    """Sort three pictures pixel by pixel."""
    low, high = np.minimum(one, two), np.maximum(one, two)
    middle = np.minimum(high, three)
    return np.minimum(low, middle), np.maximum(low, middle), np.maximum(high, three)


def is_blurred(grey: Grey) -> bool:
    """Tell soft edges from sharp ones: how steep the steepest steps from paper to ink are, from pixel to pixel."""
    steps = np.abs(np.diff(grey[::2].astype(np.int16), axis=1))
    edges = steps[steps > 8]
    return edges.size > 0 and float(np.percentile(edges, 95)) < 130


def sharpen(grey: Grey) -> Grey:
    """Steepen soft edges, gently: it helps camera blur, costs accents on sharp pages and digits on very smooth ones."""
    return np.asarray(Image.fromarray(grey).filter(ImageFilter.UnsharpMask(2, 100, 0)))
