"""Which version of a carrier's daily file was taken, so that no run takes it twice."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters.tables import IdempotencyRow


def taken(carrier: str, day: str) -> str | None:
    """What was noted of the file last, or None."""
    try:
        return str(IdempotencyRow.get(_key(carrier, day), consistent_read=True).item)
    except IdempotencyRow.DoesNotExist:
        return None


def note(carrier: str, day: str, version: str, now: datetime) -> None:
    """Notes that this version was taken."""
    IdempotencyRow(_key(carrier, day), item=version, at=now).save()


def _key(carrier: str, day: str) -> str:
    return f"carrier#{carrier}#file#{day}"  # no carrier's word, which stands there otherwise, is a day
