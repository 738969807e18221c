"""What waits at somebody's counter: results for their citizens, papers that others hand over."""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.adapters import result_rows
from chalicelib.adapters.result_rows import Awaited
from chalicelib.domain import roles
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.casework import lookup


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of a list, the longest waiting first; `cursor` asks for the next."""

    rows: list[Awaited]
    cursor: str | None


def collections(by: Principal, limit: int, cursor: str) -> Waiting:
    """Results that wait at the asker's agent for their citizens. Raises role.forbidden, request.cursor."""
    if by.role not in roles.AGENT_SIDE:
        raise Fault("role.forbidden", role=by.role.value)
    return _page(result_rows.collection_at(by.scope), by, limit, cursor)


def hand_overs(by: Principal, limit: int, cursor: str) -> Waiting:
    """Papers on offer to the asker's agent, authority or courier. Raises role.forbidden, request.cursor."""
    holder = roles.holder_of(by)
    if holder is None:
        raise Fault("role.forbidden", role=by.role.value)
    return _page(result_rows.on_offer_to(holder), by, limit, cursor)


def _page(awaited_by: str, by: Principal, limit: int, cursor: str) -> Waiting:
    roles.require(by, Right.SEE_WAITING)
    start = lookup.decoded_key(cursor, result_rows.CURSOR_NAMES, "awaits", awaited_by)
    rows, end = result_rows.awaited(awaited_by, limit, start)
    return Waiting(rows, lookup.encoded(end))
