"""What looking a dossier up takes and gives. `says`, `awaited` and the like are sentences for people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Strict
from chalicelib.api.schemas import Short
from chalicelib.api.tracked_payment_schemas import TrackedPayment, payment
from chalicelib.domain import delivery, progress
from chalicelib.domain.dossiers import Dossier, Event, Notice, Paper, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.outcomes import Outcome, Whereabouts
from chalicelib.domain.people import masked
from chalicelib.domain.progress import Standing, Step
from chalicelib.domain.words import Words
from chalicelib.services.citizens.tracking import Tracked

Last4 = Annotated[str, Field(pattern=r"^[0-9]{4}$")]


class TrackingIn(Strict):
    """Both factors of a look-up without an account."""

    code: Short
    phone_last4: Last4


class DetailsIn(Strict):
    """A one-time code, with the id of the request that it was sent for."""

    code: Short
    request: Short
    one_time_code: str = Field(pattern=r"^[0-9]{6}$")


class CodeAsked(BaseModel):
    """That a code was sent; `request` goes with it and is for whoever asked alone."""

    request: str
    until: datetime


class StandingOut(BaseModel):
    """Where something stands, in the portal's words and in plain ones; what is awaited, and from whom."""

    status: int
    status_vi: str
    status_en: str
    says: str
    says_en: str
    awaited: str
    awaited_en: str
    awaited_from: str = Field(description="citizen, agent, authority, carrier or nobody")
    awaited_from_vi: str
    awaited_from_en: str
    due: datetime | None
    late: str | None = Field(description="that it is past its due date, with an apology; null while it is not")
    late_en: str | None


class TrackedStep(BaseModel):
    """A step of the dossier's way, or of the named part's: which agency took it, and the office of who did.

    The note (a reason) only behind a one-time code.
    """

    type: str
    part: str | None
    at: datetime
    status: int
    status_vi: str
    status_en: str
    says: str
    says_en: str
    agency: str
    office: str
    office_en: str
    note: str | None


class TrackedPaper(BaseModel):
    """A paper's state; `problem` says why one could not be read and what to do."""

    slot: str
    name: str
    state: str
    says: str
    says_en: str
    problem: str | None
    problem_en: str | None


class TrackedNotice(BaseModel):
    """That the citizen was told of a step, over which channel, and whether it arrived; never to where."""

    type: str
    about: str
    about_en: str
    channel: str
    at: datetime
    state: str
    says: str
    says_en: str
    why: str | None
    why_en: str | None


class TrackedPart(StandingOut):
    """How far a part of linked procedures is."""

    part: str
    name: str
    authority_name: str | None
    waits_for: list[str]


class TrackedResult(BaseModel):
    """A result that was decided: what became of it and how to get it; a parcel with its carrier and number.

    Only behind a one-time code: its id, and links to the signed file and its verification sheet, good for five minutes.
    """

    part: str | None
    state: str
    says: str
    says_en: str
    how: str
    how_en: str
    issuer: str
    issued_at: datetime | None
    collected_at: datetime | None
    reminded: int
    sent_back_at: datetime | None
    carrier: str | None
    tracking: str | None
    parcel: str | None
    moved_at: datetime | None
    id: str | None
    link: str | None
    sheet: str | None


class TrackedArticle(BaseModel):
    """A paper original, or a result on paper, and where it is now: who has it, and since when."""

    kind: str
    name: str
    name_en: str
    party: str
    says: str
    says_en: str
    since: datetime


class DetailsOut(BaseModel):
    """What only the applicant's phone opens: the masked name, and the numbers of results, the whole's first."""

    name: str
    results: list[str]


class TrackedOut(StandingOut):
    """A dossier's progress: no names, no numbers; `details` only behind a one-time code."""

    code: str
    procedure_name: str
    agent_name: str
    authority_name: str | None
    due_why: list[str]
    due_why_en: list[str]
    missing_papers: list[str]
    steps: list[TrackedStep]
    papers: list[TrackedPaper]
    payments: list[TrackedPayment]
    notices: list[TrackedNotice]
    results: list[TrackedResult]
    articles: list[TrackedArticle]
    parts: list[TrackedPart]
    details: DetailsOut | None


