"""What follows from events: dispatch puts them before the next worker, the sweep finds what was left lying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import feedback_store, files, portal_store, queues
from chalicelib.adapters.queues import Message
from chalicelib.adapters.telemetry import logger
from chalicelib.domain.events import FOLLOWED_BY, OUTWARD, Todo
from chalicelib.services.casework import apologies
from chalicelib.services.citizens import feedback
from chalicelib.services.issuance import results
from chalicelib.services.scanning import batches, digitisation

STUCK_AFTER = timedelta(minutes=15)
NOTICE_STUCK_AFTER = timedelta(minutes=9)
"""The sweep comes every five minutes: what hangs of a notice is found within a quarter of an hour."""
UPLOAD_WITHIN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Happened:
    """A new event: its dossier, its item, and what it is."""

    code: str
    item: str
    type: str


def dispatch(events: Mapping[str, Happened]) -> set[str]:
    """Sends new events to the queues of what follows from them, if anything does, and their dossiers to the portal's.

    Returns the names of those that must come again; then all that follows is sent twice: every worker bears that.
    """
    work = [(name, message) for name, event in events.items() for message in _follows(event)]
    unsent = queues.send_all([message for _, message in work])
    return {work[place][0] for place in unsent}


def _follows(event: Happened) -> Iterator[Message]:
    todo = FOLLOWED_BY.get(event.type)
    if todo:
        yield Message(todo, event.code, event.item)
    if event.type in OUTWARD:
        yield Message(Todo.SYNC, event.code, portal_store.ITEM)


def sweep(now: datetime) -> dict[str, int]:
    """Sends stuck work again, gives up on scans and results that never came, notes what is late; returns counts.

    An item that fails holds no other up; the failure is raised when all the rest is done.
    """
    counts = {}
    failures: list[Exception] = []
    for todo in Todo:
        stuck = store.waiting(todo, now - (NOTICE_STUCK_AFTER if todo is Todo.NOTIFY else STUCK_AFTER))
        counts[todo.value] = sum(_tried(todo, waiting, now, failures) for waiting in stuck)
    complaints, dossiers = feedback_store.run_out(now), apologies.owed(now)
    counts["complaints"] = sum(_noted(feedback.note_overdue, *late, now, failures) for late in complaints)
    counts["late"] = sum(_noted(apologies.note, *late, now, failures) for late in dossiers)
    logger.info("swept", again=counts, failed=len(failures))
    if failures:
        raise failures[0]
    return counts


def _tried(todo: Todo, waiting: store.Waiting, now: datetime, failures: list[Exception]) -> bool:
    try:
        return _again(todo, waiting, now)
    except Exception as error:
        logger.warning("left lying", dossier=waiting.code, item=waiting.item, error=type(error).__name__)
        failures.append(error)
        return False


def _noted(
    note: Callable[[str, str, datetime], bool], code: str, what: str, now: datetime, failures: list[Exception]
) -> bool:
    try:
        return note(code, what, now)
    except Exception as error:
        logger.warning("left lying", dossier=code, item=what, error=type(error).__name__)
        failures.append(error)
        return False


def _again(todo: Todo, waiting: store.Waiting, now: datetime) -> bool:
    code, item = waiting.code, waiting.item
    store.postpone(code, item, now)  # looked at: the next sweep takes what was not, and nothing is sent every time
    key = queues.upload_key(todo, code, item)
    if key is None or files.stored(files.scans_bucket(), key):
        queues.send(todo, code, item)
        return True
    late = now - UPLOAD_WITHIN
    match todo:
        case Todo.SPLIT:
            batches.give_up_waiting(code, now, asked_before=late)
        case Todo.SIGN:
            results.give_up_waiting(code, item.removeprefix("result#"), now, asked_before=late)
        case _:
            digitisation.give_up_waiting(code, item.removeprefix("paper#"), now, asked_before=late)
    return False
