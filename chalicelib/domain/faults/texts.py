"""What a text of a fault is: its kind, and a sentence in Vietnamese and in English."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class FaultKind(StrEnum):
    """What sort of refusal it is; the API turns it into an HTTP status."""

    MALFORMED = "malformed"
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class FaultText(NamedTuple):
    """The kind of a fault and its two sentences; `{gaps}` are filled from the fault's values."""

    kind: FaultKind
    vi: str
    en: str
