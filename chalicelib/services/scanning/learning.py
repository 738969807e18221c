"""What people said of readings, handed on so that the reader learns from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from chalicelib.adapters import audit, review_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.review_store import KindSaid
from chalicelib.domain.dossiers import Paper, PaperState, Said
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import SHORTEST_REASON, Principal
from chalicelib.services.scanning import readings

_FIELD = attrgetter("code", "paper", "name", "page")
_PAPER = attrgetter("code", "paper")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a field was read right, and how confident the reader was. No value, nobody's data."""

    type: str
    confidence: float
    right: bool


def outcomes() -> Iterator[Outcome]:
    """One for every field that somebody looked at: right if everybody who did so confirmed it."""
    said = sorted(review_store.judged(), key=lambda one: (*_FIELD(one), one.id))
    for _, group in groupby(said, _FIELD):
        of_field = list(group)
        confidence = of_field[0].confidence  # later ones spoke of what the first had said
        if confidence is not None:
            yield Outcome(of_field[0].type, confidence, all(one.said is Said.CONFIRMED for one in of_field))


@dataclass(frozen=True, slots=True)
class Example:
    """The text of a page and the kind of paper that it is: personal data."""

    text: str
    kind: str


def examples(by: Principal, reason: str, now: datetime) -> Iterator[Example]:
    """One for every paper whose kind somebody named, by the last who did. Each is a look at its dossier: who and why is
    written down before the text is fetched. Raises learning.reason."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Fault("learning.reason", "reason", length=SHORTEST_REASON)
    return _examples(by, reason, now)


def _examples(by: Principal, reason: str, now: datetime) -> Iterator[Example]:
    said = sorted(review_store.kinds(), key=lambda one: (*_PAPER(one), one.id))
    for _, group in groupby(said, _PAPER):
        *_, last = group
        paper = store.load(last.code).file.paper(last.paper)
        if paper.state is PaperState.READ:
            audit.record(last.code, by, f"learn {last.paper}", reason, now, last.key_from)
            yield Example(_text(last, paper), last.kind)


def _text(said: KindSaid, paper: Paper) -> str:
    """The text of the page that was meant, or that the paper was judged by."""
    pages = [page for page in readings.first_read(said.code, paper) if said.page in (0, page["number"])]
    best = max(pages, key=lambda page: (page["kind"] != "other", page["kind_confidence"]))
    return str(best["text"])
