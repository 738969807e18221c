"""Finding a machine-readable zone on a page, by the shape of its lines, and proving it by its check digits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from . import mrz, mrz_cells, ocr_b
from .engine import Grey
from .facts import Box, Line
from .geometry import Matrix
from .mrz_layouts import LAYOUTS, Layout
from .ocr_b import Band, Cells
from .runs import union

LONG = 12  # times its height: a line that may be one of a zone
SMALL_LETTERS = 0.5  # share of the letters: running text has more, however badly a zone is read it has fewer
LEAST_SHARED = 0.6  # of their width that two lines of a zone stand one above the other
CLOSEST, FURTHEST = 0.8, 3.0  # line heights from middle to middle
CLOSEST_SET, FURTHEST_SET = 1.3, 2.9  # pitches from line to line: between six and four lines to the inch, and then some
FITTING = 0.65  # likeness of cells and typeface; print of other kinds stays below


@dataclass(frozen=True, slots=True)
class Found:
    """A zone that proved itself, where it stands, and how well its line of least likeness fits the typeface."""

    zone: mrz.Zone
    box: Box
    confidence: float


def find(scan: Grey, to_scan: Matrix, lines: Sequence[tuple[Box, Line]]) -> Found | None:
    """Find a zone whose check digits agree; lines are those of the upright page, `to_scan` leads to the grey scan."""
    for above, below in _stacked([box for box, line in lines if _may_be(box, line)]):
        for layout in LAYOUTS:
            for bands in _bands(above, below, layout):
                found = _proven(scan, to_scan, bands, layout)
                if found:
                    return found
    return None


def _proven(scan: Grey, to_scan: Matrix, bands: Sequence[Band], layout: Layout) -> Found | None:
    """Read the bands as lines of a layout, as long as they look like it; nothing where that is not borne out."""
    read: list[Cells] = []
    for band in bands:
        read.append(ocr_b.read(scan, to_scan, band, layout.width))
        if read[-1].fit < FITTING:
            return None
    zone = mrz_cells.proven(np.stack([cells.likeness for cells in read]), layout)
    return Found(zone, _around(bands), min(cells.fit for cells in read)) if zone else None


def _may_be(box: Box, line: Line) -> bool:
    """Tell whether a line is long and not of small letters."""
    letters = [letter for word in line for letter in word.text if letter.isalpha()]
    small = sum(map(str.islower, letters))
    return box[2] - box[0] > LONG * (box[3] - box[1]) and small <= SMALL_LETTERS * len(letters)


def _stacked(boxes: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Return the pairs of lines of which one may follow the other in a zone; the lowest first, where zones stand."""
    for below, above in combinations(sorted(boxes, key=_middle, reverse=True), 2):
        apart = (_middle(below) - _middle(above)) / max(above[3] - above[1], below[3] - below[1])
        shared = min(above[2], below[2]) - max(above[0], below[0])
        around = union([above, below])
        if CLOSEST < apart < FURTHEST and shared > LEAST_SHARED * (around[2] - around[0]):
            yield above, below


def _bands(above: Box, below: Box, layout: Layout) -> Iterator[list[Band]]:
    """Return where the lines of a zone stand of which two were found: a third may have been missed, or cut short."""
    left, _, right, _ = union([above, below])
    apart = _middle(below) - _middle(above)
    if CLOSEST_SET < apart * layout.width / (right - left) < FURTHEST_SET:
        for first in range(layout.lines - 1):
            yield [Band(left, right, _middle(above) + (line - first) * apart) for line in range(layout.lines)]


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _around(bands: Sequence[Band]) -> Box:
    half = (bands[1].middle - bands[0].middle) / 2
    top, bottom = bands[0].middle - half, bands[-1].middle + half
    return round(bands[0].left), round(top), round(bands[0].right), round(bottom)
