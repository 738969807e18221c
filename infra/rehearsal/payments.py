"""A fee that is paid: the rehearsal is the gateway, and tells of the money as one does, signed, twice."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests

from chalicelib.adapters import webhook_secrets
from chalicelib.domain import webhooks
from infra import paying
from infra.client import RefusedError, Stack
from infra.rehearsal.claims import expect
from infra.rehearsal.emulator import RehearsalFailedError


def fee_is_paid(stack: Stack, say: Callable[[str], None]) -> str:
    """A citizen pays by VietQR without an account; returns the receipt's number."""
    gateway, secret = os.environ["PAYMENT_GATEWAY"], secrets.token_hex(16)
    webhook_secrets.keep(gateway, secret)
    try:
        return paying.play(stack, "vietqr", lambda begun: _told(stack, gateway, secret, begun), say)
    except (paying.NotPaidError, RefusedError, requests.RequestException) as failed:
        raise RehearsalFailedError(f"the payment: {failed}") from failed


def _told(stack: Stack, gateway: str, secret: str, begun: dict[str, Any]) -> None:
    """An unsigned message moves nothing, the signed one counts once."""
    message = {
        "word": "paid",
        "reference": f"CT DEN {begun['payment']['id'].lower()} NOP LE PHI",
        "transaction": f"rehearsal-{secrets.token_hex(8)}",
        "amount": begun["payment"]["amount"],
        "at": datetime.now(UTC).isoformat(),
    }
    body = json.dumps(message).encode()
    url = f"{stack.api}/v1/payments/{gateway}/events"
    verdicts = [_post(url, body, "").get("code")]
    for _ in range(2):
        verdicts.append(_post(url, body, webhooks.signed(body, secret.encode(), datetime.now(UTC))).get("verdict"))
    expect(verdicts == ["webhook.signature", "moves", "again"], f"the gateway's messages were taken as {verdicts}")


def _post(url: str, body: bytes, signature: str) -> dict[str, Any]:
    headers = {"Content-Type": "application/json", webhooks.HEADER: signature}
    answer: dict[str, Any] = requests.post(url, data=body, headers=headers, timeout=30).json()
    return answer
