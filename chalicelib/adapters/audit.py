"""Who looked at which dossier, and why: written beside every view of personal data. The reason is sealed like it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters.sealing import key_of, new_key, seal, unseal
from chalicelib.adapters.tables import AuditRow
from chalicelib.domain.roles import Principal


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the trail: who, in which role, did what (`view`, or `view_paper` and its id), and why."""

    actor: str
    role: str
    act: str
    why: str


def record(code: str, by: Principal, act: str, why: str, at: datetime, key_from: bytes | None = None) -> None:
    """Appends one line about a dossier, `key_from` being any sealed value of it; other subjects have none to give."""
    key = key_of(code, key_from) if key_from else new_key(code)
    entry = f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    sealed = seal({"why": why}, key, code, f"audit#{entry}")
    row = AuditRow(code, entry, actor=by.id, role=by.role.value, act=act, sealed=sealed)
    row.save(condition=AuditRow.entry.does_not_exist())


def trail(code: str) -> list[Look]:
    """The lines about a dossier, the oldest first."""
    return [
        Look(row.actor, row.role, row.act, unseal(row.sealed, code, f"audit#{row.entry}")["why"])
        for row in AuditRow.query(code)
    ]
