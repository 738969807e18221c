"""The one-time code (mã nhận kết quả) against which an agent hands a result out.

It is never stored: it is cut from a keyed hash of the event that announced it, as RFC 4226 cuts its passwords, so a new
event makes a new code and the old one is worth nothing.
"""

from __future__ import annotations

import hashlib
import hmac

EVENT = "pickup_code"
"""What announces a code."""
ON_PAPER = "paper"
"""What stands for the result that came as paper only, which has no id."""
MOST_TRIES = 10
"""Of one code. The next is refused whatever it says; only a new code opens the counter again."""
MOST_CODES_A_DAY = 3
MOST_TRIES_A_DAY = MOST_TRIES * MOST_CODES_A_DAY


def code_subject(dossier: str, event_id: str) -> str:
    """What the code's keyed hash is made of."""
    return f"pickup|{dossier}|{event_id}"


def digits(keyed_hash: str) -> str:
    """Six digits of a keyed hash (hexadecimal), by the dynamic truncation of RFC 4226."""
    mac = bytes.fromhex(keyed_hash)
    start = mac[-1] & 0x0F
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def same_code(given: str, right: str) -> bool:
    """Whether the code is the right one, in the same time whatever is given."""
    return hmac.compare_digest(hashlib.sha256(given.strip().encode()).digest(), hashlib.sha256(right.encode()).digest())
