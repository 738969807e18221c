"""What reading a file yields: plain facts, free of any imaging library, so that every function may import them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the upright page."""


class Reason(StrEnum):
    """Why a file was refused. The codes are stable: clients translate them for the clerk."""

    EMPTY_FILE = "empty_file"
    NOT_IMAGE_OR_PDF = "not_image_or_pdf"
    TRUNCATED = "truncated"
    ENCRYPTED_PDF = "encrypted_pdf"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_COMPLEX = "too_complex"


class Unreadable(Exception):
    """The file cannot be read at all; `reason` says why. No part of the content is in the message."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Word:
    """A word as printed, how sure the engine is of it (0 to 1), and where it stands."""

    text: str
    confidence: float
    box: Box


Line = tuple[Word, ...]


class Doubt(StrEnum):
    """Why a field is not sure. The codes are stable: clients translate them for the clerk."""

    FAINT = "faint"  # the engine is not confident enough
    DISPUTED = "disputed"  # read in two ways
    MALFORMED = "malformed"  # cannot be what the field asks for
    HANDWRITTEN = "handwritten"  # somebody wrote there by hand: nothing is guessed
    UNREADABLE = "unreadable"  # something stands there that cannot be read
    PIECED = "pieced"  # put together from lines that other print stands between


class Trouble(StrEnum):
    """What is wrong with a page that could be opened. The codes are stable, like those of Reason."""

    BLANK = "blank"
    DAMAGED = "damaged"
    TIME_UP = "time_up"
    CUT_OFF = "cut_off"
    TEXT_LAYER_LIES = "text_layer_lies"
    NOT_A_DOCUMENT = "not_a_document"  # no text, and no paper either: a photo of something else
    ILLEGIBLE = "illegible"  # lines of text of which next to nothing reads: by hand, in another script, or too poor
    OTHER_LANGUAGE = "other_language"  # reads well, yet is not Vietnamese
    TWO_DOCUMENTS = "two_documents"  # two papers beside or above each other
    PHOTO_OF_SCREEN = "photo_of_screen"
    READER_FAILED = "reader_failed"  # whoever calls the reader says so: it broke down on this page time and again


NO_SURE_KIND = frozenset(
    {
        Trouble.NOT_A_DOCUMENT,
        Trouble.ILLEGIBLE,
        Trouble.OTHER_LANGUAGE,
        Trouble.TWO_DOCUMENTS,
        Trouble.PHOTO_OF_SCREEN,
    }
)
"""Troubles of a page that is not what it should be: whatever kind it was taken for, a person has to say so."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value found on a page. `value` is as printed, `normal` is comparable (ISO date, capitals, digits only).

    A row of a table says so in its name: `members.2.full_name`. A field that is not sure has a `doubt`; `also` holds
    what else the same place was read as.
    """

    name: str
    value: str
    normal: str
    confidence: float
    sure: bool
    box: Box
    doubt: Doubt | None = None
    also: tuple[str, ...] = ()


Placement = tuple[float, float, float, float, float, float, float, float, float]
"""A 3 x 3 matrix, row by row, that leads from pixels of the upright page to pixels of the page as it was scanned."""

AS_SCANNED: Placement = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text, its kind of paper and the fields found; `trace` tells what each step did.

    `lines` are the words in reading order, in pixels of the upright page (`width` by `height`); `to_scan` leads from
    there to the page as it was scanned.
    """

    number: int
    width: int
    height: int
    text: str
    kind: str
    kind_confidence: float
    kind_sure: bool
    fields: tuple[Field, ...]
    seconds: float
    trace: tuple[str, ...]
    lines: tuple[Line, ...] = ()
    to_scan: Placement = AS_SCANNED
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, page by page: whole, or those of its pages that were asked for; `left` more come behind the last."""

    pages: tuple[Page, ...]
    left: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as JSON knows it."""
        return asdict(self)
