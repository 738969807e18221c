"""Routes of the survey, of complaints and proposals, and of their answers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.api.schemas import Long, Short
from chalicelib.domain.feedback import Complaint
from chalicelib.services import feedback
from chalicelib.services.feedback import LISTS, Asked, Door

blueprint = Blueprint(__name__)
room = Room("feedback", blueprint)
Mark = Annotated[int, Field(strict=True)]
_BY_LINK = ("feedback.token", "tracking.too_many")
_ONCE = ("idempotency.reused", "system.busy")
_RATING = ("feedback.early", "feedback.given", "feedback.marks", *_ONCE)
_COMPLAINING = ("feedback.text", "feedback.category", "feedback.too_many", *_ONCE)


class LinkIn(Strict):
    """What the link of a notice carries."""

    code: Short
    token: Short


class RatingIn(Strict):
    """Marks by question; some may be left out."""

    marks: dict[Short, Mark] = Field(min_length=1, max_length=50)
    comment: Long = ""


class LinkRatingIn(RatingIn, LinkIn):
    """An answer to the survey by the link of a notice."""


class ComplaintIn(Strict):
    """A complaint or proposal."""

    category: Short
    text: Long


class LinkComplaintIn(ComplaintIn, LinkIn):
    """A complaint or proposal by the link of a notice."""


class QuestionAskedOut(BaseModel):
    """A question, and who says that it is to be asked."""

    id: str
    vi: str
    en: str
    source: str
    certainty: str | None


class CategoryOut(BaseModel):
    """A sort of complaint; `working_days` is null where the time to answer is not known."""

    id: str
    vi: str
    en: str
    working_days: int | None
    source: str
    certainty: str | None


class OwnComplaintOut(BaseModel):
    """A complaint as whoever made it sees it."""

    id: str
    category: str
    at: datetime
    text: str
    due: datetime | None
    answered_at: datetime | None
    answer: str


class FeedbackOut(BaseModel):
    """What is asked and was said. `marks` go from best to worst; to an agent no complaint is shown."""

    may_rate: bool
    marks: list[int]
    questions: list[QuestionAskedOut]
    categories: list[CategoryOut]
    complaints: list[OwnComplaintOut]


class ComplaintsQuery(Strict):
    """Which complaints: those `overdue`, `dated` (in time) or `undated` (no time is known)."""

    which: Literal[tuple(LISTS)] = "overdue"  # type: ignore[valid-type]
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str = Field(default="", max_length=2000)


class ComplaintRowOut(BaseModel):
    """A complaint in a list: whom it concerns, nothing of what it says."""

    code: str
    id: str
    category: str
    at: datetime
    agent: str
    authority: str | None
    officer: str | None
    due: datetime | None
    overdue: bool


class ComplaintsOut(BaseModel):
    """One page; it may be shorter than its limit and still have a cursor."""

    complaints: list[ComplaintRowOut]
    cursor: str | None


class ComplaintOut(OwnComplaintOut):
    """A complaint as whoever answers it sees it."""

    channel: str
    agent: str
    authority: str | None
    officer: str | None
    overdue: bool
    answered_by: str | None


class AnswerIn(Strict):
    """The answer to a complaint, in words for the citizen."""

    text: Long


@room.endpoint(
    "POST",
    "/v1/feedback",
    summary="See, by the link of a notice, what one is asked of a dossier and what was answered",
    body=LinkIn,
    reply=FeedbackOut,
    public=True,
    faults=_BY_LINK,
)
def look_by_link(call: Call) -> FeedbackOut:
    """Guesses are counted as those of tracking are."""
    return _asked(feedback.asked(_link(call), call.now))


@room.endpoint(
    "POST",
    "/v1/feedback/rating",
    summary="Answer the survey by the link of a notice, once for a dossier",
    body=LinkRatingIn,
    reply=FeedbackOut,
    public=True,
    keyed=True,
    faults=(*_BY_LINK, *_RATING),
)
def rate_by_link(call: Call) -> FeedbackOut:
    """Keeps it once per Idempotency-Key; a second answer under another key is refused."""
    return _rated(call, _link(call))


@room.endpoint(
    "POST",
    "/v1/feedback/complaints",
    summary="Complain or propose something by the link of a notice",
    body=LinkComplaintIn,
    reply=FeedbackOut,
    public=True,
    keyed=True,
    faults=(*_BY_LINK, *_COMPLAINING),
)
def complain_by_link(call: Call) -> FeedbackOut:
    """Keeps it once per Idempotency-Key."""
    return _complained(call, _link(call))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/rating",
    summary="Answer the survey at the agent, or signed in as the citizen",
    body=RatingIn,
    reply=FeedbackOut,
    keyed=True,
    faults=("dossier.unknown", *_RATING),
)
def rate(call: Call, code: str) -> FeedbackOut:
    """The same one answer as by the link."""
    return _rated(call, feedback.by_account(code, call.principal))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/complaints",
    summary="Complain or propose something at the agent, or signed in as the citizen",
    body=ComplaintIn,
    reply=FeedbackOut,
    keyed=True,
    faults=("dossier.unknown", *_COMPLAINING),
)
def complain(call: Call, code: str) -> FeedbackOut:
    """The agent writes down what the citizen says, and sees no complaint again."""
    return _complained(call, feedback.by_account(code, call.principal))


@room.endpoint(
    "GET",
    "/v1/complaints",
    summary="List complaints that wait for an answer of the own authority or of the Centre, the most pressing first",
    query=ComplaintsQuery,
    reply=ComplaintsOut,
    faults=("request.cursor",),
)
def list_complaints(call: Call) -> ComplaintsOut:
    """No personal data."""
    found = feedback.waiting(call.principal, call.query.which, call.query.limit, call.query.cursor)
    return ComplaintsOut(complaints=[ComplaintRowOut(**asdict(row)) for row in found.rows], cursor=found.cursor)


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/complaints/{complaint}",
    summary="View a complaint; the Centre states a reason",
    reply=ComplaintOut,
    reasoned=True,
    faults=("feedback.unknown",),
)
def view_complaint(call: Call, code: str, complaint: str) -> ComplaintOut:
    """Audited like every look at personal data."""
    found = feedback.heard(code, complaint, call.principal, call.reason, call.now)
    return ComplaintOut(**_own(found), **{name: getattr(found, name) for name in _MORE})


_MORE = ("channel", "agent", "authority", "officer", "overdue", "answered_by")


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/complaints/{complaint}/answer",
    summary="Answer a complaint, once",
    body=AnswerIn,
    reply=None,
    keyed=True,
    faults=("feedback.unknown", "feedback.answered", "feedback.text", *_ONCE),
)
def answer_complaint(call: Call, code: str, complaint: str) -> dict[str, str]:
    """Whoever complained reads it behind the same link."""
    feedback.answer(code, complaint, call.body.text, call.principal, call.key, call.now)
    return {"complaint": complaint, "state": "answered"}


def _link(call: Call) -> Door:
    return feedback.by_link(call.body.code, call.body.token, call.now)


def _rated(call: Call, door: Door) -> FeedbackOut:
    feedback.rate(door, call.body.marks, call.body.comment, call.key, call.now)
    return _asked(feedback.asked(door, call.now))


def _complained(call: Call, door: Door) -> FeedbackOut:
    feedback.complain(door, call.body.category, call.body.text, call.key, call.now)
    return _asked(feedback.asked(door, call.now))


def _asked(asked: Asked) -> FeedbackOut:
    return FeedbackOut(
        may_rate=asked.may_rate,
        marks=list(asked.rules.marks),
        questions=[QuestionAskedOut(**asdict(q)) for q in asked.rules.questions],
        categories=[CategoryOut(**asdict(c)) for c in asked.rules.categories],
        complaints=[OwnComplaintOut(**_own(c)) for c in asked.said.complaints],
    )


def _own(c: Complaint) -> dict[str, object]:
    return {name: getattr(c, name) for name in OwnComplaintOut.model_fields}
