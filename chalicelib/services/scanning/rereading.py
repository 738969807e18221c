"""A page whose kind a person corrected is read once more, as that kind; what people said of fields stays above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.adapters.dossier_store import Loaded, Raced, Together
from chalicelib.adapters.rows import fitting
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import reuse, review
from chalicelib.domain.corrections import to_be_read_by
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import CLOSED, Correction, Dossier, File, Paper
from chalicelib.services.casework.intake import event_of
from chalicelib.services.once import pause
from chalicelib.services.reference import registry
from chalicelib.services.scanning import readings
from chalicelib.services.scanning.digitisation import READER, TRIES
from chalicelib.services.scanning.portions import PORTION, SECONDS, Clock
from chalicelib.services.scanning.readings import Json

_RACES = 8


def read_again(code: str, item: str, clock: Clock, *, tries: int = 1) -> None:
    """Reads the paper again that an event `kind_corrected` tells of. A second delivery changes nothing.

    Whatever kills the reader at it does so seven times at most: then the paper stays as it stands with what was said.
    """
    loaded = store.load(code)
    named = _wanted(loaded.file, _subject(loaded.file, item))
    if named:
        if tries >= TRIES:
            store.done(code, item)
            count("ReaderFailed")
        _settle(loaded, _read(loaded.file, named), named, clock)
    store.done(code, item)


def _subject(file: File, item: str) -> str:
    event = next(event for event in file.events if f"event#{event.id}" == item)
    return event.subject or ""


def _wanted(file: File, paper_id: str) -> Correction | None:
    """The last word on the paper's kind, if it is not read by it and still matters."""
    return None if file.dossier.status in CLOSED else to_be_read_by(file.paper(paper_id), file.corrections)


def _read(file: File, named: Correction) -> Paper:
    """The paper as it reads with that kind: what was read before anybody said a word, but for the pages meant."""
    code, paper, kind = file.dossier.code, file.paper(named.paper), named.after.normal if named.after else ""
    before = [{**page, "lines": ()} for page in readings.first_read(code, paper)]
    numbers = [named.page] if named.page else _meant(before)
    lies = reuse.home(code, paper)
    scan = files.fetch(files.scans_bucket(), files.scan_key(*lies), paper.object_version)
    again = reading.read(scan, numbers=numbers, kinds=dict.fromkeys(numbers, kind), seconds=SECONDS).pages
    key = files.second_reading_key(*lies, paper.object_version, named.id)
    readings.stored(key, {"pages": [asdict(page) for page in again]})
    facts = [fact for page in before if page["number"] not in numbers for fact in readings.facts_again(page)]
    troubles = [flaw for flaw in paper.troubles if flaw.page not in numbers]
    return fitting(
        replace(
            paper,
            kind=kind,
            kind_sure=True,
            read_by=named.id,
            facts=(*readings.facts(again), *facts),
            troubles=(*troubles, *readings.flaws(again)),
        )
    )


def _meant(pages: Sequence[Json]) -> list[int]:
    """Which pages a person means who names the kind of a whole paper: those with print that the reader was not sure of,
    or all where it was; as many as one message has time for."""
    printed = [page for page in pages if page["text"]] or list(pages)
    unsure = [page["number"] for page in printed if not page["kind_sure"]]
    return (unsure or [page["number"] for page in printed])[:PORTION]


def _settle(loaded: Loaded, paper: Paper, named: Correction, clock: Clock) -> None:
    """Puts the paper in the place of what was read before, unless somebody has said another kind meanwhile."""
    for attempt in range(_RACES):
        try:
            _settled(loaded, paper, clock)
            return
        except Raced:
            pause(attempt)
            loaded = store.load(loaded.file.dossier.code)
            if _wanted(loaded.file, paper.id) != named:
                logger.info("reading was overtaken", dossier=loaded.file.dossier.code, paper=paper.id)
                return
    raise Raced


def _settled(loaded: Loaded, paper: Paper, clock: Clock) -> None:
    before, now = loaded.file.dossier, clock()
    after = _asking(loaded.file, paper, clock)
    event = event_of("paper_read_again", before, before, READER, now, subject=paper.id)
    store.change(before, after, event, loaded.key_from, together=Together(read_again=replace(paper, read_at=now)))
    logger.info("paper read again", dossier=before.code, paper=paper.id, kind=paper.kind)


def _asking(file: File, paper: Paper, clock: Clock) -> Dossier:
    """The dossier's next version, in which the paper waits for a person if there is still something to look at."""
    dossier = replace(file.dossier, version=file.dossier.version + 1)
    procedure = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at))
    if review.waits(review.questions(dossier, paper, file.corrections, procedure)):
        return review.asking(dossier, paper.id, clock())
    return review.answered(dossier, file.papers, paper.id)
