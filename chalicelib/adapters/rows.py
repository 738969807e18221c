"""Rows of the Dossiers table to and from the domain's words; whatever is personal is sealed here and nowhere else."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.adapters.sealing import DataKey, seal, unseal
from chalicelib.adapters.tables import (
    CorrectionRow,
    DossierRow,
    EventRow,
    ItemRow,
    NoticeRow,
    PaperRow,
    PartRow,
    ProgressRow,
)
from chalicelib.domain import lateness, review
from chalicelib.domain.deadlines import Pause, PauseKind
from chalicelib.domain.dossiers import (
    CLOSED,
    TOO_MANY_VALUES,
    About,
    Correction,
    Dossier,
    Event,
    Fact,
    Flaw,
    Notice,
    NoticeState,
    Paper,
    PaperState,
    Said,
    Status,
    Value,
)
from chalicelib.domain.events import FOLLOWED_BY, Todo
from chalicelib.domain.people import Person
from chalicelib.domain.words import Words

DOSSIER = "dossier"
LATE = "late"
"""What the index of waiting items calls dossiers, and parts of such, that are late once their due date is past."""
ROOM = 300_000
"""Bytes that the facts of a paper may take, packed: an item of DynamoDB holds 400 kB."""
R = TypeVar("R", bound=ItemRow)
T = TypeVar("T")


def progress_row(d: Dossier, key: DataKey) -> ProgressRow:
    """The row of a dossier or of its part. It lies on its authority's desk from when its turn comes until it ends."""
    desk = d.authority if d.status not in CLOSED and not d.waits_for else None
    item = f"part#{d.part}" if d.part else DOSSIER
    promised = lateness.promised(d)
    return (PartRow if d.part else DossierRow)(
        d.code,
        item,
        procedure=d.procedure,
        procedure_from=d.procedure_from,
        agent=d.agent,
        provider=d.provider,
        opened_at=d.opened_at,
        opened_by=d.opened_by,
        status=d.status.value,
        version=d.version,
        person=d.person,
        authority=d.authority,
        authority_name=d.authority_name,
        routed_why=list(d.routed_why),
        handed_from=list(d.handed_from),
        authorities=list(d.authorities),
        given_to=d.desk,
        portal_code=d.portal_code,
        part=d.part,
        part_name=d.part_name,
        waits_for=list(d.waits_for),
        to_review=list(d.to_review),
        review=review.queue(d) if d.to_review else None,
        review_since=d.review_since,
        desk=desk,
        desk_order=(d.due or d.submitted_at or d.opened_at) if desk else None,
        submitted_at=d.submitted_at,
        supplement_asked_at=d.supplement_asked_at,
        supplemented_at=d.supplemented_at,
        supplements_asked=list(d.supplements_asked),
        paused_from=d.paused_from.value if d.paused_from else None,
        pauses=[_pause_json(pause) for pause in d.pauses],
        accepted_at=d.accepted_at,
        due=d.due,
        due_why=list(d.due_why),
        extended_from=d.extended_from,
        extended_to=d.extended_to,
        late_at=d.late_at,
        todo=LATE if promised else None,
        todo_since=promised,
        timeliness=d.timeliness,
        finished_at=d.finished_at,
        returned_at=d.returned_at,
        restricted=d.restricted,
        sealed=seal(_personal(d), key, d.code, item),
    )


def _personal(d: Dossier) -> dict[str, Any]:
    return {"applicant": asdict(d.applicant), "form": dict(d.form), "result_number": d.result_number}


def _line(raw: str | list[str]) -> Words:
    """A line of explanation; those that were stored in Vietnamese alone are said so in both languages."""
    return Words(raw, raw) if isinstance(raw, str) else Words(*raw)


def part(row: ItemRow) -> Dossier | None:
    """The part of a row, or None where the row is something else."""
    return dossier(row) if isinstance(row, PartRow) else None


