"""The titles of a table's columns: the row that holds them, and where each stands. Titles wrap over lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import labels
from .facts import Box
from .forms import Step
from .labels import Sheet
from .layout import Token
from .runs import Run, run_of

LEAST_TITLES = 0.5  # share of the columns whose titles must be found
MOST_WORDS = 9  # of a title


@dataclass(frozen=True, slots=True)
class Head:
    """The titles of a table: the run that holds each column's, and the tokens they stand on."""

    columns: tuple[tuple[int, Run], ...]
    start: int
    end: int


def head_of(sheet: Sheet, columns: Sequence[Step]) -> Head | None:
    """Find the row that holds the most titles, at least half of them and two."""
    found = [_titles(sheet, row, columns) for row in _promising(sheet, columns)]
    titles = max(found, key=len, default={})
    if len(titles) < max(2, LEAST_TITLES * len(columns)):
        return None
    row = next(iter(titles.values())).row
    inside = [index for index, token in enumerate(sheet.tokens) if token.row == row]
    return Head(tuple(titles.items()), inside[0], inside[-1] + 1)


def _promising(sheet: Sheet, columns: Sequence[Step]) -> list[int]:
    """Return the rows where the first letters of two columns' titles stand."""
    rows: dict[int, set[int]] = {}
    for index, column in enumerate(columns):
        for label in column.labels:
            for start in sheet.heads.get(label[: labels.HEAD], ()):
                rows.setdefault(sheet.tokens[start].row, set()).add(index)
    return [row for row, found in rows.items() if len(found) > 1]


def _titles(sheet: Sheet, row: int, columns: Sequence[Step]) -> dict[int, Run]:
    """Return which words of a row are the title of which column, the best read and longest ones first."""
    inside = [index for index, token in enumerate(sheet.tokens) if token.row == row]
    under = [token for token in sheet.tokens if token.row == row + 1]
    spans = [(start, end) for start in inside for end in range(start + 1, min(start + MOST_WORDS, inside[-1] + 1) + 1)]
    runs = [run_of(sheet.tokens, start, end) for start, end in spans]
    found = [(wrong, column, run) for run in runs for wrong, column in _columns_of(run, under, columns)]
    titles: dict[int, Run] = {}
    for _, column, run in sorted(found, key=lambda title: (title[0], title[2].start - title[2].end)):
        if column not in titles and not any(_crosses(run, title) for title in titles.values()):
            titles[column] = run
    return titles


def _crosses(one: Run, other: Run) -> bool:
    return one.start < other.end and other.start < one.end


def _columns_of(run: Run, under: Sequence[Token], columns: Sequence[Step]) -> Iterator[tuple[int, int]]:
    """Yield the columns that a run may be the title of, after the letters wrong; it may go on in the line below."""
    more = "".join(token.folded for token in under if overlap(run.box, token.word.box) > 0)
    for text in {run.folded, run.folded + more} - {""}:
        for index, column in enumerate(columns):
            found = [wrong_letters(text, label) for label in column.labels]
            yield from ((wrong, index) for wrong in found if wrong is not None)


def wrong_letters(text: str, label: str) -> int | None:
    """Return the letters wrong in a title, or nothing if it is another."""
    slack = len(label) // 6
    same = text[: labels.HEAD] == label[: labels.HEAD] or text[-labels.TAIL :] == label[-labels.TAIL :]
    if abs(len(text) - len(label)) > slack or not same:
        return None
    wrong = labels.distance(text, label)
    return wrong if wrong <= slack else None


def overlap(one: Box, other: Box) -> int:
    """Return how far two boxes lie above each other, in pixels; below zero, the gap between them."""
    return min(one[2], other[2]) - max(one[0], other[0])
