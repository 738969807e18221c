"""Requests that may come again: the same key leads to the same effect, for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import random
from time import sleep
from typing import Any, TypeVar

from chalicelib.adapters import sealing
from chalicelib.adapters.dossier_store import Done, Once, Raced, already_done
from chalicelib.domain.faults import Fault

T = TypeVar("T")
_TRIES = 5


def once(scope: str, key: str, request: dict[str, Any]) -> Once:
    """The mark of a request. Key and content are kept as keyed hashes: either may hold personal data."""
    asked = json.dumps(request, ensure_ascii=False, sort_keys=True, default=str)
    return Once(f"{scope}#{sealing.keyed_hash(key)}", sealing.keyed_hash(asked))


def pause(attempt: int) -> None:
    """Waits a moment, longer at each attempt, so that those who raced do not race again."""
    sleep(random() * 0.05 * 2**attempt)  # noqa: S311 - chance is enough to part them


def carried_out(mark: Once, act: Callable[[], T], again: Callable[[Done], T]) -> T:
    """`act`, unless it was carried out before: then `again` with what it led to.

    A lost race is tried again from the state that won. Raises system.busy when the races do not end.
    """
    for attempt in range(_TRIES):
        before = already_done(mark)
        if before:
            return again(before)
        try:
            return act()
        except Raced:
            pause(attempt)
        except Fault:
            done = already_done(mark)  # a twin may have carried it out meanwhile, and so closed the door before us
            if done is None:
                raise
            return again(done)
    raise Fault("system.busy")
