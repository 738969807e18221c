"""One page from its image to its facts: words, kind, fields, and what is wrong with it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from . import card, geometry, surface, troubles, trust, witnesses, zones
from .engine import Engine, Grey
from .facts import NO_SURE_KIND, Field, Line, Page, Trouble
from .fields import extract
from .geometry import Matrix
from .kinds import OTHER, Verdict, classify, taken_for
from .layout import rows_of, tokens_of
from .prepare import scan_of
from .recognition import Recognised, recognise
from .runs import union
from .sources import PageImage
from .trust import Trust

DISPUTED = 0.5  # how far a word is believed that a PDF and its image say differently
CARDS = frozenset({OTHER, *witnesses.KINDS})


def read_page(source: PageImage, number: int, engine: Engine, kind: str | None = None) -> Page:
    """Read one page, of that kind if somebody told it; its facts stand in pixels of the page turned upright."""
    began = time.perf_counter()
    grey = np.asarray(source.image.convert("L"))
    if surface.is_blank(grey):
        return empty(number, Trouble.BLANK)
    read = recognise(scan_of(source.image), engine)
    text = _told(source, read)
    tokens = tokens_of(text.lines)
    verdict = taken_for(kind, tokens) if kind else classify(tokens)
    fields = extract(verdict, tokens, read.look_again)
    trace: tuple[str, ...] = (*read.ready.trace, *text.trace)
    if verdict.name in CARDS and (card_ := _card(grey, read, verdict, fields)):
        verdict, fields, trace = Verdict(kind or card_.kind, 1.0, sure=True), card_.fields, (*trace, *card_.trace)
    height, width = read.ready.grey.shape
    known = verdict.name != OTHER
    wrong = (*text.troubles, *troubles.found(grey, text.lines, tokens, (width, height), known=known))
    return Page(
        number=number,
        width=width,
        height=height,
        text="\n".join(" ".join(word.text for word in row) for row in rows_of(text.lines)),
        kind=verdict.name,
        kind_confidence=verdict.confidence,
        kind_sure=verdict.sure and NO_SURE_KIND.isdisjoint(wrong),
        fields=tuple(fields),
        seconds=round(time.perf_counter() - began, 3),
        trace=trace,
        lines=text.lines,
        to_scan=geometry.placement(read.ready.to_scan),
        troubles=wrong,
    )


def empty(number: int, trouble: Trouble) -> Page:
    """Return what is known of a page of which nothing was read."""
    return Page(number, 0, 0, "", OTHER, 0.0, False, (), 0.0, (trouble.value,), troubles=(trouble,))


@dataclass(frozen=True, slots=True)
class Text:
    """The words that count, and what has to be said of where they come from."""

    lines: tuple[Line, ...]
    trace: tuple[str, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def _told(source: PageImage, read: Recognised) -> Text:
    """Take a PDF's own words where the image bears them out: they are without a reader's mistakes."""
    if source.text_layer is None:
        return Text(read.lines)
    verdict = trust.check(source.text_layer, _carried(read.lines, read.ready.to_scan))
    if verdict.trust is Trust.LIES:
        return Text(read.lines, ("text layer lies",), (Trouble.TEXT_LAYER_LIES,))
    if verdict.trust is not Trust.TRUE:
        return Text(read.lines, (f"text layer {verdict.trust}",))
    doubted = {id(word) for word, _ in verdict.disputed}
    lines = tuple(
        tuple(replace(word, confidence=DISPUTED if id(word) in doubted else 1.0) for word in line)
        for line in verdict.lines
    )
    return Text(_carried(lines, geometry.inverse(read.ready.to_scan)), ("text layer true",))


def _carried(lines: Sequence[Line], matrix: Matrix) -> tuple[Line, ...]:
    return tuple(tuple(replace(word, box=geometry.box_moved(matrix, word.box)) for word in line) for line in lines)


def _card(grey: Grey, read: Recognised, verdict: Verdict, fields: Sequence[Field]) -> witnesses.Card | None:
    """Bring together what a card's code, zone and print say."""
    code = find_card(grey, read, verdict)
    zone = zones.find(grey, read.ready.to_scan, read.boxed())
    return witnesses.gathered(verdict.name, code, zone, fields)


def find_card(grey: Grey, read: Recognised, verdict: Verdict) -> card.CardCode | None:
    """Look for a card's code: once on any page not known for another paper, harder on what reads like a card."""
    code = card.find_code(grey)
    if code is None and verdict.name != OTHER:
        code = _find_harder(grey, read)
    back = geometry.inverse(read.ready.to_scan)
    return replace(code, box=geometry.box_moved(back, code.box)) if code else None


def _find_harder(grey: Grey, read: Recognised) -> card.CardCode | None:
    """Look again around the words, enlarged: the code stands beside the print."""
    left, top, right, bottom = union([word.box for line in read.lines for word in line])
    wide, high = (right - left) // 3, (bottom - top) // 3
    around = geometry.box_moved(read.ready.to_scan, (left - wide, top - high, right + wide, bottom + high))
    x, y = max(0, around[0]), max(0, around[1])
    found = card.find_code(np.ascontiguousarray(grey[y : around[3], x : around[2]]), card.HARDER)
    return replace(found, box=geometry.box_moved(geometry.translated(x, y), found.box)) if found else None
