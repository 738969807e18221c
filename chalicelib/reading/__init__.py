"""From pixels to facts: a scanned file in, its text, kinds of paper and fields out. Knows nothing of AWS or the rules.

Importing this package is cheap: the imaging libraries are loaded with the first file that is read, because most
functions that import these types never read one.
"""

from collections.abc import Callable, Iterator, Sequence

from .batches import Looked
from .facts import Box, Field, Page, Reading, Reason, Unreadable

__all__ = ["Box", "Field", "Looked", "Page", "Reading", "Reason", "Unreadable", "alike", "cut", "look", "read"]


def read(data: bytes, *, on_page: Callable[[int, int], None] | None = None) -> Reading:
    """Read a JPEG, PNG, TIFF or PDF file; `on_page(done, total)` is called after each page. Raises Unreadable."""
    from .reader import read_file  # noqa: PLC0415 - the heavy libraries come in here, see above

    return read_file(data, on_page=on_page)


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
