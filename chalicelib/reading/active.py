"""What a PDF does beside showing its pages. Every object is looked at, also those that no page leads to.

What may stay is named where that can be done (kinds of action, of annotation); the rest goes by the keys that the
standard gives it (ISO 32000-2). Only the reader's package has pikepdf.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from .facts import Reason, Unreadable
from .limits import damaged


class Kind(StrEnum):
    """What is in the file that a result may not hold. The codes are stable: each has its sentence."""

    WRAPPED = "wrapped"  # bytes before or behind the PDF: the file is two files
    SCRIPT = "script"
    BY_ITSELF = "by_itself"  # something happens when the file or a page opens, closes, or is touched
    ACTION = "action"  # a click starts, sends, changes or opens something
    ATTACHMENT = "attachment"
    MEDIA = "media"
    LAYERS = "layers"  # parts of a page that are shown or not, by the program that shows it
    FETCHED = "fetched"  # content that lies outside the file


_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\0\s]*\Z")
_ACTIONS = frozenset({"/GoTo", "/URI", "/Named"})
_MOVES = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_WEB = re.compile(rb"(https?|mailto|tel):", re.IGNORECASE)
"""What a link may lead to: a page, a mailbox or a telephone, which the reader names and asks before it goes there."""
_ANNOTATIONS = frozenset(
    {"/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline"}
    | {"/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Widget", "/Watermark", "/PrinterMark"}
)
_KEYS = {
    "/JS": Kind.SCRIPT,
    "/JavaScript": Kind.SCRIPT,
    "/XFA": Kind.SCRIPT,
    "/AA": Kind.BY_ITSELF,
    "/EF": Kind.ATTACHMENT,
    "/EmbeddedFiles": Kind.ATTACHMENT,
    "/AF": Kind.ATTACHMENT,
    "/Collection": Kind.ATTACHMENT,
    "/RichMediaContent": Kind.MEDIA,
    "/Renditions": Kind.MEDIA,
    "/3DD": Kind.MEDIA,
    "/OCProperties": Kind.LAYERS,
    "/OPI": Kind.FETCHED,
}
_LEAD_TO_ACTIONS = ("/A", "/PA", "/Next")


def found(data: bytes) -> Kind | None:
    """Return what the file does beside showing pages, or None. Raises Unreadable: encrypted_pdf, truncated."""
    if not data.startswith(b"%PDF-") or not _END.search(data[-2048:]):
        return Kind.WRAPPED
    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as document:
            if document.is_encrypted:
                raise _encrypted()
            does = {kind for holder in _dictionaries(document) for kind in _kinds(holder)}
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except (
        pikepdf.PdfError,
        TypeError,
        ValueError,
        RuntimeError,
    ) as error:  # whatever a file made to mislead leads into
        raise damaged() from error
    return next((kind for kind in Kind if kind in does), None)


def _encrypted() -> Unreadable:
    return Unreadable(Reason.ENCRYPTED_PDF, "the PDF is encrypted")


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Object]:
    """Every dictionary and stream of the file once: those that stand by themselves, and those within them."""
    waiting: list[Object] = [document.trailer, *document.objects]
    while waiting:
        at = waiting.pop()
        if isinstance(at, Dictionary | Stream):
            yield at
            within = [value for _, value in at.items()]
        elif isinstance(at, Array):
            within = list(at)
        else:
            continue
        waiting += [value for value in within if isinstance(value, Object) and not value.is_indirect]


def _kinds(at: Object) -> Iterator[Kind]:
    yield from (_KEYS[key] for key in at.keys() & _KEYS.keys())
    yield from (kind for kind, tells in _RULES.items() if tells(at))


def _opens_by_itself(at: Object) -> bool:
    """Tell whether more happens at opening than going to a page, which every word processor asks for."""
    opening = at.get("/OpenAction")
    return isinstance(opening, Dictionary) and (opening.get("/S") != Name.GoTo or "/Next" in opening)


def _acts(at: Object) -> bool:
    led = [at.get(key) for key in _LEAD_TO_ACTIONS]
    several = [each for action in led for each in (action if isinstance(action, Array) else [action])]
    typed = [at] if at.get("/Type") == Name.Action else []
    return any(isinstance(action, Dictionary) and "/S" in action and not _may(action) for action in [*several, *typed])


def _may(action: Object) -> bool:
    kind = str(action.S)
    if kind == "/URI":
        return bool(_WEB.match(bytes(action.get("/URI", b""))))
    return kind in _ACTIONS and (kind != "/Named" or str(action.get("/N")) in _MOVES)


def _plays(at: Object) -> bool:
    """Tell an annotation, which has a place on its page, of a kind that is more than a mark."""
    return "/Rect" in at and "/Subtype" in at and str(at.Subtype) not in _ANNOTATIONS | {"/FileAttachment"}


def _attaches(at: Object) -> bool:
    return at.get("/Subtype") == Name.FileAttachment or at.get("/Type") == Name.EmbeddedFile


def _lies_elsewhere(at: Object) -> bool:
    """Tell a stream whose bytes are another file's, a page of another document, a program of the printer's."""
    return isinstance(at, Stream) and ("/F" in at or "/Ref" in at or at.get("/Subtype") == Name.PS)


_RULES: dict[Kind, Callable[[Object], bool]] = {
    Kind.ATTACHMENT: _attaches,
    Kind.BY_ITSELF: _opens_by_itself,
    Kind.ACTION: _acts,
    Kind.MEDIA: _plays,
    Kind.FETCHED: _lies_elsewhere,
}
