"""What is kept of persons beyond one dossier. Each item is sealed under a data key that is bound to the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters import audit, sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.people_rows import ContactRow
from chalicelib.domain.contact import Choices, Language

_CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Kept:
    """A person's choices as they are kept; version 0 where nobody ever chose."""

    choices: Choices
    version: int


def subject(person: str) -> str:
    """What a person's items are sealed for, and the subject of the lines of audit about them."""
    return f"person#{person}"


def contact(person: str) -> Kept:
    """How the person wants to be told."""
    try:
        row = ContactRow.get(person, _CONTACT, consistent_read=True)
    except ContactRow.DoesNotExist:
        return Kept(Choices(), 0)
    kept = sealing.unseal(row.sealed, subject(person), _CONTACT)
    choices = Choices(
        channels=frozenset(kept["channels"]),
        language=Language(kept["language"]),
        mandatory_only=kept["mandatory_only"],
    )
    return Kept(choices, int(row.version))


def choose(person: str, before: Kept, choices: Choices, trace: audit.Trace, now: datetime, once: Once) -> None:
    """Keeps new choices with a line of audit. Raises Raced when they were changed since, or the request is known."""
    key = sealing.new_key(subject(person))
    kept = {
        "channels": sorted(choices.channels),
        "language": choices.language.value,
        "mandatory_only": choices.mandatory_only,
    }
    row = ContactRow(
        person,
        _CONTACT,
        version=before.version + 1,
        actor=trace.by.id,
        role=trace.by.role.value,
        at=now.isoformat(),
        sealed=sealing.seal(kept, key, subject(person), _CONTACT),
    )
    as_seen = ContactRow.version == before.version if before.version else ContactRow.item.does_not_exist()
    with transaction() as write:
        write.save(row, condition=as_seen)
        write.save(audit.row(subject(person), trace, now, key))
        remember(write, once, subject(person), None, now)
