"""Checks the data of the kinds: `python -m chalicelib.reading.kind_checks [FOLDER]` lists what is wrong with them."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import normal, words
from .forms import KINDS, Kind, Step, known
from .takings import TAKINGS

ENTRIES = {"name", "titles", "frame", "steps", "tables", "rows", "beside", "signers", "phrases", "words"}
FRAME = {"issued_by", "signed_on"}
LEAST_EXPECTED = 2  # labels that every paper of a kind has: with fewer, a kind cannot be told from others


def problems(folder: Path = KINDS) -> list[str]:
    """Return what is wrong with each kind of a folder, in words."""
    return [f"{kind.name}: {problem}" for kind in known(folder).values() for problem in _of(kind)]


def _of(kind: Kind) -> Iterator[str]:
    entry = json.loads(kind.raw)
    yield from (f"unknown entry {name}" for name in sorted(set(entry) - ENTRIES))
    yield from (f"unknown part of the frame {name}" for name in sorted(set(kind.frame) - FRAME))
    if len(entry.get("name", ())) != 2 or not all(entry["name"]):
        yield "no name in both languages"
    if not kind.titles or not all(kind.titles):
        yield "no title"
    if len(kind.expected()) < LEAST_EXPECTED:
        yield f"fewer than {LEAST_EXPECTED} labels that are not optional"
    yield from _of_steps(kind.steps)
    for table, columns in kind.tables:
        yield from (f"{table}: {problem}" for problem in _of_columns(columns))
    for table, rows in kind.rows:
        yield from (f"{table}: {problem}" for problem in _of_steps(rows))
        if table not in dict(kind.tables):
            yield f"rows of a table without columns: {table}"
    yield from _of_texts(entry)
    yield from (f"no words for {name}" for name in kind.names() if not _has_words(name, kind))


def _of_steps(steps: Sequence[Step]) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        if not step.labels or not all(label.removesuffix(":") for label in step.labels):
            yield f"step {number} has no label, or one without letters"
        if len(set(step.labels)) < len(step.labels):
            yield f"step {number} has a label twice"
        yield from (f"step {number}: unknown type {type_}" for _, type_ in step.fields if type_ not in TAKINGS)
        yield from (f"step {number}: no name for a field: {name}" for name, _ in step.fields if not _is_name(name))


def _of_columns(columns: Sequence[Step]) -> Iterator[str]:
    yield from _of_steps(columns)
    names = [name for column in columns for name, _ in column.fields]
    if len(set(names)) < len(names):
        yield "a field in two columns"
    if len(columns) < 2:
        yield "fewer than two columns"


def _of_texts(entry: dict[str, Any]) -> Iterator[str]:
    texts = [*entry.get("titles", ()), *entry.get("phrases", ())]
    texts += [label for step in entry.get("steps", ()) for label in step["labels"]]
    yield from (f"not composed (NFC) or not tidy: {text}" for text in texts if text != normal.tidy(text))


def _is_name(name: str) -> bool:
    return name.isidentifier() and name.islower() and name.isascii()


def _has_words(name: str, kind: Kind) -> bool:
    try:
        return all(words.field(name, kind))
    except KeyError:
        return False


def main(folders: Sequence[str]) -> int:
    """Print what is wrong; return how many things are."""
    found = problems(Path(folders[0])) if folders else problems()
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