def tracked(found: Tracked) -> TrackedOut:
    """A dossier's progress, with what is personal only where the look-up opened it."""
    d = found.file.dossier
    return TrackedOut(
        **_standing(d, found.standings[None]),
        code=d.code,
        procedure_name=found.procedure.name,
        agent_name=found.agent.name,
        authority_name=d.authority_name,
        due_why=[line.vi for line in d.due_why],
        due_why_en=[line.en for line in d.due_why],
        missing_papers=list(found.missing),
        steps=[_step(step, found) for step in found.steps],
        papers=[_paper(paper, found) for paper in found.file.papers],
        payments=[payment(p, personal=found.personal) for p in found.file.payments],
        notices=[_notice(n, about) for n in found.file.notices if (about := progress.said_of(n.template))],
        results=[_result(one, found) for one in found.outcomes],
        articles=[_article(one) for one in found.whereabouts],
        parts=[_part(part, found.standings[part.part]) for part in found.file.parts],
        details=_details(found) if found.personal else None,
    )


def _standing(d: Dossier, standing: Standing) -> dict[str, Any]:
    return {
        **_status(d.status),
        "says": standing.says.vi,
        "says_en": standing.says.en,
        "awaited": standing.awaited.vi,
        "awaited_en": standing.awaited.en,
        "awaited_from": standing.side.value,
        "awaited_from_vi": standing.waits_on.vi,
        "awaited_from_en": standing.waits_on.en,
        "due": d.due,
        "late": standing.late.vi if standing.late else None,
        "late_en": standing.late.en if standing.late else None,
    }


def _status(status: Status) -> dict[str, Any]:
    return {"status": status, "status_vi": status.vi, "status_en": status.en}


def _part(p: Dossier, standing: Standing) -> TrackedPart:
    return TrackedPart(
        **_standing(p, standing),
        part=p.part or "",
        name=p.part_name or "",
        authority_name=p.authority_name,
        waits_for=list(p.waits_for),
    )


def _step(step: Step, found: Tracked) -> TrackedStep:
    event: Event = step.event
    return TrackedStep(
        **_status(Status(event.status_to)),
        type=event.type,
        part=event.part,
        at=event.at,
        says=step.says.vi,
        says_en=step.says.en,
        agency=found.authorities[step.authority] if step.authority else found.agent.name,
        office=step.office.vi,
        office_en=step.office.en,
        note=event.note if found.personal else None,
    )


def _paper(paper: Paper, found: Tracked) -> TrackedPaper:
    words = progress.PAPERS[paper.state]
    problem = Fault(f"scan.{paper.reason}") if paper.reason else None
    return TrackedPaper(
        slot=paper.slot,
        name=progress.paper_name(paper, found.procedure),
        state=paper.state.value,
        says=words.vi,
        says_en=words.en,
        problem=problem.vi if problem else None,
        problem_en=problem.en if problem else None,
    )


def _notice(notice: Notice, about: Words) -> TrackedNotice:
    words, why = progress.NOTICES[notice.state], delivery.why(notice)
    return TrackedNotice(
        type=notice.template,
        about=about.vi,
        about_en=about.en,
        channel=notice.channel,
        at=notice.at,
        state=notice.state.value,
        says=words.vi,
        says_en=words.en,
        why=why.vi if why else None,
        why_en=why.en if why else None,
    )


def _result(one: Outcome, found: Tracked) -> TrackedResult:
    r, parcel, links = one.result, one.result.parcel, found.links.get(one.result.id)
    return TrackedResult(
        part=r.part,
        state=r.state.value,
        says=one.says.vi,
        says_en=one.says.en,
        how=one.how.vi,
        how_en=one.how.en,
        issuer=r.issuer,
        issued_at=r.issued_at,
        collected_at=r.collected_at,
        reminded=r.reminded,
        sent_back_at=r.sent_back_at,
        carrier=parcel.carrier if parcel else None,
        tracking=parcel.tracking if parcel else None,
        parcel=parcel.state.value if parcel else None,
        moved_at=parcel.moved_at if parcel else None,
        id=r.id if found.personal else None,
        link=links.file if links else None,
        sheet=links.sheet if links else None,
    )


def _article(one: Whereabouts) -> TrackedArticle:
    return TrackedArticle(
        kind=one.article.kind.value,
        name=one.name.vi,
        name_en=one.name.en,
        party=one.article.holder.party.value,
        says=one.says.vi,
        says_en=one.says.en,
        since=one.article.since,
    )


def _details(found: Tracked) -> DetailsOut:
    d = found.file.dossier
    results = [one.result_number for one in (d, *found.file.parts) if one.result_number]
    return DetailsOut(name=masked(d.applicant.full_name), results=results)
