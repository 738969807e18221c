"""One-time codes: six digits sent to a phone, good for ten minutes and ten tries.

Who asks for one gets an id that nobody can guess; the code counts only together with it. So nobody can use up another
person's tries, and whoever reads the message alone can open nothing.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(minutes=10)
MOST_TRIES = 10
"""Wrong ones: ten in a million."""
ASKED_AN_HOUR = 4
"""Codes for one dossier: each costs a message, and a phone that rings all night is harm too."""
HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=60)
"""How long sending may take; after that a repeat of the request sends again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was asked for: the id that goes with it, the dossier, and until when it opens anything."""

    id: str
    dossier: str
    until: datetime


def digits(mac: str) -> str:
    """The six digits that a keyed hash (hexadecimal) makes, as HOTP does: what can be derived need not be stored."""
    return f"{int(mac, 16) % 1_000_000:06d}"


def agree(one: str, other: str) -> bool:
    """Whether two codes are the same; takes as long for near misses as for others."""
    return hmac.compare_digest(one.encode(), other.encode())
