"""Telling the national portal how dossiers stand: what it is told is always the present state, never an event.

A dossier is claimed before it is loaded, so that nobody overtakes a newer state with an older one. What the portal
took of a call is written down at once; a crash in between makes the portal hear something twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import national_portal, portal_store, queues, telemetry
from chalicelib.adapters.national_portal import Portal, PortalDownError, PortalRefusedError
from chalicelib.adapters.portal_store import Line
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import portal_sync
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File
from chalicelib.domain.events import Todo
from chalicelib.domain.faults import Fault
from chalicelib.domain.portal_sync import DOSSIERS, MOST_DOSSIERS, MOST_ROWS, PROGRESS, Record, Verdict
from chalicelib.services.reference import registry

T = TypeVar("T")
Clock = Callable[[], datetime]

LEASE = timedelta(seconds=150)
"""How long a teller may take; longer than its function may run."""
BUDGET = timedelta(seconds=60)
"""After that no further call begins: a slow portal must not let the function be cut off in the middle."""
MOST_REFUSALS = 3
"""A refusal may be a whim of the portal's: only after so many, a visibility timeout apart, it is for good."""


@dataclass(slots=True)
class _Matter:
    """A dossier that the portal is to be told of, as it is now."""

    line: Line
    file: File
    record: Record
    rows: list[tuple[str, Record]] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Our code of it."""
        return self.file.dossier.code

    @property
    def version(self) -> int:
        """The version that is told."""
        return self.file.dossier.version


def sync(codes: Iterable[str], clock: Clock) -> set[str]:
    """Tells the portal of these dossiers; returns those that must come again.

    While we are not connected nothing is done and nothing comes again: what is owed stays written down.
    """
    portal = national_portal.portal()
    if portal is None:
        logger.info("portal not connected")
        return set()
    wanted = sorted(set(codes))
    work = _Work(portal, clock)
    return set().union(
        *(work.told(wanted[at : at + MOST_DOSSIERS]) for at in range(0, len(wanted), MOST_DOSSIERS)),
    )


class _Work:
    """One run: how much time there is, and who must come again."""

    def __init__(self, portal: Portal, clock: Clock) -> None:
        self._portal = portal
        self._clock = clock
        self._last_call = clock() + BUDGET

    def told(self, codes: Sequence[str]) -> set[str]:
        """Tells of one chunk; returns the codes of those that must come again."""
        again: dict[str, str] = {}
        matters: dict[str, _Matter] = {}
        for code in codes:
            self._claim(code, matters, again)
        try:
            for matter in self._dossiers_taken(list(matters.values()), again):
                portal_store.taken(matter.code, matter.version, matter.file.dossier.status.value)
            self._progress(matters, again)
        except PortalDownError as down:
            again |= {code: f"down:{down}" for code in matters if code not in again}
            logger.warning("portal down", kind=str(down), dossiers=len(matters))
        return self._settled(matters, again)

    def _claim(self, code: str, matters: dict[str, _Matter], again: dict[str, str]) -> None:
        """Makes the dossier a matter of this run, where it is one. One that cannot be told of holds no other up."""
        now = self._clock()
        line = portal_store.claim(code, now, now + LEASE)
        if line is None:
            return
        try:
            matter = _matter(line)
        except Exception as error:  # the kind only: what an error says may hold a person's data
            again[code] = f"fault:{error.code if isinstance(error, Fault) else type(error).__name__}"
            portal_store.failed(code, again[code], now)
            logger.warning("portal cannot be told", dossier=code, why=again[code])
            return
        if matter is None:
            portal_store.leave_out(code)
        else:
            matters[code] = matter

    def _dossiers_taken(self, matters: list[_Matter], again: dict[str, str]) -> Iterator[_Matter]:
        """The matters as the portal takes them: those it does not know yet, then those it does."""
        for updating in (False, True):
            chunk = [m for m in matters if (m.line.known is not None) is updating]
            for matter, refusal in self._halved(chunk, partial(self._hand_over, updating=updating)):
                if refusal and not self._other_way(matter, updating, refusal):
                    again[matter.code] = f"refused:{refusal.code}"
                    continue
                yield matter

    def _other_way(self, matter: _Matter, updating: bool, refusal: PortalRefusedError) -> bool:
        """Whether the portal takes the dossier, once, as what it says that it is: known to it already, or new."""
        if refusal.verdict is not (Verdict.UNKNOWN if updating else Verdict.EXISTS):
            return False
        try:
            self._hand_over([matter], not updating)
        except PortalRefusedError as other:
            logger.info("portal refused both ways", dossier=matter.code, code=other.code)
            return False
        return True

    def _hand_over(self, matters: Sequence[_Matter], updating: bool) -> None:
        self._tell(DOSSIERS, [m.record for m in matters], updating)

    def _progress(self, matters: Mapping[str, _Matter], again: dict[str, str]) -> None:
        """Tells the steps of those dossiers that the portal took; a step that it has already is a step told."""
        rows = [(m.code, *row) for m in matters.values() if m.code not in again for row in m.rows]
        for at in range(0, len(rows), MOST_ROWS):
            self._steps(rows[at : at + MOST_ROWS], again)

    def _steps(self, rows: Sequence[tuple[str, str, Record]], again: dict[str, str]) -> None:
        """Tells some steps, and writes down what was taken of them, whatever comes of the others."""
        taken: dict[str, list[str]] = {}
        try:
            for (code, event, _), refusal in self._halved(
                rows, lambda some: self._tell(PROGRESS, [r[2] for r in some], False)
            ):
                if refusal and refusal.verdict is not Verdict.EXISTS:
                    again[code] = f"refused:{refusal.code}"
                else:
                    taken.setdefault(code, []).append(event)
        finally:
            for code, events in taken.items():
                portal_store.told(code, events)

    def _halved(
        self, items: Sequence[T], send: Callable[[Sequence[T]], None]
    ) -> Iterator[tuple[T, PortalRefusedError | None]]:
        """Each item with what the portal says of it: a refused chunk is halved until who is at fault stands alone."""
        if not items:
            return
        try:
            send(items)
        except PortalRefusedError as refusal:
            if len(items) == 1:
                yield items[0], refusal
                return
            middle = len(items) // 2
            yield from self._halved(items[:middle], send)
            yield from self._halved(items[middle:], send)
            return
        yield from ((item, None) for item in items)

    def _tell(self, service: str, records: Sequence[Record], updating: bool) -> None:
        if self._clock() > self._last_call:
            raise PortalDownError("out_of_time")
        self._portal.tell(service, records, updating=updating)

    def _settled(self, matters: Mapping[str, _Matter], again: dict[str, str]) -> set[str]:
        """Writes down what became of each; returns those that must come again."""
        now = self._clock()
        for matter in matters.values():
            why = again.get(matter.code)
            if why is None:
                _in_step(matter)
            elif why.startswith("refused:") and _given_up(matter, why, now):
                del again[matter.code]
            elif not why.startswith("refused:"):
                portal_store.failed(matter.code, why, now)
        return set(again)


def _matter(line: Line) -> _Matter | None:
    """The dossier as it is now, or None where the portal is the one who tells us. Raises what a rule lacks."""
    file = store.load(line.code).file
    day = hanoi_day(file.dossier.opened_at)
    if registry.regime(day).follows(file.dossier):
        return None
    procedure = registry.procedure(file.dossier.procedure, day)
    rows = portal_sync.progress_rows(file, line.told)
    return _Matter(line, file, portal_sync.dossier_record(file, procedure), rows)


def _in_step(matter: _Matter) -> None:
    if portal_store.settle(matter.code, matter.version):
        logger.info("portal told", dossier=matter.code, version=matter.version)
    else:  # it changed meanwhile, and whoever came with that change found the dossier claimed
        queues.send(Todo.SYNC, matter.code, portal_store.ITEM)


def _given_up(matter: _Matter, why: str, now: datetime) -> bool:
    """Writes a refusal down; True when it is for good."""
    for_good = portal_store.refused(matter.code, why, matter.version, now, MOST_REFUSALS)
    logger.warning("portal refused", dossier=matter.code, why=why, for_good=for_good)
    if for_good:
        telemetry.count("PortalRefused")
    return for_good
