"""Reading a file portion by portion, so that no file is too long for one message.

What a portion tells is kept before the next is begun; a message reads on from there for as long as it has time. Whoever
keeps a portion first goes on, a twin that read the same pages stops: they may be read twice, and count once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.adapters.dossier_store import Loaded
from chalicelib.adapters.rows import fitting
from chalicelib.domain.corrections import OTHER
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import ENDED, Paper, PaperState
from chalicelib.domain.portions import Portion, begun, comes_to_nothing, further, unreadable
from chalicelib.reading.facts import Page, Trouble
from chalicelib.services.reference import registry
from chalicelib.services.scanning import readings
from chalicelib.services.scanning.readings import Json

PORTION = 20
"""Pages that are read before they are kept."""
SECONDS = 90.0
"""How long the pages that one message asks for may take; Lambda gives the function 120 s."""
_ENOUGH = 10.0  # seconds that must be left to begin another portion: its first page has to have its chance
_TOLD_EVERY = timedelta(seconds=2)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Scan:
    """A version of a scan: whose it is, and its bytes."""

    loaded: Loaded
    version: str | None
    data: bytes
    clock: Clock

    @property
    def code(self) -> str:
        """The dossier's code."""
        return self.loaded.file.dossier.code


def read_on(paper: Paper, scan: Scan, *, alone: bool) -> Paper:
    """The paper with its next pages: read to its end, unreadable, or still awaited if time or dossier end before.

    `alone` keeps each page by itself, so that one that kills the reader takes no other along. Raises Raced when
    somebody else reads on.
    """
    ends = scan.clock() + timedelta(seconds=SECONDS)
    paper, left = begun(paper, scan.version), SECONDS
    try:
        if alone and not paper.pages:
            paper = _counted(paper, scan)
        while paper.state is PaperState.AWAITED and left > _ENOUGH and not (paper.kept and _has_ended(scan.code)):
            paper = _further(paper, scan, 1 if alone else PORTION, left)
            left = (ends - scan.clock()).total_seconds()
    except reading.Unreadable as refusal:
        return unreadable(paper, refusal.reason.value)
    return paper


def _has_ended(code: str) -> bool:
    """Whether the dossier was withdrawn or refused meanwhile: nothing of it is read any more."""
    return store.load(code).file.dossier.status in ENDED


def past_what_kills(paper: Paper, scan: Scan) -> Paper:
    """The paper without its next page, that the reader died of again and again: it says so, and waits for a person.

    Nobody looks for signatures where that is the last page: they may be what the reader died of.
    """
    number = paper.pages_kept + 1
    lost = Page(number, 0, 0, "", OTHER, 0.0, False, (), 0.0, (), troubles=(Trouble.READER_FAILED,))
    return _kept(begun(paper, scan.version), scan, [lost], paper.pages - number, [])


def _counted(paper: Paper, scan: Scan) -> Paper:
    """The paper that tells how many pages it has before one is read: if that kills the reader, the rest is known."""
    paper = replace(paper, pages=reading.count(scan.data))
    store.read_so_far(scan.code, paper, scan.loaded.key_from)
    return paper


def _further(paper: Paper, scan: Scan, most: int, seconds: float) -> Paper:
    first = paper.pages_kept + 1
    tell = None if paper.kept else _teller(paper, scan)  # later on, what is kept tells enough
    result = reading.read(scan.data, numbers=range(first, first + most), on_page=tell, seconds=seconds)
    done = _done(result.pages)
    left = result.left + len(result.pages) - len(done)
    return _kept(paper, scan, done, left, [] if left else _signatures(scan))


def _done(pages: Sequence[Page]) -> Sequence[Page]:
    """Those that need not be tried again: what the time did not suffice for comes with the next message. A page that
    took too long although it was the first has had its chance."""
    in_time = [number for number, page in enumerate(pages, 1) if Trouble.TIME_UP not in page.troubles]
    return pages[: max(in_time, default=1)]


def _kept(paper: Paper, scan: Scan, pages: Sequence[Page], left: int, signatures: list[Json]) -> Paper:
    """The paper with these pages, written down; it is read if they are the last."""
    before, whole = paper.pages_kept, not (paper.kept or left)
    after = fitting(further(paper, _portion(pages, left)))
    if not left and (reason := comes_to_nothing(after)):
        return unreadable(paper, reason)
    key = files.portion_key(scan.code, paper.id, scan.version, (before + 1, after.pages_read))
    key = files.reading_key(scan.code, paper.id, scan.version) if whole else key
    readings.stored(key, {"pages": [asdict(page) for page in pages], "signatures": signatures})
    if left:
        store.keep_portion(scan.code, after, before, scan.clock(), scan.loaded.key_from)
        return after
    return replace(after, state=PaperState.READ, kept=() if whole else after.kept)


def _portion(pages: Sequence[Page], left: int) -> Portion:
    best = max(pages, key=lambda page: (page.kind != OTHER, page.kind_confidence))
    return Portion(
        last=pages[-1].number,
        left=left,
        kind=best.kind,
        kind_sure=best.kind_sure,
        facts=readings.facts(pages),
        troubles=readings.flaws(pages),
    )


def _signatures(scan: Scan) -> list[Json]:
    now = scan.clock()
    found = reading.signed(scan.data, now, lambda: registry.trusted_roots(hanoi_day(now)))
    return [asdict(signature) for signature in found]


def _teller(paper: Paper, scan: Scan) -> Callable[[Page, int], None]:
    """Tells what was read of the first portion, every two seconds at most; its last page is told by keeping it."""
    told, pages = scan.clock(), list[Page]()

    def tell(page: Page, total: int) -> None:
        nonlocal told
        pages.append(page)
        if page.number < total and scan.clock() - told >= _TOLD_EVERY:
            told = scan.clock()
            so_far = replace(paper, facts=readings.facts(pages), pages_read=page.number, pages=total)
            store.read_so_far(scan.code, fitting(so_far), scan.loaded.key_from)

    return tell
