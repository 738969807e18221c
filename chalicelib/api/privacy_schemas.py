"""Shapes of consents, kept papers, the trail, and requests about the own data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from chalicelib.api.endpoints import Strict
from chalicelib.api.schemas import PaperOut
from chalicelib.domain.rights import CORRECTABLE

Language = Literal["vi", "en"]
_ID = Field(min_length=1, max_length=80, pattern=r"[\w.-]+")


class NothingIn(Strict):
    """A request whose path says all."""


class WordingsQuery(Strict):
    """The language that people are asked in."""

    language: Language = "vi"


class ConsentWordingOut(BaseModel):
    """What people are asked, for which purpose, on which legal basis; `needed`: the law asks for consent."""

    id: str
    version: str
    purpose: str
    language: str
    title: str
    text: str
    basis: str
    needed: bool
    bound: bool
    own_word_from: int | None
    child_until: int | None


class ConsentWordingsOut(BaseModel):
    """All wordings of a language."""

    wordings: list[ConsentWordingOut]


class ConsentIn(Strict):
    """What the signed-in citizen consents to; `dossier` where the purpose is bound to one, or to begin with."""

    purpose: str = _ID
    language: Language = "vi"
    dossier: str | None = Field(default=None, max_length=80)


class ConsentProofIn(Strict):
    """Who said it, and what proves that: the six digits of the one-time code, or the id of the signed paper."""

    by: Literal["self", "child", "parent"] = "self"
    kind: Literal["one_time_code", "signed_paper"]
    reference: str = _ID


class RecordIn(Strict):
    """What the applicant consents to at the counter. For a child its birth date, and whose word is needed."""

    purpose: str = _ID
    language: Language = "vi"
    child_birth_date: date | None = None
    proofs: list[ConsentProofIn] = Field(min_length=1, max_length=2)


class OneTimeCodeIn(Strict):
    """What the one-time code is to prove: a purpose of the wordings, `rights_request` and `rights_data` among them."""

    purpose: str = _ID
    language: Language = "vi"


class OneTimeCodeSent(BaseModel):
    """That the code is on its way to the phone that the applicant declared; it lasts ten minutes."""

    sent: bool = True


class ConsentProofOut(BaseModel):
    """Whose word it was, and what proves it."""

    by: str
    kind: str


class ConsentOut(BaseModel):
    """A consent: to what, in which words, how and when it was said, and since when it no longer holds."""

    id: str
    purpose: str
    wording: str
    version: str
    language: str
    channel: str
    dossier: str | None
    at: datetime
    role: str
    proofs: list[ConsentProofOut]
    state: str
    withdrawn_at: datetime | None


class ConsentsOut(BaseModel):
    """Consents, the oldest first."""

    consents: list[ConsentOut]


class ConsentPrintOut(BaseModel):
    """A link that works for five minutes."""

    link: str


class OfferOut(BaseModel):
    """A kept paper that may be used: what it is, for which place, and until when it is valid (null: for ever)."""

    paper: str
    kind: str
    slot: str
    slot_name: str
    valid_until: date | None
    from_dossier: str


class OffersOut(BaseModel):
    """What may be used for the dossier now."""

    offers: list[OfferOut]


class UseIn(Strict):
    """The consent of purpose `reuse_paper` that was recorded for this dossier."""

    consent: str = _ID


class UsedOut(BaseModel):
    """The paper that it became."""

    paper: PaperOut
    reused_from: str


class TrailLine(BaseModel):
    """Who (role and office), when, what, why, about which dossier."""

    at: datetime
    role: str
    office: str | None
    act: str
    why: str
    dossier: str | None


class TrailOut(BaseModel):
    """The newest lines first."""

    lines: list[TrailLine]


class RightsIn(Strict):
    """What is asked for, and for a correction what is to stand there."""

    right: Literal["see", "correct", "erase", "restrict", "lift"]
    detail: str = Field(default="", max_length=2000)
    values: dict[Literal[CORRECTABLE], str] = Field(default_factory=dict, max_length=len(CORRECTABLE))  # type: ignore[valid-type]


class RightsAtCounterIn(RightsIn):
    """The same at the counter, proven by the six digits of a one-time code, or the id of the signed paper."""

    code: str = Field(default="", max_length=6)
    paper: str = Field(default="", max_length=80)


class FetchIn(Strict):
    """The six digits that the applicant's phone got for the purpose `rights_data`."""

    code: str = Field(pattern=r"^[0-9]{6}$")


class StaysOut(BaseModel):
    """What stays after an erasure, and why."""

    what: str
    vi: str
    en: str
    source: str


class RequestOut(BaseModel):
    """A request, its clock, and what became of it."""

    id: str
    right: str
    state: str
    alarm: str
    dossier: str | None
    asked_at: datetime
    due: datetime
    law: str
    detail: str
    values: dict[str, str]
    proof: str
    decided_at: datetime | None
    reason: str
    done_at: datetime | None
    stays: list[StaysOut]


class RequestsOut(BaseModel):
    """Requests about the own data."""

    requests: list[RequestOut]


class OwnDocumentOut(BaseModel):
    """A file, and a link to it that works for five minutes."""

    name: str
    link: str


class OwnRequestOut(BaseModel):
    """A request; where one asked to see the own data and it was granted, links to all of them."""

    request: RequestOut
    data: str | None
    documents: list[OwnDocumentOut]


class RightsDecisionIn(Strict):
    """What the Centre decides, and why; the citizen reads the reason."""

    granted: bool = Field(strict=True)
    reason: str = Field(max_length=2000)
