"""Consents of persons: items that are only ever added. One that was withdrawn has a second item beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.adapters import audit, sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.people_rows import ConsentRow, PersonItemRow
from chalicelib.adapters.people_store import subject
from chalicelib.domain.consent import Channel, Consent, Proof, ProofKind, Who

_WITHDRAWN = "#withdrawn"


def consents(person: str) -> tuple[Consent, ...]:
    """All consents of a person, the oldest first: one Query."""
    found = PersonItemRow.query(person, PersonItemRow.item.startswith("consent#"), consistent_read=True)
    rows = [row for row in found if isinstance(row, ConsentRow)]
    ends = {row.item.removesuffix(_WITHDRAWN): row.at for row in rows if row.item.endswith(_WITHDRAWN)}
    given = [_consent(row, ends.get(row.item)) for row in rows if not row.item.endswith(_WITHDRAWN)]
    return tuple(sorted(given, key=lambda one: one.at))


def _consent(row: ConsentRow, withdrawn_at: datetime | None) -> Consent:
    said = sealing.unseal(row.sealed, subject(row.person), row.item)
    proofs = tuple(Proof(Who(by), ProofKind(kind), reference) for by, kind, reference in said.pop("proofs"))
    return Consent(
        id=row.item.removeprefix("consent#"),
        at=row.at,
        actor=row.actor,
        role=row.role,
        channel=Channel(said.pop("channel")),
        proofs=proofs,
        withdrawn_at=withdrawn_at,
        **said,
    )


def add(write: TransactWrite, person: str, one: Consent, trace: audit.Trace) -> None:
    """Puts a consent, and the line of audit about it, into a transaction."""
    item = f"consent#{one.id}"
    said: dict[str, Any] = {
        "purpose": one.purpose,
        "wording": one.wording,
        "version": one.version,
        "language": one.language,
        "dossier": one.dossier,
        "channel": one.channel.value,
        "proofs": [[p.by.value, p.kind.value, p.reference] for p in one.proofs],
    }
    _append(write, person, item, said, one.at, trace)


def withdraw(person: str, one: Consent, trace: audit.Trace, now: datetime, once: Once) -> None:
    """Ends a consent from this moment on. Raises Raced when it was ended before, or the request is known."""
    with transaction() as write:
        end(write, person, one, trace, now)
        remember(write, once, subject(person), one.id, now)


def end(write: TransactWrite, person: str, one: Consent, trace: audit.Trace, now: datetime) -> None:
    """Puts the end of a consent, and the line of audit about it, into a transaction."""
    _append(write, person, f"consent#{one.id}{_WITHDRAWN}", {}, now, trace)


def _append(
    write: TransactWrite, person: str, item: str, said: dict[str, Any], at: datetime, trace: audit.Trace
) -> None:
    key = sealing.new_key(subject(person))
    row = ConsentRow(
        person,
        item,
        actor=trace.by.id,
        role=trace.by.role.value,
        at=at,
        sealed=sealing.seal(said, key, subject(person), item),
    )
    write.save(row, condition=ConsentRow.item.does_not_exist())
    write.save(audit.row(subject(person), trace, at, key))


def still_given(write: TransactWrite, person: str, consent_id: str) -> None:
    """Makes a transaction fail once the consent was withdrawn, however close before."""
    write.condition_check(ConsentRow, person, f"consent#{consent_id}", condition=ConsentRow.item.exists())
    ended = f"consent#{consent_id}{_WITHDRAWN}"
    write.condition_check(ConsentRow, person, ended, condition=ConsentRow.item.does_not_exist())
