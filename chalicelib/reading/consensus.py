"""One line read by two readers: which word is believed, and how much.

Tesseract knows how Vietnamese is written and is right about words; the second reader knows no words and is right
about digits and codes (measured: docs/benchmarks.md). Where both say the same, both would have to be wrong alike.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from . import normal, spelling
from .facts import Line, Word

LONE = 0.5  # the most that a word is believed which the other reader read differently
GAP = 0.75  # what leaving a word without a partner costs, where two that share nothing cost 1
EDGES = "()[]\"'“”‘’.,;:!?…"

Pair = tuple[Word | None, Word | None]


def agreed(first: Sequence[Word], second: Sequence[Word]) -> Line:
    """Return the words of a line as Tesseract (first) and the second reader together have it."""
    return tuple(word for pair in _paired(first, second) if (word := _believed(*pair)))


def _believed(first: Word | None, second: Word | None) -> Word | None:
    if first is None:
        return None  # the second reader makes words of stains
    if second is None:
        return replace(first, confidence=min(first.confidence, LONE))
    if _core(first.text) == _core(second.text):
        return replace(first, confidence=round(1 - (1 - first.confidence) * (1 - second.confidence), 4))
    better = second if _is_code(second.text) or _repairs(first.text, second.text) else first
    return replace(first, text=better.text, confidence=min(better.confidence, LONE))


def _core(text: str) -> str:
    return normal.tidy(text).strip(EDGES)


def _is_code(text: str) -> bool:
    """Tell what is mostly digits, or letters that spell nothing: knowing no words is of advantage there."""
    return sum(letter.isdigit() for letter in text) * 2 >= len(text)


def _repairs(text: str, other: str) -> bool:
    """Tell whether only the other reading is a word that can be Vietnamese."""
    return spelling.is_syllable(_core(other)) and not spelling.is_syllable(_core(text)) and _core(text).isalpha()


def _paired(first: Sequence[Word], second: Sequence[Word]) -> Iterator[Pair]:
    """Pair the words of two readings in their order so that the pairs are as alike as can be."""
    costs = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(len(first), -1, -1):
        for j in range(len(second), -1, -1):
            if i < len(first) or j < len(second):
                costs[i][j] = min(cost for cost, _, _ in _ways(first, second, i, j, costs))
    i = j = 0
    while i < len(first) or j < len(second):
        _, down, across = min(_ways(first, second, i, j, costs))
        yield first[i] if down else None, second[j] if across else None
        i, j = i + down, j + across


def _ways(
    first: Sequence[Word], second: Sequence[Word], i: int, j: int, costs: Sequence[Sequence[float]]
) -> Iterator[tuple[float, int, int]]:
    if i < len(first) and j < len(second):
        unlike = Levenshtein.normalized_distance(first[i].text, second[j].text)
        yield unlike + costs[i + 1][j + 1], 1, 1
    if i < len(first):
        yield GAP + costs[i + 1][j], 1, 0
    if j < len(second):
        yield GAP + costs[i][j + 1], 0, 1
