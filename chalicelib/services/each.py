"""Jobs of which none waits for another's fault."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from chalicelib.adapters.telemetry import logger

T = TypeVar("T")


def each(jobs: Iterable[tuple[str, Callable[[], T]]]) -> dict[str, T]:
    """What each job gives, by its name. One that fails holds no other up; the first failure is raised at the end."""
    done: dict[str, T] = {}
    failures: list[Exception] = []
    for name, job in jobs:
        try:
            done[name] = job()
        except Exception as error:
            logger.warning("left lying", job=name, error=type(error).__name__)
            failures.append(error)
    if failures:
        raise failures[0]
    return done
