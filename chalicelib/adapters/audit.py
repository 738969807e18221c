"""Who looked at which dossier, and why: written beside every view of personal data. The reason is sealed like it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.adapters.sealing import DataKey, key_of, new_key, seal, unseal
from chalicelib.adapters.tables import AuditRow
from chalicelib.domain.roles import Principal


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the trail: who, in which role, did what (`view`, or `view_paper` and its id), why, and when."""

    actor: str
    role: str
    act: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """A line yet to be written, in one transaction with the change that it tells of."""

    by: Principal
    act: str
    why: str


def row(code: str, trace: Trace, at: datetime, key: DataKey) -> AuditRow:
    """The row of a line about a dossier."""
    return line(code, trace.by.id, trace.by.role.value, trace.act, at, key, trace.why)


def line(code: str, actor: str, role: str, act: str, at: datetime, key: DataKey, why: str = "") -> AuditRow:
    """The row of a line about what an account did of which no more is known."""
    entry = f"{at:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    sealed = seal({"why": why}, key, code, f"audit#{entry}")
    return AuditRow(code, entry, actor=actor, role=role, act=act, sealed=sealed)


def record(code: str, by: Principal, act: str, why: str, at: datetime, key_from: bytes) -> None:
    """Appends one line about a dossier; `key_from` is any sealed value of it."""
    row(code, Trace(by, act, why), at, key_of(code, key_from)).save(condition=AuditRow.entry.does_not_exist())


def note(subject: str, trace: Trace, at: datetime) -> None:
    """Appends one line about something that is no dossier, under a data key of its own."""
    row(subject, trace, at, new_key(subject)).save(condition=AuditRow.entry.does_not_exist())


def trail(code: str) -> list[Look]:
    """The lines about a dossier, the oldest first."""
    return [
        Look(
            found.actor,
            found.role,
            found.act,
            unseal(found.sealed, code, f"audit#{found.entry}")["why"],
            datetime.strptime(found.entry.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        )
        for found in AuditRow.query(code)
    ]
