"""Runs of words: what stands together on one row, and how it lies to other print."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import normal
from .facts import Box
from .layout import Token


@dataclass(frozen=True, slots=True)
class Run:
    """Words side by side on one row without a wide gap: tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    text: str
    row: int
    box: Box

    @property
    def middle(self) -> float:
        """Return where the run is centred across the page."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def folded(self) -> str:
        """Return the run's plain letters."""
        return normal.fold(self.text)


def runs_of(tokens: Sequence[Token], gap: float = 2.0) -> list[Run]:
    """Return the runs of a page; a gap of so many line heights ends one."""
    cuts = [index for index, token in enumerate(tokens) if index == 0 or _apart(tokens[index - 1], token, gap)]
    return [run_of(tokens, start, end) for start, end in zip(cuts, [*cuts[1:], len(tokens)], strict=True)]


def run_of(tokens: Sequence[Token], start: int, end: int) -> Run:
    """Return tokens of one row as a run."""
    words = [token.word for token in tokens[start:end]]
    return Run(start, end, " ".join(word.text for word in words), tokens[start].row, union([w.box for w in words]))


def _apart(left: Token, right: Token, gap: float) -> bool:
    height = max(word.box[3] - word.box[1] for word in (left.word, right.word))
    return left.row != right.row or right.word.box[0] - left.word.box[2] > gap * height


def union(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def covered(texts: Sequence[str], start: int, end: int) -> Iterator[int]:
    """Yield which of the texts, joined by spaces, a span of the whole touches."""
    at = 0
    for index, text in enumerate(texts):
        if at < end and at + len(text) > start:
            yield index
        at += len(text) + 1


MOTTO = re.compile(r"conghoa|xahoichu|doclap|hanhphuc")
"""The motto of the republic stands beside whoever issued a paper."""
