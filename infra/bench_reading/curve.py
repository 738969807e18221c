"""The calibration curve as SVG: how many of the fields of a confidence were right, by sort of value."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from infra.bench_reading.scoring import Judged

EDGES = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 0.99, 1.0001)
"""Confidences crowd near one: the buckets are narrower there, and all are drawn equally wide."""
SORTS = {"name": "names", "id": "numbers", "date": "dates", "addr": "addresses", "other": "other fields"}
_WIDE, _HIGH, _GAP, _TOP = 230, 160, 48, 34
_STEP = _WIDE / (len(EDGES) - 1)
_STYLE = "text{font:11px sans-serif;fill:#333}.t{font-size:13px;font-weight:600}.s{font-size:9px;fill:#777}"


@dataclass(frozen=True, slots=True)
class Bucket:
    """The fields of one range of confidence: which, their mean confidence, the share that is right, how many."""

    at: int
    mean: float
    right: float
    count: int


def buckets(judged: Sequence[Judged]) -> list[Bucket]:
    """Return the buckets that hold anything."""
    found = []
    for at, (low, high) in enumerate(pairwise(EDGES)):
        inside = [field for field in judged if low <= field.confidence < high]
        if inside:
            mean = sum(field.confidence for field in inside) / len(inside)
            found.append(Bucket(at, mean, sum(field.right for field in inside) / len(inside), len(inside)))
    return found


def drawn(judged: Sequence[Judged]) -> str:
    """Draw one panel for each sort of value: blue what was right, dashed what the reader expected."""
    panels = [
        _panel(_GAP + at * (_WIDE + _GAP), title, buckets([field for field in judged if field.sort == sort]))
        for at, (sort, title) in enumerate(SORTS.items())
    ]
    width, height = _GAP + len(panels) * (_WIDE + _GAP), _TOP + _HIGH + 56
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    parts = [head, f"<style>{_STYLE}</style>", '<rect width="100%" height="100%" fill="#fff"/>', *panels, "</svg>"]
    return "\n".join(parts) + "\n"


def _panel(left: float, title: str, found: Sequence[Bucket]) -> str:
    bottom = _TOP + _HIGH
    parts = [
        f'<text class="t" x="{left}" y="20">{title} ({sum(bucket.count for bucket in found)})</text>',
        f'<rect x="{left}" y="{_TOP}" width="{_WIDE}" height="{_HIGH}" fill="#fafafa" stroke="#ccc"/>',
        *(_word(left - 4, _y(tick) + 3, f"{tick:.0%}", "end") for tick in (0, 0.25, 0.5, 0.75, 1)),
        *(_word(left + at * _STEP, bottom + 13, f"{min(edge, 1):g}") for at, edge in enumerate(EDGES)),
        *(_word(_x(left, bucket), bottom + 26, str(bucket.count)) for bucket in found),
        f'<text x="{left}" y="{bottom + 44}">confidence, fields; blue: right, dashed: expected</text>',
        _line(((_x(left, bucket), _y(bucket.mean)) for bucket in found), "#999", "4 4"),
        _line(((_x(left, bucket), _y(bucket.right)) for bucket in found), "#1d5fa8", "none"),
        *(_dot(left, bucket) for bucket in found),
    ]
    return "\n".join(parts)


def _word(x: float, y: float, word: str, anchor: str = "middle") -> str:
    return f'<text class="s" text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}">{word}</text>'


def _line(points: Iterable[tuple[float, float]], colour: str, dashes: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}" points="{path}"/>'


def _dot(left: float, bucket: Bucket) -> str:
    told = f"<title>{bucket.mean:.3f}: {bucket.right:.1%} of {bucket.count}</title>"
    place = f'cx="{_x(left, bucket):.1f}" cy="{_y(bucket.right):.1f}" r="{2 + math.log10(bucket.count):.1f}"'
    return f'<circle {place} fill="#1d5fa8">{told}</circle>'


def _x(left: float, bucket: Bucket) -> float:
    return left + (bucket.at + 0.5) * _STEP


def _y(share: float) -> float:
    return _TOP + (1 - share) * _HIGH
