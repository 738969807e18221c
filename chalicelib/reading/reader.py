"""A whole file: its pages are read side by side, for as long as there is time."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import count
from math import inf

from .engine import engine
from .facts import Page, Reading, Trouble
from .page import empty, read_page
from .pages import DamagedPage, open_pages
from .sources import PageImage

MOST_AT_ONCE = 4  # pages; each takes some 150 MB while it is read

Opened = PageImage | DamagedPage


def read_file(
    data: bytes, *, on_page: Callable[[Page, int], None] | None = None, seconds: float | None = None
) -> Reading:
    """Read a whole file, several pages at a time; see chalicelib.reading.read."""
    ends = time.monotonic() + (inf if seconds is None else seconds)
    opened = open_pages(data)
    pages: list[Page] = []
    for page in _read_side_by_side(opened.images, ends):
        pages.append(replace(page, trace=(*opened.notes, *page.trace)))
        if on_page:
            on_page(pages[-1], opened.count)
    left = range(len(pages) + 1, opened.count + 1)
    return Reading((*pages, *(empty(number, Trouble.TIME_UP) for number in left)))


def _read_side_by_side(images: Iterator[Opened], ends: float) -> Iterator[Page]:
    """Yield the pages in their order while there is time; no more are in memory than are being read."""
    waiting: deque[Future[Page]] = deque()
    for number in count(1):
        image = next(images, None) if time.monotonic() < ends else None
        if image is not None:
            waiting.append(_readers().submit(_read, image, number))
        if waiting and (image is None or len(waiting) == _cores()):
            yield waiting.popleft().result()
        if not (waiting or image):
            return


def _read(image: Opened, number: int) -> Page:
    return empty(number, image.trouble) if isinstance(image, DamagedPage) else read_page(image, number, engine())


def _cores() -> int:
    return min(MOST_AT_ONCE, len(os.sched_getaffinity(0)))


@cache
def _readers() -> ThreadPoolExecutor:
    """Return the threads that read; each keeps its engine warm from file to file."""
    return ThreadPoolExecutor(_cores(), thread_name_prefix="reader")
