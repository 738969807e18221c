"""The known kinds of paper, as data: titles, labels with the fields behind them, tables, signers, names for people.

One JSON file per kind under `data/kinds`; a new kind is a new file there and a run of `chalicelib.reading.learn`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import normal

DATA = Path(__file__).with_name("data")
KINDS = DATA / "kinds"


@dataclass(frozen=True, slots=True)
class Step:
    """One label of a form, in all its wordings (folded), and the fields read from what follows it, with their types.

    A wording that ends in a colon counts only with its colon: the word is too short to be told from text.
    """

    labels: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. `frame` names what stands around the form: who issued it, when it was signed.

    `tables` are their columns, and `rows` the labels of their rows if they have any: their fields are named by both.
    `signers` are the words above a signature, `beside` labels that may begin a right-hand column; `raw` is the data.
    """

    name: str
    titles: tuple[tuple[str, ...], ...]
    steps: tuple[Step, ...]
    frame: tuple[str, ...] = ()
    tables: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    rows: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    signers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    beside: tuple[str, ...] = ()
    raw: str = ""

    def labels(self) -> list[Sequence[str]]:
        """Return the labels of the steps, and last the words above signatures: there the form ends."""
        return [step.labels for step in self.steps] + [[role for _, roles in self.signers for role in roles]]

    def names(self) -> list[str]:
        """Return every name that a field of this kind can have, rows of tables as the first row."""
        labelled = [name for step in self.steps for name, _ in step.fields]
        tables = [name for table, columns in self.tables for name in self._columns(table, columns)]
        return list(dict.fromkeys([*self.frame, *labelled, *tables, *(field for field, _ in self.signers)]))

    def _columns(self, table: str, columns: Sequence[Step]) -> list[str]:
        own = [name for column in columns for name, _ in column.fields]
        rows = [name for row in dict(self.rows).get(table, ()) for name, _ in row.fields]
        return [f"{name}_{attribute}" for name in own for attribute in rows] or [f"{table}.1.{name}" for name in own]

    def expected(self) -> frozenset[int]:
        """Return the steps that every paper of this kind has."""
        return frozenset(index for index, step in enumerate(self.steps) if not step.optional)


@cache
def known(folder: Path = KINDS) -> dict[str, Kind]:
    """Return the kinds of a folder by name."""
    return {path.stem: _kind(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def _kind(name: str, raw: str) -> Kind:
    entry = json.loads(raw)
    return Kind(
        name,
        tuple(_words(title) for title in entry["titles"]),
        tuple(map(_step, entry["steps"])),
        tuple(entry.get("frame", ())),
        _tables(entry.get("tables", {})),
        _tables(entry.get("rows", {})),
        tuple((field, tuple(map(normal.fold, roles))) for field, roles in entry.get("signers", {}).items()),
        tuple(map(normal.fold, entry.get("beside", ()))),
        raw,
    )


def _tables(entry: dict[str, list[dict[str, Any]]]) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    return tuple((table, tuple(map(_step, steps))) for table, steps in entry.items())


def _words(title: str) -> tuple[str, ...]:
    return tuple(filter(None, map(normal.fold, title.split())))


def _step(entry: dict[str, Any]) -> Step:
    labels = tuple(normal.fold(label) + ":" * label.endswith(":") for label in entry["labels"])
    return Step(labels, tuple(entry.get("fields", {}).items()), entry.get("optional", False))
