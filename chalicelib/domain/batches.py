"""A long scan (lô quét) for many slots and dossiers of one agent, and what became of each of its pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.covers import Unseen
from chalicelib.domain.faults import Fault

MAX_BYTES = 200 * 1024 * 1024
MAX_PAGES = 500
CONTENT_TYPES = ("application/pdf", "image/tiff")


class BatchState(StrEnum):
    """Where a batch stands: its file is awaited or looked at, it was split, or its file was refused."""

    AWAITED = "awaited"
    SPLIT = "split"
    REFUSED = "refused"


class PageFate(StrEnum):
    """What became of a page; `people` is what waits for somebody to say."""

    COVER = "cover"
    PAPER = "paper"
    BLANK = "blank"
    DUPLICATE = "duplicate"
    PEOPLE = "people"
    DISCARDED = "discarded"


_OPEN = frozenset({PageFate.PEOPLE, PageFate.DUPLICATE, PageFate.BLANK})
"""A person may know better than the machine which page is blank or comes twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPage:
    """A page, and where it went: `dossier` and `slot` say where it lay in the pile, `paper` what it is part of.

    `of` is the page it repeats; `why` is the code of a sentence that `values` fill; `note` is what the person said who
    discarded it.
    """

    number: int
    fate: PageFate
    dossier: str | None = None
    slot: str | None = None
    paper: str | None = None
    of: int | None = None
    why: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a person may still say where it belongs."""
        return self.fate in _OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch. `version` counts its changes; `reason` says why its file was refused; `unseen` are the cover sheets that
    were printed with those in it and are not there."""

    id: str
    agent: str
    state: BatchState
    content_type: str
    added_at: datetime
    added_by: str
    version: int = 1
    object_version: str | None = None
    reason: str | None = None
    pages: tuple[BatchPage, ...] = ()
    unseen: tuple[Unseen, ...] = ()

    def page(self, number: int) -> BatchPage:
        """The page of that number. Raises batch.no_page."""
        for page in self.pages:
            if page.number == number:
                return page
        raise Fault("batch.no_page", "number", count=len(self.pages))

    def settled(self, pages: Iterable[BatchPage]) -> Batch:
        """The batch with these pages in the places of those with their numbers."""
        new = {page.number: page for page in pages}
        return replace(self, version=self.version + 1, pages=tuple(new.get(p.number, p) for p in self.pages))
