"""Finding a machine-readable zone on a page, by the shape of its lines, and proving it by its check digits."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np

from . import mrz, mrz_cells, ocr_b
from .engine import Grey
from .facts import Box, Line
from .geometry import Matrix
from .mrz_layouts import LAYOUTS, Layout
from .ocr_b import Band, Cells
from .runs import union

LONG = 10  # times its height: a row that may be one of a zone
SMALL_LETTERS = 0.5  # share of letters and digits: running text has more, however badly a zone is read it has fewer
DENSE = 0.5  # share of its width where something was found
ONE_ROW = 0.5  # of the lower line's height that the middles of two pieces may be apart
LEAST_SHARED = 0.4  # of their width that two rows of a zone stand one above the other
CLOSEST, FURTHEST = 0.5, 3.0  # of the higher row, from middle to middle
CLOSEST_SET, FURTHEST_SET = 1.3, 2.9  # pitches from line to line: between six and four lines to the inch, and then some
HIGH = 1.2  # pitches: the box of a level line
LEVEL = 0.01  # tilt that the reader follows by itself
FITTING = 0.7  # likeness of cells and typeface; print of other kinds stays below

Reader = Callable[[Band], Cells]
"""Reads what stands in a band as a line of one layout."""


@dataclass(frozen=True, slots=True)
class Found:
    """A zone that proved itself, where it stands, and how well its line of least likeness fits the typeface."""

    zone: mrz.Zone
    box: Box
    confidence: float


def find(scan: Grey, to_scan: Matrix, lines: Sequence[tuple[Box, Line]]) -> Found | None:
    """Find a zone whose check digits agree; lines are those of the upright page, `to_scan` leads to the grey scan."""
    rows = _rows([box for box, line in lines if not _is_running(line)])
    for above, below in _stacked(rows):
        for layout in LAYOUTS:
            read = partial(ocr_b.read, scan, to_scan, columns=layout.width)
            for bands in _bands(above, below, layout):
                found = _proven(read, layout, _read(read, bands))
                if found:
                    return found
    return None


def _read(read: Reader, bands: Iterable[Band]) -> list[Cells]:
    """Read bands as lines of a zone; nothing where one does not look like it."""
    cells: list[Cells] = []
    for band in bands:
        cells.append(read(band))
        if cells[-1].fit < FITTING:
            return []
    return cells


def _proven(read: Reader, layout: Layout, two: list[Cells]) -> Found | None:
    """Take two lines for any of a layout that follow each other; a third was perhaps missed, or cut short."""
    for first in range(layout.lines - 1) if two else ():
        above = _read(read, (_beyond(two, line) for line in range(-first, 0)))
        below = _read(read, (_beyond(two, line) for line in range(2, layout.lines - first)))
        cells = [*above, *two, *below]
        if len(cells) == layout.lines and (
            zone := mrz_cells.proven(np.stack([line.likeness for line in cells]), layout)
        ):
            return Found(zone, _around([line.band for line in cells]), min(line.fit for line in cells))
    return None


def _beyond(two: Sequence[Cells], line: int) -> Band:
    """Return where the line stands that is so many lines below the first of two."""
    first, second = (cells.band for cells in two)
    return replace(first, middle=first.middle + line * (second.middle - first.middle))


def _is_running(line: Line) -> bool:
    """Tell whether a line is running text."""
    letters = [letter for word in line for letter in word.text if letter.isalnum()]
    return sum(map(str.islower, letters)) > SMALL_LETTERS * len(letters)


def _rows(boxes: Sequence[Box]) -> list[Box]:
    """Return the rows that may be a zone's, from the top down: a fold or a stain takes lines apart."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=_middle):
        if rows and _middle(box) - _middle(rows[-1][-1]) < ONE_ROW * min(_height(box), _height(rows[-1][-1])):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [union(row) for row in rows if _may_be(row)]


def _may_be(row: Sequence[Box]) -> bool:
    """Tell whether a row is long, and not of columns far apart."""
    whole = union(row)
    return _width(whole) > LONG * _height(whole) and sum(map(_width, row)) > DENSE * _width(whole)


def _stacked(rows: Sequence[Box]) -> Iterator[tuple[Box, Box]]:
    """Return the pairs of rows of which one may follow the other in a zone; the lowest first, where zones stand."""
    for below, above in combinations(reversed(rows), 2):
        apart = (_middle(below) - _middle(above)) / max(_height(above), _height(below))
        shared = min(above[2], below[2]) - max(above[0], below[0])
        around = union([above, below])
        if CLOSEST < apart < FURTHEST and shared > LEAST_SHARED * _width(around):
            yield above, below


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _bands(above: Box, below: Box, layout: Layout) -> Iterator[tuple[Band, Band]]:
    """Return where two rows stand if they are of a layout: level, or tilted where they are too high for that."""
    left, _, right, _ = union([above, below])
    pitch = (right - left) / layout.width
    tilt = ((_height(above) + _height(below)) / 2 - HIGH * pitch) / (right - left)
    if CLOSEST_SET < (_middle(below) - _middle(above)) / pitch < FURTHEST_SET:
        for falls in (0.0, tilt, -tilt) if tilt > LEVEL else (0.0,):
            yield Band(left, right, _middle(above), falls), Band(left, right, _middle(below), falls)


def _width(box: Box) -> int:
    return box[2] - box[0]


def _height(box: Box) -> int:
    return box[3] - box[1]


def _around(bands: Sequence[Band]) -> Box:
    half = (bands[1].middle - bands[0].middle) / 2
    left, right = min(band.left for band in bands), max(band.right for band in bands)
    return round(left), round(bands[0].middle - half), round(right), round(bands[-1].middle + half)
