"""A whole file: its pages are read side by side, for as long as there is time."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from math import inf

from .engine import engine
from .facts import Page, Reading, Trouble
from .page import empty, read_page
from .pages import DamagedPage, open_pages
from .sources import PageImage

MOST_AT_ONCE = 4  # pages; each takes some 150 MB while it is read

Numbered = tuple[int, PageImage | DamagedPage]


def read_file(
    data: bytes,
    *,
    numbers: Sequence[int] | None = None,
    kinds: Mapping[int, str] | None = None,
    on_page: Callable[[Page, int], None] | None = None,
    seconds: float | None = None,
) -> Reading:
    """Read a file, several pages at a time; see chalicelib.reading.read."""
    ends = time.monotonic() + (inf if seconds is None else seconds)
    opened = open_pages(data, numbers=numbers)
    pages: list[Page] = []
    for page in _read_side_by_side(zip(opened.numbers, opened.images, strict=True), ends, kinds or {}):
        pages.append(replace(page, trace=(*opened.notes, *page.trace)))
        if on_page:
            on_page(pages[-1], opened.count)
    late = [empty(number, Trouble.TIME_UP) for number in opened.numbers[len(pages) :]]
    return Reading((*pages, *late), left=opened.count - max(opened.numbers, default=0))


def _read_side_by_side(images: Iterator[Numbered], ends: float, kinds: Mapping[int, str]) -> Iterator[Page]:
    """Yield the pages in their order while there is time; no more are in memory than are being read."""
    waiting: deque[Future[Page]] = deque()
    while True:
        image = next(images, None) if time.monotonic() < ends else None
        if image is not None:
            waiting.append(_readers().submit(_read, *image, kinds.get(image[0])))
        if waiting and (image is None or len(waiting) == _cores()):
            yield waiting.popleft().result()
        if not (waiting or image):
            return


def _read(number: int, image: PageImage | DamagedPage, kind: str | None) -> Page:
    return empty(number, image.trouble) if isinstance(image, DamagedPage) else read_page(image, number, engine(), kind)


def _cores() -> int:
    return min(MOST_AT_ONCE, len(os.sched_getaffinity(0)))


@cache
def _readers() -> ThreadPoolExecutor:
    """Return the threads that read; each keeps its engine warm from file to file."""
    return ThreadPoolExecutor(_cores(), thread_name_prefix="reader")
