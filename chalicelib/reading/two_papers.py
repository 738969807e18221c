"""Two papers on one page: each brings its own national motto, or a title of its own.

A card's front and back on one page are one paper: the back has no motto, and its title is known for what it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from . import kinds, labels
from .facts import Box
from .forms import Kind, known
from .layout import Token
from .runs import union
from .witnesses import BACK, FRONT

COUNTRY = "conghoaxahoichunghiavietnam"
WORDS = 8  # of the country's name
SLIPS = 5  # letters of it that may be read wrong
IN_A_SENTENCE = "nuoc"
APART = 0.2  # of the page's larger side, between the middles
CLEAR = 0.9  # share of a title's letters


def shows_two(tokens: Sequence[Token], width: int, height: int, of: Mapping[str, Kind] | None = None) -> bool:
    """Tell whether two papers lie on a page of that size: two mottos, or titles of two kinds, well apart."""
    least = APART * max(width, height)
    mottos = combinations(_mottos(tokens), 2)
    titles = ((one, other) for (mine, one), (theirs, other) in _pairs(tokens, of) if {mine, theirs} != {FRONT, BACK})
    return any(_apart(*pair, least) for pairs in (mottos, titles) for pair in pairs)


def _mottos(tokens: Sequence[Token]) -> Iterator[Box]:
    """Yield where the country's name stands in capitals, by itself."""
    for start in range(len(tokens) - WORDS + 1):
        words = tokens[start : start + WORDS]
        in_capitals = all(token.word.text.upper() == token.word.text for token in words)
        in_a_sentence = start > 0 and tokens[start - 1].folded == IN_A_SENTENCE
        text = "".join(token.folded for token in words)
        if in_capitals and not in_a_sentence and text[:2] == COUNTRY[:2] and labels.distance(text, COUNTRY) <= SLIPS:
            yield union([token.word.box for token in words])


def _pairs(tokens: Sequence[Token], of: Mapping[str, Kind] | None) -> Iterator[tuple[tuple[str, Box], tuple[str, Box]]]:
    found = kinds.titles_of(tokens, (of or known()).values())
    clear = [
        (name, union([token.word.box for token in tokens[title.start : title.end]]))
        for name, title in found.items()
        if title.likeness >= CLEAR
    ]
    return combinations(clear, 2)


def _apart(one: Box, other: Box, least: float) -> bool:
    across, down = (abs(one[i] + one[i + 2] - other[i] - other[i + 2]) / 2 for i in (0, 1))
    return max(across, down) >= least
