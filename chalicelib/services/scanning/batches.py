"""Long scans: one file for many slots and dossiers of an agent, split by its cover sheets into papers.

From each paper on everything goes the way of a single scan. What the sheets do not settle waits for a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby

from chalicelib import reading
from chalicelib.adapters import audit, batch_store, files
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.batch_store import LoadedBatch
from chalicelib.adapters.dossier_store import Raced
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import batches, covers, roles, uploads
from chalicelib.domain.batches import Batch, BatchPage, BatchState, PageFate
from chalicelib.domain.covers import Cover
from chalicelib.domain.dossiers import Paper, PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import SHORTEST_REASON, Principal, Right, Role
from chalicelib.reading.batches import Outcome, Place, Seen, Why, plan
from chalicelib.services.casework import intake
from chalicelib.services.once import carried_out, once
from chalicelib.services.scanning import covers as cover_sheets

_NEVER_CAME = "not_uploaded"


@dataclass(frozen=True, slots=True)
class BatchSlot:
    """A batch that is awaited, and where its file is to be sent."""

    batch: Batch
    upload: files.Upload


def open_batch(content_type: str, by: Principal, key: str, now: datetime) -> BatchSlot:
    """Asks for a place to upload a long scan to; the same key asks once."""
    roles.require(by, Right.ADD_PAPER)
    mark = once("batch", f"api#{by.id}#{key}", {"type": content_type})
    batch = carried_out(
        mark,
        act=lambda: _opened(content_type, by, mark, now),
        again=lambda before: _within_reach(before.dossier, by).batch,
    )
    key_of_file = files.batch_key(batch.agent, batch.id)
    return BatchSlot(batch, files.upload_slot(key_of_file, batch.content_type, batches.MAX_BYTES))


def _opened(content_type: str, by: Principal, mark: store.Once, now: datetime) -> Batch:
    batch = Batch(
        id=secrets.token_hex(12),
        agent=by.scope,
        state=BatchState.AWAITED,
        content_type=content_type,
        added_at=now,
        added_by=by.id,
    )
    batch_store.add(batch, mark)
    return batch


def _within_reach(batch_id: str, by: Principal) -> LoadedBatch:
    loaded = batch_store.load(batch_id)
    if loaded.batch.agent != by.scope:
        raise Fault("batch.unknown", "batch")
    return loaded


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch, and by number the links that show the pages a person has to look at, each for five minutes."""

    batch: Batch
    links: dict[int, str]


def view(batch_id: str, by: Principal, now: datetime) -> BatchView:
    """The batch with what became of every page; that it was looked at is audited. Raises batch.unknown."""
    roles.require(by, Right.ADD_PAPER)
    loaded = _within_reach(batch_id, by)
    audit.record(batch_id, by, "view_batch", "", now, loaded.key_from)
    shown = [page.number for page in loaded.batch.pages if _is_kept(page) and _may_be_shown(page, by)]
    return BatchView(loaded.batch, {n: files.link(files.batch_page_key(batch_id, n), None) for n in shown})


def _is_kept(page: BatchPage) -> bool:
    """Whether the page lies apart, so that a person can look at it and give it its place."""
    return page.is_open and page.why != Why.DAMAGED


def _may_be_shown(page: BatchPage, by: Principal) -> bool:
    """What was left out of a dossier is shown as long as its papers are; what waits for a person always."""
    if page.fate is not PageFate.DUPLICATE or page.dossier is None:
        return True
    return roles.sees_personal_data(by, store.load(page.dossier).file.dossier)


def split(bucket: str, key: str, version: str | None, clock: Callable[[], datetime]) -> None:
    """Splits the long scan under `batches/<agent>/<batch>`. A second delivery of the same message changes nothing.

    The papers come first, each once whatever happens, for its id follows from the page it begins with; the record of
    all pages comes last, and until it is written the message comes again.
    """
    _, _, batch_id = key.split("/")
    loaded = batch_store.load(batch_id)
    if loaded.batch.state is not BatchState.AWAITED:
        return store.done(batch_id, f"batch#{loaded.batch.agent}")
    stored = files.stored(bucket, key)
    if stored is None:
        raise Fault("scan.not_uploaded", "key")
    version = version or stored.version
    after = replace(_split(loaded.batch, bucket, key, version, stored.size, clock), object_version=version)
    try:
        batch_store.change(loaded, replace(after, version=loaded.batch.version + 1), clock())
    except Raced:
        logger.info("batch was split before", batch=batch_id)
    else:
        logger.info("batch split", batch=batch_id, pages=len(after.pages), reason=after.reason)


