"""From an uploaded scan to facts in the dossier: nothing is read twice, an unreadable file leaves nothing behind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, queues
from chalicelib.adapters.dossier_store import Loaded, Raced
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import review, uploads
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import ENDED, READER_FAILED, Dossier, Event, Paper, PaperState
from chalicelib.domain.erasure import NOBODY
from chalicelib.domain.events import Todo
from chalicelib.domain.portions import unreadable
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework.intake import event_of
from chalicelib.services.once import pause
from chalicelib.services.reference import registry
from chalicelib.services.scanning import archiving, portions
from chalicelib.services.scanning.portions import Clock, Scan

READER = Principal("system:reader", Role.SYSTEM, "")
TRIES = 7
"""How often the queue hands a message over before it puts it aside; `infra/resources.yaml` says the same."""
CAREFUL_FROM = 3
"""From this try on, pages are kept one by one: whatever killed the reader before is then one page."""
_RACES = 8
_OTHER_VERSION = "other_version"


@dataclass(frozen=True, slots=True)
class Upload:
    """What lies under a scan's key, as a message tells of it."""

    bucket: str
    key: str
    version: str | None
    size: int


def read_scan(bucket: str, key: str, version: str | None, clock: Clock, *, tries: int = 1) -> None:
    """Reads the scan that lies under `scans/<code>/<paper>`, for as long as one message may. A second delivery of the
    same message changes nothing; a long file has itself sent again and is read on from where it was left.

    Reading takes seconds, so the time is asked for when it is done.
    """
    _, code, paper_id = key.split("/")
    loaded = store.load(code)
    paper = loaded.file.paper(paper_id)
    upload = _upload(bucket, key, version, paper)
    if loaded.file.dossier.person == NOBODY:
        files.remove(key, upload.version)  # whose it was is erased
        store.done(code, f"paper#{paper_id}")
    elif not paper.may_be_read or (paper.kept and upload.version != paper.object_version):
        _come_again(loaded, paper, upload.version, clock)
        _follow_up(code, paper, upload)
    elif loaded.file.dossier.status in ENDED:
        store.done(code, f"paper#{paper_id}")
    else:
        _read(loaded, paper, upload, clock, tries)


def _upload(bucket: str, key: str, version: str | None, paper: Paper) -> Upload:
    """A reminder names no version: it means the one whose pages are being read, else the last. What is read and what is
    shown later must be the same."""
    version = version or (paper.object_version if paper.kept else None)
    stored = files.stored(bucket, key, version)
    return Upload(bucket, key, version or stored.version, stored.size) if stored else Upload(bucket, key, version, 0)


def _follow_up(code: str, paper: Paper, upload: Upload) -> None:
    """What is useless is taken away, of what was read a copy is made."""
    if upload.version and paper.state is PaperState.UNREADABLE and paper.object_version == upload.version:
        files.remove(upload.key, upload.version)  # only now: after a crash in between the message comes here again
    if paper.state is PaperState.READ:
        archiving.archive(upload.bucket, code, paper)


def _read(loaded: Loaded, paper: Paper, upload: Upload, clock: Clock, tries: int) -> None:
    """Reads on, and settles the paper if that was its last page. A long file's copy takes a message of its own."""
    code = loaded.file.dossier.code
    try:
        paper = _read_on(loaded, paper, upload, clock, tries)
    except Raced:
        return _overtaken(code, paper.id, upload.version, clock)
    if paper.state is not PaperState.AWAITED:
        paper = _settle(loaded, paper, clock())
    if paper.state is PaperState.AWAITED or paper.kept:
        return queues.send(Todo.READ, code, f"paper#{paper.id}")
    return _follow_up(code, paper, upload)


def _read_on(loaded: Loaded, paper: Paper, upload: Upload, clock: Clock, tries: int) -> Paper:
    if upload.size > uploads.MAX_BYTES:
        return unreadable(replace(paper, object_version=upload.version), "too_large")
    scan = Scan(loaded, upload.version, files.fetch(upload.bucket, upload.key, upload.version), clock)
    paper = _at_last(paper, scan) if tries >= TRIES else paper
    return paper if paper.state is PaperState.READ else portions.read_on(paper, scan, alone=tries >= CAREFUL_FROM)


def _at_last(paper: Paper, scan: Scan) -> Paper:
    """What is done on the last try before anything else, so that it is done whatever kills the reader: the page that it
    stands before is left to people; a file of one page, or of who knows how many, is put down as one it fails on."""
    count("ReaderFailed")
    if paper.object_version == scan.version and paper.pages > 1:
        return portions.past_what_kills(paper, scan)
    failed = unreadable(replace(paper, object_version=None), READER_FAILED)
    _settle(scan.loaded, failed, scan.clock())
    return paper


def _overtaken(code: str, paper_id: str, version: str | None, clock: Clock) -> None:
    """Leaves the paper to whoever was faster, be it with the same pages or with those of another upload."""
    logger.info("somebody else reads on", dossier=code, paper=paper_id)
    loaded = store.load(code)
    _come_again(loaded, loaded.file.paper(paper_id), version, clock)


def give_up_waiting(code: str, paper_id: str, now: datetime, asked_before: datetime) -> None:
    """Settles a paper that was asked for before then and whose scan never came, so that it holds nothing up."""
    loaded = store.load(code)
    for paper in loaded.file.papers:
        if paper.id == paper_id and paper.state is PaperState.AWAITED and paper.added_at < asked_before:
            _settle(loaded, unreadable(paper, "not_uploaded"), now)


def _come_again(loaded: Loaded, paper: Paper, version: str | None, clock: Clock) -> None:
    """What is settled, or begun, stays so. An upload that counts for nothing is kept and told of, once."""
    code = loaded.file.dossier.code
    if not paper.may_be_read:
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
            paper = replace(paper, other_versions=there.other_versions)
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
