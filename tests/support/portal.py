"""The simulated national portal, connected for a test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from infra.local import national_portal
from infra.local.national_portal import Portal


@cache
def recorded() -> dict[str, Any]:
    """The recorded calls and answers; the file names its source."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("portal_recorded.json").read_text())
    return read


@contextmanager
def connected(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    """A portal that the adapter finds, until the block ends."""
    portal = Portal()
    server = national_portal.server(0, portal)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("PORTAL_ACCESS", national_portal.access(server))
    try:
        yield portal
    finally:
        portal.closed.set()
        server.shutdown()
        server.server_close()
