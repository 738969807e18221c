"""The provider of push messages, for tests that need one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra.local import outbox
from tests.support.town import REGION


@contextmanager
def provider(monkeypatch: pytest.MonkeyPatch, api: str = "http://127.0.0.1:9") -> Iterator[str]:
    """The simulator, listening; gives its address."""
    server = outbox.server(0, REGION, api)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("ZALO_URL", address + "/zalo")
    monkeypatch.setattr(outbox.ZALO, "slow_seconds", 0.0)
    yield address
    server.shutdown()
    server.server_close()
