"""What the routes of the survey and of complaints take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Strict
from chalicelib.api.schemas import Long, Short
from chalicelib.services.citizens.feedback import LISTS

Mark = Annotated[int, Field(strict=True)]


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
    """A question, and who says that it is to be asked. `words` name the marks, from best to worst, in vi and en."""

    id: str
    vi: str
    en: str
    source: str
    certainty: str | None
    words: list[tuple[str, str]]


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
