"""What the API takes and gives, as pydantic models; OpenAPI is made from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Strict
from chalicelib.domain import agents, fees, lifecycle, uploads
from chalicelib.domain.people import Doubt

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=2000)]


class ApplicantIn(Strict):
    """The applicant (chủ hồ sơ), never the clerk."""

    full_name: Short
    number: Short = Field(description="số định danh cá nhân, 12 digits")
    phone: Short
    email: Short | None = None
    residence_unit: Short = Field(description="code of today's ward or commune of residence")
    address: Short = ""


class DossierIn(Strict):
    """A dossier to open."""

    procedure: Short
    applicant: ApplicantIn
    form: dict[Short, Short] = Field(
        default_factory=dict, description="declared values by field of the procedure's form"
    )


class FeeIn(Strict):
    """What is said when a fee is asked for; the rest is the catalogue's."""

    tariff: Literal["", "direct", "online"] = Field(default="", description="which, where they differ")
    extra: Short = Field(default="", description="code of the special case whose amount takes the ordinary one's place")
    quantity: int = Field(default=1, ge=1, le=1000, strict=True)
    exemption: int = Field(default=0, ge=0, le=99, strict=True, description="number among the day's exemptions, from 1")
    ground: Long = Field(default="", description="why this person is exempt")
    amount: int = Field(default=0, ge=0, le=fees.MOST, strict=True, description="only where the catalogue knows none")


class ActionIn(Strict):
    """Something to do to a dossier; which acts are open the dossier itself says."""

    action: Literal[tuple(lifecycle.TRANSITIONS)]  # type: ignore[valid-type]
    reason: Long = ""
    result_number: Short = ""
    due: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="the new due day, for `extend`")
    portal_code: Short = Field(default="", description="the national portal's code, where the day's regime needs it")
    part: Short = Field(default="", description="the part of a dossier of linked procedures that this is for")
    authority: Short = Field(default="", description="id of the authority that takes over, for `hand_over`")
    confirm_differences: bool = Field(default=False, strict=True)
    fee: FeeIn | None = Field(default=None, description="for `ask_payment`")
    result: Short = Field(default="", description="id of the signed result that the decision names, for `finish`")
    pickup_code: str = Field(default="", max_length=20, description="the citizen's one-time code, for `return_result`")
    by_other: bool = Field(default=False, strict=True, description="somebody else collects the result")
    authorisation: Short = Field(default="", description="the paper by which somebody else may, with number and day")


class PortalStatusIn(Strict):
    """What the national portal says of a dossier that a ministry's system decides."""

    status: int = Field(ge=1, le=10)
    due: datetime | None = None
    note: Long = ""
    result_number: Short = ""


class RegimeOut(BaseModel):
    """Under which regime dossiers are filed, and what that asks of the agent."""

    id: str
    name: str
    name_en: str
    portal_code_for: list[str]
    decided_elsewhere: list[str]
    open_elsewhere: list[str]
    source: str


class PaperIn(Strict):
    """A paper to be uploaded."""

    slot: Short
    content_type: Literal[tuple(sorted(uploads.CONTENT_TYPES))]  # type: ignore[valid-type]


class DossiersQuery(Strict):
    """Which dossiers to list."""

    agent: Short = ""
    desk: Short = ""
    status: int | None = Field(default=None, ge=1, le=10)
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str = Field(default="", max_length=2000)


class ForecastQuery(Strict):
    """Which open dossiers to look ahead for, and how far; a week without `until`."""

    agent: Short = ""
    desk: Short = ""
    until: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str = Field(default="", max_length=2000)


class DayQuery(Strict):
    """The day whose rules are asked for; today in Hanoi without it."""

    on: str = Field(default="", pattern=r"^(\d{4}-\d{2}-\d{2})?$")


class Health(BaseModel):
    """That the system answers and reaches its tables."""

    status: Literal["ok"] = "ok"


class Me(BaseModel):
    """Who the token stands for."""

    account: str
    role: str
    scope: str


class ProcedureRow(BaseModel):
    """A procedure in the list; `open` says whether an agent can take it in yet."""

    code: str
    name: str
    field: str | None
    online_level: str | None
    linked: bool
    open: bool


class Procedures(BaseModel):
    """The procedures valid on a day."""

    procedures: list[ProcedureRow]


class ProcedureOut(ProcedureRow):
    """One procedure whole: papers, form, time, authority and where the facts come from."""

    valid_from: str
    valid_to: str | None
    decision: str | None
    authority: str | None
    time: dict[str, Any]
    fee: dict[str, Any] | None
    papers: list[dict[str, Any]]
    form: list[dict[str, Any]]
    results: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    agent_rules: list[dict[str, Any]]
    facts: dict[str, dict[str, Any]] = Field(description="who says each field, and how sure that is")
    replaced_by: str | None
    source: str
    explanation: list[dict[str, str]] = Field(description="lines to read to the citizen: topic, vi, en")


