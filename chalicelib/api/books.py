"""Routes of the agents' books, of money that fits nothing, and of gateways' statements."""

from __future__ import annotations

from datetime import timedelta

from chalice.app import Blueprint

from chalicelib.api import books_schemas as shapes
from chalicelib.api.endpoints import Call, Room, day_of
from chalicelib.domain.clearing import Decision
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.roles import Role
from chalicelib.services.money import books, clearing, reconciling
from chalicelib.services.money.books import Count
from chalicelib.services.money.clearing import Decided

blueprint = Blueprint(__name__)
room = Room("books", blueprint)
_AGAIN = ("idempotency.reused", "system.busy")


@room.endpoint(
    "GET",
    "/v1/agents/{agent}/ledger",
    summary="A day of an agent's book: entries, and the closing once there is one",
    query=shapes.DayQuery,
    reply=shapes.SheetOut,
    faults=("agent.unknown", "form.date"),
)
def agent_ledger(call: Call, agent: str) -> shapes.SheetOut:
    """One Query; `centre` is the book of money that belongs to no agent."""
    day = day_of(call.query.day, "day") if call.query.day else hanoi_day(call.now)
    return shapes.sheet(books.see(agent, day, call.principal), call.principal.role is not Role.PROVIDER_MANAGER)


@room.endpoint(
    "POST",
    "/v1/agents/{agent}/closings",
    summary="Count the till and close today's book for good",
    body=shapes.CountIn,
    reply=shapes.ClosingOut,
    status=201,
    keyed=True,
    faults=("agent.unknown", "books.closed", "books.reason", "books.deposit", *_AGAIN),
)
def close_book(call: Call, agent: str) -> shapes.ClosingOut:
    """Closes it once per Idempotency-Key; what comes later goes to the next day."""
    count = Count(**call.body.model_dump())
    return shapes.closing(books.close_by_hand(agent, count, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/unmatched",
    summary="Money that gateways told of and that fits no payment",
    reply=shapes.UnmatchedList,
)
def list_unmatched(call: Call) -> shapes.UnmatchedList:
    """What waits for a person, with what may be decided of it."""
    return shapes.UnmatchedList(unmatched=list(map(shapes.unmatched, clearing.waiting(call.principal))))


@room.endpoint(
    "POST",
    "/v1/unmatched/{unmatched}",
    summary="Decide what becomes of unmatched money",
    body=shapes.DecisionIn,
    reply=shapes.ClearedOut,
    keyed=True,
    faults=(
        *("money.unknown", "money.cleared", "money.decision", "money.amount", "action.reason"),
        *("payment.unknown", "payment.state", *_AGAIN),
    ),
)
def clear_unmatched(call: Call, unmatched: str) -> shapes.ClearedOut:
    """Decides once; the books undo its entry or carry it on, and every entry stays."""
    said: shapes.DecisionIn = call.body
    decided = Decided(Decision(said.decision), said.reason, said.payment)
    clearing.decide(unmatched, decided, call.principal, call.key, call.now)
    return shapes.ClearedOut(id=unmatched)


@room.endpoint(
    "GET",
    "/v1/reconciliation",
    summary="A gateway's daily statement against the books, without personal data",
    query=shapes.StatementQuery,
    reply=shapes.StatementOut,
    faults=("statement.none", "form.date"),
)
def reconciliation(call: Call) -> shapes.StatementOut:
    """A provider's manager sees the lines of the own agents."""
    asked: shapes.StatementQuery = call.query
    day = day_of(asked.day, "day") if asked.day else hanoi_day(call.now) - timedelta(days=1)
    report = reconciling.report(asked.gateway, day, call.principal)
    return shapes.StatementOut(**{k: v for k, v in report.items() if k in shapes.StatementOut.model_fields})