def dossier(row: ProgressRow) -> Dossier:
    """The dossier, or part of one, of a row."""
    personal = unseal(row.sealed, row.code, row.item)
    return Dossier(
        code=row.code,
        procedure=row.procedure,
        procedure_from=row.procedure_from,
        agent=row.agent,
        provider=row.provider,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        status=Status(int(row.status)),
        version=int(row.version),
        person=row.person,
        applicant=Person(**personal["applicant"]),
        form=personal["form"],
        authority=row.authority,
        authority_name=row.authority_name,
        routed_why=tuple(row.routed_why or ()),
        handed_from=tuple(row.handed_from or ()),
        authorities=tuple(row.authorities or ()),
        desk=row.given_to,
        portal_code=row.portal_code,
        part=row.part,
        part_name=row.part_name,
        waits_for=tuple(row.waits_for or ()),
        to_review=tuple(row.to_review or ()),
        review_since=row.review_since,
        submitted_at=row.submitted_at,
        supplement_asked_at=row.supplement_asked_at,
        supplemented_at=row.supplemented_at,
        supplements_asked=tuple(row.supplements_asked or ()),
        paused_from=Status(int(row.paused_from)) if row.paused_from else None,
        pauses=tuple(_pause(raw) for raw in row.pauses or ()),
        accepted_at=row.accepted_at,
        due=row.due,
        due_why=tuple(_line(raw) for raw in row.due_why or ()),
        extended_from=row.extended_from,
        extended_to=row.extended_to,
        late_at=row.late_at,
        timeliness=row.timeliness,
        finished_at=row.finished_at,
        returned_at=row.returned_at,
        restricted=bool(row.restricted),
        result_number=personal["result_number"],
    )


def _pause_json(pause: Pause) -> list[str | None]:
    return [pause.kind, pause.start.isoformat(), pause.end.isoformat() if pause.end else None]


def _pause(raw: list[str]) -> Pause:
    kind, start, end = raw
    return Pause(PauseKind(kind), datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)


def paper_row(code: str, p: Paper, key: DataKey) -> PaperRow:
    """The row of a paper; an awaited one waits for the reader."""
    item = f"paper#{p.id}"
    awaited = p.state is PaperState.AWAITED
    return PaperRow(
        code,
        item,
        slot=p.slot,
        state=p.state.value,
        content_type=p.content_type,
        added_at=p.added_at,
        added_by=p.added_by,
        object_version=p.object_version,
        paper_kind=p.kind,
        paper_kind_sure=p.kind_sure,
        pages=p.pages,
        reason=p.reason,
        read_at=p.read_at,
        troubles=[[flaw.page, flaw.code] for flaw in p.troubles],
        pages_read=p.pages_read,
        other_versions=set(p.other_versions) or None,
        kept=list(p.kept),
        pages_kept=p.pages_kept,
        read_by=p.read_by,
        reused_from=p.reused_from,
        todo=Todo.READ.value if awaited else None,
        todo_since=p.added_at if awaited else None,
        sealed=seal({"facts": [asdict(fact) for fact in p.facts]}, key, code, item),
    )


def paper(row: ItemRow) -> Paper | None:
    """The paper of a row, or None where the row is something else."""
    if not isinstance(row, PaperRow):
        return None
    facts = unseal(row.sealed, row.code, row.item)["facts"]
    return Paper(
        id=row.item.removeprefix("paper#"),
        slot=row.slot,
        state=PaperState(row.state),
        content_type=row.content_type,
        added_at=row.added_at,
        added_by=row.added_by,
        object_version=row.object_version,
        kind=row.paper_kind,
        kind_sure=row.paper_kind_sure,
        pages=int(row.pages),
        reason=row.reason,
        read_at=row.read_at,
        facts=tuple(_fact(fact) for fact in facts),
        troubles=tuple(Flaw(page, code) for page, code in row.troubles or ()),
        pages_read=int(row.pages_read),
        other_versions=tuple(sorted(row.other_versions or ())),
        kept=tuple(row.kept or ()),
        read_by=row.read_by,
        reused_from=row.reused_from,
    )


def fitting(p: Paper) -> Paper:
    """The paper with as many facts as an item has room for, page by page; the pages whose facts have none say so."""
    if _size(p.facts) <= ROOM:
        return p
    pages = sorted({fact.page for fact in p.facts})
    fit = bisect_right(range(len(pages)), ROOM, key=lambda n: _size(f for f in p.facts if f.page <= pages[n]))
    flaws = (*p.troubles, *(Flaw(page, TOO_MANY_VALUES) for page in pages[fit:]))
    return replace(p, facts=tuple(f for f in p.facts if f.page < pages[fit]), troubles=tuple(dict.fromkeys(flaws)))


