"""Routes of what waits at a counter, and of what a citizen finds in the own paper store."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.domain.reuse import FOR_EVER, KeptPaper, KeptResult
from chalicelib.services.issuance import waiting
from chalicelib.services.issuance.waiting import Waiting
from chalicelib.services.privacy import keeping

blueprint = Blueprint(__name__)
room = Room("waiting", blueprint)


class WaitingQuery(Strict):
    """One page of a list."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str = Field(default="", max_length=2000)


class WaitingRow(BaseModel):
    """Something that waits: `what` is result or article. An article has a name (its slot, or `paper`) and a holder."""

    dossier: str
    what: str
    id: str
    part: str | None
    name: str | None
    holder: str | None
    since: datetime


class WaitingOut(BaseModel):
    """One page, the longest waiting first; hand `cursor` in again for the next."""

    waiting: list[WaitingRow]
    cursor: str | None


class OwnPaperOut(BaseModel):
    """A paper or a signed result in the own store: its dossier, and the id that it has there.

    `kind` is null for a result that no dossier asks for; `valid_until` where it never expires (`for_ever`) or that is
    not known, so that it is not offered. A paper is kept under a consent, a result needs one to be offered.
    """

    what: str
    kind: str | None
    dossier: str
    id: str
    part: str | None
    procedure: str | None
    kept_at: datetime
    valid_until: date | None
    for_ever: bool
    consent: str | None


class OwnPapersOut(BaseModel):
    """All papers and results in the own store, the last first."""

    papers: list[OwnPaperOut]


def _out(found: Waiting) -> WaitingOut:
    return WaitingOut(waiting=[WaitingRow(**asdict(row)) for row in found.rows], cursor=found.cursor)


@room.endpoint(
    "GET",
    "/v1/waiting/collections",
    summary="Results that wait at the own agent for their citizens",
    query=WaitingQuery,
    reply=WaitingOut,
    faults=("request.cursor",),
)
def waiting_collections(call: Call) -> WaitingOut:
    """Those that no carrier has and that did not go back; and results on paper only that lie here."""
    return _out(waiting.collections(call.principal, call.query.limit, call.query.cursor))


@room.endpoint(
    "GET",
    "/v1/waiting/hand-overs",
    summary="Papers that others hand over to the own agent, authority or courier",
    query=WaitingQuery,
    reply=WaitingOut,
    faults=("request.cursor",),
)
def waiting_hand_overs(call: Call) -> WaitingOut:
    """Until they are scanned here, they are with whoever offers them."""
    return _out(waiting.hand_overs(call.principal, call.query.limit, call.query.cursor))


@room.endpoint(
    "GET", "/v1/me/papers", summary="The own paper store: kept papers and signed results", reply=OwnPapersOut
)
def own_papers(call: Call) -> OwnPapersOut:
    """What may be offered for the next dossier, and every signed result; the files are opened under their dossiers."""
    found = keeping.own(call.principal, call.now)
    rows = [*map(_paper, found.papers), *(_result(one, until) for one, until in found.results)]
    return OwnPapersOut(papers=sorted(rows, key=lambda row: row.kept_at, reverse=True))


def _paper(one: KeptPaper) -> OwnPaperOut:
    return OwnPaperOut(
        what="paper",
        kind=one.kind,
        dossier=one.dossier,
        id=one.paper,
        part=None,
        procedure=None,
        kept_at=one.kept_at,
        consent=one.consent,
        valid_until=_day(one.valid_until),
        for_ever=one.valid_until == FOR_EVER,
    )


def _result(one: KeptResult, until: date | None) -> OwnPaperOut:
    return OwnPaperOut(
        what="result",
        kind=one.kind,
        dossier=one.dossier,
        id=one.result,
        part=one.part,
        procedure=one.procedure,
        kept_at=one.kept_at,
        consent=None,
        valid_until=_day(until),
        for_ever=until == FOR_EVER,
    )


def _day(until: date | None) -> date | None:
    return None if until == FOR_EVER else until
