"""Two persons printed side by side: the words of the left column first, then those of the right."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from . import labels
from .labels import Sheet
from .layout import Token


def in_order(sheet: Sheet, right: Sequence[str]) -> list[Token]:
    """Return the words of a page column by column, below a label that begins a right-hand column; else as they are."""
    begin = next(_beginnings(sheet, right), None)
    tokens = list(sheet.tokens)
    if begin is None:
        return tokens
    left, top = tokens[begin].word.box[0], tokens[begin].row
    reach = tokens[begin].word.box[3] - tokens[begin].word.box[1]
    columns: tuple[list[Token], list[Token]] = ([], [])
    for row, words in groupby(tokens, key=attrgetter("row")):
        line = list(words)
        if row < top:
            continue
        beside = [token for token in line if token.word.box[0] >= left - reach]
        if beside and not beside[0].starts:  # print across both columns ends them
            break
        columns[0].extend(token for token in line if token not in beside)
        columns[1].extend(beside)
    placed = {*columns[0], *columns[1]}
    before = [token for token in tokens if token.row < top]
    return [*before, *columns[0], *columns[1], *(t for t in tokens if t.row >= top and t not in placed)]


def _beginnings(sheet: Sheet, right: Sequence[str]) -> Iterator[int]:
    for label in right:
        for match in labels.places_of(sheet, label):
            token = sheet.tokens[match.start]
            if token.starts and match.start and sheet.tokens[match.start - 1].row == token.row:
                yield match.start
