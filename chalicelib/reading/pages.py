"""From the bytes of a file to page images. Whatever is wrong with a file is found here, before it can cost memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from . import pdfs, pictures
from .facts import Reason, Trouble, Unreadable
from .limits import TO_READ, Detail, damaged, too_complex
from .sources import PageImage, Source, TooSlowError

AFRESH = 20
"""Pages after which a file is opened anew: PDFium keeps whatever it took out of a document until it is closed."""


@dataclass(frozen=True, slots=True)
class DamagedPage:
    """Stands where a page cannot be opened, or not in time; the others of its file go on."""

    trouble: Trouble = Trouble.DAMAGED


@dataclass(frozen=True, slots=True)
class Pages:
    """A file's pages, each opened only when its turn comes; `notes` tell what else it carries.

    `numbers` are those of the pages that `images` yields, of `count` there are.
    """

    count: int
    numbers: Sequence[int]
    images: Iterator[PageImage | DamagedPage]
    notes: tuple[str, ...] = ()


def open_pages(data: bytes, detail: Detail = TO_READ, numbers: Sequence[int] | None = None) -> Pages:
    """Open a JPEG, PNG, TIFF, HEIC or PDF file: all its pages, or those of these numbers that it has, counted from 1.

    Raises Unreadable where the file cannot be opened at all; the iterator does, after its last page, if the file has no
    whole one.
    """
    source = _opened(data, detail)
    wanted = range(1, source.count + 1) if numbers is None else [n for n in numbers if n <= source.count]
    return Pages(source.count, wanted, _one_by_one(source, wanted, partial(_opened, data, detail)), source.notes)


def count(data: bytes) -> int:
    """Return how many pages a file has, none of them opened. Raises Unreadable as open_pages does."""
    source = _opened(data, TO_READ)
    source.close()
    return source.count


def _opened(data: bytes, detail: Detail) -> Source:
    if not data:
        raise Unreadable(Reason.EMPTY_FILE, "the file holds no bytes")
    return pdfs.opened(data, detail) if pdfs.is_pdf(data) else pictures.opened(data, detail)


def _one_by_one(
    source: Source, numbers: Sequence[int], reopened: Callable[[], Source]
) -> Iterator[PageImage | DamagedPage]:
    troubles = []
    try:
        for done, number in enumerate(numbers):
            if done and done % AFRESH == 0:
                source.close()
                source = reopened()
            page = _page(source, number - 1)
            if isinstance(page, DamagedPage):
                troubles.append(page.trouble)
            yield page
    finally:
        source.close()
    if len(troubles) == source.count:
        raise too_complex() if Trouble.TIME_UP in troubles else damaged()


def _page(source: Source, index: int) -> PageImage | DamagedPage:
    try:
        return source.page(index)
    except Unreadable as error:
        if error.reason in (Reason.TRUNCATED, Reason.TOO_MANY_PIXELS):  # of this page; the first was checked before
            return DamagedPage()
        raise
    except TooSlowError:
        return DamagedPage(Trouble.TIME_UP)
    except MemoryError:  # says something of this machine, not of the file
        raise
    except Exception:  # libraries raise OSError, SyntaxError, struct.error and others for one and the same cause
        return DamagedPage()
