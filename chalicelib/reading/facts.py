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


class Unreadable(Exception):
    """The file cannot be read at all; `reason` says why. No part of the content is in the message."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Field:
    """One value found on a page. `value` is as printed, `normal` is comparable (ISO date, capitals, digits only)."""

    name: str
    value: str
    normal: str
    confidence: float
    sure: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its text, its kind of paper and the fields found; `trace` tells what each step did."""

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


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file, page by page."""

    pages: tuple[Page, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as JSON knows it."""
        return asdict(self)
