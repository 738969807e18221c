"""Picking the values out of a page whose labels are found: behind labels, in tables, and around the form."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from . import frame, persons, tables
from .facts import Field
from .heads import Head
from .kinds import Verdict
from .labels import NUMBERING, Match
from .layout import Token
from .runs import union
from .takings import TAKINGS
from .values import RESIDUE, Look, read

__all__ = ["Look", "extract", "union"]

LARGEST_GAP = 2.5  # line heights: what stands further below belongs to something else
FOOTNOTE = re.compile(r"\(\d{1,2}\)[:.]?")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the value of a field stands. `main`: something must be there, were it unreadable."""

    name: str
    type: str
    tokens: Sequence[Token]
    main: bool = True
    pieced: bool = False


def extract(verdict: Verdict, tokens: Sequence[Token], look: Look) -> tuple[Field, ...]:
    """Return the fields of a page in the order of its form, each name once."""
    fields: dict[str, Field] = {}
    for spot in _spots(verdict, verdict.tokens or tokens):
        if spot.name not in fields and (field := _field(spot, look)):
            fields[spot.name] = field
    return persons.checked(tuple(fields.values()))


def _field(spot: Spot, look: Look) -> Field | None:
    if not spot.main and not TAKINGS[spot.type].pattern.search(" ".join(token.word.text for token in spot.tokens)):
        return None
    return read(spot.name, spot.type, spot.tokens, look, pieced=spot.pieced)


def _spots(verdict: Verdict, tokens: Sequence[Token]) -> Iterator[Spot]:
    if verdict.kind is None:
        return
    signed = frame.signed_on(tokens, _asked_rows(verdict, tokens)) if "signed_on" in verdict.kind.frame else None
    bounds = [match.start for match in verdict.matches] + [head.start for _, head in verdict.heads]
    bounds += [start for start in frame.roles(tokens, verdict.kind.signers) if start > min(bounds, default=0)]
    bounds = sorted([*bounds, len(tokens), *([_run_start(tokens, signed.start)] if signed else [])])
    yield from _around(verdict, tokens)
    for match in verdict.matches:
        yield from _labelled(verdict, tokens, match, _next(bounds, match.end))
    for table, head in verdict.heads:
        yield from _cells(verdict, tokens, table, head, _next(bounds, head.end))
    if signed:
        yield Spot("signed_on", "date", tokens[signed.start : signed.end])
    titles = {word for title in verdict.kind.titles for word in title}
    for name, run in frame.signers(tokens, verdict.kind.signers, verdict.matches):
        if not {token.folded for token in tokens[run.start : run.end]} <= titles:
            yield Spot(name, "name", tokens[run.start : run.end])


def _asked_rows(verdict: Verdict, tokens: Sequence[Token]) -> set[int]:
    """Return the rows where labels of fields that are dates stand."""
    steps = verdict.kind.steps if verdict.kind else ()
    asking = [
        match
        for match in verdict.matches
        if match.step < len(steps) and {"date", "year"} & set(dict(steps[match.step].fields).values())
    ]
    return {tokens[match.end - 1].row for match in asking}


def _run_start(tokens: Sequence[Token], index: int) -> int:
    """Return where the words begin that stand together with a token: the place before a date."""
    while index and not tokens[index].starts:
        index -= 1
    return index


def _next(bounds: Sequence[int], at: int) -> int:
    return next(bound for bound in bounds if bound >= at)


def _around(verdict: Verdict, tokens: Sequence[Token]) -> Iterator[Spot]:
    lines = frame.issuer(tokens) if verdict.kind and "issued_by" in verdict.kind.frame else []
    if lines:
        words = [token for line in lines for token in tokens[line.start : line.end]]
        yield Spot("issued_by", "text", words, pieced=not frame.is_whole(lines))


def _labelled(verdict: Verdict, tokens: Sequence[Token], match: Match, end: int) -> Iterator[Spot]:
    """Yield the fields of one label; the first is what the label asks for."""
    steps = verdict.kind.steps if verdict.kind else ()
    fields = steps[match.step].fields if match.step < len(steps) else ()
    below = _below(tokens, verdict.matches, match) if fields else None
    for index, (name, type_) in enumerate(_as_asked(fields, tokens[match.start : match.end])):
        value = _value(tokens, match, end, one_line=TAKINGS[type_].one_line) if below is None else below
        strays = below is None and bool(value) and value[0].row != tokens[match.end - 1].row
        pieced = strays and _shares_row(tokens, verdict.matches, match)
        more = _rest_of_name(value, tokens[match.end : end]) if type_ == "name" and below is None else []
        yield Spot(name, type_, [*value, *more], main=index == 0, pieced=pieced or bool(more))


