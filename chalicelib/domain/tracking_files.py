"""A carrier's daily file: one line a parcel, what became of it. What stands in further columns is passed over."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Carriage

LONGEST_TRACKING = 40
MOST_BYTES = 1024 * 1024
MOST_LINES = 5000
"""What a file may hold: many times a day's parcels of a carrier, and no more than one run can take."""
WORDS = {"in_transit": Carriage.IN_TRANSIT, "delivered": Carriage.DELIVERED, "returned": Carriage.SENT_BACK}
"""What carriers say, and what it means to us; adapters of a carrier with other words turn them into these."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a carrier says of a parcel."""

    tracking: str
    word: Carriage


def parsed(data: bytes) -> list[Line]:
    """The lines of a file (UTF-8, columns `tracking` and `status`). Raises tracking.unreadable with the line.

    A file with more lines than MOST_LINES is unreadable from the first that is too many.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Fault("tracking.unreadable", line=1) from None
    if len(rows) > MOST_LINES:
        raise Fault("tracking.unreadable", line=MOST_LINES + 2)
    return [_line(row, number) for number, row in enumerate(rows, 2)]


def _line(row: dict[str, str | None], number: int) -> Line:
    tracking, word = (row.get("tracking") or "").strip(), (row.get("status") or "").strip()
    if not 0 < len(tracking) <= LONGEST_TRACKING or word not in WORDS:
        raise Fault("tracking.unreadable", line=number)
    return Line(tracking, WORDS[word])
