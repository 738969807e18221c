"""From pixels to facts: a scanned file in, its text, kinds of paper and fields out. Knows nothing of AWS or the rules.

Importing this package is cheap: the imaging libraries are loaded with the first file that is read, because most
functions that import these types never read one.
"""

from collections.abc import Callable
from pathlib import Path

from .facts import Box, Field, Page, Reading, Reason, Unreadable

__all__ = ["Box", "Field", "Page", "Reading", "Reason", "Unreadable", "kinds_of_paper", "read"]


def read(data: bytes, *, on_page: Callable[[int, int], None] | None = None, seconds: float | None = None) -> Reading:
    """Read a JPEG, PNG, TIFF or PDF file; `on_page(done, total)` is called after each page. Raises Unreadable.

    Pages that `seconds` do not suffice for are in the reading without content, and say so.
    """
    from .reader import read_file  # noqa: PLC0415 - the heavy libraries come in here, see above

    return read_file(data, on_page=on_page, seconds=seconds)


def kinds_of_paper() -> frozenset[str]:
    """Return the names of the kinds of paper that the reader knows."""
    return frozenset(file.stem for file in (Path(__file__).parent / "data" / "kinds").glob("*.json"))
