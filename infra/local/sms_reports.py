"""SNS's delivery log, as the account's CloudWatch would hand it to the function that forwards receipts.

The emulated SNS writes none. Its text messages arrive a moment after they were sent, unless the number ends like one of
`ENDINGS`.
"""

from __future__ import annotations

import base64
import gzip
import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from moto.backends import get_backend

from infra.local import outbox

ACCEPTED = "Message has been accepted by phone carrier"
UNREACHABLE = "Phone is currently unreachable/unavailable"
ENDINGS = {
    "000": UNREACHABLE,
    "001": "Invalid phone number",
    "002": "Phone number is opted out",
    "003": "No quota left for account",
}
"""How the phones of the simulation answer, by the last three digits of their number."""
PAUSE = 0.5  # seconds between two looks
FUNCTION = "forward_receipts"

Handler = Callable[[dict[str, Any]], Any]


def response(phone: str) -> str:
    """What the carrier says of a message to this number."""
    return ENDINGS.get(phone[-3:], ACCEPTED)


def line(message_id: str, phone: str, said: str) -> str:
    """One line of the log, in the shape that SNS documents."""
    return json.dumps(
        {
            "notification": {
                "messageId": message_id,
                "timestamp": time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime()),
            },
            "delivery": {
                "phoneCarrier": "DEMO carrier",
                "mnc": 4,
                "destination": phone,
                "priceInUSD": 0.0,
                "smsType": "Transactional",
                "mcc": 452,
                "providerResponse": said,
                "dwellTimeMs": 599,
                "dwellTimeMsUntilDeviceAck": 1344,
            },
            "status": "SUCCESS" if said == ACCEPTED else "FAILURE",
        }
    )


def handed_over(*lines: str) -> dict[str, Any]:
    """What CloudWatch Logs sends a function that subscribed: packed, and without a word of what is inside."""
    told = {
        "messageType": "DATA_MESSAGE",
        "owner": outbox.ACCOUNT,
        "logGroup": f"sns/ap-southeast-1/{outbox.ACCOUNT}/DirectPublishToPhoneNumber",
        "logStream": str(uuid.uuid4()),
        "subscriptionFilters": ["ForwardReceiptsSmsLogged"],
        "logEvents": [{"id": str(n), "timestamp": int(time.time() * 1000), "message": x} for n, x in enumerate(lines)],
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(told).encode())).decode()}}


def play(handler: Handler, message_id: str, phone: str, said: str) -> None:
    """Lets SNS report one message."""
    handler(handed_over(line(message_id, phone, said)))


def reporting(handler: Handler, region: str) -> Callable[[threading.Event], None]:
    """Reports each text message that the emulated SNS took over, once, until told to stop."""
    reported: set[str] = set()

    def run(stop: threading.Event) -> None:
        while not stop.wait(PAUSE):
            for message_id, (phone, _) in list(get_backend("sns")[outbox.ACCOUNT][region].sms_messages.items()):
                if message_id not in reported:
                    play(handler, message_id, phone, response(phone))
                    reported.add(message_id)

    return run