class AgentOut(BaseModel):
    """An agent; `demo` marks invented data."""

    id: str
    provider: str
    provider_name: str
    name: str
    address: str | None
    district_legacy: str | None
    state: str
    phase: int | None
    unit: str | None
    lat: float | None
    lon: float | None
    hours: str | None
    demo: bool


def agent(one: agents.Agent) -> AgentOut:
    """An agent as anybody may see it."""
    return AgentOut(**{name: getattr(one, name) for name in AgentOut.model_fields})


class Agents(BaseModel):
    """The agents of today."""

    agents: list[AgentOut]


class Unit(BaseModel):
    """A ward or commune, and who decides there."""

    code: str
    name: str
    authority: str


class Units(BaseModel):
    """Today's wards and communes."""

    units: list[Unit]


class DossierRow(BaseModel):
    """A dossier in a list."""

    code: str
    procedure: str
    agent: str
    authority_name: str | None
    status: int
    status_vi: str
    opened_at: datetime
    due: datetime | None
    given_to: str | None
    part: str | None
    part_name: str | None


class Dossiers(BaseModel):
    """One page of a list; hand `cursor` in again for the next."""

    dossiers: list[DossierRow]
    cursor: str | None


class ForecastRow(DossierRow):
    """An open dossier that is due: late, due_today, at_risk or in_time; working days left, below zero when late."""

    state: str
    days_left: int


class ForecastOut(BaseModel):
    """One page of the dossiers that will be late after `until` if nothing moves."""

    until: date
    dossiers: list[ForecastRow]
    cursor: str | None


class FactOut(BaseModel):
    """A value read from a page, how sure the reader is, and where it stands."""

    name: str
    value: str
    normal: str
    confidence: float
    sure: bool
    page: int
    box: tuple[int, int, int, int]
    doubt: str | None
    also: list[str]


class CorrectionOut(BaseModel):
    """What a person said of a field, the kind or a page, beside what was read: who, when, from what to what."""

    about: str
    name: str
    page: int
    said: str
    before: str | None
    after: str | None
    confidence: float | None
    at: datetime
    actor: str
    role: str


class ProblemNote(BaseModel):
    """Why a paper was refused, for machines and for people."""

    code: str
    detail: str
    detail_en: str


class PaperOut(BaseModel):
    """A paper of a dossier; facts, and what people said of them, only for those who may see personal data.

    While it is being read, `pages_read` of `pages` are done, and `facts` are those of the pages read so far.
    `to_review`: it waits for a person to look at it. `other_side` is the paper that shows the same card's other side.
    `reused_from` is the dossier and paper that it served before.
    """

    id: str
    slot: str
    state: str
    content_type: str
    kind: str | None
    kind_sure: bool
    pages: int
    pages_read: int
    troubles: list[tuple[int, str]]
    to_review: bool
    other_side: str | None
    other_uploads: int
    reused_from: str | None
    added_at: datetime
    read_at: datetime | None
    problem: ProblemNote | None
    facts: list[FactOut] | None
    corrections: list[CorrectionOut] | None


class DoubtOut(BaseModel):
    """Something that does not fit and blocks nothing."""

    code: str
    detail: str
    detail_en: str


def doubt(one: Doubt) -> DoubtOut:
    """A doubt, in both languages."""
    return DoubtOut(code=one.code, detail=one.vi, detail_en=one.en)


class PlaceOut(BaseModel):
    """Where a value stands: a field of the form when `paper` is null, else a paper, with page and box once read.

    `doubt` says why it is not sure, `also` what else the same place, or another part of the same card, was read as.
    """

    field: str
    paper: str | None
    value: str | None
    page: int | None
    box: tuple[int, int, int, int] | None
    confidence: float | None
    sure: bool | None
    doubt: str | None
    also: list[str]


class WhyOut(BaseModel):
    """What turns one value into the other, or why it is doubted."""

    code: str
    detail: str
    detail_en: str


class PaperComparisonOut(BaseModel):
    """Two papers that tell of the same thing, with both places to look at; `one` is the reference."""

    label: str
    label_en: str
    verdict: str
    why: list[WhyOut]
    one: PlaceOut
    other: PlaceOut


class ComparisonOut(PaperComparisonOut):
    """A declared value beside what one paper says: `awaited` while that paper is still to be read."""

    field: str
    declared: str
    paper: str
    read: str | None
    confidence: float | None
    sure: bool | None


