"""One-time codes that were asked for: the id, the dossier, and how often it was tried; the code itself is not stored.

It is derived from the id with the key that person hashes are made with, so a copy of the table opens nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.adapters import sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.tables import FromEnvironment, Patience, Table
from chalicelib.domain.one_time_codes import LEASE, Asked, digits

_KEPT = timedelta(hours=24)  # beyond its end, so that a repeat of the request finds what became of it


class CodeRow(Table):
    """A code that was asked for, key `code#<id>`. `sending`: when somebody took it on, `sent`: when it was gone."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("IDEMPOTENCY_TABLE")

    key = UnicodeAttribute(hash_key=True)
    dossier = UnicodeAttribute(null=True)
    until = UTCDateTimeAttribute(null=True)
    sending = UTCDateTimeAttribute(null=True)
    sent = UTCDateTimeAttribute(null=True)
    tries = NumberAttribute(null=True)
    expires = TTLAttribute(null=True)


def ask(asked: Asked, once: Once, now: datetime) -> None:
    """Stores that a code was asked for. Raises Raced when the same request was carried out meanwhile."""
    row = CodeRow(_key(asked.id), dossier=asked.dossier, until=asked.until, expires=asked.until + _KEPT)
    with transaction() as write:
        write.save(row, condition=CodeRow.key.does_not_exist())
        remember(write, once, asked.dossier, asked.id, now)


def find(asked_id: str) -> Asked | None:
    """What was asked for under the id, or None."""
    try:
        row = CodeRow.get(_key(asked_id), consistent_read=True)
    except CodeRow.DoesNotExist:
        return None
    return Asked(asked_id, row.dossier or "", row.until)


def code_of(asked: Asked) -> str:
    """The six digits that belong to the id."""
    return digits(sealing.keyed_hash(f"one-time-code|{asked.id}|{asked.dossier}"))


def claim(asked: Asked, now: datetime) -> bool:
    """Takes the sending on; False when it was sent, or somebody else is just sending it."""
    free = CodeRow.sending.does_not_exist() | (CodeRow.sending < now - LEASE)
    return _updated(asked.id, [CodeRow.sending.set(now)], CodeRow.key.exists() & CodeRow.sent.does_not_exist() & free)


def settle(asked: Asked, now: datetime, *, gone: bool) -> None:
    """Notes that the message is gone, or that it could not be sent and a repeat may try."""
    _updated(asked.id, [CodeRow.sent.set(now) if gone else CodeRow.sending.remove()], CodeRow.key.exists())


def tried(asked_id: str, dossier: str, now: datetime) -> int:
    """Counts a try before it is looked at; 0 where no such code is open for this dossier."""
    row = CodeRow(_key(asked_id))
    open_still = (CodeRow.dossier == dossier) & (CodeRow.until > now)
    try:
        row.update(actions=[CodeRow.tries.add(1)], condition=open_still)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return 0
        raise
    return int(row.tries or 0)


def forgive(asked_id: str) -> None:
    """Takes a try back that was right."""
    _updated(asked_id, [CodeRow.tries.add(-1)], CodeRow.key.exists())


def _key(asked_id: str) -> str:
    return f"code#{asked_id}"


def _updated(asked_id: str, actions: list[Action], condition: Condition) -> bool:
    try:
        CodeRow(_key(asked_id)).update(actions=actions, condition=condition)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True