def _size(facts: Iterable[Fact]) -> int:
    return len(zlib.compress(json.dumps([asdict(fact) for fact in facts], ensure_ascii=False).encode()))


def correction_row(code: str, c: Correction, key: DataKey) -> CorrectionRow:
    """The row of what a person said; whether the reader was right can be told without unsealing it."""
    item = f"correction#{c.id}"
    return CorrectionRow(
        code,
        item,
        paper=c.paper,
        about=c.about.value,
        name=c.name or None,
        page=c.page,
        said=c.said.value,
        type=c.type,
        confidence=c.confidence,
        at=c.at,
        actor=c.actor,
        role=c.role,
        sealed=seal({"before": _value_json(c.before), "after": _value_json(c.after)}, key, code, item),
    )


def correction(row: ItemRow) -> Correction | None:
    """The correction of a row, or None where the row is something else."""
    if not isinstance(row, CorrectionRow):
        return None
    values = unseal(row.sealed, row.code, row.item)
    return Correction(
        id=row.item.removeprefix("correction#"),
        paper=row.paper,
        about=About(row.about),
        name=row.name or "",
        page=int(row.page),
        said=Said(row.said),
        type=row.type,
        confidence=None if row.confidence is None else float(row.confidence),
        before=_value(values["before"]),
        after=_value(values["after"]),
        at=row.at,
        actor=row.actor,
        role=row.role,
    )


def _value_json(value: Value | None) -> list[str] | None:
    return [value.text, value.normal] if value else None


def _value(raw: list[str] | None) -> Value | None:
    return Value(*raw) if raw else None


def event_row(code: str, e: Event, key: DataKey) -> EventRow:
    """The row of an event; one that something follows from waits for it."""
    item = f"event#{e.id}"
    todo = FOLLOWED_BY.get(e.type)
    return EventRow(
        code,
        item,
        type=e.type,
        at=e.at,
        actor=e.actor,
        role=e.role,
        status_from=e.status_from,
        status_to=e.status_to,
        subject=e.subject,
        part=e.part,
        todo=todo.value if todo else None,
        todo_since=e.at if todo else None,
        sealed=seal({"note": e.note, "moment": dict(e.moment)}, key, code, item),
    )


def event(row: ItemRow) -> Event | None:
    """The event of a row, or None where the row is something else."""
    if not isinstance(row, EventRow):
        return None
    sealed = unseal(row.sealed, row.code, row.item)
    return Event(
        id=row.item.removeprefix("event#"),
        type=row.type,
        at=row.at,
        actor=row.actor,
        role=row.role,
        status_from=int(row.status_from),
        status_to=int(row.status_to),
        subject=row.subject,
        part=row.part,
        note=sealed["note"],
        moment=sealed.get("moment", {}),  # rows of before have none
    )


def notice_row(code: str, n: Notice, key: DataKey) -> NoticeRow:
    """The row of a notice."""
    item = f"notice#{n.id}"
    return NoticeRow(
        code,
        item,
        event=n.event,
        channel=n.channel,
        template=n.template,
        state=n.state.value,
        at=n.at,
        provider_id=n.provider_id,
        error=n.error,
        language=n.language,
        segments=n.segments,
        tries=n.tries,
        next_at=n.next_at,
        sealed=seal({"to": n.to, "subject": n.subject, "text": n.text}, key, code, item),
    )


def notice(row: ItemRow) -> Notice | None:
    """The notice of a row, or None where the row is something else."""
    if not isinstance(row, NoticeRow):
        return None
    personal = unseal(row.sealed, row.code, row.item)
    return Notice(
        id=row.item.removeprefix("notice#"),
        event=row.event,
        channel=row.channel,
        template=row.template,
        state=NoticeState(row.state),
        at=row.at,
        provider_id=row.provider_id,
        error=row.error,
        language=row.language or "vi",
        segments=int(row.segments or 1),
        tries=int(row.tries or 0),
        next_at=row.next_at,
        **personal,
    )


def all_of(found: Iterable[ItemRow], make: Callable[[ItemRow], T | None]) -> list[T]:
    """What `make` makes of the rows that are its kind."""
    return [made for row in found if (made := make(row)) is not None]


def _fact(raw: dict[str, Any]) -> Fact:
    return Fact(**{**raw, "box": tuple(raw["box"]), "also": tuple(raw.get("also", ()))})
