"""One-time codes that were asked for: what each is about, until when, and whether it is gone or used; never the digits.

They are derived with the key that person hashes are made with, so a copy of the table opens nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.adapters import sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.tables import FromEnvironment, Patience, Table
from chalicelib.domain.one_time_codes import LEASE, Asked, Code, digits

_KEPT = timedelta(hours=24)  # beyond its end, so that a repeat of the request finds what became of it


class CodeRow(Table):
    """A code that was asked for, key `code#<place>`.

    `sending`: when somebody took it on, `sent`: when it was gone, `used`: when what it is good for once was done.
    """

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("IDEMPOTENCY_TABLE")

    key = UnicodeAttribute(hash_key=True)
    subject = UnicodeAttribute(null=True)
    id = UnicodeAttribute(null=True)
    until = UTCDateTimeAttribute(null=True)
    sending = UTCDateTimeAttribute(null=True)
    sent = UTCDateTimeAttribute(null=True)
    used = UTCDateTimeAttribute(null=True)
    expires = TTLAttribute(null=True)


def digits_of(code: Code) -> str:
    """The six digits."""
    return digits(sealing.keyed_hash(code.hashed))


def ask(asked: Asked, dossier: str, once: Once, now: datetime) -> None:
    """Stores that a code was asked for, in the place of an older one. Raises Raced when the request was carried out."""
    code = asked.code
    row = CodeRow(_key(code), subject=code.subject, id=code.id, until=asked.until, expires=asked.until + _KEPT)
    with transaction() as write:
        write.save(row)
        remember(write, once, dossier, code.id, now)


def find(code: Code) -> Asked | None:
    """What lies in the place of the code: itself, at the counter a newer one, or nothing (None)."""
    try:
        row = CodeRow.get(_key(code), consistent_read=True)
    except CodeRow.DoesNotExist:
        return None
    return Asked(Code(code.use, row.subject or "", row.id or ""), row.until, used=row.used is not None)


def claim(code: Code, now: datetime) -> bool:
    """Takes the sending on; False when it was sent, or somebody else is just sending it."""
    free = CodeRow.sending.does_not_exist() | (CodeRow.sending < now - LEASE)
    return _updated(code, [CodeRow.sending.set(now)], CodeRow.sent.does_not_exist() & free)


def settle(code: Code, now: datetime, *, gone: bool) -> None:
    """Notes that the message is gone, or that it could not be sent and a repeat may try."""
    _updated(code, [CodeRow.sent.set(now) if gone else CodeRow.sending.remove()])


def use(write: TransactWrite, code: Code, now: datetime) -> None:
    """Uses the code up within a transaction, which fails when somebody else did."""
    unused = (CodeRow.id == code.id) & CodeRow.used.does_not_exist()
    write.update(CodeRow(_key(code)), actions=[CodeRow.used.set(now)], condition=unused)


def _key(code: Code) -> str:
    return f"code#{code.place}"


def _updated(code: Code, actions: list[Action], condition: Condition | None = None) -> bool:
    own = CodeRow.id == code.id
    try:
        CodeRow(_key(code)).update(actions=actions, condition=own if condition is None else own & condition)
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True
