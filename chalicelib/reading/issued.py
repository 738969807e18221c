"""A PDF that an authority issues: everybody can open it, it does nothing by itself, and its signatures hold."""

from __future__ import annotations

from datetime import datetime

from . import active, pdfs, signatures
from .facts import Reason, Unreadable
from .limits import TO_READ

BROKEN = "broken_signature"
_SEEN_BY_PDFIUM = {"script ignored": active.Kind.SCRIPT, "attachments ignored": active.Kind.ATTACHMENT}


class Unfit(Exception):
    """The file cannot be issued; `reason` is a stable code. No part of the content is in the message."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pages(data: bytes, most: int, now: datetime) -> int:
    """Count the pages of a PDF that may be issued. Raises Unfit: not_pdf, encrypted_pdf, truncated, script, …

    Without a password to open it an encrypted one is refused too: who gets it must be able to print and check it.
    """
    if not pdfs.is_pdf(data):
        raise Unfit("not_pdf")
    try:
        source = pdfs.opened(data, TO_READ)
        source.close()
        does = active.found(data) or next(
            (kind for note, kind in _SEEN_BY_PDFIUM.items() if note in source.notes), None
        )
    except Unreadable as error:
        raise Unfit(error.reason.value) from error
    if source.count > most:
        raise Unfit(Reason.TOO_MANY_PAGES.value)
    if does:
        raise Unfit(does.value)
    if not signatures.all_hold(data, now):
        raise Unfit(BROKEN)
    return source.count
