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
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Paper, PaperState
from chalicelib.reading.facts import Page, Trouble
from chalicelib.services import readings, registry

PORTION = 20
"""Pages that are read before they are kept."""
SECONDS = 90.0
"""How long the pages that one message asks for may take; Lambda gives the function 120 s."""
_ENOUGH = 10.0  # seconds that must be left to begin another portion: its first page has to have its chance
_TOLD_EVERY = timedelta(seconds=2)
_USELESS = {Trouble.DAMAGED, Trouble.TIME_UP}
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
    """The paper with its next pages: read to its end, unreadable, or still awaited once the time is over.

    `alone` keeps each page by itself, so that one that kills the reader takes no other along. Raises Raced when
    somebody else reads on.
    """
    ends = scan.clock() + timedelta(seconds=SECONDS)
    paper, left = _begun(paper, scan.version), SECONDS
    try:
        if alone and not paper.pages:
            paper = _counted(paper, scan)
        while paper.state is PaperState.AWAITED and left > _ENOUGH:
            paper = _further(paper, scan, 1 if alone else PORTION, left)
            left = (ends - scan.clock()).total_seconds()
    except reading.Unreadable as refusal:
        return unreadable(paper, refusal.reason.value)
    return paper


def past_what_kills(paper: Paper, scan: Scan) -> Paper:
    """The paper without its next page, that the reader died of again and again: it says so, and waits for a person."""
    number = paper.pages_kept + 1
    lost = Page(number, 0, 0, "", "other", 0.0, False, (), 0.0, (), troubles=(Trouble.READER_FAILED,))
    return _kept(_begun(paper, scan.version), scan, [lost], paper.pages - number)


def unreadable(paper: Paper, reason: str) -> Paper:
    """The paper that comes to nothing: what was told of it page by page is taken back."""
    nothing = replace(_nothing_read(paper), pages=0)
    return replace(nothing, state=PaperState.UNREADABLE, reason=reason)


def _nothing_read(paper: Paper) -> Paper:
    return replace(paper, facts=(), troubles=(), kept=(), pages_read=0, kind=None, kind_sure=False)


def _begun(paper: Paper, version: str | None) -> Paper:
    """The paper as far as this version of its scan is kept."""
    end, awaited = paper.pages_kept, replace(paper, state=PaperState.AWAITED)
    if paper.object_version != version:
        return replace(_nothing_read(awaited), object_version=version, pages=0)
    if not end:
        return _nothing_read(awaited)
    return replace(awaited, pages_read=end, facts=tuple(fact for fact in paper.facts if fact.page <= end))


def _counted(paper: Paper, scan: Scan) -> Paper:
    """The paper that tells how many pages it has before one is read: if that kills the reader, the rest is known."""
    paper = replace(paper, pages=reading.count(scan.data))
    store.read_so_far(scan.code, paper, scan.loaded.key_from)
    return paper


def _further(paper: Paper, scan: Scan, most: int, seconds: float) -> Paper:
    first = paper.pages_kept + 1
    tell = _teller(paper, scan)
    result = reading.read(scan.data, numbers=range(first, first + most), on_page=tell, seconds=seconds)
    done = _done(result.pages)
    return _kept(paper, scan, done, result.left + len(result.pages) - len(done))


def _done(pages: Sequence[Page]) -> Sequence[Page]:
    """Those that need not be tried again: what the time did not suffice for comes with the next message. A page that
    took too long although it was the first has had its chance."""
    in_time = [number for number, page in enumerate(pages, 1) if Trouble.TIME_UP not in page.troubles]
    return pages[: max(in_time, default=1)]


def _kept(paper: Paper, scan: Scan, pages: Sequence[Page], left: int) -> Paper:
    """The paper with these pages, written down; it is read if they are the last."""
    before, whole = paper.pages_kept, not (paper.kept or left)
    after = _with(paper, pages, left)
    if not left and _is_useless(after):
        reason = reading.Reason.TOO_COMPLEX if Trouble.TIME_UP in _codes(after) else reading.Reason.TRUNCATED
        return unreadable(paper, reason.value)
    read = {"pages": [asdict(page) for page in pages]} | ({} if left else {"signatures": _signatures(scan)})
    bounds = (before + 1, after.pages_read)
    key = files.portion_key(scan.code, paper.id, scan.version, bounds)
    readings.stored(files.reading_key(scan.code, paper.id, scan.version) if whole else key, read)
    if whole:
        return replace(after, state=PaperState.READ, kept=())
    if left:
        store.keep_portion(scan.code, after, before, scan.clock(), scan.loaded.key_from)
        return after
    return replace(after, state=PaperState.READ)


def _with(paper: Paper, pages: Sequence[Page], left: int) -> Paper:
    best = max(pages, key=lambda page: (page.kind != "other", page.kind_confidence))
    is_better = (best.kind != "other", best.kind_sure) > (paper.kind not in (None, "other"), paper.kind_sure)
    last = pages[-1].number
    joined = replace(
        paper,
        reason=None,
        kind=best.kind if is_better or paper.kind is None else paper.kind,
        kind_sure=best.kind_sure if is_better or paper.kind is None else paper.kind_sure,
        pages=last + left,
        pages_read=last,
        kept=(*paper.kept, last),
        facts=(*paper.facts, *readings.facts(pages)),
        troubles=(*paper.troubles, *readings.flaws(pages)),
    )
    return fitting(joined)


def _codes(paper: Paper) -> set[str]:
    return {flaw.code for flaw in paper.troubles}


def _is_useless(paper: Paper) -> bool:
    """Whether no page of a long file could be opened; the reader itself says so of a short one."""
    return len({flaw.page for flaw in paper.troubles if flaw.code in _USELESS}) == paper.pages > 1


def _signatures(scan: Scan) -> list[dict[str, object]]:
    now = scan.clock()
    found = reading.signed(scan.data, now, lambda: registry.trusted_roots(hanoi_day(now)))
    return [asdict(signature) for signature in found]


def _teller(paper: Paper, scan: Scan) -> Callable[[Page, int], None]:
    """Tells what was read so far, every two seconds at most; the last page is told by the paper itself."""
    told, pages = scan.clock(), list[Page]()

    def tell(page: Page, total: int) -> None:
        nonlocal told
        pages.append(page)
        if page.number < total and scan.clock() - told >= _TOLD_EVERY:
            told = scan.clock()
            facts = (*paper.facts, *readings.facts(pages))
            so_far = fitting(replace(paper, facts=facts, pages_read=page.number, pages=total))
            store.read_so_far(scan.code, so_far, scan.loaded.key_from)

    return tell
