"""One-time codes: six digits that were sent to a phone, and what they open.

A code is never stored: its digits are cut from a keyed hash of what it is for and of an id, so another id makes another
code. How long one lasts, and how often it may be tried and sent, is registry data by its use (`code#…`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain import guessing
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import DAY, HOUR, Bound, Limit

LEASE = timedelta(seconds=60)
"""How long sending may take; after that a repeat of the request sends again."""


class Use(StrEnum):
    """What a code opens: a dossier's details, a consent or a request at the counter, the handing out of a result."""

    TRACKING = "tracking"
    COUNTER = "counter"
    PICKUP = "pickup"


_FIELDS = {Use.TRACKING: "one_time_code", Use.COUNTER: "code", Use.PICKUP: "pickup_code"}
"""Where a request has the code."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code without its digits: its use, what it is about, and the id that no other code has.

    Of tracking the id is told to who asked and to nobody else: so nobody uses up another's tries, and whoever reads the
    message alone opens nothing. At the counter it is told to nobody: the clerk who signed in says the dossier. Of a
    result it is that of the event which announced the code.
    """

    use: Use
    subject: str
    id: str

    @property
    def place(self) -> str:
        """Where it lies: at the counter under its subject, so that a newer one puts the one before out of force."""
        return f"{self.use}#{self.subject if self.use is Use.COUNTER else self.id}"

    @property
    def hashed(self) -> str:
        """What its keyed hash is made of; the use comes first, so that no code opens what another is for."""
        return f"{self.use}|{self.subject}|{self.id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A code that was asked for, until when it opens anything, and whether what it is good for once was done."""

    code: Code
    until: datetime
    used: bool = False

    def is_open(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return not self.used and now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds of all codes of a use: wrong tries that one stands, how many are sent, and the minutes that it lasts.

    `sent_an_hour` and `minutes` are 0 for results: such a code lasts until a newer one is made, or the result is out.
    """

    tries: int
    sent_a_day: int
    sent_an_hour: int
    minutes: int

    @property
    def lasts(self) -> timedelta:
        """How long a code opens anything, where it ends by itself."""
        return timedelta(minutes=self.minutes)


_NEEDED = ("tries", "sent_a_day")
_OF_MESSAGES = ("sent_an_hour", "minutes")
_MOST = 1000


def rule(entry: str, body: Mapping[str, Any]) -> Rule:
    """The rule of a registry entry. Raises KeyError or ValueError for what is no use, or no count."""
    ends = Use(entry.removeprefix("code#")) is not Use.PICKUP
    wrong = [name for name in _NEEDED if not _is_count(body[name])]
    wrong += [name for name in _OF_MESSAGES if not (_is_count(body[name]) if ends else body[name] is None)]
    wrong += sorted(set(body) - {*_NEEDED, *_OF_MESSAGES})
    if wrong:
        raise ValueError(", ".join(wrong))
    return Rule(**{name: body[name] or 0 for name in (*_NEEDED, *_OF_MESSAGES)})


def _is_count(value: object) -> bool:
    return type(value) is int and 0 < value <= _MOST


def tries(code: Code, rule: Rule, now: datetime) -> tuple[Bound, Bound]:
    """What a try is counted under: the code, for as long as there is one, and its subject on this day."""
    dead = Fault("code.dead", _FIELDS[code.use], tries=rule.tries)
    forgotten = now + rule.lasts if rule.minutes else None
    day = guessing.stretch(f"code#{code.use}#{code.subject}", now, DAY)
    return (
        Bound(f"code#{code.use}#{code.id}", rule.tries, dead, forgotten),
        Bound(day, rule.tries * rule.sent_a_day, dead, now + 2 * DAY),
    )


def sends(code: Code, rule: Rule, now: datetime) -> tuple[Bound, ...]:
    """What a message is counted under: each costs money, and a phone that rings all night is harm too."""
    limits = ((rule.sent_an_hour, HOUR), (rule.sent_a_day, DAY))
    subject = f"codes#{code.use}#{code.subject}"
    return tuple(Limit(n, "code.too_many", window).of(f"{subject}#{window}", now) for n, window in limits if n)


def wrong(code: Code, left: int) -> Fault:
    """The refusal of digits that are not the code's."""
    return Fault("code.wrong", _FIELDS[code.use], left=left)


def digits(keyed_hash: str) -> str:
    """Six digits of a keyed hash (hexadecimal), by the dynamic truncation of RFC 4226."""
    mac = bytes.fromhex(keyed_hash)
    start = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
