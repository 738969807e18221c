"""From an uploaded scan to facts in the dossier: nothing is read twice, an unreadable file leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.adapters.dossier_store import Loaded, Raced
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import uploads
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Fact, Paper, PaperState, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.services import archiving, registry
from chalicelib.services.intake import event_of

READER = Principal("system:reader", Role.SYSTEM, "")
_ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED})


def read_scan(bucket: str, key: str, version: str | None, clock: Callable[[], datetime]) -> None:
    """Reads the scan that lies under `scans/<code>/<paper>`. A second delivery of the same message changes nothing.

    Reading takes seconds, so the time is asked for when it is done.
    """
    _, code, paper_id = key.split("/")
    loaded = store.load(code)
    paper = next((p for p in loaded.file.papers if p.id == paper_id), None)
    if paper is None:
        raise Fault("paper.unknown", "key")
    stored = files.stored(bucket, key)
    if stored:  # a reminder names no version; what is read and what is shown later must be the same one
        version = version or stored.version
    if paper.state is PaperState.AWAITED and loaded.file.dossier.status not in _ENDED:
        size = stored.size if stored else 0
        paper = _settle(loaded, _read(loaded.file.dossier, paper, bucket, key, version, size, clock()), clock())
    else:
        store.done(code, f"paper#{paper_id}")
    if paper.state is PaperState.UNREADABLE:  # only now: after a crash in between the message comes here again
        files.remove(key, version)
    if paper.state is PaperState.READ:
        archiving.archive(bucket, code, paper)


def give_up_waiting(code: str, paper_id: str, now: datetime, asked_before: datetime) -> None:
    """Settles a paper that was asked for before then and whose scan never came, so that it holds nothing up."""
    loaded = store.load(code)
    for paper in loaded.file.papers:
        if paper.id == paper_id and paper.state is PaperState.AWAITED and paper.added_at < asked_before:
            _settle(loaded, replace(paper, state=PaperState.UNREADABLE, reason="not_uploaded"), now)


def _settle(loaded: Loaded, paper: Paper, now: datetime) -> Paper:
    """The paper as it was settled now; where somebody else did it first, as if it were still awaited."""
    dossier = loaded.file.dossier
    paper = replace(paper, read_at=now)
    kind = "paper_read" if paper.state is PaperState.READ else "paper_unreadable"
    event = event_of(kind, dossier, dossier, READER, now, subject=paper.id, note=paper.reason or "")
    try:
        store.settle_paper(dossier.code, paper, event, loaded.key_from)
    except Raced:
        logger.info("paper was settled before", dossier=dossier.code, paper=paper.id)
        return replace(paper, state=PaperState.AWAITED)
    logger.info(kind, dossier=dossier.code, paper=paper.id, reason=paper.reason, pages=paper.pages)
    return paper


def _read(
    dossier: Dossier, paper: Paper, bucket: str, key: str, version: str | None, size: int, now: datetime
) -> Paper:
    if size > uploads.MAX_BYTES:
        return replace(paper, state=PaperState.UNREADABLE, reason="too_large")
    try:
        data = files.fetch(bucket, key, version)
        result = reading.read(data)
        signatures = reading.signed(data, now, lambda: registry.trusted_roots(hanoi_day(now)))
    except reading.Unreadable as unreadable:
        return replace(paper, state=PaperState.UNREADABLE, reason=unreadable.reason.value)
    whole = result.to_dict() | {"signatures": [asdict(signature) for signature in signatures]}
    body = json.dumps(whole, ensure_ascii=False, default=datetime.isoformat).encode()
    files.put(bucket, files.reading_key(dossier.code, paper.id, version), body, "application/json")
    best = max(result.pages, key=lambda page: (page.kind != "other", page.kind_confidence))
    return replace(
        paper,
        state=PaperState.READ,
        object_version=version,
        kind=best.kind,
        kind_sure=best.kind_sure,
        pages=len(result.pages),
        facts=tuple(_fact(field, page.number) for page in result.pages for field in page.fields),
    )


def _fact(field: reading.Field, page: int) -> Fact:
    return Fact(
        name=field.name,
        value=field.value,
        normal=field.normal,
        confidence=round(field.confidence, 4),
        sure=field.sure,
        page=page,
        box=field.box,
    )
