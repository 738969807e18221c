"""How far a text layer may be believed: it is compared, word by word and place by place, with what was read there."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .facts import Line, Word
from .normal import digits, fold
from .textlayer import TextLayer

AGREES, LIES, COVERS = 0.9, 0.6, 0.8  # shares of letters
ALIKE = 0.7  # of a word's letters, without accents: what is below is another word, not a slip of the reader
SAME_PLACE = 0.4  # of the smaller of two boxes
LEGIBLE = 0.5  # what is read with less confidence is no witness: rules and leaders look like letters


class Trust(StrEnum):
    """What a text layer is worth."""

    TRUE = "true"  # its words may be taken for what stands on the page, but for the disputed ones
    PARTIAL = "partial"  # right here and there: the page has to be read
    LIES = "lies"  # says something else than the page shows
    ABSENT = "absent"  # nothing to compare


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a layer is worth, and why.

    `agreement` is the share of the layer's letters that were read in the same place, `coverage` the share of the
    letters read that the layer has too. `lines` are the layer's words less those where the page shows nothing;
    `disputed` are words that were read otherwise, each with what was read.
    """

    trust: Trust
    agreement: float = 0.0
    coverage: float = 0.0
    lines: tuple[Line, ...] = ()
    disputed: tuple[tuple[Word, str], ...] = ()


def check(layer: TextLayer | None, read: Sequence[Line]) -> Verdict:
    """Compare a layer with what the engine read from the image; both in the same pixels."""
    claimed = _telling(layer.lines if layer else ())
    if layer is None or not (claimed or layer.is_garbage):
        return Verdict(Trust.ABSENT)
    if layer.is_garbage:
        return Verdict(Trust.LIES)
    seen = [word for word in _telling(read) if word.confidence >= LEGIBLE]
    meets = _same_place(claimed, seen)
    found = [_joined(seen, row) for row in meets]
    agreement = _share(claimed, [_agree(word.text, there) for word, there in zip(claimed, found, strict=True)])
    coverage = _share(seen, [bool(column.any()) for column in meets.T])
    unseen = {id(word) for word, there in zip(claimed, found, strict=True) if not there}
    return Verdict(
        _judged(agreement, coverage),
        round(agreement, 3),
        round(coverage, 3),
        tuple(filter(None, (tuple(word for word in line if id(word) not in unseen) for line in layer.lines))),
        tuple((w, there) for w, there in zip(claimed, found, strict=True) if there and not _agree(w.text, there)),
    )


def _judged(agreement: float, coverage: float) -> Trust:
    if agreement < LIES:
        return Trust.LIES
    return Trust.TRUE if agreement >= AGREES and coverage >= COVERS else Trust.PARTIAL


def _telling(lines: Sequence[Line]) -> list[Word]:
    """Return the words that have letters or digits: dots and rules are read one way here, another there."""
    return [word for line in lines for word in line if fold(word.text)]


def _same_place(claimed: Sequence[Word], seen: Sequence[Word]) -> NDArray[np.bool_]:
    """Tell for each claimed word (row) and each seen one (column) whether they stand in the same place."""
    a = np.array([word.box for word in claimed], np.float64).reshape(-1, 1, 4)
    b = np.array([word.box for word in seen], np.float64).reshape(1, -1, 4)
    overlap = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    size_a, size_b = a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2]
    smaller = np.minimum(size_a.prod(axis=-1), size_b.prod(axis=-1))
    shared = overlap.clip(min=0).prod(axis=-1)
    return np.asarray(shared > SAME_PLACE * smaller)


def _joined(seen: Sequence[Word], row: NDArray[np.bool_]) -> str:
    words = sorted((seen[int(index)] for index in np.flatnonzero(row)), key=lambda word: word.box[0])
    return " ".join(word.text for word in words)


def _agree(claimed: str, there: str) -> bool:
    """Tell whether a word was read: digits to the last one, letters but for accents and a slip."""
    if digits(claimed):
        return digits(claimed) in digits(there)
    mine, theirs = fold(claimed), fold(there)
    return mine in theirs or SequenceMatcher(None, mine, theirs, autojunk=False).ratio() >= ALIKE


def _share(words: Sequence[Word], good: Sequence[bool]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(len(w.text) for w, ok in zip(words, good, strict=True) if ok) / letters if letters else 0.0
