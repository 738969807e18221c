"""Finding a machine-readable zone on a page, by the shape of its lines, and proving it by its check digits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
CLOSEST, FURTHEST = 0.6, 3.0  # of the higher row, from middle to middle
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
    rows = _rows([box for box, line in lines if not _is_running(line)])
    for above, below in _stacked(rows):
        for layout in LAYOUTS:
            for first in range(layout.lines - 1):
                cells = _read(scan, to_scan, (above, below), layout, first)
                zone = mrz_cells.proven(np.stack([line.likeness for line in cells]), layout) if cells else None
                if zone:
                    return Found(zone, _around([line.band for line in cells]), min(line.fit for line in cells))
    return None


def _read(scan: Grey, to_scan: Matrix, rows: tuple[Box, Box], layout: Layout, first: int) -> list[Cells]:
    """Read two rows as lines of a layout, from the first on, and then the third where a layout has one.

    That was perhaps not found, or cut short. Nothing is returned where something does not look like a zone.
    """
    left, _, right, _ = union(rows)
    apart = _middle(rows[1]) - _middle(rows[0])
    if not CLOSEST_SET < apart * layout.width / (right - left) < FURTHEST_SET:
        return []
    read: dict[int, Cells] = {}
    bands = {first + at: Band(left, right, _middle(row)) for at, row in enumerate(rows)}
    for line in sorted(range(layout.lines), key=lambda line: line not in bands):
        if line not in bands:
            above, below = read[first].band, read[first + 1].band
            bands[line] = replace(above, middle=above.middle + (line - first) * (below.middle - above.middle))
        read[line] = ocr_b.read(scan, to_scan, bands[line], layout.width)
        if read[line].fit < FITTING:
            return []
    return [read[line] for line in range(layout.lines)]


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


def _width(box: Box) -> int:
    return box[2] - box[0]


def _height(box: Box) -> int:
    return box[3] - box[1]


def _around(bands: Sequence[Band]) -> Box:
    half = (bands[1].middle - bands[0].middle) / 2
    left, right = min(band.left for band in bands), max(band.right for band in bands)
    return round(left), round(bands[0].middle - half), round(right), round(bands[-1].middle + half)
