"""How often anybody may be wrong: counted before it is looked at, per stretch of time, per subject and over all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
"""Wrong guesses are counted in quarters of the hour; with the next one counting starts from nothing."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How many wrong guesses a quarter of an hour allows, and the fault of one more."""

    most: int
    fault: str


PER_CODE = Limit(10, "tracking.too_many")
"""Of 10,000 endings of a phone number ten are one in a thousand."""
PER_ADDRESS = Limit(60, "tracking.address_too_many")
"""An agent's shop and a mobile network's gateway are one address for many people."""
OVERALL = Limit(1000, "tracking.closed")
"""Thousands of addresses that try thousands of codes stop here; what a phone or VNeID proves stays open."""


def minutes_left(now: datetime, window: timedelta = WINDOW) -> int:
    """Minutes, rounded up, until counting starts anew."""
    length = window.total_seconds()
    return math.ceil((length - now.timestamp() % length) / 60)
