"""Routes of the review: which papers wait for a person, what one asks, and what a person says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from chalice.app import Blueprint
from pydantic import BaseModel, Field

from chalicelib.api import schemas, shapes
from chalicelib.api.endpoints import Call, Room, Strict
from chalicelib.domain import review
from chalicelib.domain.corrections import Statement
from chalicelib.domain.dossiers import About, Said
from chalicelib.domain.review import Question
from chalicelib.services.scanning import reviewing
from chalicelib.services.scanning.reviewing import Asked

blueprint = Blueprint(__name__)
room = Room("reviews", blueprint)
_LOOKING = ("dossier.unknown", "paper.unknown")


class ReviewsQuery(Strict):
    """Which page of the queue."""

    limit: int = Field(default=20, ge=1, le=100)
    cursor: str = Field(default="", max_length=2000)


class ReviewRow(BaseModel):
    """A dossier with papers that wait for a person, the first of them since `since`."""

    code: str
    procedure: str
    agent: str
    authority_name: str | None
    status: int
    since: datetime
    papers: list[str]


class Reviews(BaseModel):
    """One page of a queue; hand `cursor` in again for the next."""

    dossiers: list[ReviewRow]
    cursor: str | None


class QuestionOut(BaseModel):
    """Something to look at, and why: a doubt or trouble of the reader, `missing` or `not_sure`. The paper waits while a
    `needed` one is open. `crop` are the four corners of the place on the scanned page, in its pixels."""

    about: Literal[tuple(About)]  # type: ignore[valid-type]
    name: str
    page: int
    label: str
    why: str
    needed: bool
    fact: schemas.FactOut | None
    crop: list[list[int]] | None


class ReviewOut(BaseModel):
    """What a paper asks of a person, what comes first first; nothing where all of it is sure."""

    paper: schemas.PaperOut
    scan: str | None
    may_correct: bool
    questions: list[QuestionOut]


class StatementIn(Strict):
    """What a person says of a field (confirmed, corrected, unreadable), the kind (confirmed, corrected) or a page
    (confirmed, nowhere). `page` is needed for a page, and for a field that was not found; with a kind it says which
    page is meant."""

    about: Literal[tuple(About)]  # type: ignore[valid-type]
    said: Literal[tuple(Said)]  # type: ignore[valid-type]
    name: schemas.Short = ""
    page: int = Field(default=0, ge=0, le=10_000)
    value: schemas.Short = Field(default="", description="the right value, or kind; dates as YYYY-MM-DD")


class CorrectionsIn(Strict):
    """What a person says of a paper."""

    corrections: list[StatementIn] = Field(min_length=1, max_length=50)


class NameOut(BaseModel):
    """What something is called in both languages."""

    vi: str
    en: str


class VocabularyOut(BaseModel):
    """What people call what the reader's codes stand for. `fields` are by kind of paper; a table's rows stand in it as
    its first row (`members.1.full_name`)."""

    kinds: dict[str, NameOut]
    fields: dict[str, dict[str, NameOut]]
    doubts: dict[str, NameOut]
    troubles: dict[str, NameOut]


@room.endpoint(
    "GET",
    "/v1/reviews/vocabulary",
    summary="What kinds of paper, their fields, doubts and troubles are called, in Vietnamese and English",
    reply=VocabularyOut,
    public=True,
)
def vocabulary(call: Call) -> VocabularyOut:
    """The same for everybody until the next release."""
    return VocabularyOut.model_validate(reviewing.vocabulary(), from_attributes=True)


@room.endpoint(
    "GET",
    "/v1/reviews",
    summary="List papers of the own agent or desk that wait for a person, the longest waiting first",
    query=ReviewsQuery,
    reply=Reviews,
    faults=("request.cursor",),
)
def list_reviews(call: Call) -> Reviews:
    """Lists what is with the asker's agent or authority now; no personal data."""
    found = reviewing.queue(call.principal, call.query.limit, call.query.cursor)
    rows = [ReviewRow.model_validate(row, from_attributes=True) for row in found.rows]
    return Reviews(dossiers=rows, cursor=found.cursor)


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/papers/{paper}/review",
    summary="What a paper asks of a person, with the place of each on the scan",
    reply=ReviewOut,
    faults=_LOOKING,
)
def view_review(call: Call, code: str, paper: str) -> ReviewOut:
    """Shows only what is in doubt; audited like every look at a paper."""
    return _review(reviewing.asked(code, paper, call.principal, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/papers/{paper}/corrections",
    summary="Say what stands on a paper: confirm or correct a field or the kind, or put a page aside",
    body=CorrectionsIn,
    reply=ReviewOut,
    keyed=True,
    faults=(
        *_LOOKING,
        "review.elsewhere",
        "review.unread",
        "review.said",
        "review.field",
        "review.page",
        "review.kind",
        "review.value",
        "person.name",
        "person.number_length",
        "person.number_structure",
        "form.date",
        "form.sex",
        "idempotency.reused",
        "system.busy",
    ),
)
def correct_paper(call: Call, code: str, paper: str) -> ReviewOut:
    """Keeps it once per Idempotency-Key, all or nothing; what was read stays beside it. Where the kind is another one,
    the reader soon reads those pages again as that kind, and asks for what it then doubts."""
    said = [
        Statement(about=About(one.about), said=Said(one.said), name=one.name, page=one.page, value=one.value)
        for one in call.body.corrections
    ]
    reviewing.correct(code, paper, said, call.principal, call.key, call.now)
    return _review(reviewing.asked(code, paper, call.principal, call.now))


def _review(asked: Asked) -> ReviewOut:
    seen = asked.seen
    return ReviewOut(
        paper=shapes.paper(seen.paper, personal=True, file=seen.file),
        scan=seen.link,
        may_correct=asked.may_correct,
        questions=[_question(question, asked.to_scan.get(question.page)) for question in asked.questions],
    )


def _question(q: Question, to_scan: Sequence[float] | None) -> QuestionOut:
    return QuestionOut(
        about=q.about.value,
        name=q.name,
        page=q.page,
        label=q.label,
        why=q.why,
        needed=q.needed,
        fact=shapes.fact(q.fact) if q.fact else None,
        crop=[list(corner) for corner in review.on_scan(q.fact.box, to_scan)] if q.fact and to_scan else None,
    )
