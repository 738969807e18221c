"""From cells that look more or less like letters to a zone: what may stand where, and what the check digits prove."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from . import mrz
from .mrz_layouts import STATE, Layout, Span
from .ocr_b import ALPHABET, Likeness

NEAR = 0.06  # likeness by which a letter may lose and still be what stands there
MOST_UNCLEAR, MOST_CHANGED = 6, 2  # cells: where more are unclear or would have to be read otherwise, nothing is proven

DIGITS, LETTERS = "0123456789<", "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
Slip = tuple[float, int, int, int]
"""What it costs to read a cell otherwise: likeness, line, column, letter."""


def proven(likeness: NDArray[np.float32], layout: Layout) -> mrz.Zone | None:
    """Return what the cells (line, column, letter) say, if check digits bear it out.

    All readings near enough are asked. If two that say different things agree with their sums, neither is proven.
    """
    zones = [zone for rows in _readings(likeness, layout) if (zone := mrz.parse(rows))]
    return zones[0] if zones and all(zone == zones[0] for zone in zones) else None


def _readings(likeness: NDArray[np.float32], layout: Layout) -> Iterator[list[str]]:
    """Return the lines as they look most like, then with up to two unclear cells read otherwise."""
    possible = np.where(_may_stand(likeness, layout), likeness, -np.inf)
    best = possible.argmax(axis=2)
    slips = list(_slips(possible, layout))
    yield _lines(best)
    if len({slip[1:3] for slip in slips}) > MOST_UNCLEAR:
        return
    for count in range(1, MOST_CHANGED + 1):
        for chosen in combinations(slips, count):
            if sum(cost for cost, *_ in chosen) < NEAR and len({slip[1:3] for slip in chosen}) == count:
                yield _lines(_changed(best, chosen))


def _slips(possible: NDArray[np.float32], layout: Layout) -> Iterator[Slip]:
    """Return the letters that lose by little, where check digits can tell."""
    cost = possible.max(axis=2, keepdims=True) - possible
    cost[~_marked(layout, layout.summed)] = np.inf
    for line, column, letter in np.argwhere((cost > 0) & (cost < NEAR)).tolist():
        yield float(cost[line, column, letter]), line, column, letter


def _changed(best: NDArray[np.intp], slips: tuple[Slip, ...]) -> NDArray[np.intp]:
    changed = best.copy()
    for _, line, column, letter in slips:
        changed[line, column] = letter
    return changed


def _lines(letters: NDArray[np.intp]) -> list[str]:
    return ["".join(ALPHABET[letter] for letter in row) for row in letters]


def _may_stand(likeness: Likeness, layout: Layout) -> NDArray[np.bool_]:
    """Tell which letters may stand in which cell: digits, letters or either; a Vietnamese zone has more digits."""
    may = np.ones(likeness.shape, np.bool_)
    may[_marked(layout, layout.letters)] = _among(LETTERS)
    may[_marked(layout, layout.digits)] = _among(DIGITS)
    may[_marked(layout, (layout.sex,))] = _among("MF<")
    state = np.where(may, likeness, -np.inf).argmax(axis=2)[STATE[0], slice(*STATE[1:])]
    if "".join(ALPHABET[letter] for letter in state) == mrz.VIETNAM:
        may[_marked(layout, layout.numbers)] = _among(DIGITS)
    return may


def _among(letters: str) -> NDArray[np.bool_]:
    return np.array([letter in letters for letter in ALPHABET])


def _marked(layout: Layout, spans: tuple[Span, ...]) -> NDArray[np.bool_]:
    marked = np.zeros((layout.lines, layout.width), np.bool_)
    for line, start, end in spans:
        marked[line, start:end] = True
    return marked
