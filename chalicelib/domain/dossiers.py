"""A dossier (hồ sơ) and what belongs to it: papers, events, notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from chalicelib.domain.custody import Article
from chalicelib.domain.deadlines import Pause
from chalicelib.domain.faults import Fault
from chalicelib.domain.payments import Payment
from chalicelib.domain.people import Person
from chalicelib.domain.results import Result
from chalicelib.domain.words import Words


class Status(IntEnum):
    """The national portal's ten statuses; no other exists. Source: two code bases of provincial systems agree."""

    REGISTERED = 1
    ACCEPTED = 2
    REFUSED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    PAYMENT = 6
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10

    @property
    def vi(self) -> str:
        """The portal's Vietnamese name."""
        return _STATUS_NAMES[self][0]

    @property
    def en(self) -> str:
        """The English name."""
        return _STATUS_NAMES[self][1]


_STATUS_NAMES: dict[Status, tuple[str, str]] = {
    Status.REGISTERED: ("Mới đăng ký", "Registered"),
    Status.ACCEPTED: ("Được tiếp nhận", "Accepted"),
    Status.REFUSED: ("Không được tiếp nhận", "Not accepted"),
    Status.PROCESSING: ("Đang xử lý", "In process"),
    Status.SUPPLEMENT: ("Yêu cầu bổ sung giấy tờ", "Supplement asked"),
    Status.PAYMENT: ("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment asked"),
    Status.WITHDRAWN: ("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
    Status.STOPPED: ("Dừng xử lý", "Stopped"),
    Status.FINISHED: ("Đã xử lý xong", "Finished"),
    Status.RETURNED: ("Đã trả kết quả", "Result returned"),
}
ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED})
"""Ended without a result: nothing of it is read any more."""
CLOSED = ENDED | {Status.FINISHED, Status.RETURNED}


class PaperState(StrEnum):
    """Where a paper stands: asked for, read, or refused by the reader."""

    AWAITED = "awaited"
    READ = "read"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value read from a page. `confidence` is 0…1; `box` is x0, y0, x1, y1 in pixels of the upright page.

    `doubt` says why it is not sure, `also` what else the same place was read as.
    """

    name: str
    value: str
    normal: str
    confidence: float
    sure: bool
    page: int
    box: tuple[int, int, int, int]
    doubt: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a page that could be opened: the reader's code for it."""

    page: int
    code: str


READER_FAILED = "reader_failed"
"""The reason of a paper that the reader failed on again and again. It may still be read: the fault may be ours."""


TOO_MANY_VALUES = "too_many_values"
"""The flaw of a page whose values found no room in the dossier: they stand in its reading alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper of a dossier. `kind` is what the reader took it for; `reason` says why it could not be read.

    `object_version` is the upload that settled it; `other_versions` came under the same key and count for nothing.
    While it is being read, `pages_read` of `pages` are done. A long file is read in portions: `kept` are their last
    pages. `read_by` is the correction of the kind that it was read again by. One that serves again was `reused_from`
    a dossier and paper (`code/id`), where its scan and readings lie.
    """

    id: str
    slot: str
    state: PaperState
    content_type: str
    added_at: datetime
    added_by: str
    object_version: str | None = None
    kind: str | None = None
    kind_sure: bool = False
    pages: int = 0
    reason: str | None = None
    read_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    troubles: tuple[Flaw, ...] = ()
    pages_read: int = 0
    other_versions: tuple[str, ...] = ()
    kept: tuple[int, ...] = ()
    read_by: str | None = None
    reused_from: str | None = None

    @property
    def pages_kept(self) -> int:
        """How many pages, from the first on, need not be read again whatever happens."""
        return self.kept[-1] if self.kept else 0

    @property
    def portions(self) -> tuple[tuple[int, int], ...]:
        """The first and last page of each portion that is kept."""
        return tuple(zip((1, *(last + 1 for last in self.kept)), self.kept, strict=False))

    @property
    def may_be_read(self) -> bool:
        """Whether a reading would settle it: nothing did so far, unless for want of a reader that works."""
        return self.state is PaperState.AWAITED or self.reason == READER_FAILED


class About(StrEnum):
    """What a person says something of: a field, the paper's kind, or a page."""

    FIELD = "field"
    KIND = "kind"
    PAGE = "page"


