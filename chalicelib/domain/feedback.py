"""What citizens say of how they were served: a short survey after the result, complaints and proposals at any time.

Questions, marks, categories and the time within which a complaint is to be answered are an entry of the registry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.dossiers import Dossier, File, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Duration
from chalicelib.domain.roles import AUTHORITY_SIDE, Principal, Role

LONGEST = 2000  # characters of what somebody writes
SHORTEST = 10  # “.” is no complaint and no answer
FRAGMENT = "#gop-y="
AT_AGENT = "agent"
"""The channel of what an agent wrote down for the citizen."""
TOKEN_LENGTH = 22  # 128 bits, in as few letters as a text message is to pay for
EVENTS = frozenset({"feedback_given", "complaint_made", "complaint_overdue", "complaint_answered"})
"""Events, and notices of them, that tell that a citizen spoke."""
_RATED = frozenset({Status.FINISHED, Status.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that is marked, and who says that it is to be asked. `words` name the marks, from best to worst, in
    Vietnamese and English; none where no source words them."""

    id: str
    vi: str
    en: str
    source: str
    certainty: str | None
    words: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A sort of complaint. It is to be answered within so many working days; None: that is not known."""

    id: str
    vi: str
    en: str
    working_days: int | None
    source: str
    certainty: str | None

    @property
    def time(self) -> Duration:
        """The time to answer within."""
        return Duration(self.working_days, "working_day")


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked, the marks from best to worst, and what may be complained of."""

    marks: tuple[int, ...]
    questions: tuple[Question, ...]
    categories: tuple[Category, ...]

    def checked(self, given: Mapping[str, int]) -> dict[str, int]:
        """The marks as given: some questions may be left out, not all. Raises feedback.marks."""
        known = {question.id for question in self.questions}
        if not given or not set(given) <= known or not set(given.values()) <= set(self.marks):
            scale = ", ".join(map(str, self.marks))
            raise Fault("feedback.marks", "marks", questions=", ".join(sorted(known)), marks=scale)
        return dict(given)

    def category(self, category_id: str) -> Category:
        """The category of that id. Raises feedback.category."""
        for category in self.categories:
            if category.id == category_id:
                return category
        names = "; ".join(f"{c.id} ({c.vi})" for c in self.categories)
        raise Fault("feedback.category", "category", categories=names)


def rules(body: Mapping[str, Any]) -> Rules:
    """The rules of a registry entry. Raises feedback.invalid for ids that repeat, a time that is none, or marks
    without words beside others that have them."""
    made = Rules(
        tuple(body["marks"]),
        tuple(Question(**raw) for raw in body["questions"]),
        tuple(Category(**raw) for raw in body["categories"]),
    )
    for names in (made.marks, [q.id for q in made.questions], [c.id for c in made.categories]):
        if not names or len(set(names)) != len(names):
            raise Fault("feedback.invalid", "body")
    if any(q.words and len(q.words) != len(made.marks) for q in made.questions):
        raise Fault("feedback.invalid", "words")
    if any(c.working_days is not None and c.working_days < 1 for c in made.categories):
        raise Fault("feedback.invalid", "working_days")
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """An answer to the survey: the applicant's own (`channel` link or account), or one that the agent wrote down."""

    marks: Mapping[str, int]
    comment: str
    channel: str
    at: datetime
    by: str

    @property
    def is_noted(self) -> bool:
        """Whether the agent, whom it judges, wrote it down: it keeps nobody from answering, and is counted apart."""
        return self.channel == AT_AGENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint or proposal, with whom it concerns: the agent, the authority, the officer who last acted.

    `due` is None where it is not known within which time it is to be answered.
    """

    id: str
    category: str
    text: str
    channel: str
    at: datetime
    by: str
    agent: str
    authority: str | None
    officer: str | None
    due: datetime | None
    overdue: bool = False
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str | None = None


def is_rateable(dossier: Dossier) -> bool:
    """Whether there is a result, so that all of the service can be judged."""
    return dossier.status in _RATED


def require_rateable(dossier: Dossier) -> None:
    """Raises feedback.early before there is a result."""
    if not is_rateable(dossier):
        raise Fault("feedback.early", "code", status=dossier.status.vi, status_en=dossier.status.en)


def text_of(given: str, field: str) -> str:
    """What somebody wrote, if it says something. Raises feedback.text."""
    text = given.strip()
    if len(text) < SHORTEST:
        raise Fault("feedback.text", field, least=SHORTEST)
    return text


def officer_of(file: File) -> str | None:
    """The account of the authority that acted last, or None."""
    acted = [event for event in file.events if event.role in AUTHORITY_SIDE]
    return max(acted, key=lambda event: event.id).actor if acted else None


def without_token(text: str) -> str:
    """The text of a notice as others than the citizen may see it: with the link, but not the token in it."""
    return re.sub(rf"(?<={FRAGMENT})[\w-]+", "…", text)


def hears(by: Principal, authority: str | None) -> bool:
    """Whether a complaint of a dossier of this authority is the asker's to see and to answer: its leader's, the
    Centre's, nobody's of the agent."""
    return by.role is Role.SUPERVISOR or (by.role is Role.LEADER and by.scope == authority)


def knows(by: Principal, authority: str | None) -> bool:
    """Whether somebody who looks at the dossier sees that its citizen spoke: who hears it, and the citizen."""
    return by.role is Role.CITIZEN or hears(by, authority)
