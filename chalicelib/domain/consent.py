"""Consent of a person, per purpose: what it is given to, how it is proven, and whether it holds (NĐ 13/2023 Đ.11, 12).

A record is never changed: that it was withdrawn is another record beside it. Silence is no record, so no consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from chalicelib.domain.faults import Fault

ASSISTED, KEEP_PAPERS, REUSE_PAPER = "assisted_filing", "keep_papers", "reuse_paper"
FORM = "consent"
"""The printed form's id in the registry."""
_LANGUAGES = {"vi": "tiếng Việt", "en": "English"}


class Channel(StrEnum):
    """Where the person said it."""

    AGENT = "agent"
    WEB = "web"
    VNEID = "vneid"


class ProofKind(StrEnum):
    """What proves it: a one-time code from the person's phone, a signed paper in the dossier, the own sign-in."""

    CODE = "one_time_code"
    PAPER = "signed_paper"
    SIGN_IN = "sign_in"


class Who(StrEnum):
    """Whose word it is."""

    SELF = "self"
    CHILD = "child"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Proof:
    """Who said it and what proves that; `reference` is the paper's id, the code's id or the account."""

    by: Who
    kind: ProofKind
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a person is asked, as the registry has it from `version` (a day) on; `basis` is the law that it rests on.

    Where the law needs no consent (`needed` is false) none is recorded. A child is whoever is younger than
    `child_until` years; from `own_word_from` on the child's own word is needed beside a parent's (NĐ 13/2023 Đ.20).
    None: not known, so that nothing is recorded of a child. What is `bound` is given for one dossier alone;
    `before_submit`: without it no agent submits the dossier. `in_short` ends the sentence of the one-time code's
    message: “… if you agree”.
    """

    id: str
    version: str
    purpose: str
    language: str
    title: str
    text: str
    basis: str
    needed: bool
    bound: bool
    before_submit: bool
    in_short: str
    own_word_from: int | None
    child_until: int | None


_SAID = ("title", "text", "basis", "in_short")


def wording(entry: str, version: str, body: Mapping[str, Any]) -> Wording:
    """The wording of a registry entry. Raises consent.wording for one that cannot be asked."""
    names = ("purpose", "language", *_SAID, "needed", "bound", "before_submit", "own_word_from", "child_until")
    wrong = [name for name in _SAID if not body[name].strip()]
    wrong += [] if entry == entry_name(body["purpose"], body["language"]) else ["entry"]
    if wrong:
        raise Fault("consent.wording", "body", names=", ".join(wrong))
    return Wording(id=entry, version=version, **{name: body[name] for name in names})


def entry_name(purpose: str, language: str) -> str:
    """Where the registry has the wording."""
    return f"consent#{purpose}#{language}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What was said, and since when it no longer holds. `dossier` is the only one it was given for, or None: any."""

    id: str
    purpose: str
    wording: str
    version: str
    language: str
    channel: Channel
    at: datetime
    actor: str
    role: str
    proofs: tuple[Proof, ...]
    dossier: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def state(self) -> str:
        """`given` or `withdrawn`."""
        return "withdrawn" if self.withdrawn_at else "given"


def scope(wording: Wording, dossier: str | None) -> str | None:
    """The only dossier that the consent will cover, or None. Raises consent.which where one is needed."""
    if wording.bound and dossier is None:
        raise Fault("consent.which", "dossier")
    return dossier if wording.bound else None


def required(wording: Wording, birth_date: date | None, day: date) -> frozenset[Who]:
    """Whose word is needed: one's own, or for a child a parent's, and from a certain age the child's own as well.

    `birth_date` is None for whoever speaks for himself. Raises consent.not_needed, consent.child.
    """
    if not wording.needed:
        raise Fault("consent.not_needed", "purpose", basis=wording.basis)
    if birth_date is None:
        return frozenset({Who.SELF})
    if wording.child_until is None or wording.own_word_from is None or birth_date > day:
        raise Fault("consent.child", "child_birth_date")
    age = day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
    if age >= wording.child_until:
        return frozenset({Who.SELF})
    return frozenset({Who.PARENT, Who.CHILD} if age >= wording.own_word_from else {Who.PARENT})


def require_proven(proofs: Iterable[Proof], needed: frozenset[Who]) -> None:
    """Raises consent.proof unless exactly those whose word is needed prove it, each once."""
    said = sorted(proof.by for proof in proofs)
    if said != sorted(needed):
        raise Fault("consent.proof", "proofs", who=", ".join(sorted(needed)))


def allows(consent: Consent, purpose: str, dossier: str | None, at: datetime) -> bool:
    """Whether it covers this purpose at this moment, for that dossier or any."""
    in_force = consent.at <= at and (consent.withdrawn_at is None or at < consent.withdrawn_at)
    return consent.purpose == purpose and consent.dossier in (None, dossier) and in_force


def allowing(consents: Iterable[Consent], purpose: str, dossier: str | None, at: datetime) -> Consent | None:
    """The first of them that covers it, or None."""
    return next((one for one in consents if allows(one, purpose, dossier, at)), None)


def named(consents: Iterable[Consent], consent_id: str) -> Consent:
    """The consent of that id. Raises consent.unknown."""
    for one in consents:
        if one.id == consent_id:
            return one
    raise Fault("consent.unknown", "consent")


def require(consents: Iterable[Consent], consent_id: str, purpose: str, dossier: str, at: datetime) -> Consent:
    """The named consent. Raises consent.unknown, or consent.not_given where it does not cover the use."""
    one = named(consents, consent_id)
    if not allows(one, purpose, dossier, at):
        raise Fault("consent.not_given", "consent", purpose=purpose)
    return one


_CHANNELS = {
    Channel.AGENT: "tại điểm đại lý",
    Channel.WEB: "trên trang dịch vụ, sau khi đăng nhập",
    Channel.VNEID: "qua VNeID",
}
_PROOFS = {
    ProofKind.CODE: "mã dùng một lần gửi tới điện thoại đã khai",
    ProofKind.PAPER: "bản giấy có chữ ký, đã quét",
    ProofKind.SIGN_IN: "tài khoản của chính người đồng ý",
}
_WHO = {Who.SELF: "Người đồng ý", Who.CHILD: "Trẻ em", Who.PARENT: "Cha, mẹ hoặc người giám hộ"}


def gaps(consent: Consent, wording: Wording, name: str, moment: str, printed_on: str) -> dict[str, str]:
    """What the gaps of the printed consent hold; `moment` is when it was given, in words."""
    proven = "; ".join(f"{_WHO[proof.by]}: {_PROOFS[proof.kind]}" for proof in consent.proofs)
    return {
        "name": name,
        "consent": consent.id,
        "title": wording.title,
        "text": wording.text,
        "basis": wording.basis,
        "wording": f"{wording.id}, {consent.version}, {_LANGUAGES.get(consent.language, consent.language)}",
        "channel": _CHANNELS[consent.channel],
        "given_at": moment,
        "proof": proven,
        "code": consent.dossier or "–",
        "printed_on": printed_on,
    }
