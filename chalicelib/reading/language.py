"""Whether what was read is Vietnamese at all: with all its marks, without them, or in part."""

from collections.abc import Sequence

from . import spelling, upright
from .facts import Line

READ = 0.8  # confidence of a word that tells something of the language
ENOUGH = 20  # such words
VIETNAMESE = 0.4  # share of them that can be syllables: Vietnamese 0.65 and more, with others' names 0.5, English 0.25
LEGIBLE = 0.3  # mean confidence: the worst page that could be read had 0.49, other scripts 0.24 at most
SOME, HARDLY_ANY = (
    30,
    5,
)  # letters or digits that a text has (a signature gives 11), and words read well in spite of all
_EDGES = ".,:;!?()[]\"'“”/-"


def is_foreign(lines: Sequence[Line]) -> bool:
    """Tell whether a page reads well and is in another language written in Latin letters."""
    words = _words(lines)
    return len(words) >= ENOUGH and sum(map(spelling.is_bare_syllable, words)) < VIETNAMESE * len(words)


def is_illegible(lines: Sequence[Line]) -> bool:
    """Tell whether there is text of which next to nothing reads."""
    signs = sum(letter.isalnum() for line in lines for word in line for letter in word.text)
    return signs >= SOME and len(_words(lines)) < HARDLY_ANY and upright.legibility(lines) < LEGIBLE


def _words(lines: Sequence[Line]) -> list[str]:
    """Return the words read well; one letter alone is in no language."""
    words = (word.text.strip(_EDGES) for line in lines for word in line if word.confidence >= READ)
    return [word for word in words if word.isalpha() and len(word) > 1]
