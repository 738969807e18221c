"""Which kind of paper a text is most like: multinomial naive Bayes over its words and pairs of words.

The weights are counts, so that corrections are simply added; see `learn`.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from .forms import DATA
from .layout import Token

WEIGHTS = DATA / "weights.json"
SMOOTHING = 0.1
CERTAIN = 25  # grams whose evidence counts in full: more of them do not make a text more certain


@dataclass(frozen=True, slots=True)
class Model:
    """The logarithms of how likely each gram is in each kind."""

    kinds: tuple[str, ...]
    grams: Mapping[str, tuple[float, ...]]

    def likeness(self, tokens: Sequence[Token]) -> dict[str, float]:
        """Return how likely the words come from each kind: shares of one. A text without known words tells nothing."""
        known = [self.grams[gram] for gram in grams(tokens) if gram in self.grams]
        weight = min(1.0, CERTAIN / len(known)) if known else 0.0
        sums = [weight * sum(column) for column in zip(*known, strict=True)] or [0.0] * len(self.kinds)
        top = max(sums, default=0.0)
        shares = [math.exp(value - top) for value in sums]
        return {kind: share / sum(shares) for kind, share in zip(self.kinds, shares, strict=True)}


def grams(tokens: Sequence[Token]) -> set[str]:
    """Return the words of a text, folded, and its pairs of neighbours; what holds digits says nothing of a kind."""
    words = [token.folded if token.folded.isalpha() and len(token.folded) < 12 else "" for token in tokens]
    pairs = {f"{one} {two}" for one, two in pairwise(words) if one and two}
    return pairs | {word for word in words if len(word) > 1}


def train(texts: Iterable[tuple[str, set[str]]]) -> dict[str, Counter[str]]:
    """Count in how many texts of each kind a gram stands."""
    counts: dict[str, Counter[str]] = {}
    for kind, found in texts:
        counts.setdefault(kind, Counter()).update(found)
    return counts


def model_of(counts: Mapping[str, Mapping[str, int]]) -> Model:
    """Return the model of some counts; each kind's grams weigh alike however many texts it had."""
    kinds = tuple(sorted(counts))
    vocabulary = sorted({gram for kind in kinds for gram in counts[kind]})
    totals = [sum(counts[kind].values()) + SMOOTHING * len(vocabulary) for kind in kinds]
    return Model(
        kinds,
        {
            gram: tuple(
                math.log((counts[kind].get(gram, 0) + SMOOTHING) / total)
                for kind, total in zip(kinds, totals, strict=True)
            )
            for gram in vocabulary
        },
    )


@cache
def trained(path: Path = WEIGHTS) -> Model:
    """Return the model that travels with the reader."""
    return model_of(json.loads(path.read_text(encoding="utf-8")))
