"""The whole way of a page: image, upright, clean, words, kind, fields. Each step is a function of its own elsewhere."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter

import numpy as np
from PIL import Image

from . import card, upright
from .engine import Engine, engine
from .facts import Box, Line, Page, Reading, Trouble
from .fields import extract, union
from .kinds import OTHER, Verdict, classify
from .layout import tokens_of
from .mending import mend_line
from .pages import DamagedPage, open_pages
from .prepare import Prepared, ways_up

READS_WELL = 0.75  # the mean confidence of a page that certainly stands upright
TELLS_APART = 0.15  # two opposite ways that differ by so much: one of them is the right one


def read_file(data: bytes, *, on_page: Callable[[int, int], None] | None = None) -> Reading:
    """Read a whole file page by page; see chalicelib.reading.read."""
    opened = open_pages(data)
    pages = []
    for number, page in enumerate(opened.images, 1):
        if isinstance(page, DamagedPage):
            pages.append(damaged_page(number, page.trouble))
        else:
            pages.append(read_page(page.image, number, engine()))
        if on_page:
            on_page(number, opened.count)
    return Reading(tuple(pages))


def damaged_page(number: int, trouble: Trouble) -> Page:
    """Return what is known of a page that cannot be opened."""
    return Page(number, 0, 0, "", OTHER, 0.0, False, (), 0.0, (), troubles=(trouble,))


def read_page(image: Image.Image, number: int, engine: Engine) -> Page:
    """Read one page image in RGB."""
    began = time.perf_counter()
    ready, lines = recognise(image, engine)
    tokens = tokens_of(lines)
    verdict = classify(tokens)
    fields = extract(verdict, tokens, lambda box, _: (look_again(ready, box, engine),))
    code = find_card(ready.colour, lines, verdict)
    trace = ready.trace
    if code:
        verdict = Verdict("identity_card", 1.0, sure=True)
        fields = code.fields()
        trace = (*trace, "card fields from QR")
    elif verdict.name == "identity_card":
        trace = (*trace, "no QR: card fields from print")
    return Page(
        number=number,
        width=ready.colour.width,
        height=ready.colour.height,
        text="\n".join(" ".join(word.text for word in line) for line in lines),
        kind=verdict.name,
        kind_confidence=verdict.confidence,
        kind_sure=verdict.sure,
        fields=fields,
        seconds=round(time.perf_counter() - began, 3),
        trace=trace,
        lines=tuple(lines),
    )


def recognise(image: Image.Image, engine: Engine) -> tuple[Prepared, tuple[Line, ...]]:
    """Read a page, and unless it reads well, turned every other way: what reads best was the right way up."""
    tried: list[tuple[float, Prepared, tuple[Line, ...]]] = []
    for ready in ways_up(image):
        lines = engine.lines(ready.grey)
        tried.append((upright.legibility(lines), ready, lines))
        if not lines or _settled([legible for legible, *_ in tried]):
            break
    _, ready, lines = max(tried, key=itemgetter(0))
    return ready, tuple(mend_line(line) for line in _unscaled(lines, ready.scale))


def _settled(legible: Sequence[float]) -> bool:
    """Tell whether the last way up reads well, or the first two, being opposite, differ so much that one is right."""
    return legible[-1] >= READS_WELL or (len(legible) == 2 and abs(legible[0] - legible[1]) > TELLS_APART)


def look_again(ready: Prepared, box: Box, engine: Engine) -> Line:
    """Read one line again, smaller and by itself: a mistake that came from the page's layout is not repeated."""
    left, top, right, bottom = (round(side * ready.scale) for side in box)
    margin = (bottom - top) // 4
    strip = ready.grey[max(0, top - margin) : bottom + margin, max(0, left - margin) : right + margin]
    picture = Image.fromarray(strip)
    smaller = np.asarray(picture.resize((picture.width * 3 // 4 + 1, picture.height * 3 // 4 + 1)))
    return tuple(word for line in engine.lines(smaller, single=True) for word in mend_line(line))


def _unscaled(lines: Sequence[Line], scale: float) -> tuple[Line, ...]:
    return tuple(tuple(replace(word, box=_shrunk(word.box, scale)) for word in line) for line in lines)


def _shrunk(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(side / scale) for side in box)
    return left, top, right, bottom


def find_card(colour: Image.Image, lines: Sequence[Line], verdict: Verdict) -> card.CardCode | None:
    """Look for a card's code: once on any page not known for another paper, harder on what reads like a card."""
    if verdict.name not in (OTHER, "identity_card"):
        return None
    grey = np.asarray(colour.convert("L"))
    code = card.find_code(grey)
    if code or verdict.name == OTHER:
        return code
    left, top, right, bottom = _around(lines, colour.size)
    found = card.find_code(np.ascontiguousarray(grey[top:bottom, left:right]), (1, 2, 3))
    return replace(found, box=_moved(found.box, left, top)) if found else None


def _around(lines: Sequence[Line], size: tuple[int, int]) -> Box:
    """Return the box of all words and a third more on each side: the code stands beside the print."""
    left, top, right, bottom = union([word.box for line in lines for word in line])
    wide, high = (right - left) // 3, (bottom - top) // 3
    return max(0, left - wide), max(0, top - high), min(size[0], right + wide), min(size[1], bottom + high)


def _moved(box: Box, x: int, y: int) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y