class EventOut(BaseModel):
    """Something that happened. The note (a reason) only for those who may see personal data."""

    type: str
    at: datetime
    role: str
    actor: str
    status_from: int
    status_to: int
    subject: str | None
    part: str | None
    note: str | None


class NoticeOut(BaseModel):
    """What the citizen was told, whether it was handed over and arrived, and if not, why and what to do."""

    event: str
    channel: str
    template: str
    state: str
    at: datetime
    to: str | None
    subject: str | None
    text: str | None
    error: str | None
    language: str
    segments: int
    tries: int
    why: str | None
    why_en: str | None


class OpenAction(BaseModel):
    """An act that is open to the asker now."""

    action: str
    label: str
    label_en: str
    needs_reason: bool
    needs_result: bool
    needs_due: bool
    needs_authority: bool
    form: str | None


class PartOut(BaseModel):
    """A part of a dossier of linked procedures, and what is open to the asker there."""

    part: str
    name: str
    waits_for: list[str]
    authority: str | None
    authority_name: str | None
    desk: str | None
    routed_why: list[str]
    status: int
    status_vi: str
    status_en: str
    accepted_at: datetime | None
    due: datetime | None
    due_why: list[str]
    extended_from: datetime | None
    timeliness: str | None
    finished_at: datetime | None
    returned_at: datetime | None
    result_number: str | None
    open_actions: list[OpenAction]


class ResultBrief(BaseModel):
    """A result of the dossier: how far it is, and its parcel. Its id for those who may see personal data."""

    id: str | None
    part: str | None
    state: str
    issued_at: datetime | None
    collected_at: datetime | None
    reminded: int
    sent_back_at: datetime | None
    carrier: str | None
    parcel: str | None


class ArticleBrief(BaseModel):
    """A paper that is followed from hand to hand: what it is, who has it, and to whom it is being handed over."""

    id: str
    kind: str
    name: str
    holder: str
    offered_to: str | None
    since: datetime
    stands_still: bool


class DossierOut(BaseModel):
    """A dossier whole, as far as the asker may see it."""

    code: str
    portal_code: str | None
    regime: str
    followed: bool
    procedure: str
    procedure_name: str
    agent: str
    agent_name: str
    status: int
    status_vi: str
    status_en: str
    version: int
    opened_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    due: datetime | None
    due_why: list[str]
    extended_from: datetime | None
    timeliness: str | None
    authority: str | None
    authority_name: str | None
    desk: str | None
    routed_why: list[str]
    finished_at: datetime | None
    returned_at: datetime | None
    result_number: str | None
    applicant: dict[str, Any] | None
    form: dict[str, str] | None
    papers: list[PaperOut]
    comparisons: list[ComparisonOut]
    paper_comparisons: list[PaperComparisonOut]
    doubts: list[DoubtOut]
    events: list[EventOut]
    notices: list[NoticeOut]
    results: list[ResultBrief]
    articles: list[ArticleBrief]
    parts: list[PartOut]
    open_actions: list[OpenAction]


class SlotOut(BaseModel):
    """Where to send the scan: a POST of multipart form data, the fields first, the file last."""

    paper: PaperOut
    url: str
    fields: dict[str, str]
    max_bytes: int
    expires_seconds: int


class SignatureOut(BaseModel):
    """A signature in a PDF. `whole`: nothing came after it; `trusted` is null where whom to trust is not known."""

    signer: str
    signed_at: datetime | None
    intact: bool
    whole: bool
    trusted: bool | None
    flaws: list[str]


class UnitName(BaseModel):
    """One of today's units."""

    code: str
    name: str


class AddressOut(BaseModel):
    """An address on a paper in parts, and the units it may mean; `decided` is null unless one alone surely is meant."""

    field: str
    house: str
    street: str
    ward: str
    district: str
    province: str
    outside: bool
    decided: str | None
    candidates: list[UnitName]
    why: list[str]


class PagesQuery(Strict):
    """From which page on a paper is shown."""

    page: int = Field(default=1, ge=1, le=10_000)


class PaperWhole(BaseModel):
    """One paper with links to its scan and its searchable copy, what was read, and where its addresses may be.

    `pages` are fifty at most, from the one that was asked for on. A field that a person spoke of says so.
    """

    paper: PaperOut
    scan: str | None
    digitised: str | None
    pages: list[dict[str, Any]]
    signatures: list[SignatureOut]
    addresses: list[AddressOut]


class FieldError(BaseModel):
    """One value at fault."""

    field: str
    detail: str
    detail_en: str


class Problem(BaseModel):
    """RFC 9457 problem details: `code` for machines, `detail` in Vietnamese and `detail_en` in English for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    detail_en: str
    field: str | None = None
    errors: list[FieldError] | None = None
