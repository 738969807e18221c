"""Routes of the survey, of complaints and proposals, and of their answers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chalice.app import Blueprint

from chalicelib.api import feedback_schemas as schemas
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.feedback import Complaint
from chalicelib.services.citizens import feedback
from chalicelib.services.citizens.feedback import Asked, Door

blueprint = Blueprint(__name__)
room = Room("feedback", blueprint)
_BY_LINK = ("feedback.token", "tracking.too_many")
_ONCE = ("idempotency.reused", "system.busy")
_RATING = ("feedback.early", "feedback.given", "feedback.marks", *_ONCE)
_COMPLAINING = ("feedback.text", "feedback.category", "feedback.too_many", *_ONCE)


@room.endpoint(
    "POST",
    "/v1/feedback",
    summary="See, by the link of a notice, what one is asked of a dossier and what was answered",
    body=schemas.LinkIn,
    reply=schemas.FeedbackOut,
    public=True,
    faults=_BY_LINK,
)
def look_by_link(call: Call) -> schemas.FeedbackOut:
    """Guesses are counted as those of tracking are."""
    return _asked(feedback.asked(_link(call), call.now))


@room.endpoint(
    "POST",
    "/v1/feedback/rating",
    summary="Answer the survey by the link of a notice, once for a dossier",
    body=schemas.LinkRatingIn,
    reply=schemas.FeedbackOut,
    public=True,
    keyed=True,
    faults=(*_BY_LINK, *_RATING),
)
def rate_by_link(call: Call) -> schemas.FeedbackOut:
    """Keeps it once per Idempotency-Key; a second answer under another key is refused."""
    return _rated(call, _link(call))


@room.endpoint(
    "POST",
    "/v1/feedback/complaints",
    summary="Complain or propose something by the link of a notice",
    body=schemas.LinkComplaintIn,
    reply=schemas.FeedbackOut,
    public=True,
    keyed=True,
    faults=(*_BY_LINK, *_COMPLAINING),
)
def complain_by_link(call: Call) -> schemas.FeedbackOut:
    """Keeps it once per Idempotency-Key."""
    return _complained(call, _link(call))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/rating",
    summary="Answer the survey signed in as the citizen, or write down at the agent what the citizen answers",
    body=schemas.RatingIn,
    reply=schemas.FeedbackOut,
    keyed=True,
    faults=("dossier.unknown", *_RATING),
)
def rate(call: Call, code: str) -> schemas.FeedbackOut:
    """The citizen's is the same one answer as by the link. What the agent writes down is kept apart from it."""
    return _rated(call, feedback.by_account(code, call.principal))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/complaints",
    summary="Complain or propose something at the agent, or signed in as the citizen",
    body=schemas.ComplaintIn,
    reply=schemas.FeedbackOut,
    keyed=True,
    faults=("dossier.unknown", *_COMPLAINING),
)
def complain(call: Call, code: str) -> schemas.FeedbackOut:
    """The agent writes down what the citizen says, and sees no complaint again."""
    return _complained(call, feedback.by_account(code, call.principal))


@room.endpoint(
    "GET",
    "/v1/complaints",
    summary="List complaints that wait for an answer of the own authority or of the Centre, the most pressing first",
    query=schemas.ComplaintsQuery,
    reply=schemas.ComplaintsOut,
    faults=("request.cursor",),
)
def list_complaints(call: Call) -> schemas.ComplaintsOut:
    """No personal data."""
    found = feedback.waiting(call.principal, call.query.which, call.query.limit, call.query.cursor)
    return schemas.ComplaintsOut(
        complaints=[schemas.ComplaintRowOut(**asdict(row)) for row in found.rows], cursor=found.cursor
    )


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/complaints/{complaint}",
    summary="View a complaint; the Centre states a reason",
    reply=schemas.ComplaintOut,
    reasoned=True,
    faults=("feedback.unknown",),
)
def view_complaint(call: Call, code: str, complaint: str) -> schemas.ComplaintOut:
    """Audited like every look at personal data."""
    found = feedback.heard(code, complaint, call.principal, call.reason, call.now)
    return schemas.ComplaintOut(**_own(found), **{name: getattr(found, name) for name in _MORE})


_MORE = ("channel", "agent", "authority", "officer", "overdue", "answered_by")


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/complaints/{complaint}/answer",
    summary="Answer a complaint, once",
    body=schemas.AnswerIn,
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


def _rated(call: Call, door: Door) -> schemas.FeedbackOut:
    feedback.rate(door, call.body.marks, call.body.comment, call.key, call.now)
    return _asked(feedback.asked(door, call.now))


def _complained(call: Call, door: Door) -> schemas.FeedbackOut:
    feedback.complain(door, call.body.category, call.body.text, call.key, call.now)
    return _asked(feedback.asked(door, call.now))


def _asked(asked: Asked) -> schemas.FeedbackOut:
    return schemas.FeedbackOut(
        may_rate=asked.may_rate,
        marks=list(asked.rules.marks),
        questions=[schemas.QuestionAskedOut(**asdict(q)) for q in asked.rules.questions],
        categories=[schemas.CategoryOut(**asdict(c)) for c in asked.rules.categories],
        complaints=[schemas.OwnComplaintOut(**_own(c)) for c in asked.said.complaints],
    )


def _own(c: Complaint) -> dict[str, Any]:
    return {name: getattr(c, name) for name in schemas.OwnComplaintOut.model_fields}
