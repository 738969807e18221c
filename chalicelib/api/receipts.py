"""The route by which providers say what became of messages. The signature is the door: no account, no token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from chalice.app import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.services import senders
from chalicelib.services.messaging import delivery_receipts

blueprint = Blueprint(__name__)
room = Room("receipts", blueprint)


class ReceiptIn(Strict):
    """The provider's id of a message, and its word for what became of it; what else it says is passed over."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(min_length=1, max_length=200)
    event: str = Field(min_length=1, max_length=40)


class ReceiptTaken(BaseModel):
    """That the receipt was taken; what it says is written down afterwards."""

    taken: bool = True


def _signed(path: Mapping[str, str], header: str, body: bytes, now: datetime) -> None:
    senders.require_provider(path["provider"], header, body, now)


@room.endpoint(
    "POST",
    "/v1/receipts/{provider}",
    summary="Say what became of a message, signed by the provider",
    body=ReceiptIn,
    reply=ReceiptTaken,
    status=202,
    public=True,
    signed=_signed,
    faults=("webhook.signature", "webhook.shape"),
)
def take_receipt(call: Call, provider: str) -> ReceiptTaken:
    """Twice, late or out of order does no harm."""
    delivery_receipts.announce(provider, call.body.id, call.body.event)
    return ReceiptTaken()
