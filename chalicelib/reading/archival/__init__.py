"""The digitised copy (bản số hóa): a searchable PDF/A-2b with the page as it was scanned and its text beneath.

The same scan, reading and facts about it make the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from .about import About
from .words import Read

__all__ = ["About", "Read", "searchable"]


def searchable(data: bytes, pages: Sequence[Read], about: About) -> bytes:
    """Return the copy of a file that was read; `pages` is what was read of each of its pages. Raises Unreadable."""
    from .document import written  # noqa: PLC0415 - the PDF library comes in here; most functions never make a copy

    return written(data, pages, about)
