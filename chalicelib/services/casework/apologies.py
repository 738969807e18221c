"""A due date that went by is told once, with an apology: the sweep finds it, whoever is late.

Event and mark (`late_at`) are one transaction, guarded by the dossier's version: what dies before or is outrun is found
again by the next sweep, what was written is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Raced, Together
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import delivery, lateness
from chalicelib.domain.roles import SYSTEM
from chalicelib.services.casework.intake import event_of

EVENT = "overdue"


def owed(now: datetime) -> Iterator[tuple[str, str]]:
    """Code and item of what is late and was not told; at night nothing: days end at midnight, and nobody is woken."""
    if delivery.not_before(now, mandatory=False) is None:
        yield from ((late.code, late.item) for late in store.late(lateness.midnight(now)))


def note(code: str, item: str, now: datetime) -> bool:
    """Notes that the dossier, or the part of it, is late; False where it is not, or no longer, or that was told.

    The index may be behind: the dossier itself says what is due.
    """
    loaded = store.load(code)
    part, dossier = store.part_of(item), loaded.file.dossier
    about = loaded.file.part(part) if part else dossier
    if not lateness.is_to_be_told(about, now):
        return False
    told = replace(about, late_at=now, version=about.version + 1)
    whole = replace(dossier, version=dossier.version + 1) if part else told
    event = event_of(EVENT, about, told, SYSTEM, now)
    try:
        store.change(dossier, whole, event, loaded.key_from, None, Together(parts=(told,) if part else ()))
    except Raced:
        return False
    logger.warning("dossier overdue", dossier=code, part=part)
    return True
