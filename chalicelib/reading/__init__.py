"""From pixels to facts: a scanned file in, its text, kinds of paper and fields out. Knows nothing of AWS or the rules.

Importing this package is cheap: the imaging libraries are loaded with the first file that is read, because most
functions that import these types never read one.
"""

from collections.abc import Callable

from .facts import Box, Field, Page, Reading, Reason, Unreadable

__all__ = ["Box", "Field", "Page", "Reading", "Reason", "Unreadable", "read"]


def read(data: bytes, *, on_page: Callable[[int, int], None] | None = None) -> Reading:
    """Read a JPEG, PNG, TIFF or PDF file; `on_page(done, total)` is called after each page. Raises Unreadable."""
    from .reader import read_file  # noqa: PLC0415 - the heavy libraries come in here, see above

    return read_file(data, on_page=on_page)
