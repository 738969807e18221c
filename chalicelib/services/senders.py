"""Senders of webhooks: whether a message is signed as the sender's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import telemetry, webhook_secrets
from chalicelib.domain import webhooks
from chalicelib.domain.faults import Fault


def require_signed(sender: str, header: str, body: bytes, now: datetime) -> None:
    """Raises webhook.signature unless the sender signed this very body just now; refusals are counted."""
    _require(header, body, webhook_secrets.secrets_of(sender), now)


def require_gateway(sender: str, header: str, body: bytes, now: datetime) -> None:
    """The same of a message that moves money: it counts only from the gateway that this stack works with."""
    known = webhook_secrets.secrets_of(sender) if sender == gateways.configured() else ()
    _require(header, body, known, now)


def _require(header: str, body: bytes, secrets: Sequence[bytes], now: datetime) -> None:
    try:
        webhooks.verified(header, body, secrets, now)
    except Fault:
        telemetry.count("webhook_refused")
        raise