def give_up_waiting(batch_id: str, now: datetime, asked_before: datetime) -> None:
    """Refuses a batch that was asked for before then and whose file never came."""
    loaded = batch_store.load(batch_id)
    if loaded.batch.state is BatchState.AWAITED and loaded.batch.added_at < asked_before:
        batch_store.change(loaded, replace(_refused(loaded.batch, _NEVER_CAME), version=loaded.batch.version + 1), now)


def _refused(batch: Batch, reason: str) -> Batch:
    return replace(batch, state=BatchState.REFUSED, reason=reason)


def _split(batch: Batch, bucket: str, key: str, version: str | None, size: int, clock: Callable[[], datetime]) -> Batch:
    if size > batches.MAX_BYTES:
        return _refused(batch, "too_large")
    data = files.fetch(bucket, key, version)
    try:
        looks = [(page, _sheet(page)) for page in reading.look(data, batches.MAX_PAGES)]
        outcomes = plan((_seen(*look) for look in looks), reading.alike)
    except reading.Unreadable as unreadable:
        return _refused(batch, unreadable.reason.value)
    pages = sorted(_put(batch, data, outcomes, clock), key=lambda page: page.number)
    for page in pages:
        if _is_kept(page):
            body = reading.cut(data, [page.number])
            files.put(bucket, files.batch_page_key(batch.id, page.number), body, _type_of(body))
    unseen = covers.unseen(cover for _, cover in looks if isinstance(cover, Cover))
    return replace(batch, state=BatchState.SPLIT, pages=tuple(pages), unseen=unseen)


def _sheet(page: reading.Looked) -> Cover | Why | None:
    """What a sheet says, or why it cannot be followed; None for a page that is none."""
    claimed = next((code for code in page.codes if covers.is_cover(code)), None)
    if claimed:
        return cover_sheets.proven(claimed) or Why.FOREIGN_COVER
    return Why.UNREAD_COVER if page.sheet_without_code else None


def _seen(page: reading.Looked, sheet: Cover | Why | None) -> Seen:
    cover = sheet if isinstance(sheet, Cover) else None
    return Seen(
        number=page.number,
        sheet=Place(cover.dossier, None if cover.ends else cover.slot) if cover else None,
        bad_sheet=sheet if isinstance(sheet, Why) else None,
        damaged=page.damaged,
        blank=page.blank,
        print=page.print,
        side=page.side,
    )


def _put(batch: Batch, data: bytes, outcomes: Sequence[Outcome], clock: Callable[[], datetime]) -> Iterator[BatchPage]:
    """What became of the pages, once those of each paper were put into its dossier or turned out not to be taken."""
    yield from (_page(outcome) for outcome in outcomes if outcome.paper is None)
    papers = sorted((o for o in outcomes if o.paper is not None), key=lambda o: (o.paper or 0, o.number))
    for _, group in groupby(papers, key=lambda outcome: outcome.paper):
        pages = [_page(outcome) for outcome in group]
        body = reading.cut(data, [page.number for page in pages])
        yield from _delivered(batch, pages, body, clock())


def _page(outcome: Outcome) -> BatchPage:
    place = outcome.place
    return BatchPage(
        number=outcome.number,
        fate=PageFate(outcome.fate.value),
        dossier=place.dossier if place else None,
        slot=place.slot if place else None,
        of=outcome.of,
        why=outcome.why.value if outcome.why else None,
    )


def _delivered(batch: Batch, pages: list[BatchPage], body: bytes, now: datetime) -> list[BatchPage]:
    """The pages of one paper: in the dossier, a duplicate of a paper there, or before people with the reason."""
    first = pages[0]
    try:
        twin = _twin(batch, first, body)
        if twin:
            return [replace(p, fate=PageFate.DUPLICATE, paper=twin, why=Why.REPEATED.value) for p in pages]
        paper = _awaited(batch, first, _type_of(body), now)
        target = files.scan_key(first.dossier or "", paper.id)
        if paper.state is PaperState.AWAITED and files.stored(files.scans_bucket(), target) is None:
            files.put(files.scans_bucket(), target, body, _type_of(body))
    except Fault as fault:
        values = {name: str(value) for name, value in fault.values.items()}
        return [replace(p, fate=PageFate.PEOPLE, why=fault.code, values=values) for p in pages]
    return [replace(p, paper=paper.id) for p in pages]


def _type_of(body: bytes) -> str:
    return uploads.content_type(body[:16]) or "application/octet-stream"


