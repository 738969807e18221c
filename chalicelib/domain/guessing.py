"""How often anybody may be wrong: counted before it is looked at, per stretch of time, per subject and over all.

What costs something each time (a message, a sign-in that is begun) is rationed by the same counts.
"""

from __future__ import annotations

import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.faults import Fault

WINDOW = timedelta(minutes=15)
"""Wrong guesses are counted in quarters of the hour; with the next one counting starts from nothing."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bound:
    """One count: its key, how much it lets through, the refusal of one more, and when it is forgotten (None: never)."""

    key: str
    most: int
    fault: Fault
    forgotten: datetime | None


@dataclass(frozen=True, slots=True)
class Limit:
    """How many a stretch of time lets through, and the fault of one more, which names the minutes to wait."""

    most: int
    fault: str
    window: timedelta = WINDOW

    def of(self, subject: str, at: datetime) -> Bound:
        """The limit for this subject at this moment."""
        fault = Fault(self.fault, minutes=minutes_left(at, self.window))
        return Bound(stretch(subject, at, self.window), self.most, fault, at + 2 * self.window)


PER_CODE = Limit(10, "tracking.too_many")
"""Of 10,000 endings of a phone number ten are one in a thousand."""
PER_CODE_A_DAY = Limit(50, "tracking.too_many", DAY)
"""So that who goes on day by day, from anywhere, needs a hundred days on the average. Whoever knows a dossier's code
can shut looking up by digits for a day; what was proven before, the agent and VNeID stay open."""
PER_ADDRESS = Limit(60, "tracking.address_too_many")
"""An agent's shop and a mobile network's gateway are one address for many people."""
OVERALL = Limit(1000, "tracking.closed")
"""Seventeen addresses that guess all they may shut looking up by code for a quarter of an hour, for everybody. A
one-time code that was sent before, and VNeID, open what they open all the same."""
SIGN_INS_PER_ADDRESS = Limit(300, "signin.address_too_many")
"""Each that begins leaves an item, whether it is gone on with or not; behind one gateway many honest ones begin."""
SIGN_INS = Limit(10_000, "signin.closed")
"""Eleven in a second, a quarter of an hour long: nine million people never did that at once."""


def stretch(subject: str, at: datetime, window: timedelta) -> str:
    """The key of the stretch of time that the moment lies in; days are Hanoi's."""
    return f"{subject}#{int(_since(at) // window.total_seconds())}"


def minutes_left(now: datetime, window: timedelta = WINDOW) -> int:
    """Minutes, rounded up, until counting starts anew."""
    length = window.total_seconds()
    return math.ceil((length - _since(now) % length) / 60)


def _since(at: datetime) -> float:
    """Seconds by the clock of Hanoi, so that a day begins at its midnight."""
    return at.timestamp() + (HANOI.utcoffset(None)).total_seconds()


def agree(given: str, right: str) -> bool:
    """Whether what was given is the secret; takes as long for near misses as for others."""
    return hmac.compare_digest(given.encode(), right.encode())
