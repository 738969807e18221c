"""A carrier on this machine: what it tells of parcels, signed for the webhook or as its daily file."""

from __future__ import annotations

import json
from datetime import datetime

from chalicelib.domain import webhooks

NAME = "demopost"
SECRET = "demo-carrier-secret-of-this-machine"  # noqa: S105 - lives in this process's memory only


def event(tracking: str, status: str, now: datetime) -> tuple[bytes, dict[str, str]]:
    """The body and headers of a message about a parcel."""
    body = json.dumps({"tracking": tracking, "status": status, "at": now.isoformat()}).encode()
    signature = webhooks.signed(body, SECRET.encode(), now)
    return body, {"Content-Type": "application/json", webhooks.HEADER: signature}


def file(lines: list[tuple[str, str]]) -> bytes:
    """A daily file: what became of each parcel."""
    return "\n".join(["tracking,status,at", *(f"{tracking},{status}," for tracking, status in lines), ""]).encode()
