"""What the reader wrote down of a paper, and the facts of it that stand in the dossier.

A long file's reading lies in portions; what was read again by a person's word lies beside them and stands in its place.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib import reading
from chalicelib.adapters import files
from chalicelib.domain import reuse
from chalicelib.domain.dossiers import Fact, Flaw, Paper

Json = dict[str, Any]


def stored(key: str, read: Json) -> None:
    """Writes a reading, or a part of one, down."""
    body = json.dumps(read, ensure_ascii=False, default=datetime.isoformat).encode()
    files.put(files.scans_bucket(), key, body, "application/json")


def first_read(code: str, paper: Paper) -> Iterator[Json]:
    """The pages of a paper as they were read before anybody said a word; of a long file a portion at a time."""
    for _, key in _keys(code, paper):
        yield from _fetched(key)["pages"]


@dataclass(frozen=True, slots=True)
class Shown:
    """Some pages of a paper as they were read last, and the signatures in its file."""

    pages: list[Json]
    signatures: list[Json]


def shown(code: str, paper: Paper, wanted: Collection[int]) -> Shown:
    """The pages of these numbers. Signatures are told with a file's last pages."""
    parts = _parts(code, paper, {*wanted, paper.pages})
    again = {page["number"]: page for page in _again(code, paper)}
    read = [again.get(page["number"], page) for part in parts for page in part["pages"]]
    signatures = parts[-1].get("signatures", [])  # readings of before have none
    return Shown([page for page in read if page["number"] in wanted], signatures)


def _parts(code: str, paper: Paper, wanted: Collection[int]) -> list[Json]:
    """The parts of the reading that these pages stand in."""
    keys = _keys(code, paper)
    return [_fetched(key) for (first, last), key in keys if any(first <= number <= last for number in wanted)]


def _again(code: str, paper: Paper) -> list[Json]:
    if paper.read_by is None:
        return []
    key = files.second_reading_key(*reuse.home(code, paper), paper.object_version, paper.read_by)
    return list(_fetched(key)["pages"])


def _keys(code: str, paper: Paper) -> list[tuple[tuple[int, int], str]]:
    """The pages of each part of the reading, and where it lies."""
    version, lies = paper.object_version, reuse.home(code, paper)
    if not paper.kept:
        return [((1, paper.pages), files.reading_key(*lies, version))]
    return [(pages, files.portion_key(*lies, version, pages)) for pages in paper.portions]


def _fetched(key: str) -> Json:
    read: Json = json.loads(files.fetch(files.scans_bucket(), key))
    return read


def facts(read: Iterable[reading.Page]) -> tuple[Fact, ...]:
    """What pages that were just read tell."""
    return tuple(_fact(field, page.number) for page in read for field in page.fields)


def _fact(field: reading.Field, page: int) -> Fact:
    return Fact(
        name=field.name,
        value=field.value,
        normal=field.normal,
        confidence=round(field.confidence, 4),
        sure=field.sure,
        page=page,
        box=field.box,
        doubt=field.doubt.value if field.doubt else None,
        also=field.also,
    )


def facts_again(page: Json) -> tuple[Fact, ...]:
    """What a page tells whose reading was written down."""
    return tuple(
        Fact(
            **field
            | {
                "page": page["number"],
                "confidence": round(field["confidence"], 4),
                "box": tuple(field["box"]),
                "also": tuple(field.get("also", ())),
            }
        )
        for field in page["fields"]
    )


def flaws(read: Iterable[reading.Page]) -> tuple[Flaw, ...]:
    """What is wrong with pages that were just read."""
    return tuple(Flaw(page.number, trouble.value) for page in read for trouble in page.troubles)
