"""The route by which providers say what became of messages. The signature is the door: no account, no token."""

from __future__ import annotations

from chalice.app import Blueprint
from pydantic import BaseModel

from chalicelib.api.endpoints import Call, Room
from chalicelib.services import receipts

blueprint = Blueprint(__name__)
room = Room("receipts", blueprint)


class ReceiptTaken(BaseModel):
    """That the receipt was taken; what it says is written down afterwards."""

    taken: bool = True


@room.endpoint(
    "POST",
    "/v1/receipts/{provider}",
    summary="Say what became of a message: {id, event}, signed by the provider",
    reply=ReceiptTaken,
    status=202,
    public=True,
    signed=True,
    faults=("webhook.sender", "webhook.signature", "webhook.shape"),
)
def take_receipt(call: Call, provider: str) -> ReceiptTaken:
    """Twice, late or out of order does no harm."""
    receipts.announce(provider, call.signature, call.raw, call.now)
    return ReceiptTaken()
