"""One-time codes that prove whose phone it is: six digits, ten minutes, ten tries, used once."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from pynamodb.transactions import TransactWrite

from chalicelib.adapters import attempts, sealing
from chalicelib.adapters.dossier_store import Once, remember, transaction
from chalicelib.adapters.tables import IdempotencyRow
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import minutes_left

LASTS = timedelta(minutes=10)
_MOST_SENT, _MOST_TRIES = 5, 10


def make(subject: str, code: str, now: datetime, once: Once) -> str:
    """A new code about this subject, which puts an older one out of force. Raises code.too_many, and Raced when the
    same request made one before."""
    if attempts.count(f"code-sent#{subject}", now) > _MOST_SENT:
        raise Fault("code.too_many", minutes=minutes_left(now))
    digits = f"{secrets.randbelow(10**6):06}"
    row = IdempotencyRow(_key(subject), fingerprint=_hashed(subject, digits), at=now, expires=now + LASTS)
    with transaction() as write:
        write.save(row)
        remember(write, once, code, None, now)
    return digits


def require(subject: str, digits: str, now: datetime) -> None:
    """Raises code.wrong unless it is the last code about this subject, and code.too_many after ten tries."""
    if attempts.count(f"code-tried#{subject}", now) > _MOST_TRIES:
        raise Fault("code.too_many", minutes=minutes_left(now))
    try:
        row = IdempotencyRow.get(_key(subject), consistent_read=True)
    except IdempotencyRow.DoesNotExist:
        raise Fault("code.wrong", "code") from None
    fresh = row.at is not None and now < row.at + LASTS
    if not (fresh and hmac.compare_digest(row.fingerprint or "", _hashed(subject, digits))):
        raise Fault("code.wrong", "code")


def use(write: TransactWrite, subject: str, digits: str) -> None:
    """Takes the code out of force within a transaction, which fails when somebody else did."""
    there = IdempotencyRow.fingerprint == _hashed(subject, digits)
    write.update(IdempotencyRow(_key(subject)), actions=[IdempotencyRow.fingerprint.set("used")], condition=there)


def _key(subject: str) -> str:
    return f"code#{subject}"


def _hashed(subject: str, digits: str) -> str:
    return sealing.keyed_hash(f"code|{subject}|{digits}")
