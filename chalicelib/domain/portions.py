"""A paper whose file is read portion by portion: how far it is, and what it is by then."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chalicelib.domain.corrections import OTHER
from chalicelib.domain.dossiers import Fact, Flaw, Paper, PaperState

TIME_UP = "time_up"
_NOTHING_READ = {"damaged", TIME_UP}


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some pages in a row, up to page `last`; `left` more come behind it. `kind` is what the best of them tells."""

    last: int
    left: int
    kind: str
    kind_sure: bool
    facts: tuple[Fact, ...]
    troubles: tuple[Flaw, ...]


def begun(paper: Paper, version: str | None) -> Paper:
    """The paper as far as this version of its scan is kept."""
    awaited = replace(paper, state=PaperState.AWAITED)
    if paper.object_version != version:
        return replace(_unread(awaited), object_version=version, pages=0)
    return awaited if paper.kept else _unread(awaited)


def unreadable(paper: Paper, reason: str) -> Paper:
    """The paper that comes to nothing: what was told of it page by page is taken back."""
    return replace(_unread(paper), pages=0, state=PaperState.UNREADABLE, reason=reason)


def _unread(paper: Paper) -> Paper:
    return replace(paper, facts=(), troubles=(), kept=(), pages_read=0, kind=None, kind_sure=False)


def further(paper: Paper, portion: Portion) -> Paper:
    """The paper with its next pages, kept. It is of the first kind that a portion knows; a sure one counts more."""
    before, now = (paper.kind or OTHER, paper.kind_sure), (portion.kind, portion.kind_sure)
    kind, sure = max(before, now, key=lambda taken: (taken[0] != OTHER, taken[1]))
    return replace(
        paper,
        reason=None,
        kind=kind,
        kind_sure=sure,
        pages=portion.last + portion.left,
        pages_read=portion.last,
        kept=(*paper.kept, portion.last),
        facts=(*paper.facts, *portion.facts),
        troubles=(*paper.troubles, *portion.troubles),
    )


def comes_to_nothing(paper: Paper) -> str | None:
    """Why a long file is refused of which no page could be opened, or None; the reader itself says so of a page."""
    lost = {flaw.page for flaw in paper.troubles if flaw.code in _NOTHING_READ}
    if len(lost) < paper.pages or paper.pages == 1:
        return None
    return "too_complex" if TIME_UP in {flaw.code for flaw in paper.troubles} else "truncated"
