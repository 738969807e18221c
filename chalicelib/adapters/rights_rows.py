"""Rows of requests about the own data: in the table of dossiers, under the request's own id in the place of a code."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.adapters.sealing import DataKey, seal, unseal
from chalicelib.adapters.tables import ItemRow
from chalicelib.domain.rights import Alarm, Kept, Request, RightAsked, State

ITEM = "request"
CLOCK, LATE = "rights_clock", "rights_late"
"""What a request waits for that is not done: the moment of its next alarm, or, once all were raised, nothing more."""


class RequestRow(ItemRow, discriminator="rights"):
    """A request, item `request`; what it says is sealed. While its clock runs, `todo_since` is its next alarm, or its
    end once all were raised."""

    of_person = UnicodeAttribute()
    right = UnicodeAttribute()
    state = UnicodeAttribute()
    alarm = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    asked_by = UnicodeAttribute()
    role = UnicodeAttribute()
    due = UTCDateTimeAttribute()
    warn_at = UTCDateTimeAttribute()
    law = UnicodeAttribute()
    version = NumberAttribute()
    of_dossier = UnicodeAttribute(null=True)
    decided_at = UTCDateTimeAttribute(null=True)
    decided_by = UnicodeAttribute(null=True)
    done_at = UTCDateTimeAttribute(null=True)


_PLAIN = ("asked_at", "asked_by", "role", "due", "warn_at", "law", "version", "decided_at", "decided_by", "done_at")


def request_row(r: Request, key: DataKey) -> RequestRow:
    """The row of a request."""
    said: dict[str, Any] = {
        "detail": r.detail,
        "values": dict(r.values) if r.values else None,
        "reason": r.reason,
        "proof": r.proof,
        "stays": [asdict(one) for one in r.stays],
    }
    return RequestRow(
        r.id,
        ITEM,
        of_person=r.person,
        right=r.right.value,
        state=r.state.value,
        alarm=r.alarm.value,
        of_dossier=r.dossier,
        todo=(CLOCK if r.next_alarm else LATE) if r.is_running else None,
        todo_since=(r.next_alarm[0] if r.next_alarm else r.due) if r.is_running else None,
        sealed=seal(said, key, r.id, ITEM),
        **{name: getattr(r, name) for name in _PLAIN},
    )


def request(row: RequestRow) -> Request:
    """The request of a row."""
    said = unseal(row.sealed, row.code, row.item)
    return Request(
        id=row.code,
        person=row.of_person,
        right=RightAsked(row.right),
        state=State(row.state),
        alarm=Alarm(row.alarm),
        dossier=row.of_dossier,
        stays=tuple(Kept(**one) for one in said.pop("stays")),
        **{**{name: getattr(row, name) for name in _PLAIN}, "version": int(row.version)},
        **said,
    )
