"""What is wrong with a page that was read: by its words, its surface, and what lies over all of it."""

from collections.abc import Iterator, Sequence

from . import language, screens, surface, two_papers
from .engine import Grey
from .facts import Line, Trouble
from .layout import Token

READ = 0.7  # confidence of words that count as text
SOME_TEXT = 8  # letters: any paper has more, unless it is a seal, a signature or a drawing
Size = tuple[int, int]


def found(grey: Grey, lines: Sequence[Line], tokens: Sequence[Token], size: Size, *, known: bool) -> Iterator[Trouble]:
    """Yield the troubles of a page: `grey` as it was scanned, its words upright on a page of `size`; `known` for one
    that was taken for some kind of paper, by its words or by a code."""
    if surface.is_cut_off(lines, *size):
        yield Trouble.CUT_OFF
    if screens.shows_a_screen(grey):
        yield Trouble.PHOTO_OF_SCREEN
    if two_papers.shows_two(tokens, *size):
        yield Trouble.TWO_DOCUMENTS
    if not known:
        yield from _strange(grey, lines)


def _strange(grey: Grey, lines: Sequence[Line]) -> Iterator[Trouble]:
    """Yield, of a page of no known kind, why: at most one of these holds."""
    if not has_text(lines) and not surface.is_paper(grey):
        yield Trouble.NOT_A_DOCUMENT
    elif language.is_illegible(lines):
        yield Trouble.ILLEGIBLE
    elif language.is_foreign(lines):
        yield Trouble.OTHER_LANGUAGE


def has_text(lines: Sequence[Line]) -> bool:
    """Tell whether any text was read: rules, edges and grain are read as letters too, but never with confidence."""
    words = (word for line in lines for word in line if word.confidence >= READ)
    return sum(letter.isalnum() for word in words for letter in word.text) >= SOME_TEXT
