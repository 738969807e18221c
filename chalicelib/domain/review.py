"""When a read paper needs a person, and what is asked first.

Only what the procedure needs is asked: a value that is compared with a declared one, the kind of a paper that has to be
of one, and pages that may hide something. What is sure is never asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.corrections import OTHER, corrected, counting, first
from chalicelib.domain.dossiers import CLOSED, About, Correction, Dossier, Fact, Flaw, Paper, PaperState
from chalicelib.domain.procedures import Procedure

MISSING = "missing"
NOT_SURE = "not_sure"
_BLANK = "blank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person is asked to look at, and why: the reader's doubt or trouble, `missing` or `not_sure`.

    While a `needed` one is open, the paper waits.
    """

    about: About
    name: str = ""
    page: int = 0
    label: str
    why: str
    needed: bool = True
    fact: Fact | None = None


def questions(dossier: Dossier, paper: Paper, said: Sequence[Correction], procedure: Procedure) -> tuple[Question, ...]:
    """What is still to be looked at on a paper: the kind, for all else changes with it; the doubtful among the values
    that are needed, the missing ones, the pages; then other doubtful values. Nothing on a paper that is sure."""
    seen = corrected(paper, said)
    if seen.state is not PaperState.READ:
        return ()
    mine = [one for one in said if one.paper == paper.id]
    answered = {one.name for one in counting(mine, seen) if one.about is About.FIELD}
    needed = _needed(dossier, seen, procedure, answered)
    named = {question.name for question in needed}
    looked_at = {one.page for one in mine if one.about is About.PAGE}
    return (
        *_kind(seen, procedure),
        *needed,
        *(_page(flaw) for flaw in hiding(seen) if flaw.page not in looked_at),
        *(_field(fact, fact.name, needed=False) for fact in seen.facts if not fact.sure and fact.name not in named),
    )


def waits(asked: Iterable[Question]) -> bool:
    """Whether the paper has to wait for a person."""
    return any(question.needed for question in asked)


def _kind(paper: Paper, procedure: Procedure) -> list[Question]:
    expected = next((slot.reads_as for slot in procedure.papers if slot.code == paper.slot), None)
    if paper.kind_sure or (expected is None and paper.kind == OTHER):
        return []
    return [Question(about=About.KIND, label="Loại giấy tờ", why=NOT_SURE)]


def _needed(dossier: Dossier, paper: Paper, procedure: Procedure, answered: set[str]) -> list[Question]:
    """The fields that something declared is compared with, and that are doubtful or were not found."""
    asked: dict[str, Question] = {}
    for check in procedure.checks:
        if check.paper == paper.kind and dossier.declared(check.declared):
            fact, label = first(paper.facts, check.read), procedure.declared(check.declared).label
            if fact and not fact.sure:
                asked.setdefault(check.read, _field(fact, label))
            elif fact is None and check.read not in answered:
                asked.setdefault(check.read, Question(about=About.FIELD, name=check.read, label=label, why=MISSING))
    return sorted(asked.values(), key=lambda question: question.why == MISSING)


def _field(fact: Fact, label: str, *, needed: bool = True) -> Question:
    why = fact.doubt or NOT_SURE
    return Question(about=About.FIELD, name=fact.name, page=fact.page, label=label, why=why, needed=needed, fact=fact)


def _page(flaw: Flaw) -> Question:
    return Question(about=About.PAGE, page=flaw.page, label=f"Trang {flaw.page}", why=flaw.code)


def hiding(paper: Paper) -> list[Flaw]:
    """What may hide something of the paper. A blank page does so only where there is no other."""
    blank = [flaw for flaw in paper.troubles if flaw.code == _BLANK]
    others = [flaw for flaw in paper.troubles if flaw.code != _BLANK]
    return others + (blank if len(blank) == paper.pages else [])


def on_scan(box: tuple[int, int, int, int], to_scan: Sequence[float]) -> tuple[tuple[int, ...], ...]:
    """The corners of a box of the upright page, with a line's height around it, in pixels of the page as it was
    scanned: what to cut out for whoever looks. `to_scan` is a 3 x 3 matrix, row by row."""
    left, top, right, bottom = box
    margin = bottom - top
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    away = ((-margin, -margin), (margin, -margin), (margin, margin), (-margin, margin))
    return tuple(_placed(x + dx, y + dy, to_scan) for (x, y), (dx, dy) in zip(corners, away, strict=True))


def _placed(x: int, y: int, m: Sequence[float]) -> tuple[int, ...]:
    depth = m[6] * x + m[7] * y + m[8]
    return tuple(max(0, round((m[n] * x + m[n + 1] * y + m[n + 2]) / depth)) for n in (0, 3))


def queue(dossier: Dossier) -> str | None:
    """Whose queue the papers wait in: the agent's while it works on it, then the authority's, until it is closed."""
    if dossier.status in CLOSED or dossier.part:
        return None
    if dossier.is_with_agent:
        return f"agent:{dossier.agent}"
    authority = dossier.authority or next(iter(dossier.authorities), None)
    return f"desk:{authority}" if authority else None


def asking(dossier: Dossier, paper: str, now: datetime) -> Dossier:
    """The dossier with a further paper that waits for a person."""
    waiting = tuple(dict.fromkeys((*dossier.to_review, paper)))
    return replace(dossier, to_review=waiting, review_since=dossier.review_since or now)


def answered(dossier: Dossier, papers: Iterable[Paper], paper: str) -> Dossier:
    """The dossier without a paper that has waited; it queues from when the longest waiting of the rest was read."""
    left = tuple(waiting for waiting in dossier.to_review if waiting != paper)
    since = min((p.read_at for p in papers if p.id in left and p.read_at), default=None)
    return replace(dossier, to_review=left, review_since=since)
