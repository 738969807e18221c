"""Results (kết quả giải quyết): the signed PDF, the parcel that carries it, and care while nobody collects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.domain import custody
from chalicelib.domain.custody import Limits, Party
from chalicelib.domain.faults import Fault

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 200
CONTENT_TYPE = "application/pdf"
CODE_SENT = "pickup_code"
"""The event that announces a code to collect a result."""
ON_PAPER = "paper"
"""What stands for the result that came as paper only, which has no id; of a part, with the part behind a colon."""
SHORTEST_AUTHORISATION = 10


UNFIT = {
    "not_pdf": "result.not_pdf",
    "encrypted_pdf": "result.encrypted_pdf",
    "truncated": "result.truncated",
    "too_many_pages": "result.too_many_pages",
    "too_large": "result.too_large",
    "wrapped": "result.wrapped",
    "script": "result.script",
    "by_itself": "result.by_itself",
    "action": "result.action",
    "attachment": "result.attachment",
    "media": "result.media",
    "layers": "result.layers",
    "fetched": "result.fetched",
    "broken_signature": "result.broken_signature",
    "unsignable": "result.unsignable",
    "not_uploaded": "result.not_uploaded",
}
"""Why a file is refused, and the sentence that says so."""


class State(StrEnum):
    """Where a result stands: its file awaited, refused, signed; named by the decision; in the citizen's hands."""

    AWAITED = "awaited"
    REFUSED = "refused"
    SIGNED = "signed"
    ISSUED = "issued"
    COLLECTED = "collected"


class Carriage(StrEnum):
    """Where a parcel is. What it once was it does not become again."""

    POSTED = "posted"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    SENT_BACK = "sent_back"


_ORDER = {Carriage.POSTED: 0, Carriage.IN_TRANSIT: 1, Carriage.DELIVERED: 2, Carriage.SENT_BACK: 2}
ON_ITS_WAY = frozenset({Carriage.POSTED, Carriage.IN_TRANSIT})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a carrier has: its own number, and how far it is."""

    carrier: str
    tracking: str
    state: Carriage
    posted_at: datetime
    moved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result of a dossier, or of a part of one. `version` counts its changes.

    `sha256` and `size` are of the signed file, `signer` the name in the certificate. `reason` says why a file was
    refused. `care_at` is when the citizen is reminded next, or the result goes back; `authorisation` is the paper by
    which somebody else collected it.
    """

    id: str
    dossier: str
    part: str | None
    number: str
    issuer: str
    made: str
    state: State
    asked_at: datetime
    asked_by: str
    version: int = 1
    reason: str | None = None
    sha256: str | None = None
    size: int = 0
    pages: int = 0
    signer: str | None = None
    signed_at: datetime | None = None
    issued_at: datetime | None = None
    collected_at: datetime | None = None
    authorisation: str = ""
    reminded: int = 0
    care_at: datetime | None = None
    sent_back_at: datetime | None = None
    parcel: Parcel | None = None


def found(results: Sequence[Result], result_id: str) -> Result:
    """The result of that id. Raises result.unknown."""
    for result in results:
        if result.id == result_id:
            return result
    raise Fault("result.unknown", "result")


def issued(results: Sequence[Result], part: str | None) -> Result | None:
    """The result that the decision on this dossier or part named, or None where it came as paper only."""
    return next((r for r in results if r.part == part and r.issued_at is not None), None)


def waits_for_its_citizen(result: Result) -> bool:
    """Whether it lies with the agent to be handed out: no carrier has it, and it did not go back."""
    is_on_its_way = result.parcel is not None and result.parcel.state in ON_ITS_WAY
    return result.state is State.ISSUED and result.sent_back_at is None and not is_on_its_way


def refused(result: Result, reason: str) -> Result:
    """The result whose file is no good. Another one is asked for."""
    return replace(result, state=State.REFUSED, reason=reason, version=result.version + 1)


def signed(result: Result, *, sha256: str, size: int, pages: int, signer: str, at: datetime) -> Result:
    """The result whose file was checked and signed."""
    return replace(
        result,
        state=State.SIGNED,
        version=result.version + 1,
        sha256=sha256,
        size=size,
        pages=pages,
        signer=signer,
        signed_at=at,
    )


def named(result: Result, part: str | None, number: str, care: Care, now: datetime) -> Result:
    """The result as the decision names it. Raises result.state, result.part or result.number."""
    require(result, State.SIGNED)
    if result.part != part:
        raise Fault("result.part", "result")
    if result.number != number.strip():
        raise Fault("result.number", "result_number")
    ready = replace(result, state=State.ISSUED, issued_at=now, version=result.version + 1)
    return replace(ready, care_at=care.next(ready))


def require(result: Result, *states: State) -> None:
    """Raises result.state where the result is in none of these."""
    if result.state not in states:
        vi, en = _WORDS[result.state]
        raise Fault("result.state", "result", state=vi, state_en=en)


_WORDS = {
    State.AWAITED: ("đang chờ tệp hoặc đang ký", "awaiting its file or being signed"),
    State.REFUSED: ("bị từ chối vì tệp không đạt", "refused for its file"),
    State.SIGNED: ("đã ký số, chưa ban hành", "signed, not issued yet"),
    State.ISSUED: ("đã ban hành, chờ trả", "issued, waiting to be collected"),
    State.COLLECTED: ("đã trả cho người dân", "in the citizen's hands"),
}


def collected(result: Result, now: datetime, authorisation: str = "") -> Result:
    """The result in the citizen's hands. Raises result.on_its_way while a carrier has it."""
    if result.parcel and result.parcel.state in ON_ITS_WAY:
        raise Fault("result.on_its_way", "action", carrier=result.parcel.carrier)
    return _ended(result, now, authorisation)


