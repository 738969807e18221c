"""Routes about places and who decides there: old addresses, and the routing table before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from chalice.app import Blueprint
from pydantic import BaseModel, Field, model_validator

from chalicelib.api.endpoints import Call, Room, Strict, day_of
from chalicelib.api.schemas import DayQuery
from chalicelib.domain import roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Right
from chalicelib.domain.routing import Answer
from chalicelib.services.reference import competence

blueprint = Blueprint(__name__)
room = Room("units", blueprint)

Word = Annotated[str, Field(max_length=100)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
_MOST = 1000  # versions in a table to compare; Hanoi's has some two for each procedure


class OldAddress(Strict):
    """A unit's code, or the ward (and district) of an address. `legacy` says the code is one of before July 2025."""

    code: str = Field(default="", pattern=r"^(\d{5})?$")
    legacy: bool = Field(default=False, strict=True)
    ward: Word = ""
    district: Word = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> OldAddress:
        if bool(self.code) == bool(self.ward):
            raise ValueError("give either code or ward")
        return self


class UnitPoint(BaseModel):
    """One of today's units, and a point in it (degrees)."""

    code: str
    name: str
    lat: float
    lon: float


class CandidatesOut(BaseModel):
    """Which units may be meant, and why; `decided` is null where a person must choose, and `choose` says so."""

    decided: str | None
    candidates: list[UnitPoint]
    why: list[str]
    choose: str | None


class Answered(BaseModel):
    """Who decides, or the code of the refusal."""

    authority: str | None
    refused: str | None


class Ruled(BaseModel):
    """What routing answers for one procedure: the rule, and by unit who decides. `everywhere` when all are alike."""

    procedure: str
    valid_from: str
    valid_to: str | None
    named: str
    certainty: str
    source: str
    note: str | None
    everywhere: Answered | None
    units: dict[str, Answered]


class Simulated(BaseModel):
    """The routing of a day, for every procedure that the table knows on it."""

    on: str
    procedures: list[Ruled]


class DelegationIn(Strict):
    """A decision handed to another authority for a period."""

    from_: Day = Field(alias="from")
    to: Day | None
    to_authority: Word
    decision: Word
    source: str = Field(max_length=1000)
    demo: bool = Field(default=False, strict=True)


class RuleIn(Strict):
    """The rule of a version."""

    procedure: Word
    named: str = Field(max_length=1000)
    certainty: Word
    level: Word | None
    by: Word | None
    authority: Word | None
    note: str | None = Field(max_length=1000)
    delegations: list[DelegationIn] = Field(max_length=100)


class VersionIn(Strict):
    """A line of a routing table, as the seed files spell it."""

    entry: Word
    kind: Word
    valid_from: Day
    valid_to: Day | None
    demo: bool = Field(strict=True)
    source: str = Field(max_length=1000)
    body: RuleIn


class OtherTable(Strict):
    """A whole routing table to compare with the one in force, on a day."""

    on: Day
    entries: list[VersionIn] = Field(max_length=_MOST)


class NewRules(Strict):
    """Versions of the routing table to enter, all or none."""

    entries: list[VersionIn] = Field(min_length=1, max_length=_MOST)
    reason: str = Field(max_length=500)


class Published(BaseModel):
    """How many versions were entered; none when they were there already."""

    entered: int


class Wrong(BaseModel):
    """Why the other table cannot be taken."""

    code: str
    message: str
    message_en: str


class Changed(BaseModel):
    """An answer that would change."""

    procedure: str
    unit: str
    before: Answered
    after: Answered


class Compared(BaseModel):
    """What the other table would change; with problems nothing is compared."""

    problems: list[Wrong]
    changed: list[Changed]


