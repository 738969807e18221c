"""Counts wrong guesses per subject and stretch of time, so that guessing stops paying."""

from __future__ import annotations

from datetime import datetime, timedelta

from chalicelib.adapters.tables import IdempotencyRow

WINDOW = timedelta(minutes=15)


def _key(subject: str, at: datetime) -> str:
    return f"attempts#{subject}#{int(at.timestamp() // WINDOW.total_seconds())}"


def failed(subject: str, at: datetime) -> int:
    """How many guesses about the subject went wrong in this quarter of an hour."""
    try:
        return int(IdempotencyRow.get(_key(subject, at), consistent_read=True).failures or 0)
    except IdempotencyRow.DoesNotExist:
        return 0


def add_failure(subject: str, at: datetime) -> None:
    """Counts one more wrong guess; the count is forgotten by itself."""
    IdempotencyRow(_key(subject, at)).update(
        actions=[IdempotencyRow.failures.add(1), IdempotencyRow.expires.set(at + 2 * WINDOW)]
    )
