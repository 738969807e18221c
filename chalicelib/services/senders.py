"""Senders of webhooks: whether a message is signed as the sender's own.

Anybody may send here, under any name. So the header's shape and age come first, which cost nothing; then whether the
name is one of ours; and only then is a secret looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from chalicelib.adapters import gateway as gateways
from chalicelib.adapters import telemetry, webhook_secrets
from chalicelib.domain import delivery, webhooks
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.services.reference import registry


def require_carrier(sender: str, header: str, body: bytes, now: datetime) -> None:
    """Raises webhook.signature unless a carrier of ours signed this very body just now; refusals are counted."""
    _require(sender, header, body, now, lambda: registry.care(hanoi_day(now)).carriers)


def require_provider(sender: str, header: str, body: bytes, now: datetime) -> None:
    """The same of whoever passes notices on."""
    _require(sender, header, body, now, lambda: delivery.PROVIDERS)


def require_gateway(sender: str, header: str, body: bytes, now: datetime) -> None:
    """The same of a message that moves money: it counts only from the gateway that this stack works with."""
    _require(sender, header, body, now, lambda: (gateways.configured(),))


def _require(sender: str, header: str, body: bytes, now: datetime, known: Callable[[], Collection[str]]) -> None:
    try:
        webhooks.require_fresh(header, now)
        secrets = webhook_secrets.secrets_of(sender) if sender in known() else ()
        webhooks.verified(header, body, secrets, now)
    except Fault:
        telemetry.count("webhook_refused")
        raise
