"""From pixels to facts: a scanned file in, its text, kinds of paper and fields out. Knows nothing of AWS or the rules.

Importing this package is cheap: the imaging libraries are loaded with the first file that is read, because most
functions that import these types never read one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .archival.about import About
from .batches import Looked
from .facts import Box, Field, Page, Reading, Reason, Unreadable

if TYPE_CHECKING:
    from .signatures import Signature

__all__ = [
    "VERSION",
    "About",
    "Box",
    "Field",
    "Looked",
    "Page",
    "Reading",
    "Reason",
    "Unreadable",
    "alike",
    "archived",
    "count",
    "cut",
    "kinds_of_paper",
    "look",
    "read",
    "signed",
]

VERSION = "2"
"""Of the reader: raised when the same scan may read otherwise."""


def read(
    data: bytes,
    *,
    numbers: Sequence[int] | None = None,
    kinds: Mapping[int, str] | None = None,
    on_page: Callable[[Page, int], None] | None = None,
    seconds: float | None = None,
) -> Reading:
    """Read a JPEG, PNG, TIFF, HEIC or PDF file; `on_page(page, total)` gets each page in turn. Raises Unreadable.

    Only the pages of these `numbers` are opened, if any are given; `kinds` are those that somebody says pages are of.
    Pages that `seconds` do not suffice for are in the reading without content, and say so.
    """
    from .reader import read_file  # noqa: PLC0415 - the heavy libraries come in here, see above

    return read_file(data, numbers=numbers, kinds=kinds, on_page=on_page, seconds=seconds)


def count(data: bytes) -> int:
    """Return how many pages a file has. Raises Unreadable as `read` does."""
    from . import pages  # noqa: PLC0415 - as above

    return pages.count(data)


def signed(data: bytes, at: datetime, roots: Callable[[], Sequence[bytes]]) -> tuple[Signature, ...]:
    """Return the signatures in a file, checked as of then; none where it is no signed PDF.

    `roots` is asked for those that are trusted to vouch (certificates, DER) only if something is signed.
    """
    from .signatures import verify  # noqa: PLC0415 - as above

    return verify(data, at, roots)


def archived(data: bytes, pages: Iterable[Mapping[str, Any]], about: About) -> bytes:
    """Return the digitised copy of a file; `pages` are those of its reading as Reading.to_dict gives them."""
    from .archival.document import written  # noqa: PLC0415 - as above
    from .archival.words import Read  # noqa: PLC0415

    return written(data, [Read.from_dict(page) for page in pages], about)


def kinds_of_paper() -> frozenset[str]:
    """Return the names of the kinds of paper that the reader knows."""
    return frozenset(file.stem for file in (Path(__file__).parent / "data" / "kinds").glob("*.json"))


def look(data: bytes, most: int) -> Iterator[Looked]:
    """Look at each page of a long scan of at most so many pages, without reading it. Raises Unreadable."""
    from . import scanned  # noqa: PLC0415 - as above

    return scanned.look(data, most)


def alike(one: bytes, other: bytes) -> bool:
    """Tell whether two fingerprints that `look` gave are of the same page."""
    from . import likeness  # noqa: PLC0415 - as above

    return likeness.alike(one, other)


def cut(data: bytes, numbers: Sequence[int]) -> bytes:
    """Return a file of these pages of a long scan, counted from 1, no picture coded anew."""
    from . import cutting  # noqa: PLC0415 - as above

    return cutting.cut(data, numbers)