class Said(StrEnum):
    """What a person says of it, having looked at the scan."""

    CONFIRMED = "confirmed"  # it is as it was read
    CORRECTED = "corrected"  # it is something else
    UNREADABLE = "unreadable"  # no person can read it there either
    NOWHERE = "nowhere"  # the page belongs to no paper


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written, and its comparable form."""

    text: str
    normal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said of something that was read; never changed afterwards, and the reading stays as it was.

    `name` is the field's; `before` is what stood there until then (None: nothing was found), `after` what stands there
    since. `confidence` is the reader's, None where it had found nothing; `type` is name, date, sex, number or text.
    """

    id: str
    paper: str
    about: About
    name: str
    page: int
    said: Said
    type: str
    confidence: float | None
    before: Value | None
    after: Value | None
    at: datetime
    actor: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a dossier, or to the named part of it; never changed afterwards.

    `note` is for people and is sealed; so is `moment`, what its notice speaks of, as it was then.
    """

    id: str
    type: str
    at: datetime
    actor: str
    role: str
    status_from: int
    status_to: int
    subject: str | None = None
    part: str | None = None
    note: str = ""
    moment: Mapping[str, str] = field(default_factory=dict)


class NoticeState(StrEnum):
    """What became of a notice: `sent` says that its provider took it over, `delivered` that it reached the citizen."""

    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message to the citizen about one event over one channel, and its outcome.

    `tries` counts the provider's failures, `next_at` is when it is tried again; `error` is the provider's code, or the
    code of a fault that says why it cannot arrive. `segments` are what an SMS costs.
    """

    id: str
    event: str
    channel: str
    template: str
    state: NoticeState
    at: datetime
    to: str
    subject: str
    text: str
    provider_id: str | None = None
    error: str | None = None
    language: str = "vi"
    segments: int = 1
    tries: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The dossier itself. `version` counts its changes; `routed_why` are the lines that explain the authority.

    `pauses` are the stretches in which the clock stood still, `paused_from` the status it goes on from;
    `extended_from` is the due date that was moved, once, to `extended_to`; `timeliness` is judged once, at the end.
    `late_at` is when the citizen was told last that a due date went by.
    `desk` is the one among the authority's that it was given to, by load.
    `portal_code` is the national portal's own code (mã hồ sơ quốc gia) beside ours.
    `handed_from` are the authorities that handed it over: they see how it goes, no personal data.
    `to_review` are the papers that wait for a person to look at them, the first of them since `review_since`.
    `restricted`: at the person's request only the Centre, and the person, see what is personal.

    A dossier of linked procedures (liên thông) has parts, each a Dossier again with the same code and its `part`, and
    `authorities` are those of its parts whose turn has come. A part that `waits_for` others lies on nobody's desk.
    """

    code: str
    procedure: str
    procedure_from: str
    agent: str
    provider: str
    opened_at: datetime
    opened_by: str
    status: Status
    version: int
    person: str
    applicant: Person
    form: Mapping[str, str]
    authority: str | None = None
    authority_name: str | None = None
    desk: str | None = None
    routed_why: tuple[str, ...] = ()
    handed_from: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    portal_code: str | None = None
    part: str | None = None
    part_name: str | None = None
    waits_for: tuple[str, ...] = ()
    to_review: tuple[str, ...] = ()
    review_since: datetime | None = None
    submitted_at: datetime | None = None
    supplemented_at: datetime | None = None
    supplement_asked_at: datetime | None = None
    supplements_asked: tuple[str, ...] = ()
    paused_from: Status | None = None
    pauses: tuple[Pause, ...] = ()
    accepted_at: datetime | None = None
    due: datetime | None = None
    due_why: tuple[Words, ...] = ()
    extended_from: datetime | None = None
    extended_to: datetime | None = None
    late_at: datetime | None = None
    timeliness: str | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    result_number: str | None = None
    restricted: bool = False

    @property
    def stage(self) -> str:
        """Where a supplement would be asked: at the `intake`, or in the `examination` after acceptance."""
        return "intake" if self.accepted_at is None else "examination"

    @property
    def is_with_agent(self) -> bool:
        """Whether the agent works on it: before the hand-over, and while a supplement is being put together."""
        match self.status:
            case Status.REGISTERED:
                return self.submitted_at is None
            case Status.SUPPLEMENT:
                return self.supplemented_at is None
            case _:
                return False

    def declared(self, name: str) -> str:
        """What was declared under this name: a field of the form or `applicant.…`; empty where nothing was."""
        match name:
            case "applicant.full_name":
                return self.applicant.full_name
            case "applicant.number":
                return self.applicant.number
            case _:
                return self.form.get(name, "")


@dataclass(frozen=True, slots=True)
class File:
    """A whole dossier as one Query brings it: the dossier, its papers, events and notices in the order they came.

    `parts` are those of linked procedures, in the order of their ids. `papers` are as the reader read them; what
    people said of them stands beside them in `corrections`, the first said first.
    """

    dossier: Dossier
    papers: tuple[Paper, ...]
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    parts: tuple[Dossier, ...] = ()
    corrections: tuple[Correction, ...] = ()
    payments: tuple[Payment, ...] = ()
    results: tuple[Result, ...] = ()
    articles: tuple[Article, ...] = ()

    def paper(self, paper_id: str) -> Paper:
        """The paper of that id. Raises paper.unknown."""
        for paper in self.papers:
            if paper.id == paper_id:
                return paper
        raise Fault("paper.unknown", "paper")

    def part(self, part_id: str) -> Dossier:
        """The part of that id. Raises part.unknown."""
        for part in self.parts:
            if part.part == part_id:
                return part
        raise Fault("part.unknown", "part", parts=", ".join(str(p.part) for p in self.parts) or "không có / none")
