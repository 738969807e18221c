"""Senders of webhooks: whether a message is signed as the sender's own."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import telemetry, webhook_secrets
from chalicelib.domain import webhooks
from chalicelib.domain.faults import Fault


def require_signed(sender: str, header: str, body: bytes, now: datetime) -> None:
    """Raises webhook.signature unless the sender signed this very body just now; refusals are counted."""
    try:
        webhooks.verified(header, body, webhook_secrets.secrets_of(sender), now)
    except Fault:
        telemetry.count("webhook_refused")
        raise
