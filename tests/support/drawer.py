"""Papers and results in memory instead of tables, for thousands of histories: what DynamoDB keeps is kept here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from chalicelib.adapters import (
    attempts,
    dossier_store,
    files,
    registry_store,
    result_rows,
    sealing,
    taken_files,
    telemetry,
)
from chalicelib.adapters.dossier_store import Once, Together
from chalicelib.adapters.registry_store import Entry
from chalicelib.domain.dossiers import Dossier, Event, File, Status
from chalicelib.domain.results import Result, State
from chalicelib.services import once
from chalicelib.services.issuance import pickups
from infra import seed
from tests.support.dossiers import NOW
from tests.support.dossiers import dossier as dossier_of
from tests.support.money import Memory
from tests.support.office import COMMUNE

NUMBER = "KS-77/2026"


@dataclass
class Drawer(Memory):
    """The tables of dossiers, results and articles, and the bucket that carriers' files lie in."""

    due_at: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    tries: Counter[str] = field(default_factory=Counter)
    bucket: dict[str, bytes] = field(default_factory=dict)
    files_taken: dict[str, str] = field(default_factory=dict)

    def change(
        self,
        before: Dossier,
        after: Dossier,
        event: Event,
        key_from: bytes,
        mark: Once | None = None,
        together: Together | None = None,
    ) -> None:
        also = together or Together()
        file = self.files[before.code]
        keys = {key: result.id for result in also.results for key in _parcel_keys(result)}
        free = (mark is None or mark.key not in self.done) and not keys.keys() & self.places.keys()

        def write() -> None:
            results = {r.id: r for r in (*file.results, *also.results)}
            articles = {a.id: a for a in (*file.articles, *(a for a, _ in also.articles))}
            events = (*file.events, event, *also.consequences)
            changed = replace(file, dossier=after, events=events)
            changed = replace(changed, results=tuple(results.values()), articles=tuple(articles.values()))
            self.files[before.code] = changed
            self.due_at |= {(before.code, article.id): due for article, due in also.articles}
            self.places |= {key: (before.code, result) for key, result in keys.items()}
            self._remember(mark, before.code, event.id)

        self.written(file.dossier.version == before.version and free, write)

    def due(self, todo: str, before: datetime) -> list[tuple[str, str]]:
        if todo == result_rows.STANDING:
            return [key for key, due in self.due_at.items() if due and due <= before]
        found = [(code, r) for code, file in self.files.items() for r in file.results]
        return [(code, r.id) for code, r in found if r.care_at and r.care_at <= before]

    def count(self, *subjects: str) -> list[int]:
        self.tries.update(subjects)
        return [self.tries[subject] for subject in subjects]

    def taken_file(self, carrier: str, day: str) -> str | None:
        return self.files_taken.get(f"{carrier}/{day}")

    def note_file(self, carrier: str, day: str, version: str, now: datetime) -> None:
        self.written(True, lambda: self.files_taken.update({f"{carrier}/{day}": version}))

    def stored(self, bucket: str, key: str, version: str | None = None) -> files.Stored | None:
        body = self.bucket.get(key)
        version = hashlib.sha256(body or b"").hexdigest()
        return None if body is None else files.Stored(len(body), version, "text/csv", NOW)

    def put(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        self.bucket[key] = body

    def issued(self, number: int) -> str:
        """A dossier whose result was signed and named by the decision; returns its code."""
        code = f"000.00.01.H26-261112-{number:04d}"
        result = Result(
            id=f"r{number}",
            dossier=code,
            part=None,
            number=NUMBER,
            issuer="UBND",
            made="uploaded",
            state=State.ISSUED,
            asked_at=NOW,
            asked_by="officer-1",
            issued_at=NOW,
            care_at=NOW + timedelta(days=7),
        )
        about = dossier_of(code=code, authority=f"commune:{COMMUNE}", status=Status.FINISHED, accepted_at=NOW)
        event = Event(
            id="e0", type=pickups.EVENT, at=NOW, actor="officer-1", role="case_officer", status_from=9, status_to=9
        )
        self.files[code] = File(replace(about, finished_at=NOW), (), (event,), (), results=(result,))
        return code


def _parcel_keys(result: Result) -> list[str]:
    parcel = result.parcel
    return [result_rows.parcel_key(parcel.carrier, parcel.tracking)] if parcel and parcel.state == "posted" else []


@contextmanager
def opened(drawer: Drawer) -> Iterator[None]:
    """The services on this memory, under the seeded registry."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("load", "change", "already_done"):
            patch.setattr(dossier_store, name, getattr(drawer, name))
        patch.setattr(once, "already_done", drawer.already_done)
        patch.setattr(once, "pause", lambda attempt: None)
        patch.setattr(result_rows, "due", drawer.due)
        patch.setattr(result_rows, "place", drawer.places.get)
        patch.setattr(attempts, "count", lambda bound: drawer.count(bound.key)[0])
        patch.setattr(attempts, "give_back", lambda bound: drawer.tries.subtract([bound.key]))
        patch.setattr(files, "put", drawer.put)
        patch.setattr(files, "stored", drawer.stored)
        patch.setattr(taken_files, "taken", drawer.taken_file)
        patch.setattr(taken_files, "note", drawer.note_file)
        patch.setattr(files, "fetch", lambda bucket, key, version=None: drawer.bucket[key])
        patch.setattr(files, "partners_bucket", lambda: "partners")
        patch.setattr(sealing, "keyed_hash", lambda text: hashlib.sha256(text.encode()).hexdigest())
        patch.setattr(telemetry, "count", lambda name: None)
        patch.setattr(registry_store, "find", _seeded)
        patch.setattr(registry_store, "remembered", _all_seeded)
        yield


@cache
def _seeded(entry: str, day: date) -> Entry | None:
    """The version of a seeded entry that is valid on that day, or None."""
    for said in _entries().get(entry, []):
        if said.valid_from <= day.isoformat() and not (said.valid_to and said.valid_to < day.isoformat()):
            return said
    return None


@cache
def _all_seeded(kind: str, day: date) -> tuple[Entry, ...]:
    """All seeded entries of a kind that are valid on that day."""
    found = (_seeded(entry, day) for entry in _entries() if entry.startswith(f"{kind}#"))
    return tuple(one for one in found if one)


@cache
def _entries() -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for row in (row for name in seed._FILES for row in seed._read(name)):
        found.setdefault(row["entry"], []).append(Entry(**row))
    return found
