"""What the surface of a page tells: is anything on it, is it paper, does its text run off the edge."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from .engine import Grey
from .facts import Line

SMALL_SIDE = 1000  # noise and the grain of paper average out, a stroke of a pen does not
EDGE = 0.03  # of each side: shadows of the scanner's lid, punched holes and torn corners say nothing
MARK = 18.0  # darker than the paper around it, of 255
WINDOW = 6  # pixels on each side of one: together 4 mm
SPECK = 32  # of a window's pixels: dust is smaller, a page number or a stroke of a pen larger
BORDER = 0.004  # of each side: closer to the edge no printer prints
TILE = 20  # pixels of the small copy: 6 mm of a page
STEP = 6  # grey levels: paper goes on more evenly than that from tile to tile, whatever the light
EVEN, LIGHT = 0.85, 0.4  # least shares of paper: of steps that are even, of tiles that are light
DARK = 150
CUT_LINES = 4  # fewer may be a stamp, a hole or a neighbour's page


def is_blank(grey: Grey) -> bool:
    """Tell whether a page is certainly empty. A page with one faint signature, stamp or line is not."""
    small = Image.fromarray(grey)
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BOX)
    wide, high = (round(side * EDGE) for side in small.size)
    small = small.crop((wide, high, small.width - wide, small.height - high))
    paper = np.asarray(small.filter(ImageFilter.GaussianBlur(12)), np.float32)
    marks = np.abs(paper - np.asarray(small.filter(ImageFilter.GaussianBlur(1)), np.float32)) > MARK
    share = Image.fromarray(marks.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(WINDOW))
    return bool(np.asarray(share).max() / 255 * (2 * WINDOW + 1) ** 2 <= SPECK)


def is_paper(grey: Grey) -> bool:
    """Tell whether a picture is, for the most part, evenly lit paper: with hardly a word on it, it still is a page.

    What is written, stamped or drawn on paper darkens the tiles it stands on and leaves their light parts as they were;
    in a photo of anything else light and dark change everywhere, or all is dark.
    """
    small = Image.fromarray(grey)
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BOX)
    soft = np.asarray(small.filter(ImageFilter.GaussianBlur(1)))
    high, wide = (side // TILE for side in soft.shape)
    if high < 2 or wide < 2:
        return False
    tiles = soft[: high * TILE, : wide * TILE].reshape(high, TILE, wide, TILE).swapaxes(1, 2)
    light = np.percentile(tiles.reshape(high, wide, -1), 80, axis=2)
    steps = np.concatenate([np.abs(np.diff(light, axis=axis)).ravel() for axis in (0, 1)])
    return bool((steps < STEP).mean() >= EVEN and (light > DARK).mean() >= LIGHT)


def is_cut_off(lines: Sequence[Line], width: int, height: int) -> bool:
    """Tell whether several lines of text run off the left or the right edge of a page of that size in pixels."""
    rows = [line for line in lines if len(line) > 1]
    near = BORDER * width
    left = sum(min(word.box[0] for word in row) <= near for row in rows)
    right = sum(max(word.box[2] for word in row) >= width - near for row in rows)
    inside = [row for row in rows if EDGE * height < row[0].box[1] < (1 - EDGE) * height]
    return max(left, right) >= max(CUT_LINES, len(inside) // 3)
