"""Processes that die: after any write, wherever it goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.client import BaseClient

from chalicelib.adapters import channels
from tests.support.office import PowerCutError

WRITES = frozenset(
    {"PutItem", "UpdateItem", "TransactWriteItems", "SendMessage", "SendMessageBatch", "Publish", "SendEmail"}
)
HAND_OVERS = frozenset({"Publish", "SendEmail", "zalo"})


@dataclass
class Cut:
    """When the power goes, and what was the last thing written before."""

    after: int
    written: list[str] = field(default_factory=list)

    def count(self, name: str) -> None:
        """Counts a write that was carried out; the power goes right after the last one that is allowed."""
        self.written.append(name)
        if len(self.written) == self.after:
            raise PowerCutError


@contextmanager
def cut(after: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cut]:
    """What happens inside dies after so many writes; each of those was carried out."""
    made = Cut(after)
    call, zalo = BaseClient._make_api_call, channels.CHANNELS["zalo"].send  # type: ignore[attr-defined]

    def counting(self: BaseClient, operation: str, arguments: dict[str, Any]) -> object:
        answer = call(self, operation, arguments)
        if operation in WRITES:
            made.count(operation)
        return answer

    def handing(*message: str) -> str:
        taken = zalo(*message)
        made.count("zalo")
        return taken

    with monkeypatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", counting)
        patched.setattr(channels.CHANNELS["zalo"], "send", handing, raising=False)
        yield made
