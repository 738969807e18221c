"""Who looked at what, and why: written beside every view of personal data."""

from __future__ import annotations

import secrets
from datetime import datetime

from chalicelib.adapters.tables import AuditRow
from chalicelib.domain.roles import Principal


def record(subject: str, by: Principal, act: str, why: str, at: datetime) -> None:
    """Appends one line about `subject` (a dossier code or a registry entry)."""
    entry = f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    AuditRow(subject, entry, actor=by.id, role=by.role.value, act=act, why=why).save(
        condition=AuditRow.entry.does_not_exist()
    )


def trail(subject: str) -> list[AuditRow]:
    """The lines about a subject, the oldest first."""
    return list(AuditRow.query(subject))
