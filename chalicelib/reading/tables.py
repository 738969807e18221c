"""Tables: rows of cells under a row of column titles, by where they stand. Cells wrap over lines, titles too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from . import normal
from .forms import Step
from .heads import Head, overlap, wrong_letters
from .layout import Token
from .runs import Run, run_of, runs_of

CELL_GAP = 0.8  # line heights between two cells: narrower than between the blanks of a form, wider than a space
LEAST_BEGINNING = 6  # letters of a label that goes on in the next line
LARGEST_GAP = 3.5  # line heights: what stands further below is no row of the table


Columns = dict[int, list[Run]]
"""What stands on one line of a table, by column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of one row (from 1)."""

    row: int
    column: int
    tokens: tuple[Token, ...]


def cells(tokens: Sequence[Token], head: Head, columns: Sequence[Step], end: int) -> Iterator[Cell]:
    """Yield the filled cells of a table that ends at a token."""
    under = tokens[head.end : end]
    lines = _lines(under, head)
    body = lines[_wrapped_titles(lines, head, columns) :]
    for number, row in enumerate(_rows(body, _key_of(head, columns), len(head.columns)), 1):
        for index, _ in head.columns:
            runs = [run for line in row for run in line.get(index, [])]
            if runs:
                yield Cell(number, index, tuple(token for run in runs for token in under[run.start : run.end]))


def _lines(tokens: Sequence[Token], head: Head) -> list[Columns]:
    """Return what stands below the titles, line by line and column by column, down to the first wide gap."""
    lines: list[Columns] = []
    last: Run | None = None
    bottom, height = max(run.box[3] for _, run in head.columns), max(run.box[3] - run.box[1] for _, run in head.columns)
    for run in runs_of(tokens, CELL_GAP):
        if last is None or run.row != last.row:
            if run.box[1] - bottom > LARGEST_GAP * height:
                break
            lines.append({})
        for part in _split(tokens, run, head):
            lines[-1].setdefault(_column(part, head), []).append(part)
        last, bottom = run, run.box[3]
    return lines


def _split(tokens: Sequence[Token], run: Run, head: Head) -> list[Run]:
    """Cut a run that lies under several titles where the next column begins."""
    inside = [
        title.box[0] for _, title in head.columns if run.box[0] < title.box[0] - 5 and title.box[2] <= run.box[2] + 5
    ]
    cuts = sorted({min(range(run.start, run.end), key=lambda i: abs(tokens[i].word.box[0] - left)) for left in inside})
    edges = [run.start, *(cut for cut in cuts if cut > run.start), run.end]
    return [run_of(tokens, start, end) for start, end in pairwise(edges)]


def _column(run: Run, head: Head) -> int:
    """Return the column whose title lies above a run, or nearest to it."""
    return max(head.columns, key=lambda column: overlap(column[1].box, run.box))[0]


def _wrapped_titles(lines: Sequence[Columns], head: Head, columns: Sequence[Step]) -> int:
    """Count the lines that only carry titles on: ends of their words, units in brackets, numbers of the columns."""
    titles = {index: run.folded for index, run in head.columns}
    count = 0
    for line in lines:
        texts = {index: " ".join(run.text for run in runs) for index, runs in line.items()}
        if not all(_carries_on(titles.get(index, ""), text, columns[index].labels) for index, text in texts.items()):
            break
        titles |= {index: titles.get(index, "") + normal.fold(text) for index, text in texts.items()}
        count += 1
    return count


def _carries_on(title: str, text: str, wordings: Sequence[str]) -> bool:
    whole = title + normal.fold(text)
    return (text.startswith("(") and text.endswith(")")) or any(
        wrong_letters(whole, label) is not None for label in wordings if label != title
    )


def _key_of(head: Head, columns: Sequence[Step]) -> int:
    """Return the column that begins a row: the running number, else the first."""
    numbered = [index for index, _ in head.columns if not columns[index].fields]
    return numbered[0] if numbered else min(head.columns, key=lambda column: column[1].box[0])[0]


def _rows(lines: Sequence[Columns], key: int, width: int) -> list[list[Columns]]:
    """Group lines into rows: one begins where its key column is filled, or half of all are, the key being lost.

    The other lines join the line they stand nearest.
    """
    rows: list[list[Columns]] = []
    waiting: list[Columns] = []
    counted = _counted(lines, key)
    for index, line in enumerate(lines):
        if key in line or (index >= counted and len(line) > 1 and 2 * len(line) >= width):
            rows.append([*waiting, line])
            waiting = []
        elif rows and not waiting and not _nearer_below(lines, index):
            rows[-1].append(line)
        else:
            waiting.append(line)
    if waiting and rows:
        rows[-1].extend(waiting)
    return rows


def _counted(lines: Sequence[Columns], key: int) -> int:
    """Return how many lines, from the first, hold rows whose running numbers 1, 2, 3 … lack none."""
    keyed = [(at, "".join(run.folded for run in line[key])) for at, line in enumerate(lines) if key in line]
    whole = 0
    for number, (at, text) in enumerate(keyed, 1):
        if text != str(number):
            break
        whole = at + 1
    return whole


def _nearer_below(lines: Sequence[Columns], index: int) -> bool:
    if index + 1 == len(lines):
        return False
    top, middle, bottom = (_middle(line) for line in lines[index - 1 : index + 2])
    return bottom - middle < middle - top


def _middle(line: Columns) -> float:
    middles = [(run.box[1] + run.box[3]) / 2 for runs in line.values() for run in runs]
    return sum(middles) / len(middles)


Labelled = tuple[str, tuple[tuple[str, str], ...], Cell]
"""The name of a column, the fields of a row, and the cell where they meet."""


def labelled(cells: Iterable[Cell], columns: Sequence[Step], rows: Sequence[Step]) -> Iterator[Labelled]:
    """Yield the cells of a table whose rows begin with a label; a label may go on in the line below."""
    found: dict[tuple[int, int], list[Token]] = {}
    asked: Step | None = None
    for _, line in groupby(cells, key=attrgetter("row")):
        by_column = {cell.column: cell for cell in line}
        label = "".join(
            token.folded for index, cell in by_column.items() if not columns[index].fields for token in cell.tokens
        )
        asked = next((row for row in rows if any(_begins(label, text) for text in row.labels)), asked)
        for index, cell in by_column.items():
            if asked and columns[index].fields:
                found.setdefault((rows.index(asked), index), []).extend(cell.tokens)
    for (row, index), tokens in found.items():
        yield columns[index].fields[0][0], rows[row].fields, Cell(row + 1, index, tuple(tokens))


def _begins(label: str, text: str) -> bool:
    return wrong_letters(label, text) is not None or (len(label) >= LEAST_BEGINNING and text.startswith(label))
