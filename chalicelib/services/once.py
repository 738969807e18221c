"""Requests that may come again: the same key leads to the same effect, for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
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


def carried_out(mark: Once, act: Callable[[], T], again: Callable[[Done], T]) -> T:
    """`act`, unless it was carried out before: then `again` with what it led to.

    A lost race is tried again from the state that won. Raises system.busy when the races do not end.
    """
    for _ in range(_TRIES):
        before = already_done(mark)
        if before:
            return again(before)
        try:
            return act()
        except Raced:
            continue
    raise Fault("system.busy")