def _ended(result: Result, now: datetime, authorisation: str = "") -> Result:
    return replace(
        result,
        state=State.COLLECTED,
        collected_at=now,
        authorisation=authorisation,
        care_at=None,
        version=result.version + 1,
    )


def require_authorised(*, other: bool, authorisation: str) -> str:
    """What is noted of the paper by which somebody collects for another. Raises result.authorisation."""
    paper = authorisation.strip()
    if other and len(paper) < SHORTEST_AUTHORISATION:
        raise Fault("result.authorisation", "authorisation")
    return paper if other else ""


def posted(result: Result, carrier: str, tracking: str, now: datetime) -> Result:
    """The result handed to a carrier; nobody is reminded meanwhile.

    Raises result.state, result.on_its_way, or result.gone_back for one that is on offer to its authority or there.
    """
    require(result, State.ISSUED)
    if result.sent_back_at:
        raise Fault("result.gone_back", "result")
    if result.parcel and result.parcel.state in ON_ITS_WAY:
        raise Fault("result.on_its_way", "result", carrier=result.parcel.carrier)
    parcel = Parcel(carrier, tracking, Carriage.POSTED, now, now)
    return replace(result, parcel=parcel, care_at=None, version=result.version + 1)


def carried(result: Result, tracking: str, word: Carriage, care: Care, now: datetime) -> Result | None:
    """The result after what its carrier said of it; None where that is nothing new, or of another parcel."""
    parcel = result.parcel
    if parcel is None or parcel.tracking != tracking or _ORDER[word] <= _ORDER[parcel.state]:
        return None
    moved = replace(result, parcel=replace(parcel, state=word, moved_at=now), version=result.version + 1)
    if word is Carriage.DELIVERED:
        return replace(_ended(moved, now), version=moved.version)
    return replace(moved, care_at=care.after(now)) if word is Carriage.SENT_BACK else moved


@dataclass(frozen=True, slots=True)
class Care:
    """What is done about results that nobody collects, how long articles may stand still, and who carries parcels."""

    remind_after: tuple[timedelta, ...]
    send_back_after: timedelta
    limits: Limits
    carriers: Mapping[str, str]

    def next(self, result: Result) -> datetime | None:
        """When the result needs care next; None where nobody waits for its collection."""
        if result.state is not State.ISSUED or result.issued_at is None or result.sent_back_at:
            return None
        is_last = result.reminded >= len(self.remind_after)
        return result.issued_at + (self.send_back_after if is_last else self.remind_after[result.reminded])

    def after(self, now: datetime) -> datetime:
        """When a parcel that came back goes back to the authority, should nobody collect it."""
        return now + self.send_back_after


def care(body: Mapping[str, Any]) -> Care:
    """The care of a registry entry. Raises KeyError, TypeError or ValueError for what is none."""
    remind = tuple(timedelta(days=float(n)) for n in body["remind_after_days"])
    back = timedelta(days=float(body["send_back_after_days"]))
    if list(remind) != sorted(remind) or any(n >= back for n in remind):
        raise ValueError("remind_after_days must rise and end before send_back_after_days")
    still = {Party(party): timedelta(hours=float(n)) for party, n in body["still_after_hours"].items()}
    limits = Limits(still, timedelta(hours=float(body["offer_after_hours"])))
    return Care(remind, back, limits, dict(body["carriers"]))


def reminded(result: Result, care: Care) -> Result:
    """The result after a reminder."""
    told = replace(result, reminded=result.reminded + 1, version=result.version + 1)
    return replace(told, care_at=care.next(told))


def sent_back(result: Result, now: datetime) -> Result:
    """The unclaimed result on its way to the authority, where it can still be collected."""
    return replace(result, sent_back_at=now, care_at=None, version=result.version + 1)


def is_to_go_back(result: Result, care: Care) -> bool:
    """Whether it is the last time: reminded as often as may be, or come back from its carrier."""
    came_back = result.parcel is not None and result.parcel.state is Carriage.SENT_BACK
    return came_back or result.reminded >= len(care.remind_after)


def check_id(result: Result) -> str:
    """What the verification code says beside the dossier: the result and the hash of the file that it vouches for."""
    return f"{result.id}.{result.sha256}"


def gaps(result: Result, day: date) -> dict[str, str]:
    """What the gaps of the verification sheet hold beside those of every form."""
    return {
        "agency": result.issuer,
        "code": result.dossier,
        "reference": result.id,
        "result_number": result.number,
        "sha256": str(result.sha256),
        "signer": str(result.signer),
        "printed_on": f"Hà Nội, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
    }


def on_paper(part: str | None) -> str:
    """The name under which the paper of the dossier's result, or of that part's, is followed from hand to hand."""
    return f"{ON_PAPER}:{part}" if part else ON_PAPER


def is_on_paper(name: str) -> bool:
    """Whether an article of that name is a result without an id."""
    return name.partition(":")[0] == ON_PAPER


def papers_of(
    articles: Sequence[custody.Article], part: str | None, result: Result | None
) -> tuple[custody.Article, ...]:
    """The articles that are the result of the dossier, or of that part of it, and of nothing else."""
    names = {on_paper(part), result.id if result else None}
    return tuple(a for a in articles if a.kind is custody.Kind.RESULT and a.name in names)


def handed_over(
    articles: Sequence[custody.Article], source: custody.Holder, to: custody.Holder, scan: custody.Scan
) -> tuple[custody.Article, ...]:
    """Those articles that were with `source` and are now with `to`."""
    return tuple(custody.handed(a, to, scan) for a in articles if a.holder == source)
