"""From an uploaded scan to facts in the dossier: nothing is read twice, an unreadable file leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.adapters.dossier_store import Loaded, Raced
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import review, uploads
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import ENDED, READER_FAILED, Dossier, Event, Fact, Flaw, Paper, PaperState
from chalicelib.domain.roles import Principal, Role
from chalicelib.services import archiving, registry
from chalicelib.services.intake import event_of
from chalicelib.services.once import pause

READER = Principal("system:reader", Role.SYSTEM, "")
TRIES = 7
"""How often the queue hands a message over before it puts it aside; `infra/resources.yaml` says the same."""
SECONDS = 90.0
"""How long the pages of one file may take; Lambda gives the function 120 s."""
_TOLD_EVERY = timedelta(seconds=2)
_RACES = 8
_OTHER_VERSION = "other_version"
Clock = Callable[[], datetime]


def read_scan(bucket: str, key: str, version: str | None, clock: Clock, *, last_try: bool = False) -> None:
    """Reads the scan that lies under `scans/<code>/<paper>`. A second delivery of the same message changes nothing.

    On the last try the paper is first put down as one that the reader fails on: whatever kills the reader then, the
    clerk sees why nothing comes of it. Reading takes seconds, so the time is asked for when it is done.
    """
    _, code, paper_id = key.split("/")
    loaded = store.load(code)
    paper = loaded.file.paper(paper_id)
    stored = files.stored(bucket, key, version)
    if stored:  # a reminder names no version; what is read and what is shown later must be the same one
        version = version or stored.version
    if not paper.may_be_read:
        _come_again(loaded, paper, version, clock)
    elif loaded.file.dossier.status in ENDED:
        store.done(code, f"paper#{paper_id}")
    else:
        if last_try:
            _settle(loaded, _unreadable(paper, READER_FAILED), clock())
            count("ReaderFailed")
        found = _read(loaded, paper, bucket, version, stored.size if stored else 0, clock)
        paper = _settle(loaded, found, clock())
    if version and paper.state is PaperState.UNREADABLE and paper.object_version == version:
        files.remove(key, version)  # only now: after a crash in between the message comes here again
    if paper.state is PaperState.READ:
        archiving.archive(bucket, code, paper)


def give_up_waiting(code: str, paper_id: str, now: datetime, asked_before: datetime) -> None:
    """Settles a paper that was asked for before then and whose scan never came, so that it holds nothing up."""
    loaded = store.load(code)
    for paper in loaded.file.papers:
        if paper.id == paper_id and paper.state is PaperState.AWAITED and paper.added_at < asked_before:
            _settle(loaded, _unreadable(paper, "not_uploaded"), now)


def _unreadable(paper: Paper, reason: str) -> Paper:
    """The paper that comes to nothing: what was told of it page by page is taken back."""
    return replace(paper, state=PaperState.UNREADABLE, reason=reason, facts=(), pages=0, pages_read=0)


def _come_again(loaded: Loaded, paper: Paper, version: str | None, clock: Clock) -> None:
    """What is settled stays so. An upload that did not settle it is kept and told of, once."""
    code = loaded.file.dossier.code
    store.done(code, f"paper#{paper.id}")
    if version in (None, paper.object_version, *paper.other_versions):
        return
    event = _event("scan_refused", loaded.file.dossier, paper, _OTHER_VERSION, clock())
    try:
        store.refuse_version(code, paper.id, str(version), event, loaded.key_from)
    except Raced:
        return
    logger.info("scan_refused", dossier=code, paper=paper.id, reason=_OTHER_VERSION)


def _settle(loaded: Loaded, paper: Paper, now: datetime) -> Paper:
    """The paper as it was settled now, or as somebody else left it. What comes of a dossier that ended meanwhile is
    dropped; a dossier that only changed is looked at again."""
    paper = replace(paper, read_at=now)
    for attempt in range(_RACES):
        try:
            return _settled(loaded, paper, now)
        except Raced:
            pause(attempt)
            loaded = store.load(loaded.file.dossier.code)
            there = loaded.file.paper(paper.id)
            if not there.may_be_read or loaded.file.dossier.status in ENDED:
                logger.info("paper was settled before", dossier=loaded.file.dossier.code, paper=paper.id)
                store.done(loaded.file.dossier.code, f"paper#{paper.id}")
                return there
    raise Raced


def _settled(loaded: Loaded, paper: Paper, now: datetime) -> Paper:
    dossier = loaded.file.dossier
    kind = "paper_read" if paper.state is PaperState.READ else "paper_unreadable"
    event = _event(kind, dossier, paper, paper.reason or "", now)
    asking = review.asking(dossier, paper.id, now) if _is_doubtful(dossier, paper) else None
    store.settle_paper(dossier, paper, event, loaded.key_from, asking)
    logger.info(kind, dossier=dossier.code, paper=paper.id, reason=paper.reason, pages=paper.pages)
    return paper


def _is_doubtful(dossier: Dossier, paper: Paper) -> bool:
    if paper.state is not PaperState.READ:
        return False
    procedure = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at))
    return review.waits(review.questions(dossier, paper, (), procedure))


def _event(kind: str, dossier: Dossier, paper: Paper, note: str, now: datetime) -> Event:
    return event_of(kind, dossier, dossier, READER, now, subject=paper.id, note=note)


def _read(loaded: Loaded, paper: Paper, bucket: str, version: str | None, size: int, clock: Clock) -> Paper:
    dossier, paper = loaded.file.dossier, replace(paper, object_version=version)
    if size > uploads.MAX_BYTES:
        return _unreadable(paper, "too_large")
    scan = files.fetch(bucket, files.scan_key(dossier.code, paper.id), version)
    try:
        now = clock()
        result = reading.read(scan, on_page=_teller(loaded, paper, clock), seconds=SECONDS)
        signatures = reading.signed(scan, now, lambda: registry.trusted_roots(hanoi_day(now)))
    except reading.Unreadable as unreadable:
        return _unreadable(paper, unreadable.reason.value)
    whole = result.to_dict() | {"signatures": [asdict(signature) for signature in signatures]}
    body = json.dumps(whole, ensure_ascii=False, default=datetime.isoformat).encode()
    files.put(bucket, files.reading_key(dossier.code, paper.id, version), body, "application/json")
    best = max(result.pages, key=lambda page: (page.kind != "other", page.kind_confidence))
    return replace(
        paper,
        state=PaperState.READ,
        reason=None,
        kind=best.kind,
        kind_sure=best.kind_sure,
        pages=len(result.pages),
        pages_read=len(result.pages),
        facts=_facts(result.pages),
        troubles=tuple(Flaw(page.number, trouble.value) for page in result.pages for trouble in page.troubles),
    )


def _teller(loaded: Loaded, paper: Paper, clock: Clock) -> Callable[[reading.Page, int], None]:
    """Tells what was read so far, every two seconds at most; the last page is told by the paper itself."""
    told, pages = clock(), list[reading.Page]()

    def tell(page: reading.Page, total: int) -> None:
        nonlocal told
        pages.append(page)
        if len(pages) < total and clock() - told >= _TOLD_EVERY:
            told = clock()
            so_far = replace(paper, facts=_facts(pages), pages_read=len(pages), pages=total)
            store.read_so_far(loaded.file.dossier.code, so_far, loaded.key_from)

    return tell


def _facts(pages: Iterable[reading.Page]) -> tuple[Fact, ...]:
    return tuple(_fact(field, page.number) for page in pages for field in page.fields)


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
