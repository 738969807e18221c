"""Payment gateways: who takes transfers and cards for the authorities. A further one is one more class.

What they say is taken as theirs alone: an answer that makes no sense is a gateway that is down, never money.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from chalicelib.adapters import webhook_secrets
from chalicelib.domain import webhooks
from chalicelib.domain.payments import CURRENCY, MOST_MONEY, Told, Word, is_moment, reference_in

SECONDS = 5
_LONGEST = 64 * 1024


class GatewayDownError(Exception):
    """The gateway did not answer, or not sensibly; the same question may be answered later."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a gateway made of our request: its own id, and the page where one pays."""

    id: str
    url: str


class Gateway(Protocol):
    """A gateway.

    `create` MUST give the same order for the same reference, however often it is asked; `refund` MUST give back once
    for the same request, and SHOULD say by `of` what it gave back. All MUST raise GatewayDownError where the outcome
    is not known.
    """

    name: str

    def create(self, reference: str, amount: int) -> Order:
        """Asks for a page to pay the amount at."""
        ...

    def status(self, reference: str) -> Told | None:
        """What became of the payment, or None while nothing did."""
        ...

    def refund(self, request: str, reference: str, transaction: str, amount: int) -> Told | None:
        """Asks to give back the money of a transaction; None while it is being done."""
        ...


class HttpGateway:
    """A gateway over HTTPS that takes and gives JSON; both sides sign with the webhooks' secret."""

    def __init__(self, name: str, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._now = now

    def create(self, reference: str, amount: int) -> Order:
        """Asks for a page to pay the amount at."""
        reply = self._ask("/orders", {"reference": reference, "amount": amount})
        try:
            return Order(str(reply["order"])[:100], str(reply["url"])[:500])
        except KeyError:
            raise GatewayDownError("malformed") from None

    def status(self, reference: str) -> Told | None:
        """What became of the payment, or None while nothing did."""
        return self._told(self._ask("/status", {"reference": reference}))

    def refund(self, request: str, reference: str, transaction: str, amount: int) -> Told | None:
        """Asks to give back the money of a transaction; None while it is being done."""
        asked = {"request": request, "reference": reference, "transaction": transaction, "amount": amount}
        return self._told(self._ask("/refunds", asked))

    def _told(self, reply: Mapping[str, Any]) -> Told | None:
        return told(self.name, reply) if reply.get("word") else None

    def _ask(self, path: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        body = json.dumps(asked).encode()
        secret = next(iter(webhook_secrets.secrets_of(self.name)), b"")
        headers = {"Content-Type": "application/json", webhooks.HEADER: webhooks.signed(body, secret, self._now())}
        request = urllib.request.Request(self._url + path, body, headers)  # noqa: S310 - the stack's own setting
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as reply:  # noqa: S310
                answer = json.loads(reply.read(_LONGEST))
        except (OSError, ValueError) as error:
            raise GatewayDownError(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise GatewayDownError("malformed")
        return answer


def told(gateway: str, said: Mapping[str, Any]) -> Told:
    """A gateway's message. `reference` may stand in a bank's text. Raises GatewayDownError for what is none."""
    try:
        amount, at = said["amount"], datetime.fromisoformat(said["at"])
        if type(amount) is not int or not 0 < amount <= MOST_MONEY or not is_moment(at):
            raise ValueError
        if said.get("currency", CURRENCY) != CURRENCY:
            raise ValueError
        return Told(
            gateway=gateway,
            word=Word(said["word"]),
            reference=reference_in(str(said["reference"])),
            transaction=str(said["transaction"])[:64],
            amount=amount,
            at=at,
            of=str(said.get("of", ""))[:64],
        )
    except (KeyError, TypeError, ValueError):
        raise GatewayDownError("malformed") from None


def configured() -> str:
    """The name of the gateway that the stack works with."""
    return os.environ["PAYMENT_GATEWAY"]


def gateway(name: str) -> Gateway:
    """The gateway of that name. Raises GatewayDownError where the stack has none."""
    url = os.environ.get("PAYMENT_GATEWAY_URL", "")
    if name != configured() or not url:
        raise GatewayDownError("none")
    return HttpGateway(name, url)
