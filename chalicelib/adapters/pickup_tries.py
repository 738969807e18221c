"""Counts the one-time codes that were tried at a counter: of one code, and of a dossier on a day.

A try is counted before it is looked at: looking first would let any number of them through at the same moment.
"""

from __future__ import annotations

from chalicelib.adapters.tables import IdempotencyRow


def count(*subjects: str) -> list[int]:
    """How often each subject was tried, this time included."""
    return [_add(subject, 1) for subject in subjects]


def forgive(*subjects: str) -> None:
    """Takes a try back that was right."""
    for subject in subjects:
        _add(subject, -1)


def _add(subject: str, n: int) -> int:
    row = IdempotencyRow(f"pickup#{subject}")
    row.update(actions=[IdempotencyRow.failures.add(n)])
    return int(row.failures or 0)
