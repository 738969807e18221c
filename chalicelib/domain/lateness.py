"""Late with apology: a dossier, or a part of one, whose due day in Hanoi went by while its clock was running.

The date lives where it is decided: a dossier of linked procedures is as late as its parts, and has no date to keep
of its own.
"""

from __future__ import annotations

from datetime import datetime, time

from chalicelib.domain.deadlines import HANOI, hanoi_day
from chalicelib.domain.dossiers import Dossier, Status

_RUNNING = frozenset({Status.ACCEPTED, Status.PROCESSING})
"""Where the clock runs: before acceptance none was started, in a pause it stands still, at the end it was judged."""


def promised(dossier: Dossier) -> datetime | None:
    """The due date that somebody is to be told of once it is past; None where there is none, or that was told.

    A date that moves after that, for papers or a payment, is another promise: it is told of again if it is broken too.
    """
    is_sum = dossier.part is None and bool(dossier.authorities)
    if is_sum or dossier.due is None or dossier.status not in _RUNNING:
        return None
    is_told = dossier.late_at is not None and dossier.late_at >= dossier.due
    return None if is_told else dossier.due


def midnight(now: datetime) -> datetime:
    """Midnight in Hanoi: what was due before is late."""
    return datetime.combine(hanoi_day(now), time.min, HANOI)


def is_late(dossier: Dossier, now: datetime) -> bool:
    """Whether it should have been decided by now, told or not."""
    return dossier.due is not None and dossier.status in _RUNNING and dossier.due < midnight(now)


def is_to_be_told(dossier: Dossier, now: datetime) -> bool:
    """Whether its citizen is owed the apology."""
    due = promised(dossier)
    return due is not None and due < midnight(now)
