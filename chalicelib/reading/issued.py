"""A PDF that an authority issues: whether it is one that everybody can open and that does nothing by itself."""

from __future__ import annotations

from . import pdfs
from .facts import Reason, Unreadable
from .limits import TO_READ


class Unfit(Exception):
    """The file cannot be issued; `reason` is a stable code. No part of the content is in the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pages(data: bytes, most: int) -> int:
    """Count the pages of a PDF that may be issued. Raises Unfit: not_pdf, encrypted_pdf, truncated, active, …"""
    if not pdfs.is_pdf(data):
        raise Unfit("not_pdf")
    if b"/Encrypt" in data:  # even without a password to open it: who gets it must be able to print and check it
        raise Unfit(Reason.ENCRYPTED_PDF.value)
    try:
        source = pdfs.opened(data, TO_READ)
    except Unreadable as error:
        raise Unfit(error.reason.value) from error
    source.close()
    if source.count > most:
        raise Unfit(Reason.TOO_MANY_PAGES.value)
    if set(source.notes) - {"signed"}:
        raise Unfit("active")
    return source.count
