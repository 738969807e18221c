"""Who looked at which dossier, and why: written beside every view of personal data. The reason is sealed like it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters.sealing import DataKey, key_of, new_key, seal, unseal
from chalicelib.adapters.tables import AuditRow
from chalicelib.domain.roles import Principal


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the trail: who, in which role, did what (`view`, or `view_paper` and its id), and why."""

    actor: str
    role: str
    act: str
    why: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A line yet to be written, in one transaction with the change that it tells of."""

    by: Principal
    act: str
    why: str


def row(code: str, trace: Trace, at: datetime, key: DataKey) -> AuditRow:
    """The row of a line about a dossier."""
    entry = f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    sealed = seal({"why": trace.why}, key, code, f"audit#{entry}")
    return AuditRow(code, entry, actor=trace.by.id, role=trace.by.role.value, act=trace.act, sealed=sealed)


def record(code: str, by: Principal, act: str, why: str, at: datetime, key_from: bytes) -> None:
    """Appends one line about a dossier; `key_from` is any sealed value of it."""
    line = row(code, Trace(by, act, why), at, key_of(code, key_from))
    line.save(condition=AuditRow.entry.does_not_exist())


def note(subject: str, trace: Trace, at: datetime) -> None:
    """Appends one line about something that is no dossier, under a data key of its own."""
    row(subject, trace, at, new_key(subject)).save(condition=AuditRow.entry.does_not_exist())


def trail(code: str) -> list[Look]:
    """The lines about a dossier, the oldest first."""
    return [
        Look(line.actor, line.role, line.act, unseal(line.sealed, code, f"audit#{line.entry}")["why"])
        for line in AuditRow.query(code)
    ]
