"""Looking a dossier up without an account: the code, and the last digits of the phone as a second factor."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters import attempts
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.agents import Agent
from chalicelib.domain.codes import is_dossier_code
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Procedure
from chalicelib.services import registry

MOST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Tracked:
    """What anybody who knows both factors may see: progress, never personal data."""

    file: File
    procedure: Procedure
    agent: Agent


def track(code: str, phone_last4: str, now: datetime) -> Tracked:
    """The dossier's progress. Raises tracking.no_match (wrong code or wrong digits: the same) or tracking.too_many."""
    subject = f"tracking#{code}"
    if not is_dossier_code(code):
        raise Fault("tracking.no_match", "code")
    if attempts.count(subject, now) > MOST_FAILURES:
        raise Fault("tracking.too_many", minutes=int(attempts.WINDOW.total_seconds() // 60))
    file = _file(code)
    if file is None or not hmac.compare_digest(file.dossier.applicant.phone[-4:].encode(), phone_last4.encode()):
        raise Fault("tracking.no_match", "code")
    attempts.forgive(subject, now)
    day = hanoi_day(file.dossier.opened_at)
    return Tracked(file, registry.procedure(file.dossier.procedure, day), registry.agent(file.dossier.agent, day))


def _file(code: str) -> File | None:
    try:
        return store.load(code).file
    except Fault:
        return None