def _as_asked(fields: Sequence[tuple[str, str]], label: Sequence[Token]) -> tuple[tuple[str, str], ...]:
    """Ask for a year alone where the label printed does so: `năm sinh`."""
    asked = {token.folded for token in label}
    by_year = "nam" in asked and "ngay" not in asked
    return tuple((name, "year" if by_year and type_ == "date" else type_) for name, type_ in fields)


def _rest_of_name(value: Sequence[Token], following: Sequence[Token]) -> list[Token]:
    """Return what of a name in capitals went on to the next row, where a column is narrow."""
    if not value or not all(token.word.text.isupper() for token in value):
        return []
    after = [token for token in following if token.row > value[-1].row]
    rest = [token for token in after if token.row == after[0].row]
    if not rest or _is_far(value[-1], rest[0]) or not all(token.word.text.isupper() for token in rest):
        return []
    return rest


def _shares_row(tokens: Sequence[Token], matches: Sequence[Match], match: Match) -> bool:
    """Tell whether other labels stand on a label's row: what is found further down may be theirs."""
    return any(tokens[other.start].row == tokens[match.start].row for other in matches if other is not match)


def _below(tokens: Sequence[Token], matches: Sequence[Match], match: Match) -> list[Token] | None:
    """Return what stands under a label where labels alone share a row, as on passports; nothing where they do not."""
    row = tokens[match.start].row
    labels = [other for other in matches if tokens[other.start].row == row]
    covered = sum(other.end - other.start for other in labels)
    if len(labels) < 2 or covered < sum(token.row == row and bool(token.folded) for token in tokens):
        return None
    ends = [tokens[other.start].word.box[0] for other in labels if other.start > match.start]
    left = tokens[match.start].word.box[0] if match is not labels[0] else 0
    return [token for token in tokens if token.row == row + 1 and left <= _middle(token) < min(ends, default=inf)]


def _middle(token: Token) -> float:
    return (token.word.box[0] + token.word.box[2]) / 2


def _cells(verdict: Verdict, tokens: Sequence[Token], table: str, head: Head, end: int) -> Iterator[Spot]:
    columns, rows = (
        ((), ()) if verdict.kind is None else (dict(verdict.kind.tables)[table], dict(verdict.kind.rows).get(table, ()))
    )
    cells = tables.cells(tokens, head, columns, end)
    if rows:
        for part, attributes, cell in tables.labelled(cells, columns, rows):
            yield from (
                Spot(f"{part}_{name}", type_, cell.tokens, main=not index)
                for index, (name, type_) in enumerate(attributes)
            )
        return
    for cell in cells:
        wrapped = len({token.row for token in cell.tokens}) > 1
        for name, type_ in columns[cell.column].fields:  # an address is expected to wrap, and says where it ends
            yield Spot(f"{table}.{cell.row}.{name}", type_, cell.tokens, pieced=wrapped and type_ != "address")


def _value(tokens: Sequence[Token], match: Match, end: int, *, one_line: bool) -> list[Token]:
    """Return what follows a label up to the next one, row by row while the rows are close."""
    taken: list[Token] = []
    last = tokens[match.end - 1]
    end -= _is_numbering(tokens, end - 1, match.end)
    for token in tokens[match.end : end]:
        if token.row != last.row and (_is_far(last, token) or (one_line and taken)):
            break
        last = token
        if not FOOTNOTE.fullmatch(token.word.text) and token.word.text.strip(RESIDUE):
            taken.append(token)
    return taken


def _is_numbering(tokens: Sequence[Token], index: int, first: int) -> bool:
    """Tell whether a token is the number of the label that follows it on its row."""
    if index < first or index + 1 >= len(tokens) or tokens[index].row != tokens[index + 1].row:
        return False
    return NUMBERING.fullmatch(tokens[index].word.text) is not None


def _is_far(above: Token, below: Token) -> bool:
    return below.word.box[1] - above.word.box[3] > LARGEST_GAP * (above.word.box[3] - above.word.box[1])
