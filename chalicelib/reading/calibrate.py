"""Measure how far confidences can be trusted: `python -m chalicelib.reading.calibrate FILE [--wrong 0.002]`.

FILE holds one JSON object per line, such as `{"type": "name", "confidence": 0.93, "right": true}`, from pages with a
known truth or from what people corrected. For each type of field it prints the share of right values by
confidence, the least confidence from which on no more than the wanted share is wrong, and whether that holds on lines
held back.
"""

import argparse
import json
import math
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

EDGES = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 0.98, 0.99)
_Z = 1.959964  # the normal deviate of a two-sided 95 % interval
_Z_ONE_SIDED = 1.644854
_BAR = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """A field that was read: its type, the reader's confidence, and whether it was right."""

    type: str
    confidence: float
    right: bool


def interval(hits: int, count: int, z: float = _Z) -> tuple[float, float]:
    """Return Wilson's interval of a share: 95 % unless told otherwise, honest for few and for extreme shares."""
    if count == 0:
        return 0.0, 1.0
    share, extra = hits / count, z * z / count
    middle = share + extra / 2
    width = z * math.sqrt((share * (1 - share) + extra / 4) / count)
    return max(0.0, (middle - width) / (1 + extra)), min(1.0, (middle + width) / (1 + extra))


@dataclass(frozen=True, slots=True)
class Bucket:
    """The outcomes from a confidence on: how many, and how many were right."""

    start: float
    count: int
    right: int


def buckets(outcomes: Iterable[Outcome]) -> list[Bucket]:
    """Return the buckets that hold anything, by confidence."""
    placed = sorted((bisect_right(EDGES, one.confidence) - 1, one.right) for one in outcomes)
    groups = [(EDGES[place], [right for _, right in group]) for place, group in groupby(placed, lambda one: one[0])]
    return [Bucket(start, len(rights), sum(rights)) for start, rights in groups]


def threshold(outcomes: Iterable[Outcome], wrong: float) -> float | None:
    """Return the least confidence from which on, with 95 % certainty, no more than this share is wrong.

    None where no confidence is enough, or too few outcomes are there to say so.
    """
    found = None
    count = mistakes = 0
    ordered = sorted(outcomes, key=lambda one: -one.confidence)
    for confidence, group in groupby(ordered, lambda one: one.confidence):
        rights = [one.right for one in group]
        count, mistakes = count + len(rights), mistakes + rights.count(False)
        if interval(mistakes, count, _Z_ONE_SIDED)[1] <= wrong:
            found = confidence
    return found


@dataclass(frozen=True, slots=True)
class Curve:
    """Steps that only rise, from the reader's confidence to the share that was right (isotonic regression)."""

    starts: tuple[float, ...]
    shares: tuple[float, ...]

    def __call__(self, confidence: float) -> float:
        """Return the share that is right at this confidence."""
        return self.shares[max(0, bisect_right(self.starts, confidence) - 1)]


def isotonic(outcomes: Iterable[Outcome]) -> Curve:
    """Fit the curve by pooling neighbours that fall (PAV)."""
    blocks: list[tuple[float, int, int]] = []  # where it starts, how many, how many right
    for start, group in groupby(sorted(outcomes, key=lambda one: one.confidence), lambda one: one.confidence):
        rights = [one.right for one in group]
        blocks.append((start, len(rights), sum(rights)))
        while len(blocks) > 1 and blocks[-2][2] * blocks[-1][1] >= blocks[-1][2] * blocks[-2][1]:
            (low, count, right), (_, more, more_right) = blocks[-2:]
            blocks[-2:] = [(low, count + more, right + more_right)]
    return Curve(tuple(start for start, *_ in blocks), tuple(right / count for _, count, right in blocks))


def held_back(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """Split into what is learned from and every fifth, held back; spread over all confidences, the same each time."""
    ordered = sorted(outcomes, key=lambda one: (one.confidence, one.right))
    return [one for n, one in enumerate(ordered) if n % 5 != 2], ordered[2::5]


def brier(outcomes: Sequence[Outcome], curve: Curve | None = None) -> float:
    """Return the mean squared distance between what was promised and what came: 0 is perfect."""
    promised = [curve(one.confidence) if curve else one.confidence for one in outcomes]
    return sum((p - one.right) ** 2 for p, one in zip(promised, outcomes, strict=True)) / len(outcomes)


def report(outcomes: Sequence[Outcome], wrong: float) -> Iterable[str]:
    """Yield the lines that tell about each type."""
    for name, group in groupby(sorted(outcomes, key=lambda one: one.type), lambda one: one.type):
        yield from _of_type(name, list(group), wrong)


def _of_type(name: str, outcomes: Sequence[Outcome], wrong: float) -> Iterable[str]:
    yield f"{name}: {len(outcomes)} values, {sum(not one.right for one in outcomes)} wrong"
    for bucket in buckets(outcomes):
        low, high = interval(bucket.right, bucket.count)
        share = bucket.right / bucket.count
        bar = "#" * round(share * _BAR)
        yield f"  {bucket.start:4.2f}+  {share:7.2%} right ({low:.2%} - {high:.2%})  {bucket.count:6}  {bar}"
    known, tested = held_back(outcomes)
    if not tested:
        yield "  too few to hold any back"
        return
    yield _on_held_back(threshold(known, wrong), tested, wrong)
    before, after = brier(tested), brier(tested, isotonic(known))
    verdict = "better" if after < before else "not better"
    yield f"  held back: Brier {before:.4f} as read, {after:.4f} by the curve: {verdict}"


def _on_held_back(least: float | None, tested: Sequence[Outcome], wrong: float) -> str:
    if least is None:
        return f"  no confidence is known to leave at most {wrong:.2%} wrong"
    sure = [one for one in tested if one.confidence >= least]
    mistakes = sum(not one.right for one in sure)
    share = f"{len(sure) / len(tested):.1%} sure, {mistakes} of {len(sure)} wrong"
    return f"  at most {wrong:.2%} wrong from {least:.4f} on; held back: {share}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; return 1 for a file that holds no outcomes."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.reading.calibrate", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--wrong", type=float, default=0.002, help="the share of wrong values that is borne")
    options = parser.parse_args(arguments)
    try:
        outcomes = [Outcome(**json.loads(line)) for line in options.file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, TypeError) as error:
        print(f"{options.file}: {type(error).__name__}", file=sys.stderr)
        return 1
    for line in report(outcomes, options.wrong):
        print(line)
    return 0 if outcomes else 1


if __name__ == "__main__":
    sys.exit(main())
