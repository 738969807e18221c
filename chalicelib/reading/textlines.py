"""Finding the lines of text on an upright page, each as a box, so that every line can be read by itself.

A network marks the core of each line and says how far its top and bottom are; cores that touch are one line.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import networks
from .engine import Grey
from .facts import Box

STRIDE = 2  # the network answers at half the size of what it is shown
MULTIPLE = 32  # it takes sizes that divide by this
LIKELY = 0.5
CORE_INSET = 0.15  # a core ends this share of its line's height before the line does
SMALL_PRINT, COMFORTABLE, LARGEST_SIDE = 9.0, 12.0, 2048  # pixels of the picture it is shown
INK = 160
WIDEST_SPACE = 0.9  # of the line's height
OFF_LINE = 0.15  # of the height that a part may lie off
ENOUGH = 8  # lines that say how large the print is

Found = NDArray[np.float64]
Runs = list[tuple[int, int, int]]


def find_lines(grey: Grey) -> list[Box]:
    """Return the boxes of the lines on a page, dark on white."""
    side = int(networks.about()["det_long_side"])
    found, scale = _detect(grey, side)
    height = float(np.median(found[:, 3] - found[:, 1])) if len(found) >= ENOUGH else COMFORTABLE
    if height < SMALL_PRINT:
        larger = int(min(LARGEST_SIDE, side * COMFORTABLE / max(height, 1.0))) // MULTIPLE * MULTIPLE
        found, scale = _detect(grey, larger)
    limits = [grey.shape[1], grey.shape[0]] * 2
    boxes = (found / scale).clip(0, limits).round().astype(int)
    whole = [(left, top, right, bottom) for left, top, right, bottom in boxes.tolist() if right > left and bottom > top]
    return [piece for box in whole for piece in _parted(grey, box)]


def _parted(grey: Grey, box: Box) -> list[Box]:
    """Part a line where a gap is too wide for a space: cells of a table may stand on different heights."""
    left, top, right, bottom = box
    ink = (grey[top:bottom, left:right] < INK).any(axis=0)
    edges = np.flatnonzero(np.diff(np.pad(ink, 1).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    wide = np.flatnonzero(starts[1:] - ends[:-1] > WIDEST_SPACE * (bottom - top))
    if not len(wide):
        return [box]
    parts = zip([0, *starts[wide + 1].tolist()], [*ends[wide].tolist(), right - left], strict=True)
    return [_settled(grey, (left + start, top, left + end, bottom)) for start, end in parts]


def _settled(grey: Grey, box: Box) -> Box:
    """Move a part of a line up or down to where its own ink is."""
    left, top, right, bottom = box
    height = bottom - top
    above = max(0, top - height // 3)
    rows = (grey[above : bottom + height // 3, left:right] < INK).sum(axis=1)
    if not rows.sum():
        return box
    middle = above + float(np.average(np.arange(len(rows)), weights=rows))
    shift = round(middle - (top + bottom) / 2)
    if abs(shift) <= OFF_LINE * height:
        return box
    return left, max(0, top + shift), right, min(grey.shape[0], bottom + shift)


def _detect(grey: Grey, side: int) -> tuple[Found, float]:
    scale = side / max(grey.shape)
    height, width = (max(1, round(length * scale)) for length in grey.shape)
    small = Image.fromarray(grey).resize(
        (width, height), Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    )
    ink = np.zeros([math.ceil(length / MULTIPLE) * MULTIPLE for length in (height, width)], np.float32)
    ink[:height, :width] = 1 - np.asarray(small, np.float32) / 255
    answer = networks.session("det").run(None, {"x": ink[None, None]})[0][0]
    return decoded(answer), scale


def decoded(answer: NDArray[np.float32]) -> Found:
    """Return the boxes that the network's three layers describe: the core, and the distances to top and bottom."""
    core, above, below = answer[0], answer[1], answer[2]
    marked = core > math.log(LIKELY / (1 - LIKELY))
    runs, labels = _connected(marked)
    if not runs:
        return np.zeros((0, 4))
    count = max(labels) + 1
    left, right = np.full(count, np.inf), np.zeros(count)
    pixels, tops, bottoms = np.zeros(count), np.zeros(count), np.zeros(count)
    for (row, start, end), label in zip(runs, labels, strict=True):
        left[label], right[label] = min(left[label], start), max(right[label], end)
        y = (row + 0.5) * STRIDE
        pixels[label] += end - start
        tops[label] += y * (end - start) - above[row, start:end].sum()
        bottoms[label] += y * (end - start) + below[row, start:end].sum()
    top, bottom = tops / pixels, bottoms / pixels
    inset = CORE_INSET * np.maximum(1.0, bottom - top)
    boxes = np.stack([left * STRIDE - inset, top, right * STRIDE + inset, bottom], axis=1)
    return np.asarray(boxes[pixels > 1])


def _connected(marked: NDArray[np.bool_]) -> tuple[Runs, list[int]]:
    """Return the horizontal runs of marked pixels and for each the number of the patch that it belongs to."""
    edges = np.diff(np.pad(marked, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    runs: Runs = list(zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True))
    parent = list(range(len(runs)))
    above: list[int] = []
    here: list[int] = []
    for index, (row, start, end) in enumerate(runs):
        if here and runs[here[0]][0] != row:
            above, here = (here if runs[here[0]][0] == row - 1 else []), []
        here.append(index)
        for other in above:
            if runs[other][1] < end and start < runs[other][2]:
                parent[_root(parent, index)] = _root(parent, other)
    numbers: dict[int, int] = {}
    return runs, [numbers.setdefault(_root(parent, index), len(numbers)) for index in range(len(runs))]


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index
