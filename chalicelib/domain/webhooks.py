"""Signed webhooks: who sent a message, and that it is neither changed nor old.

One way for all senders: the header `X-Signature: t=<unix seconds>,v1=<hex>`, where v1 is HMAC-SHA256 over
`<t>.<raw body>` under the sender's secret. While a secret is being changed there are two, and either may sign.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from chalicelib.domain.faults import Fault

HEADER = "X-Signature"
TOLERANCE = timedelta(minutes=5)
_PART = re.compile(r"(t=\d{1,12}|v1=[0-9a-f]{64})", re.ASCII)
_MOST_PARTS = 5  # t, and a signature under each of a few secrets


def require_fresh(header: str, now: datetime) -> tuple[str, list[str]]:
    """The moment and the signatures of a header. Raises webhook.signature for what has no shape, or is old.

    That costs nothing, so it is asked before any secret is fetched.
    """
    parts = header.replace(" ", "").split(",")
    if len(parts) > _MOST_PARTS or not all(_PART.fullmatch(part) for part in parts):
        raise Fault("webhook.signature", HEADER)
    moments = [part[2:] for part in parts if part.startswith("t=")]
    given = [part[3:] for part in parts if part.startswith("v1=")]
    if len(moments) != 1 or not given or abs(now.timestamp() - int(moments[0])) > TOLERANCE.total_seconds():
        raise Fault("webhook.signature", HEADER)
    return moments[0], given


def verified(header: str, body: bytes, secrets: Sequence[bytes], now: datetime) -> None:
    """Raises webhook.signature unless one of the secrets signed this body within the last five minutes.

    No word says which of it was wrong: whoever guesses must not learn how near the guess came.
    """
    moment, given = require_fresh(header, now)
    right = [_signature(secret, moment, body) for secret in secrets if secret]
    # Every pair is compared, so that the time taken tells nothing either.
    if not sum(hmac.compare_digest(one, other) for one in right for other in given):
        raise Fault("webhook.signature", HEADER)


def signed(body: bytes, secret: bytes, at: datetime) -> str:
    """The header under which a sender, or we as one, sends this body."""
    moment = str(int(at.timestamp()))
    return f"t={moment},v1={_signature(secret, moment, body)}"


def _signature(secret: bytes, moment: str, body: bytes) -> str:
    return hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
