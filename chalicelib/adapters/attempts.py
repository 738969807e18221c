"""Counts wrong guesses per subject and stretch of time, so that guessing stops paying."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.adapters.tables import IdempotencyRow
from chalicelib.domain.guessing import WINDOW


def _key(subject: str, at: datetime, window: timedelta = WINDOW) -> str:
    return f"attempts#{subject}#{int(at.timestamp() // window.total_seconds())}"


def count(subject: str, at: datetime, window: timedelta = WINDOW) -> int:
    """Counts a guess before it is looked at, and returns how many there were in this stretch of time.

    Looking first and counting afterwards would let any number of guesses through at the same moment.
    """
    row = IdempotencyRow(_key(subject, at, window))
    row.update(actions=[IdempotencyRow.failures.add(1), IdempotencyRow.expires.set(at + 2 * window)])
    return int(row.failures or 0)


def forgive(subject: str, at: datetime, window: timedelta = WINDOW) -> None:
    """Takes a guess back that was right."""
    IdempotencyRow(_key(subject, at, window)).update(actions=[IdempotencyRow.failures.add(-1)])
