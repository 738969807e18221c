"""An event waits for one piece of work at a time: what was done, and what it waits for then."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import queues
from chalicelib.domain.events import THEN, Todo


def done(code: str, item: str, event_type: str, todo: Todo, now: datetime) -> None:
    """Says that this work on an event is done, and puts the event before whoever comes next, if anybody does.

    Said again, it sends the event on again: every worker bears that. What dies in between is found by the sweep.
    """
    following = THEN.get((event_type, todo))
    if following is None:
        store.done(code, item)
        return
    store.reopen(item, code, following, now)
    queues.send(following, code, item)
