"""Routes of long scans: print a dossier's cover sheets, upload a batch, see what became of its pages, settle a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.adapters import files
from chalicelib.api import schemas
from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.domain import batches as rules
from chalicelib.domain.batches import Batch, BatchPage
from chalicelib.domain.faults import Fault
from chalicelib.services.scanning import batches, covers
from chalicelib.services.scanning.batches import BatchView, Verdict

blueprint = Blueprint(__name__)
room = Room("batches", blueprint)
_NEAR_DOSSIER = ("dossier.unknown", "paper.slot", "paper.closed", "paper.too_many", "paper.unknown")


class CoversIn(Strict):
    """Which slots need a sheet; all of them without any."""

    slots: list[schemas.Short] = Field(default_factory=list, max_length=50)


class CoversOut(BaseModel):
    """A dossier's cover sheets as PDF: the link shows them for five minutes."""

    print_number: int
    link: str


class BatchIn(Strict):
    """A long scan to be uploaded: a PDF or a TIFF file of many pages."""

    content_type: Literal[rules.CONTENT_TYPES]  # type: ignore[valid-type]


class PageIn(Strict):
    """Where a page belongs, or why it is discarded."""

    dossier: schemas.Short = ""
    slot: schemas.Short = ""
    discard: schemas.Long = Field(default="", description="why the page belongs nowhere; at least ten characters")


class BatchPageOut(BaseModel):
    """A page of a batch. `fate`: cover, paper, blank, duplicate, people (waits for somebody), discarded.

    `repeats` is the page it is a copy of; `link` shows, for five minutes, a page that may still be given its place.
    """

    number: int
    fate: str
    open: bool
    dossier: str | None
    slot: str | None
    paper: str | None
    repeats: int | None
    problem: schemas.ProblemNote | None
    note: str
    link: str | None


class UnseenOut(BaseModel):
    """Cover sheets, by their numbers, that were printed with one in the batch and are not in it: left aside or lost."""

    dossier: str
    print_number: int
    sheets: list[int]
    of: int


class BatchOut(BaseModel):
    """A batch and what became of every page. `state`: awaited, split, refused."""

    id: str
    state: str
    content_type: str
    added_at: datetime
    problem: schemas.ProblemNote | None
    waiting: int = Field(description="how many pages wait for a person")
    pages: list[BatchPageOut]
    unseen: list[UnseenOut]


class BatchSlotOut(BaseModel):
    """Where the file is to be sent: a form to post with the file as its last field."""

    batch: BatchOut
    url: str
    fields: dict[str, str]
    max_bytes: int
    max_pages: int
    expires_seconds: int


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/covers",
    summary="Print a dossier's cover sheets: one for each slot, and one that ends the dossier",
    body=CoversIn,
    reply=CoversOut,
    status=201,
    keyed=True,
    faults=("dossier.unknown", "paper.closed", "paper.slot", "idempotency.reused", "system.busy"),
)
def print_covers(call: Call, code: str) -> CoversOut:
    """Prints them once per Idempotency-Key; each print is audited."""
    made = covers.print_covers(code, call.body.slots, call.principal, call.key, call.now)
    return CoversOut(print_number=made.print_number, link=made.link)


@room.endpoint(
    "POST",
    "/v1/batches",
    summary="Ask for a place to upload a long scan with cover sheets to",
    body=BatchIn,
    reply=BatchSlotOut,
    status=201,
    keyed=True,
    faults=("batch.unknown", "idempotency.reused", "system.busy"),
)
def open_batch(call: Call) -> BatchSlotOut:
    """Gives a presigned form for one file, once per Idempotency-Key."""
    made = batches.open_batch(call.body.content_type, call.principal, call.key, call.now)
    return BatchSlotOut(
        batch=_batch(BatchView(made.batch, {})),
        url=made.upload.url,
        fields=made.upload.fields,
        max_bytes=rules.MAX_BYTES,
        max_pages=rules.MAX_PAGES,
        expires_seconds=files.SLOT_SECONDS,
    )


@room.endpoint(
    "GET",
    "/v1/batches/{batch}",
    summary="See what became of every page of a batch of one's own agent",
    reply=BatchOut,
    faults=("batch.unknown",),
)
def view_batch(call: Call, batch: str) -> BatchOut:
    """Gives links to the pages that wait for a person; audited."""
    return _batch(batches.view(batch, call.principal, call.now))


@room.endpoint(
    "POST",
    "/v1/batches/{batch}/pages/{number}",
    summary="Give a page of a batch its dossier and slot, or discard it with a reason",
    body=PageIn,
    reply=BatchOut,
    keyed=True,
    faults=(
        "batch.unknown",
        "batch.no_page",
        "batch.page_settled",
        "batch.page_lost",
        "batch.place",
        *_NEAR_DOSSIER,
        "idempotency.reused",
        "system.busy",
    ),
)
def settle_page(call: Call, batch: str, number: str) -> BatchOut:
    """Does it once per Idempotency-Key; audited."""
    if not number.isdecimal():
        raise Fault("request.no_route")
    verdict = Verdict(**call.body.model_dump())
    return _batch(batches.settle_page(batch, int(number), verdict, call.principal, call.key, call.now))


def _batch(view: BatchView) -> BatchOut:
    batch: Batch = view.batch
    return BatchOut(
        id=batch.id,
        state=batch.state.value,
        content_type=batch.content_type,
        added_at=batch.added_at,
        problem=_said(f"scan.{batch.reason}", {}) if batch.reason else None,
        waiting=sum(page.fate is rules.PageFate.PEOPLE for page in batch.pages),
        pages=[_page(page, view.links.get(page.number)) for page in batch.pages],
        unseen=[
            UnseenOut(dossier=u.dossier, print_number=u.print_number, sheets=list(u.numbers), of=u.of)
            for u in batch.unseen
        ],
    )


def _page(page: BatchPage, link: str | None) -> BatchPageOut:
    return BatchPageOut(
        number=page.number,
        fate=page.fate.value,
        open=page.is_open,
        dossier=page.dossier,
        slot=page.slot,
        paper=page.paper,
        repeats=page.of,
        problem=_said(page.why, page.values) if page.why else None,
        note=page.note,
        link=link,
    )


def _said(code: str, values: Mapping[str, str]) -> schemas.ProblemNote:
    fault = Fault(code, None, **values)
    return schemas.ProblemNote(code=fault.code, detail=fault.vi, detail_en=fault.en)
