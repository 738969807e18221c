"""Counts wrong guesses per subject and stretch of time, so that guessing stops paying."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.adapters.tables import IdempotencyRow

WINDOW = timedelta(minutes=15)


def _key(subject: str, at: datetime) -> str:
    return f"attempts#{subject}#{int(at.timestamp() // WINDOW.total_seconds())}"


def count(subject: str, at: datetime) -> int:
    """Counts a guess before it is looked at, and returns how many there were in this quarter of an hour.

    Looking first and counting afterwards would let any number of guesses through at the same moment.
    """
    row = IdempotencyRow(_key(subject, at))
    row.update(actions=[IdempotencyRow.failures.add(1), IdempotencyRow.expires.set(at + 2 * WINDOW)])
    return int(row.failures or 0)


def forgive(subject: str, at: datetime) -> None:
    """Takes a guess back that was right."""
    IdempotencyRow(_key(subject, at)).update(actions=[IdempotencyRow.failures.add(-1)])
