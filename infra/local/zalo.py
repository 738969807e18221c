"""A provider of approved templates, as `chalicelib/adapters/zalo.py` speaks to one: takes messages, drops repeats.

What it does is told by the number's last digits, so that every case can be played: …118 is no user of Zalo, …500 fails,
…504 does not answer in time. Everything else is taken, once for each `tracking_id`.
"""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

PATH = "/zalo/message/template"
SLOW_SECONDS = 30.0
_NO_USER = -118


@dataclass(frozen=True, slots=True)
class Taken:
    """A message as the provider took it."""

    id: str
    phone: str
    template: str
    data: dict[str, str]


@dataclass(slots=True)
class Provider:
    """What was taken, by `tracking_id`, and how often each was handed over."""

    slow_seconds: float = SLOW_SECONDS
    taken: dict[str, Taken] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer to a request."""
        message = json.loads(body)
        phone, reference = message["phone"], message["tracking_id"]
        if phone.endswith("500"):
            return 500, {}
        if phone.endswith("504"):
            time.sleep(self.slow_seconds)
        if phone.endswith("118"):
            return 200, {"error": _NO_USER, "message": "Zalo account not existed"}
        with self._lock:
            self.asked.append(reference)
            made = Taken(f"z-{uuid.uuid4().hex}", phone, message["template_id"], message["template_data"])
            taken = self.taken.setdefault(reference, made)
        return 200, {"error": 0, "message": "Success", "data": {"msg_id": taken.id}}