def _twin(batch: Batch, first: BatchPage, body: bytes) -> str | None:
    """A paper of the same slot with the very same content, that another batch or the clerk brought before."""
    mine = _ids(batch.id, first.number)
    papers = store.load(first.dossier or "").file.papers
    if any(paper.id in mine for paper in papers):
        return None  # put there before a crash
    same_slot = [paper for paper in papers if paper.slot == first.slot]
    return next((paper.id for paper in same_slot if _holds(first.dossier or "", paper.id, body)), None)


def _ids(batch_id: str, first_page: int) -> tuple[str, str]:
    """The ids of the paper that begins with a page, at the first and the second attempt: the same whenever it is split,
    so that it comes once."""
    first, second = (sha256(f"{batch_id}:{first_page}:{attempt}".encode()).hexdigest()[:16] for attempt in (1, 2))
    return first, second


def _holds(code: str, paper_id: str, body: bytes) -> bool:
    key = files.scan_key(code, paper_id)
    stored = files.stored(files.scans_bucket(), key)
    return stored is not None and stored.size == len(body) and files.fetch(files.scans_bucket(), key) == body


def _awaited(batch: Batch, first: BatchPage, content_type: str, now: datetime) -> Paper:
    """The paper that begins with this page, awaited in its dossier. Raises whatever keeps it out of there."""
    clerk = Principal(batch.added_by, Role.CLERK, batch.agent)
    once_key, ids = f"batch#{batch.id}#{first.number}", _ids(batch.id, first.number)
    place = (first.dossier or "", first.slot or "", content_type, clerk)
    paper = intake.await_paper(*place, once_key, now, ids[0]).paper
    if paper.reason == _NEVER_CAME:  # a crash before the file was put, and a redrive after the sweep gave the paper up
        paper = intake.await_paper(*place, once_key + "#again", now, ids[1]).paper
    return paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person says of a page: where it belongs, or why it is discarded."""

    dossier: str = ""
    slot: str = ""
    discard: str = ""


def settle_page(batch_id: str, number: int, verdict: Verdict, by: Principal, key: str, now: datetime) -> BatchView:
    """Gives a page its place or discards it, once per key. Raises batch.page_settled and whatever a paper may raise."""
    roles.require(by, Right.ADD_PAPER)
    asked = {"batch": batch_id, "number": number, "to": [verdict.dossier, verdict.slot, verdict.discard]}
    mark = once("batch_page", f"api#{by.id}#{key}", asked)
    carried_out(
        mark,
        act=lambda: _settle(batch_id, number, verdict, by, mark, now),
        again=lambda before: _within_reach(before.dossier, by) and None,
    )
    return view(batch_id, by, now)


def _settle(batch_id: str, number: int, verdict: Verdict, by: Principal, mark: store.Once, now: datetime) -> None:
    loaded = _within_reach(batch_id, by)
    page = loaded.batch.page(number)
    if not page.is_open:
        raise Fault("batch.page_settled", "number", page=number)
    _require_one(verdict)
    if verdict.discard:
        after, trace = replace(page, fate=PageFate.DISCARDED, note=verdict.discard), f"discard_page {number}"
    else:
        after, trace = _placed(loaded.batch, page, verdict, by, now), f"place_page {number}"
    batch_store.change(loaded, loaded.batch.settled([after]), now, mark, audit.Trace(by, trace, verdict.discard))


def _require_one(verdict: Verdict) -> None:
    placed = bool(verdict.dossier and verdict.slot)
    discarded = len(verdict.discard.strip()) >= SHORTEST_REASON
    if placed == discarded or (discarded and (verdict.dossier or verdict.slot)) or (placed and verdict.discard):
        raise Fault("batch.place", "dossier", least=SHORTEST_REASON)


def _placed(batch: Batch, page: BatchPage, verdict: Verdict, by: Principal, now: datetime) -> BatchPage:
    """The page in its dossier. Raises batch.page_lost for a page that could not be taken out of the file."""
    source = files.batch_page_key(batch.id, page.number)
    found = files.stored(files.scans_bucket(), source)
    if found is None:
        raise Fault("batch.page_lost", "number", page=page.number)
    placed = replace(page, fate=PageFate.PAPER, dossier=verdict.dossier, slot=verdict.slot)
    try:
        paper = _awaited(replace(batch, added_by=by.id), placed, found.content_type, now)
    except Fault as fault:
        if fault.code == "idempotency.reused":  # somebody put it elsewhere, and was cut off before it was written down
            raise Fault("batch.page_settled", "number", page=page.number) from fault
        raise
    target = files.scan_key(verdict.dossier, paper.id)
    if paper.state is PaperState.AWAITED and files.stored(files.scans_bucket(), target) is None:
        files.copy_within_scans(source, target)
    return replace(placed, paper=paper.id, why=None, values={})
