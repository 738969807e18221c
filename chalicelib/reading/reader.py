"""The whole way of a page: upright, clean, lines, words, kind, fields. Each step is a function of its own elsewhere."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from math import inf
from operator import attrgetter

import numpy as np
from PIL import Image

from . import card, consensus, geometry, networks, second, textlines, upright
from .engine import Engine, Grey, engine, read_line
from .facts import Box, Line, Page, Reading, Trouble
from .fields import extract
from .kinds import OTHER, Verdict, classify
from .layout import tokens_of
from .mending import mend_line
from .pages import open_pages
from .prepare import Prepared, Scan, prepare, scan_of

READS_WELL = 0.75  # the mean confidence of a page that certainly stands upright
MOST_AT_ONCE = 4  # pages; each takes some 150 MB while it is read
OTHER_HEIGHT = 36  # pixels of a line that is read once more: another size, other mistakes


def read_file(
    data: bytes, *, on_page: Callable[[int, int], None] | None = None, seconds: float | None = None
) -> Reading:
    """Read a whole file, several pages at a time; see chalicelib.reading.read."""
    ends = time.monotonic() + (inf if seconds is None else seconds)
    total, images = open_pages(data)
    pages: list[Page] = []
    for page in _read_side_by_side(images, ends):
        pages.append(page)
        if on_page:
            on_page(len(pages), total)
    return Reading((*pages, *(unread(number) for number in range(len(pages) + 1, total + 1))))


def _read_side_by_side(images: Iterator[Image.Image], ends: float) -> Iterator[Page]:
    """Yield the pages in their order while there is time; no more are in memory than are being read."""
    waiting: deque[Future[Page]] = deque()
    for number in count(1):
        image = next(images, None) if time.monotonic() < ends else None
        if image is not None:
            waiting.append(_readers().submit(_read_in_thread, image, number))
        if waiting and (image is None or len(waiting) == _cores()):
            yield waiting.popleft().result()
        if not (waiting or image):
            return


def _read_in_thread(image: Image.Image, number: int) -> Page:
    return read_page(image, number, engine())


def _cores() -> int:
    return min(MOST_AT_ONCE, len(os.sched_getaffinity(0)))


@cache
def _readers() -> ThreadPoolExecutor:
    """Return the threads that read; each keeps its engine warm from file to file."""
    return ThreadPoolExecutor(_cores(), thread_name_prefix="reader")


def unread(number: int) -> Page:
    """Stand in for a page that the time did not suffice for."""
    return Page(number, 0, 0, "", OTHER, 0.0, False, (), 0.0, ("out of time",), troubles=(Trouble.TIME_UP,))


def read_page(image: Image.Image, number: int, engine: Engine) -> Page:
    """Read one page image in RGB."""
    began = time.perf_counter()
    scan = scan_of(image)
    read = recognise(scan, engine)
    lines = tuple(mend_line(line) for line in read.lines)
    tokens = tokens_of(lines)
    verdict = classify(tokens)
    fields = extract(verdict, tokens, lambda box, kind: look_again(read.ready, box, engine))
    code = find_card(image, read, verdict)
    trace = read.ready.trace
    if code:
        verdict = Verdict("identity_card", 1.0, sure=True)
        fields = code.fields()
        trace = (*trace, "card fields from QR")
    elif verdict.name == "identity_card":
        trace = (*trace, "no QR: card fields from print")
    return Page(
        number=number,
        width=read.ready.grey.shape[1],
        height=read.ready.grey.shape[0],
        text="\n".join(" ".join(word.text for word in line) for line in lines),
        kind=verdict.name,
        kind_confidence=verdict.confidence,
        kind_sure=verdict.sure,
        fields=fields,
        seconds=round(time.perf_counter() - began, 3),
        trace=trace,
        lines=lines,
        to_scan=geometry.placement(read.ready.to_scan),
    )


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page one way up, and the words read there."""

    ready: Prepared
    lines: tuple[Line, ...]

    @property
    def legibility(self) -> float:
        """How well it reads, 0 to 1."""
        return upright.legibility(self.lines)


def recognise(scan: Scan, engine: Engine) -> Recognised:
    """Read a page; where it is not sure which way is up, every way, and what reads best was the right one."""
    tried = []
    for quarters, sure in _ways_up(scan):
        ready = prepare(scan, quarters)
        tried.append(Recognised(ready, words_of(ready, engine)))
        if sure or not tried[-1].lines or tried[-1].legibility >= READS_WELL:
            break
    return max(tried, key=attrgetter("legibility"))


def _ways_up(scan: Scan) -> Iterator[tuple[int, bool]]:
    likely, sure = upright.quarter_turns(upright.small_copy(scan.grey))
    yield from ((quarters % 4, sure) for quarters in (likely, likely + 2, likely + 1, likely + 3))


def words_of(ready: Prepared, engine: Engine) -> tuple[Line, ...]:
    """Read a page line by line, each by two readers; without the networks as a whole, by Tesseract alone."""
    if not networks.installed():
        return engine.lines(ready.grey)
    boxes = textlines.find_lines(ready.grey)
    first = [read_line(engine, ready.grey, box) for box in boxes]
    other = second.read_lines(ready.grey, list(zip(boxes, first, strict=True)))
    return tuple(_together(ready, engine, *line) for line in zip(boxes, first, other, strict=True))


def _together(ready: Prepared, engine: Engine, box: Box, first: Line, second_: Line) -> Line:
    doubtful = consensus.in_doubt(first, second_)
    third = read_line(engine, ready.grey, box, OTHER_HEIGHT) if doubtful else ()
    return consensus.agreed(first, second_, third)


def look_again(ready: Prepared, box: Box, engine: Engine) -> Sequence[Line]:
    """Read one line again, larger: a mistake that came from its size is not repeated."""
    return (mend_line(read_line(engine, ready.grey, box, OTHER_HEIGHT)),)


def find_card(image: Image.Image, read: Recognised, verdict: Verdict) -> card.CardCode | None:
    """Look for a card's code: once on any page not known for another paper, harder on what reads like a card."""
    if verdict.name not in (OTHER, "identity_card"):
        return None
    grey = np.asarray(image.convert("L"))
    code = card.find_code(grey)
    if code is None and verdict.name != OTHER:
        code = _find_harder(grey, read)
    back = geometry.inverse(read.ready.to_scan)
    return replace(code, box=geometry.box_moved(back, code.box)) if code else None


def _find_harder(grey: Grey, read: Recognised) -> card.CardCode | None:
    """Look again around the words, enlarged: the code stands beside the print."""
    left, top, right, bottom = geometry.union([word.box for line in read.lines for word in line])
    wide, high = (right - left) // 3, (bottom - top) // 3
    around = geometry.box_moved(read.ready.to_scan, (left - wide, top - high, right + wide, bottom + high))
    x, y = max(0, around[0]), max(0, around[1])
    found = card.find_code(np.ascontiguousarray(grey[y : around[3], x : around[2]]), (1, 2, 3))
    moved = geometry.translated(x, y)
    return replace(found, box=geometry.box_moved(moved, found.box)) if found else None
