"""Events that citizens are to be told of: each of a dossier of its own, written to the table as the services write."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from chalicelib.domain.dossiers import Dossier, Event, Status
from chalicelib.domain.people import Person

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

    from chalicelib.adapters.tables import DossierRow, EventRow, ItemRow

AT_ONCE = 25  # items that DynamoDB takes in one call


class Happening:
    """A routed dossier, and the event that happens to it at whatever moment that is."""

    def __init__(self, number: int) -> None:
        from chalicelib.adapters import rows, sealing

        self.id = f"{number:06d}"
        self._dossier = _dossier(f"000.00.01.H26-261125-{number:05d}")
        self._key = sealing.new_key(self._dossier.code)
        self.dossier: DossierRow = rows.progress_row(self._dossier, self._key)  # type: ignore[assignment]

    @property
    def code(self) -> str:
        """The dossier's code."""
        return self._dossier.code

    def event(self, at: datetime, kind: str = "accepted", number: int = 0) -> EventRow:
        """The row of an event."""
        from chalicelib.adapters import rows

        return rows.event_row(self.code, _event(self.id + "x" * number, kind, at), self._key)

    def filed(self, kinds: Sequence[str], at: datetime) -> Iterator[ItemRow]:
        """The rows of the dossier and of these events."""
        yield self.dossier
        yield from (self.event(at, kind, number) for number, kind in enumerate(kinds))

    def owe(self, at: datetime) -> None:
        """Writes down that the national portal is to be told."""
        from chalicelib.adapters import portal_store

        portal_store.owe(cast(Any, _AtOnce()), self._dossier, [_event(self.id, "accepted", at)])


class _AtOnce:
    """Stands where a transaction does: moto copies a whole table for each."""

    def update(self, row: ItemRow, actions: list[Action]) -> None:
        row.update(actions=actions)


def _event(event_id: str, kind: str, at: datetime) -> Event:
    return Event(id=event_id, type=kind, at=at, actor="bench", role="system", status_from=1, status_to=2)


def prepared(count: int) -> list[Happening]:
    """So many, their dossiers in the table."""
    made = [Happening(number) for number in range(count)]
    write(one.dossier for one in made)
    return made


def write(rows: Iterable[ItemRow]) -> None:
    """Writes rows, many in one call."""
    from chalicelib.adapters.tables import ItemRow

    with ItemRow.batch_write() as batch:
        for row in rows:
            batch.save(row)


def happen(wanted: list[Happening], a_second: float, note: Callable[[str, float], None]) -> None:
    """Lets the events happen at their rate, one transaction's worth each; tells of each when it was."""
    began = time.time()
    for number, one in enumerate(wanted):
        time.sleep(max(0.0, began + number / a_second - time.time()))
        at = datetime.now(UTC)
        note(one.id, at.timestamp())
        one.event(at).save()


def _dossier(code: str) -> Dossier:
    now = datetime.now(UTC)
    applicant = Person(
        full_name="TRẦN VĂN DEMO",
        number="001094888598",
        phone="+84912345678",
        email="demo@motcua.example",
        residence_unit="00166",
    )
    routed = Dossier(
        code=code,
        procedure="1.001193",
        procedure_from="2025-07-01",
        agent="VNP-01",
        provider="vnpost",
        opened_at=now,
        opened_by="bench",
        status=Status.ACCEPTED,
        version=1,
        person=uuid.uuid4().hex,
        applicant=applicant,
        form={},
    )
    name = "Ủy ban nhân dân phường Cầu Giấy"
    return replace(routed, authority="commune:00166", authority_name=name, submitted_at=now, accepted_at=now, due=now)