@room.endpoint(
    "POST",
    "/v1/units/candidates",
    summary="Which of today's units a code or an old address may mean",
    body=OldAddress,
    reply=CandidatesOut,
    public=True,
    faults=("unit.unknown", "unit.no_match"),
)
def unit_candidates(call: Call) -> CandidatesOut:
    """A POST, so that no address stands in a URL."""
    asked, day = call.body, hanoi_day(call.now)
    by_code = asked.code != ""
    found = (
        competence.by_code(asked.code, day, legacy=asked.legacy)
        if by_code
        else competence.by_name(asked.ward, asked.district, day)
    )
    decided, choose = None, None
    try:
        decided = found.the_one().code
    except Fault as fault:
        choose = fault.vi
    points = [UnitPoint(code=u.code, name=u.name, lat=u.lat, lon=u.lon) for u in found.units]
    return CandidatesOut(decided=decided, candidates=points, why=list(found.why), choose=choose)


@room.endpoint(
    "GET",
    "/v1/admin/routing",
    summary="Who decides about what where, on a day",
    query=DayQuery,
    reply=Simulated,
    faults=("form.date", "role.forbidden"),
)
def simulated_routing(call: Call) -> Simulated:
    """Every procedure and every unit."""
    roles.require(call.principal, Right.ROUTING)
    day = day_of(call.query.on, "on") if call.query.on else hanoi_day(call.now)
    made = competence.simulation(day)
    by_procedure: dict[str, dict[str, Answered]] = {code: {} for code in made.table}
    for (procedure, unit), answer in made.answers.items():
        by_procedure[procedure][unit] = _answered(answer)
    return Simulated(
        on=day.isoformat(),
        procedures=[
            Ruled(
                procedure=line.procedure,
                valid_from=line.valid_from,
                valid_to=line.valid_to,
                named=line.named,
                certainty=line.certainty,
                source=line.source,
                note=line.note,
                everywhere=_alike(by_procedure[line.procedure]),
                units={} if _alike(by_procedure[line.procedure]) else by_procedure[line.procedure],
            )
            for lines in made.table.values()
            for line in lines
        ],
    )


@room.endpoint(
    "POST",
    "/v1/admin/routing/diff",
    summary="What another routing table would change on a day",
    body=OtherTable,
    reply=Compared,
    keyed=True,  # nothing is written; every POST with a token asks for a key, so that clients need no exception
    faults=("form.date", "role.forbidden"),
)
def compared_routing(call: Call) -> Compared:
    """Nothing is entered."""
    roles.require(call.principal, Right.ROUTING)
    other = [entry.model_dump(by_alias=True) for entry in call.body.entries]
    found = competence.difference(other, day_of(call.body.on, "on"))
    return Compared(
        problems=[Wrong(code=f.code, message=f.vi, message_en=f.en) for f in found.problems],
        changed=[
            Changed(procedure=procedure, unit=unit, before=_answered(old), after=_answered(new))
            for (procedure, unit), (old, new) in found.changed.items()
        ],
    )


@room.endpoint(
    "POST",
    "/v1/admin/routing",
    summary="Enter versions of the routing table, all or none",
    body=NewRules,
    reply=Published,
    keyed=True,
    faults=(
        "role.forbidden",
        "action.reason",
        "registry.in_force",
        "registry.raced",
        "routing.period",
        "routing.overlap",
        "routing.gap",
        "routing.rule",
        "routing.no_source",
        "routing.delegation",
        "catalogue.too_many",
    ),
)
def publish_routing(call: Call) -> Published:
    """Entering the same versions again changes nothing, under any key."""
    entries = [entry.model_dump(by_alias=True) for entry in call.body.entries]
    return Published(entered=competence.publish(entries, call.body.reason, call.principal, call.now))


def _answered(answer: Answer) -> Answered:
    return Answered(authority=answer[0], refused=answer[1])


def _alike(units: Mapping[str, Answered]) -> Answered | None:
    """The one answer where all are alike, so that 39 procedures stay a small page."""
    kinds = {(a.authority, a.refused) for a in units.values()}
    return _answered(kinds.pop()) if len(kinds) == 1 else None
