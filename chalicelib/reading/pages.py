"""From the bytes of a file to page images. Whatever is wrong with a file is found here, before it can cost memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import pdfs, pictures
from .facts import Reason, Unreadable
from .limits import damaged
from .sources import PageImage, Source


@dataclass(frozen=True, slots=True)
class DamagedPage:
    """Stands where a page cannot be opened; the others of its file go on."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A file's pages, each opened only when its turn comes; `notes` tell what else it carries."""

    count: int
    images: Iterator[PageImage | DamagedPage]
    notes: tuple[str, ...] = ()


def open_pages(data: bytes) -> Pages:
    """Open a JPEG, PNG, TIFF, HEIC or PDF file.

    Raises Unreadable where the file cannot be opened at all; the iterator does, after its last page, if none was whole.
    """
    if not data:
        raise Unreadable(Reason.EMPTY_FILE, "the file holds no bytes")
    source = pdfs.opened(data) if pdfs.is_pdf(data) else pictures.opened(data)
    return Pages(source.count, _one_by_one(source), source.notes)


def _one_by_one(source: Source) -> Iterator[PageImage | DamagedPage]:
    whole = 0
    try:
        for index in range(source.count):
            page = _page(source, index)
            whole += isinstance(page, PageImage)
            yield page
    finally:
        source.close()
    if not whole:
        raise damaged()


def _page(source: Source, index: int) -> PageImage | DamagedPage:
    try:
        return source.page(index)
    except Unreadable as error:
        if error.reason is Reason.TRUNCATED:
            return DamagedPage()
        raise
    except MemoryError:  # says something of this machine, not of the file
        raise
    except Exception:  # libraries raise OSError, SyntaxError, struct.error and others for one and the same cause
        return DamagedPage()
