"""Waiting for the system, as a demo does: it looks again and again, and gives up at last."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_PATIENCE = 180.0  # seconds that a step of the system may take


class DemoFailedError(Exception):
    """The system did not do what the demo shows."""


def wait(began: float, what: str) -> None:
    """Lets a moment pass. Raises DemoFailedError when what began then has taken too long."""
    if time.perf_counter() - began > _PATIENCE:
        raise DemoFailedError(f"{what}: chưa xong sau {_PATIENCE:.0f} s")
    time.sleep(0.3)


def until(found: Callable[[], T | None], what: str) -> T:
    """What `found` finds, as soon as it finds something. Raises DemoFailedError when that takes too long."""
    began = time.perf_counter()
    while (value := found()) is None:
        wait(began, what)
    return value
