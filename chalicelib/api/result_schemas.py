"""What the routes of results, parcels and custody take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.adapters import files
from chalicelib.api import schemas
from chalicelib.api.endpoints import Strict
from chalicelib.domain import results as rules
from chalicelib.domain.custody import Article, Step
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Result, State
from chalicelib.domain.tracking_files import LONGEST_TRACKING, WORDS
from chalicelib.services.issuance.results import Asked, Shown, Verified

_ID = r"^[A-Za-z0-9:._-]{1,60}$"


class ResultIn(Strict):
    """A result to be made: with `text` it is set here by the registry's wording, else its PDF is uploaded."""

    number: str = Field(min_length=1, max_length=60, description="number and sign of the decision")
    part: schemas.Short = ""
    text: schemas.Long = ""


class ParcelOut(BaseModel):
    """What a carrier has."""

    carrier: str
    tracking: str
    state: str
    posted_at: datetime
    moved_at: datetime


class ResultOut(BaseModel):
    """A result. Number and authorisation are null for those whom names are hidden from; `why` says what a refused file
    lacks."""

    id: str
    part: str | None
    number: str | None
    issuer: str
    made: str
    state: str
    why: str | None
    why_en: str | None
    sha256: str | None
    size: int
    pages: int
    signer: str | None
    signed_at: datetime | None
    issued_at: datetime | None
    collected_at: datetime | None
    authorisation: str | None
    reminded: int
    sent_back_at: datetime | None
    parcel: ParcelOut | None


class ResultsOut(BaseModel):
    """A dossier's results."""

    results: list[ResultOut]


class ResultAsked(BaseModel):
    """A result, and where its PDF is to be sent: a POST of multipart form data, the fields first, the file last."""

    result: ResultOut
    url: str | None
    fields: dict[str, str]
    max_bytes: int
    expires_seconds: int


class ResultShown(BaseModel):
    """A result with links to its signed file and to the sheet that verifies it; both work for five minutes."""

    result: ResultOut
    link: str
    sheet: str


class VerifyQuery(Strict):
    """The hash of the file at hand."""

    sha256: str = Field(default="", pattern=r"^([0-9a-fA-F]{64})?$")


class VerifiedOut(BaseModel):
    """What anybody who holds a result may know; `matches` is null where no hash was given."""

    id: str
    number: str
    issuer: str
    signer: str
    signed_at: datetime
    issued_at: datetime
    matches: bool | None


class ParcelIn(Strict):
    """A parcel as its waybill says, and the code by which its citizen asks for it to be posted."""

    carrier: str = Field(pattern=r"^[a-z0-9]{1,40}$")
    tracking: str = Field(pattern=rf"^[A-Za-z0-9-]{{4,{LONGEST_TRACKING}}}$")
    pickup_code: str = Field(default="", max_length=20, description="the citizen's one-time code")


class CarrierEventIn(Strict):
    """What a carrier tells of a parcel; more fields do no harm."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    tracking: str = Field(min_length=1, max_length=LONGEST_TRACKING)
    status: Literal[tuple(WORDS)]  # type: ignore[valid-type]


class CarrierEventOut(BaseModel):
    """What became of it: moves, again, late or unknown. The carrier need not send it again."""

    verdict: str


class CodeIn(Strict):
    """The part, where the result is on paper only (`paper`) and the dossier has parts; else nothing needs to be said:
    the code goes to the citizen by the channels that were chosen."""

    part: schemas.Short = ""


class CodeSent(BaseModel):
    """That a new code is on its way to the citizen; nobody else learns it."""

    sent: bool = True


class ArticleIn(Strict):
    """A paper to be followed from hand to hand: an original by its slot, or a result."""

    kind: Literal["original", "result"]
    name: str = Field(
        min_length=1,
        max_length=60,
        description="the slot's code; the result's id; `paper`, or `paper:<part>` where the dossier has parts",
    )
    where: schemas.Short = ""


class OfferIn(Strict):
    """To whom, and where the article was scanned."""

    party: Literal["agent", "courier", "authority", "citizen"]
    id: str = Field(default="", pattern=_ID.replace("{1,60}", "{0,60}"))
    where: schemas.Short = ""


class TakeIn(Strict):
    """Where the article was scanned."""

    where: schemas.Short = ""


class StepOut(BaseModel):
    """One scan: what, when, by which account, where, and between whom."""

    act: str
    at: datetime
    by: str
    where: str
    source: str | None
    to: str


class ArticleOut(BaseModel):
    """An article, who has it and how it came there."""

    id: str
    dossier: str
    kind: str
    name: str
    holder: str
    offered_to: str | None
    since: datetime
    stands_still: bool
    steps: list[StepOut]


class ChainOut(BaseModel):
    """An article with the code that is printed and stuck onto it."""

    article: ArticleOut
    qr_svg: str


def result(r: Result, *, personal: bool) -> ResultOut:
    """A result as one may see it."""
    why = Fault(rules.UNFIT[str(r.reason)]) if r.state is State.REFUSED else None
    plain = {name: getattr(r, name) for name in _SAME}
    parcel = r.parcel
    return ResultOut(
        **plain,
        number=r.number if personal else None,
        authorisation=r.authorisation if personal else None,
        state=r.state.value,
        why=why.vi if why else None,
        why_en=why.en if why else None,
        parcel=ParcelOut(
            carrier=parcel.carrier,
            tracking=parcel.tracking,
            state=parcel.state.value,
            posted_at=parcel.posted_at,
            moved_at=parcel.moved_at,
        )
        if parcel
        else None,
    )


_SAME = (
    *("id", "part", "issuer", "made", "sha256", "size", "pages", "signer", "signed_at", "issued_at"),
    *("collected_at", "reminded", "sent_back_at"),
)


def asked(made: Asked) -> ResultAsked:
    """A result that was asked for, and the place for its file."""
    upload = made.upload
    return ResultAsked(
        result=result(made.result, personal=True),
        url=upload.url if upload else None,
        fields=upload.fields if upload else {},
        max_bytes=rules.MAX_BYTES,
        expires_seconds=files.SLOT_SECONDS,
    )


def shown(seen: Shown) -> ResultShown:
    """A result with its links."""
    return ResultShown(result=result(seen.result, personal=True), link=seen.links.file, sheet=seen.links.sheet)


def verified(found: Verified) -> dict[str, Any]:
    """What anybody may know."""
    r = found.result
    out = {name: getattr(r, name) for name in ("id", "number", "issuer", "signer", "signed_at", "issued_at")}
    return {**out, "matches": found.matches}


def article(a: Article) -> ArticleOut:
    """An article with its steps."""
    return ArticleOut(
        id=a.id,
        dossier=a.dossier,
        kind=a.kind.value,
        name=a.name,
        holder=str(a.holder),
        offered_to=str(a.offered_to) if a.offered_to else None,
        since=a.since,
        stands_still=a.alarmed,
        steps=[_step(step) for step in a.steps],
    )


def _step(step: Step) -> StepOut:
    source = str(step.source) if step.source else None
    return StepOut(act=step.act.value, at=step.at, by=step.by, where=step.where, source=source, to=str(step.to))
