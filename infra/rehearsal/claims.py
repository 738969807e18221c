"""Claims about the system: what must hold, and what must come to hold in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from infra.rehearsal.emulator import RehearsalFailedError

T = TypeVar("T")
_PATIENCE = 90.0


def until(found: Callable[[], T | None], what: str) -> T:
    """What `found` finds, as soon as it finds something. Raises RehearsalFailedError when that takes too long."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        value = found()
        if value is not None:
            return value
        time.sleep(0.3)
    raise RehearsalFailedError(f"{what}: not within {_PATIENCE:.0f} s")


def expect(holds: bool, otherwise: str) -> None:
    """Raises RehearsalFailedError unless the claim holds."""
    if not holds:
        raise RehearsalFailedError(otherwise)
