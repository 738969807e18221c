"""Routes of agents and of the card that a clerk scans."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api import schemas
from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.domain import cards, people, roles
from chalicelib.domain.agents import STEPS, Agent
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Right
from chalicelib.services.reference import agents

blueprint = Blueprint(__name__)
room = Room("agents", blueprint)


class CriterionIO(Strict):
    """Something an agent must have; `met` is null where nobody looked yet."""

    name: schemas.Short
    met: bool | None = None
    source: schemas.Short = ""


class Details(Strict):
    """What is known of an agent; what is left out stays as it is."""

    name: schemas.Short | None = None
    address: schemas.Short | None = None
    unit: schemas.Short | None = None
    lat: float | None = None
    lon: float | None = None
    hours: schemas.Short | None = None
    phase: int | None = None
    takes_cash: bool = Field(default=False, strict=True, description="whether it may take fees in cash")
    trained_staff: int | None = None
    criteria: list[CriterionIO] | None = None


class Proposal(Strict):
    """A new agent."""

    id: str = Field(pattern=r"^[A-Z]{2,5}-[0-9]{2,4}$")
    provider: schemas.Short
    provider_name: schemas.Short
    details: Details
    reason: schemas.Long


class AgentAct(Strict):
    """A step of an agent's way, or `describe` with what became known of it."""

    act: Literal[("describe", *STEPS)]  # type: ignore[valid-type]
    reason: schemas.Long
    details: Details = Details()


class TurnOut(BaseModel):
    """A line of an agent's history."""

    act: str
    at: str
    by: str
    why: str


class AgentWhole(schemas.AgentOut):
    """An agent with what the Centre knows of it."""

    trained_staff: int | None
    takes_cash: bool
    criteria: list[dict[str, Any]]
    history: list[TurnOut]
    open_acts: list[str]


class NearQuery(Strict):
    """Near which place: a unit of today by its code, or a point in degrees."""

    unit: schemas.Short = ""
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    limit: int = Field(default=5, ge=1, le=20)


class NearAgent(schemas.AgentOut):
    """An agent and how far it is as the crow flies, in km."""

    straight_line_km: float


class NearAgents(BaseModel):
    """The nearest active agents whose place is known."""

    agents: list[NearAgent]


class CardIn(Strict):
    """What the scanner typed."""

    text: str = Field(max_length=1000)


class CardOut(BaseModel):
    """What the card says, to fill in the applicant; nothing of it is stored or logged."""

    number: str
    old_number: str | None
    full_name: str
    birth_date: str
    sex: str
    address: str
    issued: str | None
    doubts: list[schemas.DoubtOut]


@room.endpoint(
    "GET",
    "/v1/agents/nearest",
    summary="The nearest active agents to a unit or a point, as the crow flies",
    query=NearQuery,
    reply=NearAgents,
    public=True,
    faults=("unit.unknown", "request.value"),
)
def nearest_agents(call: Call) -> NearAgents:
    """Agents whose place nobody entered are left out rather than guessed."""
    query: NearQuery = call.query
    day = hanoi_day(call.now)
    if query.unit:
        found = agents.near_unit(query.unit, query.limit, day)
    elif query.lat is not None and query.lon is not None:
        found = agents.near((query.lat, query.lon), query.limit, day)
    else:
        raise Fault("request.value", "unit", reason="unit= hoặc lat= và lon=, one of them is needed")
    rows = [NearAgent(**schemas.agent(one).model_dump(), straight_line_km=round(km, 2)) for one, km in found]
    return NearAgents(agents=rows)


@room.endpoint(
    "POST",
    "/v1/admin/agents",
    summary="Propose an agent",
    body=Proposal,
    reply=AgentWhole,
    status=201,
    keyed=True,
    faults=("agent.exists", "agent.invalid", "action.reason", "registry.raced"),
)
def propose_agent(call: Call) -> AgentWhole:
    """The same proposal again changes nothing."""
    body: Proposal = call.body
    told = {"id": body.id, "provider": body.provider, "provider_name": body.provider_name}
    empty = {"name": "", "address": None, "district_legacy": None}
    return _whole(agents.propose({**empty, **_given(body.details), **told}, body.reason, call.principal, call.now))


@room.endpoint(
    "POST",
    "/v1/admin/agents/{agent}",
    summary="Approve, activate, suspend, close or describe an agent",
    body=AgentAct,
    reply=AgentWhole,
    keyed=True,
    faults=("agent.unknown", "agent.refused", "agent.invalid", "action.reason", "registry.raced"),
)
def change_agent(call: Call, agent: str) -> AgentWhole:
    """A repeated request changes nothing."""
    body: AgentAct = call.body
    return _whole(agents.change(agent, body.act, _given(body.details), body.reason, call.principal, call.now))


@room.endpoint(
    "GET", "/v1/admin/agents/{agent}", summary="An agent with its history", reply=AgentWhole, faults=("agent.unknown",)
)
def read_agent(call: Call, agent: str) -> AgentWhole:
    """As it is this moment."""
    return _whole(agents.read(agent, call.principal))


@room.endpoint(
    "POST",
    "/v1/cards/read",
    summary="Read the QR code of an identity card, as a scanner typed it",
    body=CardIn,
    reply=CardOut,
    keyed=True,
    faults=("card.layout", "card.field", "person.number_length", "person.number_structure", "person.name"),
)
def read_card(call: Call) -> CardOut:
    """For the clerk to fill in the applicant; a POST, so that nothing personal stands in a URL."""
    roles.require(call.principal, Right.OPEN)
    found = cards.card(call.body.text)
    doubted = people.doubts(found.number, found.birth_date, found.sex)
    return CardOut(**asdict(found), doubts=[schemas.doubt(d) for d in doubted])


def _given(details: Details) -> dict[str, Any]:
    return details.model_dump(exclude_unset=True)


def _whole(one: Agent) -> AgentWhole:
    return AgentWhole(
        **schemas.agent(one).model_dump(),
        trained_staff=one.trained_staff,
        takes_cash=one.takes_cash,
        criteria=[asdict(c) for c in one.criteria],
        history=[TurnOut(**asdict(t)) for t in one.history],
        open_acts=[name for name, step in STEPS.items() if one.state in step.sources],
    )
