"""Finding the sheet on a photo by its edges, so that it can be laid flat. On a flat scan there is nothing to find.

A finder that is too eager ruins good scans: paper must be brighter than what surrounds it, along straight edges, on
three sides at least; a side without an edge ends where the picture ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from .engine import Grey
from .geometry import Point

SMALL_SIDE = 500
MIDDLE = 0.15  # share of an edge at both ends that may be a corner, a finger or a shadow
STRAIGHT = 0.006  # of the picture's side: what edges may bend
AT_BORDER = 0.012  # of the side: an edge nearer than this is the picture's own
BRIGHTER = 30  # grey levels between desk and paper
SMALLEST = 0.3  # share of the picture that the sheet fills
SIDES_NEEDED = 3
NARROWEST = 40  # pixels of the small picture: a scrap has no four edges

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Edge:
    """x = at + slope * y (for left and right edges; the other two the other way round), and whether it was seen."""

    at: float
    slope: float
    seen: bool


def corners(grey: Grey) -> list[Point] | None:
    """Return the sheet's corners, clockwise from top left, or nothing where the picture is no photo of a sheet."""
    picture = Image.fromarray(grey)
    picture.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BOX)
    small = np.asarray(picture.filter(ImageFilter.GaussianBlur(2)))
    if min(small.shape) < NARROWEST or small.min() == small.max():
        return None
    paper = small > _threshold(small)
    if not SMALLEST < paper.mean() < 0.99:
        return None
    ways = (paper, paper[:, ::-1], paper.T, paper.T[:, ::-1])
    lights = (small, small[:, ::-1], small.T, small.T[:, ::-1])
    edges = [_edge(flags, light) for flags, light in zip(ways, lights, strict=True)]
    if any(edge is None for edge in edges) or sum(bool(edge and edge.seen) for edge in edges) < SIDES_NEEDED:
        return None
    found = _crossings([edge for edge in edges if edge], small.shape[1], small.shape[0])
    scale = grey.shape[1] / small.shape[1]
    return [(x * scale, y * scale) for x, y in found] if _is_sheet(found, small.size) else None


def _threshold(small: Grey) -> float:
    """Return the grey that parts dark from light best (Otsu)."""
    counts = np.bincount(small.ravel(), minlength=256).astype(np.float64)
    below, above = np.cumsum(counts), counts.sum() - np.cumsum(counts)
    light = np.cumsum(counts * np.arange(256))
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = below * above * (light / below - (light[-1] - light) / above) ** 2
    return float(np.nanargmax(spread))


def _edge(paper: Flags, light: Grey) -> Edge | None:
    """Return the left edge of the paper; one that is neither straight nor at the border is none."""
    height, width = paper.shape
    rows = np.arange(round(height * MIDDLE), round(height * (1 - MIDDLE)))
    lasting = paper[rows, :-4] & paper[rows, 2:-2] & paper[rows, 4:]
    firsts = np.where(lasting.any(axis=1), lasting.argmax(axis=1), width).astype(np.float64)
    if np.median(firsts) <= AT_BORDER * width:
        return Edge(0.0, 0.0, seen=False)
    slope, at, bend = _line(rows.astype(np.float64), firsts)
    if bend > STRAIGHT * width or not _stands_out(light, rows, at + slope * rows):
        return None
    return Edge(at, slope, seen=True)


def _line(along: NDArray[np.float64], across: NDArray[np.float64]) -> tuple[float, float, float]:
    """Fit a line, leaving out what lies off it; return slope, start and the median distance from it."""
    kept = np.ones(len(along), bool)
    slope = start = 0.0
    for _ in range(4):
        slope, start = np.polyfit(along[kept], across[kept], 1)
        off = np.abs(across - start - slope * along)
        kept = off <= max(1.5, 2.5 * float(np.median(off)))
    return float(slope), float(start), float(np.median(np.abs(across - start - slope * along)))


def _stands_out(light: Grey, rows: NDArray[np.int64], edge: NDArray[np.float64]) -> bool:
    width = light.shape[1]
    outside = light[rows, np.clip(edge - 6, 0, width - 1).astype(int)].astype(float)
    inside = light[rows, np.clip(edge + 6, 0, width - 1).astype(int)].astype(float)
    return float(np.median(inside - outside)) >= BRIGHTER


def _crossings(edges: Sequence[Edge], width: int, height: int) -> list[Point]:
    left, right, top, bottom = edges
    uprights = (left.at, left.slope), (width - 1 - right.at, -right.slope)
    levels = (top.at, top.slope), (height - 1 - bottom.at, -bottom.slope)
    return [_crossing(uprights[x], levels[y]) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]


def _crossing(upright: tuple[float, float], level: tuple[float, float]) -> Point:
    (at, slope), (height, rise) = upright, level
    y = (height + rise * at) / (1 - rise * slope)
    return at + slope * y, y


def _is_sheet(found: Sequence[Point], pixels: int) -> bool:
    """Accept what is about a rectangle and large."""
    points = np.array(found)
    ahead, back = np.roll(points, -1, axis=0) - points, np.roll(points, 1, axis=0) - points
    lengths = np.linalg.norm(ahead, axis=1) * np.linalg.norm(back, axis=1)
    square = np.abs((ahead * back).sum(axis=1)) / np.maximum(lengths, 1e-9)
    area = 0.5 * abs(
        float(np.dot(points[:, 0], np.roll(points[:, 1], -1)) - np.dot(points[:, 1], np.roll(points[:, 0], -1)))
    )
    return bool(square.max() < 0.25) and area > SMALLEST * pixels
