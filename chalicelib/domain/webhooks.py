"""Signed webhooks: HMAC-SHA256 over the moment and the body as it came, so that neither can be changed or played again.

The header is `X-Signature: t=<unix seconds>,v1=<hex>`; while a secret is changed there may be several `v1`.
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
_FORM = re.compile(r"t=(?P<at>[0-9]{1,12})(?P<signatures>(?:,v1=[0-9a-f]{64}){1,5})")


def verified(header: str, body: bytes, secrets: Sequence[bytes], now: datetime) -> None:
    """Raises webhook.signature unless one of the secrets signed this body within five minutes of now.

    Which of form, age and signature was wrong is not told: whoever guesses learns nothing.
    """
    said = _FORM.fullmatch(header)
    if said is None or abs(now.timestamp() - int(said["at"])) > TOLERANCE.total_seconds():
        raise Fault("webhook.signature", HEADER)
    signatures = [part.removeprefix("v1=") for part in said["signatures"].split(",") if part]
    right = [_signature(int(said["at"]), body, secret) for secret in secrets]
    matches = [hmac.compare_digest(one, other) for one in signatures for other in right]
    if not any(matches):
        raise Fault("webhook.signature", HEADER)


def signed(body: bytes, secret: bytes, now: datetime) -> str:
    """The header that a sender puts beside the body."""
    at = int(now.timestamp())
    return f"t={at},v1={_signature(at, body, secret)}"


def _signature(at: int, body: bytes, secret: bytes) -> str:
    return hmac.new(secret, f"{at}.".encode() + body, hashlib.sha256).hexdigest()
