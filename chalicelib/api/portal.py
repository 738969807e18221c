"""Routes by which the Centre sees whether the national portal knows what it is to know."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Call, Room, Strict, day_of
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.services.national_portal import parity
from chalicelib.services.national_portal.parity import LISTS

blueprint = Blueprint(__name__)
room = Room("portal", blueprint)
_WEEK = timedelta(days=6)
_DAY = r"^(\d{4}-\d{2}-\d{2})?$"


class ParityQuery(Strict):
    """The days on which dossiers were filed, both included; the last seven where nothing is said."""

    first: str = Field(default="", pattern=_DAY)
    last: str = Field(default="", pattern=_DAY)


class DayOut(BaseModel):
    """Dossiers filed on a day: how many the portal is to know, knows as they stand, waits for, and refused."""

    day: date
    due: int
    in_step: int
    waiting: int
    refused: int


class StatusOut(BaseModel):
    """How many dossiers are at a status here, and how many the portal has there."""

    status: int
    status_vi: str
    status_en: str
    ours: int
    portals: int


class ParityOut(BaseModel):
    """What the portal is to know and what it acknowledged. `share` is the part in step, null where nothing was filed;
    `unknown` are dossiers of which it has never heard."""

    first: date
    last: date
    share: float | None
    unknown: int
    days: list[DayOut]
    statuses: list[StatusOut]


class OutOfStepQuery(Strict):
    """Which list: what the portal refused for good, or what waits to be told."""

    which: Literal[tuple(LISTS)] = "refused"  # type: ignore[valid-type]
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str = Field(default="", max_length=2000)


class OutOfStepRow(BaseModel):
    """A dossier that the portal knows too little of: since when, and why. `error` is `down:…` (not reached),
    `refused:…` (with the portal's code) or `fault:…` (a rule of ours is missing); null while it was not tried."""

    code: str
    status: int
    portal_status: int | None
    since: datetime | None
    last_try: datetime | None
    tries: int
    error: str | None


class OutOfStepOut(BaseModel):
    """One page; hand `cursor` in again for the next."""

    dossiers: list[OutOfStepRow]
    cursor: str | None


@room.endpoint(
    "GET",
    "/v1/portal/parity",
    summary="What the national portal is to know of the dossiers filed in a period, and what it knows",
    query=ParityQuery,
    reply=ParityOut,
    faults=("form.date", "parity.period"),
)
def portal_parity(call: Call) -> ParityOut:
    """Figures only, by day and by status."""
    last = day_of(call.query.last, "last") if call.query.last else hanoi_day(call.now)
    first = day_of(call.query.first, "first") if call.query.first else last - _WEEK
    found = parity.parity(call.principal, first, last)
    return ParityOut(
        first=found.first,
        last=found.last,
        share=found.share,
        unknown=found.unknown,
        days=[DayOut(**asdict(day)) for day in found.days],
        statuses=[
            StatusOut(
                status=at.status,
                status_vi=at.status.vi,
                status_en=at.status.en,
                ours=at.ours,
                portals=at.portals,
            )
            for at in found.statuses
        ],
    )


@room.endpoint(
    "GET",
    "/v1/portal/out-of-step",
    summary="Dossiers that the national portal refused, or that wait to be told, with since when and why",
    query=OutOfStepQuery,
    reply=OutOfStepOut,
    faults=("request.cursor",),
)
def portal_out_of_step(call: Call) -> OutOfStepOut:
    """Codes and reasons only, of whatever day."""
    found = parity.out_of_step(call.principal, call.query.which, call.query.limit, call.query.cursor)
    rows = [
        OutOfStepRow(
            code=line.code,
            status=line.status,
            portal_status=line.known_status,
            since=line.since,
            last_try=line.last_try,
            tries=line.tries,
            error=line.error,
        )
        for line in found.lines
    ]
    return OutOfStepOut(dossiers=rows, cursor=found.cursor)
