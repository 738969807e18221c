"""What SNS says of text messages in its delivery log: how each ended, without whose it was.

SNS writes a line of JSON for each message into CloudWatch Logs, and names the phone number and the carrier's own words
in it. Neither goes further than this module: a report is the message's id, its end, and one word of ours for why.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_WHY = {
    "Invalid phone number": "invalid",
    "Phone number is opted out": "opted_out",
    "Phone is currently unreachable/unavailable": "unreachable",
    "Phone carrier is currently unreachable/unavailable": "unreachable",
    "Phone has blocked SMS": "blocked",
    "Phone is on a blocked list": "blocked",
    "Phone is blacklisted": "blocked",
    "Destination is on a blocked list": "blocked",
    "Destination is blacklisted": "blocked",
    "Blocked as spam by phone carrier": "ours",
    "Phone carrier has blocked this message": "ours",
    "Message body is invalid": "ours",
    "This delivery would exceed max price": "ours",
    "No quota left for account": "ours",
}
"""SNS's words for a failure (`providerResponse`), by what follows from them. None of them tells a landline: that is
seen by the number, before anything is sent. The last one is known from reports only; the others are documented."""


@dataclass(frozen=True, slots=True)
class SmsReport:
    """How a message ended: `event` is SUCCESS or FAILURE, `why` a word of `_WHY`, empty where there is none."""

    id: str
    event: str
    why: str = ""


def reports(data: str) -> Iterator[SmsReport | None]:
    """The report of each line that a subscription of the log handed over; None for a line that is no report.

    Raises ValueError or OSError for what no subscription hands over.
    """
    told = json.loads(gzip.decompress(base64.b64decode(data)))
    if told["messageType"] == "DATA_MESSAGE":  # the other kind only asks whether somebody listens
        for line in told["logEvents"]:
            yield _report(line["message"])


def _report(text: str) -> SmsReport | None:
    try:
        line: dict[str, Any] = json.loads(text)
        made, event = str(line["notification"]["messageId"]), line["status"]
        said = line.get("delivery", {}).get("providerResponse", "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if event not in ("SUCCESS", "FAILURE") or not made:
        return None
    return SmsReport(made, event, _WHY.get(str(said).strip(), "") if event == "FAILURE" else "")
