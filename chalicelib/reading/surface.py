"""What the surface of a page tells: whether anything is on it at all, and whether its text runs off the edge."""

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


def is_cut_off(lines: Sequence[Line], width: int, height: int) -> bool:
    """Tell whether several lines of text run off the left or the right edge of a page of that size in pixels."""
    rows = [line for line in lines if len(line) > 1]
    near = BORDER * width
    left = sum(min(word.box[0] for word in row) <= near for row in rows)
    right = sum(max(word.box[2] for word in row) >= width - near for row in rows)
    inside = [row for row in rows if EDGE * height < row[0].box[1] < (1 - EDGE) * height]
    return max(left, right) >= max(CUT_LINES, len(inside) // 3)
