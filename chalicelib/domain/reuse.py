"""Which papers may serve again, and how long: registry data per kind of paper. What is not known is not offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from chalicelib.domain.consent import KEEP_PAPERS, Consent, allows
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File, Paper, PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import PaperSlot, Procedure, Result

FOR_EVER = date.max
"""The last day of what never expires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a kind of paper may serve again. `until` and `since` name fields that the reader reads: the day it expires,
    or the day that `months` of validity begin. `unlimited` says that it never expires. None and false: not known."""

    kind: str
    reusable: bool | None
    until: str | None = None
    since: str | None = None
    months: int | None = None
    unlimited: bool = False


def rule(body: Mapping[str, Any]) -> Rule:
    """The rule of a registry entry. Raises reuse.rule where a reusable kind has no validity, or two."""
    made = Rule(
        kind=body["kind"],
        reusable=body["reusable"],
        until=body["until"],
        since=body["since"],
        months=body["months"],
        unlimited=body["unlimited"],
    )
    ways = [made.until is not None, made.since is not None and made.months is not None, made.unlimited]
    if made.reusable and sum(ways) != 1:
        raise Fault("reuse.rule", "body", kind=made.kind)
    return made


def valid_until(rule: Rule, paper: Paper) -> date | None:
    """The last day on which the paper is valid, or None where that is not known for certain."""
    if not rule.reusable:
        return None
    if rule.unlimited:
        return FOR_EVER
    day = _day(paper, rule.until or rule.since or "")
    return _later(day, rule.months) if day and rule.months else day


def _day(paper: Paper, field: str) -> date | None:
    told = {fact.normal for fact in paper.facts if fact.name == field and fact.sure}
    try:
        return date.fromisoformat(told.pop()) if len(told) == 1 else None
    except ValueError:
        return None


def _later(day: date, months: int) -> date:
    first, after = (_first_of(day.year * 12 + day.month - 1 + months + more) for more in (0, 1))
    return first.replace(day=min(day.day, (after - first).days))


def _first_of(month: int) -> date:
    """The first day of a month that is counted from the year 0."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPaper:
    """A paper of a person that may serve again. `id` is the SHA-256 of its scan, which stays in the dossier's place."""

    id: str
    kind: str
    dossier: str
    paper: str
    object_version: str | None
    valid_until: date
    consent: str
    kept_at: datetime
    is_result: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResult:
    """A signed result of a person, kept as the paper that it is since its decision. `id` is the file's SHA-256.

    `kind` is None where it is no paper that a dossier asks for. It is the person's own whatever was consented to; that
    others are offered it takes a consent like that of any kept paper.
    """

    id: str
    kind: str | None
    dossier: str
    result: str
    part: str | None
    procedure: str
    kept_at: datetime


def result_kind(results: Sequence[Result], of_part: str | None, *, is_part: bool) -> str | None:
    """The kind of paper that a result is: the part's, or that of the only result which the procedure ends with."""
    if is_part:
        return of_part
    return results[0].reads_as if len(results) == 1 else None


def result_valid_until(one: KeptResult, rule: Rule) -> date | None:
    """The last day on which it may serve: known of what never expires alone, for nothing of it was read yet."""
    return FOR_EVER if one.kind and rule.reusable and rule.unlimited else None


def as_paper(one: KeptResult, rule: Rule, consent: str) -> KeptPaper | None:
    """The result as a paper kept under that consent, or None where it may not serve again."""
    until = result_valid_until(one, rule)
    if until is None or one.kind is None:
        return None
    return KeptPaper(
        id=one.id,
        kind=one.kind,
        dossier=one.dossier,
        paper=one.result,
        object_version=None,
        valid_until=until,
        consent=consent,
        kept_at=one.kept_at,
        is_result=True,
    )


def settled(file: File, paper: Paper) -> bool:
    """Whether nobody has to look at the paper any more, and its scan is this dossier's own."""
    return (
        paper.state is PaperState.READ
        and paper.kind is not None
        and paper.kind_sure
        and paper.id not in file.dossier.to_review
        and paper.reused_from is None
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """A kept paper that fits a place of a dossier."""

    kept: KeptPaper
    slot: PaperSlot


def offers(
    file: File, procedure: Procedure, kept: Iterable[KeptPaper], consents: Sequence[Consent], now: datetime
) -> list[Offer]:
    """What may be used for the dossier now: still valid, under a consent that holds, for a place that has none yet."""
    dossier, day = file.dossier, hanoi_day(now)
    if not dossier.is_with_agent or dossier.restricted:
        return []
    filled = {paper.slot for paper in file.papers if paper.state is not PaperState.UNREADABLE}
    slots = {slot.reads_as: slot for slot in procedure.papers if slot.reads_as and slot.code not in filled}
    return [
        Offer(one, slots[one.kind])
        for one in kept
        if one.kind in slots and one.valid_until >= day and one.dossier != dossier.code and _held(one, consents, now)
    ]


def _held(one: KeptPaper, consents: Iterable[Consent], now: datetime) -> bool:
    return any(c.id == one.consent and allows(c, KEEP_PAPERS, None, now) for c in consents)


def offered(found: Iterable[Offer], paper_id: str) -> Offer:
    """The offer of that paper. Raises offer.none: unknown, no longer valid, withdrawn, or no place for it."""
    for offer in found:
        if offer.kept.id == paper_id:
            return offer
    raise Fault("offer.none", "paper")


def carried_over(source: Paper, offer: Offer, paper_id: str, by: str, at: datetime) -> Paper:
    """The paper of the next dossier: as it was read and settled, its scan where it lies."""
    return replace(
        source,
        id=paper_id,
        slot=offer.slot.code,
        added_at=at,
        added_by=by,
        other_versions=(),
        reused_from=f"{offer.kept.dossier}/{offer.kept.paper}",
    )


def to_be_read(offer: Offer, paper_id: str, by: str, at: datetime) -> Paper:
    """The paper of the next dossier that a kept result becomes: its file is copied there and read like any upload."""
    return Paper(
        id=paper_id,
        slot=offer.slot.code,
        state=PaperState.AWAITED,
        content_type="application/pdf",
        added_at=at,
        added_by=by,
    )


def home(code: str, paper: Paper) -> tuple[str, str]:
    """Where the paper's scan and readings lie: under which dossier and paper."""
    if paper.reused_from:
        origin, _, original = paper.reused_from.partition("/")
        return origin, original
    return code, paper.id
