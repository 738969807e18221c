"""The calibration curve as SVG: how many of the fields of a confidence were right, by sort of value."""

import math
from collections.abc import Sequence
from itertools import pairwise

from infra.bench_reading.scoring import Judged

EDGES = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 1.0001)
"""Confidences crowd near one: the buckets are narrower there."""
SORTS = {"name": "names", "id": "numbers", "date": "dates", "addr": "addresses", "other": "other fields"}
_WIDE, _HIGH, _GAP, _TOP = 210, 160, 48, 34


def buckets(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """Return the mean confidence, the share right and the count of each bucket that holds anything."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [field for field in judged if low <= field.confidence < high]
        if inside:
            mean = sum(field.confidence for field in inside) / len(inside)
            found.append((mean, sum(field.right for field in inside) / len(inside), len(inside)))
    return found


def drawn(judged: Sequence[Judged]) -> str:
    """Draw one panel for each sort of value; the dashed line is where confidence and truth are one."""
    panels = [
        _panel(at, title, [f for f in judged if f.sort == sort]) for at, (sort, title) in enumerate(SORTS.items())
    ]
    width, height = _GAP + len(panels) * (_WIDE + _GAP), _TOP + _HIGH + 60
    style = "text{font:11px sans-serif;fill:#333}.t{font-size:13px;font-weight:600}.s{font-size:9px;fill:#777}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<style>{style}</style>\n"
        + '<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(panels)
        + "\n</svg>\n"
    )


def _panel(at: int, title: str, judged: Sequence[Judged]) -> str:
    left = _GAP + at * (_WIDE + _GAP)
    points = buckets(judged)
    places = [(_x(left, mean), _y(share)) for mean, share, _ in points]
    parts = [
        f'<text class="t" x="{left}" y="20">{title} ({len(judged)})</text>',
        f'<rect x="{left}" y="{_TOP}" width="{_WIDE}" height="{_HIGH}" fill="#fafafa" stroke="#ccc"/>',
        f'<line x1="{left}" y1="{_TOP + _HIGH}" x2="{left + _WIDE}" y2="{_TOP}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<text class="s" text-anchor="end" x="{left - 4}" y="{_y(tick) + 3:.1f}">{tick:.0%}</text>')
        parts.append(
            f'<text class="s" text-anchor="middle" x="{_x(left, tick):.1f}" y="{_TOP + _HIGH + 13}">{tick:g}</text>'
        )
    parts.append(f'<text x="{left}" y="{_TOP + _HIGH + 30}">confidence → share right</text>')
    parts.append(
        '<polyline fill="none" stroke="#1d5fa8" stroke-width="2" points="{}"/>'.format(
            " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        )
    )
    for (x, y), (mean, share, count) in zip(places, points, strict=True):
        size = 2 + math.log10(count)
        told = f"<title>{mean:.3f}: {share:.1%} of {count}</title>"
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#1d5fa8">{told}</circle>')
    counts = " ".join(str(count) for _, _, count in points)
    parts.append(f'<text class="s" x="{left}" y="{_TOP + _HIGH + 44}">fields per bucket: {counts}</text>')
    return "\n".join(parts)


def _x(left: float, confidence: float) -> float:
    return left + confidence * _WIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _HIGH
