"""From the services' answers to the API's replies; what may not be seen is left out here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from chalicelib.adapters import files
from chalicelib.api import schemas
from chalicelib.domain import corrections, delivery, feedback, notices, uploads
from chalicelib.domain.catalogue_words import Line
from chalicelib.domain.comparisons import Comparison
from chalicelib.domain.custody import Article, Kind
from chalicelib.domain.dossiers import Correction, Dossier, Event, Fact, File, Notice, Paper, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.lifecycle import Transition
from chalicelib.domain.linked import Plan
from chalicelib.domain.places import Located
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.regimes import Regime
from chalicelib.domain.results import Result
from chalicelib.domain.statements import Place
from chalicelib.services.casework.intake import Slot
from chalicelib.services.casework.lookup import Forecast, Page, PaperView, View


def procedure_row(p: Procedure, is_open: bool) -> schemas.ProcedureRow:
    """A procedure in the list."""
    return schemas.ProcedureRow(
        code=p.code,
        name=p.name,
        field=p.field,
        online_level=p.online_level,
        linked=p.linked,
        open=is_open,
    )


def procedure(p: Procedure, is_open: bool, plan: Plan | None, lines: Iterable[Line]) -> schemas.ProcedureOut:
    """A procedure whole, and in words."""
    return schemas.ProcedureOut(
        **procedure_row(p, is_open).model_dump(),
        valid_from=p.valid_from,
        valid_to=p.valid_to,
        decision=p.decision,
        authority=p.authority,
        time=asdict(p.time),
        fee=asdict(p.fee) if p.fee else None,
        papers=[asdict(slot) for slot in p.papers],
        form=[asdict(field) for field in p.form],
        results=[asdict(result) for result in p.results],
        parts=[asdict(part) for part in plan.parts] if plan else [],
        agent_rules=[asdict(rule) for rule in p.agent_rules],
        facts={name: asdict(fact) for name, fact in p.facts.items()},
        replaced_by=p.replaced_by,
        source=p.source,
        explanation=[asdict(line) for line in lines],
    )


def regime(r: Regime) -> schemas.RegimeOut:
    """The regime of a day."""
    return schemas.RegimeOut(
        id=r.id,
        name=r.name,
        name_en=r.name_en,
        portal_code_for=sorted(r.portal_code_for),
        decided_elsewhere=sorted(r.decided_elsewhere),
        open_elsewhere=sorted(r.open_elsewhere),
        source=r.source,
    )


def dossiers(page: Page) -> schemas.Dossiers:
    """One page of a list."""
    rows = [schemas.DossierRow(**asdict(row), status_vi=Status(row.status).vi) for row in page.rows]
    return schemas.Dossiers(dossiers=rows, cursor=page.cursor)


def forecast(found: Forecast, until: date) -> schemas.ForecastOut:
    """One page of what is due."""
    rows = [
        schemas.ForecastRow(**asdict(row), status_vi=Status(row.status).vi, **asdict(ahead))
        for row, ahead in found.rows
    ]
    return schemas.ForecastOut(until=until, dossiers=rows, cursor=found.cursor)


def dossier(view: View) -> schemas.DossierOut:
    """A dossier as far as its view goes."""
    d, personal = view.file.dossier, view.personal
    return schemas.DossierOut(
        code=d.code,
        portal_code=d.portal_code,
        regime=view.regime.id,
        followed=view.regime.follows(d),
        procedure=d.procedure,
        procedure_name=view.procedure.name,
        agent=d.agent,
        agent_name=view.agent.name,
        status=d.status,
        status_vi=d.status.vi,
        status_en=d.status.en,
        version=d.version,
        opened_at=d.opened_at,
        submitted_at=d.submitted_at,
        accepted_at=d.accepted_at,
        due=d.due,
        due_why=[line.vi for line in d.due_why],
        extended_from=d.extended_from,
        timeliness=d.timeliness,
        authority=d.authority,
        authority_name=d.authority_name,
        desk=d.desk,
        routed_why=list(d.routed_why),
        finished_at=d.finished_at,
        returned_at=d.returned_at,
        result_number=d.result_number if personal else None,
        applicant=asdict(d.applicant) if personal else None,
        form=dict(d.form) if personal else None,
        papers=[paper(p, personal, view.file, view.other_sides.get(p.id)) for p in view.file.papers],
        comparisons=[_comparison(c) for c in view.comparisons],
        paper_comparisons=[schemas.PaperComparisonOut(**_compared(c)) for c in view.paper_comparisons],
        doubts=[schemas.doubt(d) for d in view.doubts],
        events=[_event(e, personal) for e in view.file.events if view.spoken or e.type not in feedback.EVENTS],
        notices=[_notice(n, personal) for n in view.file.notices if view.spoken or n.template not in feedback.EVENTS],
        results=[_result(r, personal) for r in view.file.results],
        articles=[_article(a, personal) for a in view.file.articles],
        parts=[_part(p, view) for p in view.file.parts],
        open_actions=[_open_action(t) for t in view.open_actions],
    )


def _result(r: Result, personal: bool) -> schemas.ResultBrief:
    return schemas.ResultBrief(
        id=r.id if personal else None,
        part=r.part,
        state=r.state.value,
        issued_at=r.issued_at,
        collected_at=r.collected_at,
        reminded=r.reminded,
        sent_back_at=r.sent_back_at,
        carrier=r.parcel.carrier if r.parcel else None,
        parcel=r.parcel.state.value if r.parcel else None,
    )


def _article(a: Article, personal: bool) -> schemas.ArticleBrief:
    return schemas.ArticleBrief(
        id=a.id,
        kind=a.kind.value,
        name=a.name if personal or a.kind is Kind.ORIGINAL else a.kind.value,  # a result's name is its id
        holder=str(a.holder),
        offered_to=str(a.offered_to) if a.offered_to else None,
        since=a.since,
        stands_still=a.alarmed,
    )


def _part(p: Dossier, view: View) -> schemas.PartOut:
    return schemas.PartOut(
        part=p.part or "",
        name=p.part_name or "",
        waits_for=list(p.waits_for),
        authority=p.authority,
        authority_name=p.authority_name,
        desk=p.desk,
        routed_why=list(p.routed_why),
        status=p.status,
        status_vi=p.status.vi,
        status_en=p.status.en,
        accepted_at=p.accepted_at,
        due=p.due,
        due_why=[line.vi for line in p.due_why],
        extended_from=p.extended_from,
        timeliness=p.timeliness,
        finished_at=p.finished_at,
        returned_at=p.returned_at,
        result_number=p.result_number if view.personal else None,
        open_actions=[_open_action(t) for t in view.open_in_parts[p.part or ""]],
    )


def _open_action(t: Transition) -> schemas.OpenAction:
    return schemas.OpenAction(
        action=t.action,
        label=t.vi,
        label_en=t.en,
        needs_reason=t.needs_reason,
        needs_result=t.needs_result,
        needs_due=t.needs_due,
        needs_authority=t.needs_authority,
        form=t.form,
    )


def paper(p: Paper, personal: bool, file: File | None = None, other_side: str | None = None) -> schemas.PaperOut:
    """A paper of a file; its facts only where personal data may be seen."""
    said = [one for one in file.corrections if one.paper == p.id] if file else []
    reason = corrections.corrected(p, said).reason
    return schemas.PaperOut(
        id=p.id,
        slot=p.slot,
        state=p.state.value,
        content_type=p.content_type,
        kind=p.kind,
        kind_sure=p.kind_sure,
        pages=p.pages,
        pages_read=p.pages_read,
        troubles=[(flaw.page, flaw.code) for flaw in p.troubles],
        to_review=bool(file and p.id in file.dossier.to_review),
        other_side=other_side,
        other_uploads=len(p.other_versions),
        reused_from=p.reused_from,
        added_at=p.added_at,
        read_at=p.read_at,
        problem=_problem(reason) if reason else None,
        facts=[fact(f) for f in p.facts] if personal else None,
        corrections=[correction(one) for one in said] if personal else None,
    )


def fact(f: Fact) -> schemas.FactOut:
    """A value as it was read."""
    return schemas.FactOut(**asdict(f))


def correction(c: Correction) -> schemas.CorrectionOut:
    """What a person said."""
    return schemas.CorrectionOut(
        about=c.about.value,
        name=c.name,
        page=c.page,
        said=c.said.value,
        before=c.before.text if c.before else None,
        after=c.after.text if c.after else None,
        confidence=c.confidence,
        at=c.at,
        actor=c.actor,
        role=c.role,
    )


def slot(made: Slot) -> schemas.SlotOut:
    """Where a scan is to be sent."""
    return schemas.SlotOut(
        paper=paper(made.paper, personal=False),
        url=made.upload.url,
        fields=made.upload.fields,
        max_bytes=uploads.MAX_BYTES,
        expires_seconds=files.SLOT_SECONDS,
    )


def whole_paper(view: PaperView) -> schemas.PaperWhole:
    """A paper with its scan and reading."""
    return schemas.PaperWhole(
        paper=paper(view.paper, personal=True, file=view.file, other_side=view.other_side),
        scan=view.link,
        digitised=view.copy,
        pages=[_spoken_of(page, view.corrections) for page in view.pages],
        signatures=[schemas.SignatureOut(**signature) for signature in view.signatures],
        addresses=[_address(name, found) for name, found in view.addresses.items()],
    )


def _spoken_of(page: dict[str, Any], said: Iterable[Correction]) -> dict[str, Any]:
    """A page as it was read, each field with the last that a person said of it."""
    last = {one.name: correction(one).model_dump() for one in said if one.page == page["number"]}
    return {**page, "fields": [{**field, "correction": last.get(field["name"])} for field in page["fields"]]}


def _address(field: str, found: Located) -> schemas.AddressOut:
    parts = found.address
    return schemas.AddressOut(
        field=field,
        house=parts.house,
        street=parts.street,
        ward=parts.ward,
        district=parts.district,
        province=parts.province,
        outside=parts.is_outside,
        decided=found.units[0].code if found.sure else None,
        candidates=[schemas.UnitName(code=unit.code, name=unit.name) for unit in found.units],
        why=list(found.why),
    )


def _problem(reason: str) -> schemas.ProblemNote:
    fault = Fault(f"scan.{reason}")
    return schemas.ProblemNote(code=fault.code, detail=fault.vi, detail_en=fault.en)


def _comparison(c: Comparison) -> schemas.ComparisonOut:
    return schemas.ComparisonOut(
        **_compared(c),
        field=c.declared_name,
        declared=c.declared,
        paper=c.paper,
        read=c.fact.value if c.fact else None,
        confidence=c.fact.confidence if c.fact else None,
        sure=c.fact.sure if c.fact else None,
    )


def _compared(c: Comparison) -> dict[str, Any]:
    return {
        "label": c.label,
        "label_en": c.label_en,
        "verdict": c.verdict.value,
        "why": [schemas.WhyOut(code=reason.code, detail=reason.vi, detail_en=reason.en) for reason in c.why],
        "one": _place(c.one),
        "other": _place(c.other),
    }


def _place(place: Place) -> schemas.PlaceOut:
    fact, is_form = place.fact, place.paper is None
    return schemas.PlaceOut(
        field=place.field,
        paper=place.paper,
        value=fact.value if fact else place.value if is_form else None,
        page=fact.page if fact else None,
        box=fact.box if fact else None,
        confidence=fact.confidence if fact else None,
        sure=fact.sure if fact else None,
        doubt=fact.doubt if fact else None,
        also=list(fact.also) if fact else [],
    )


def _event(e: Event, personal: bool) -> schemas.EventOut:
    return schemas.EventOut(
        type=e.type,
        at=e.at,
        role=e.role,
        actor=e.actor,
        status_from=e.status_from,
        status_to=e.status_to,
        subject=e.subject,
        part=e.part,
        note=e.note if personal else None,
    )


def _notice(n: Notice, personal: bool) -> schemas.NoticeOut:
    why = delivery.why(n)
    readable = personal and n.template not in notices.FOR_THE_CITIZEN_ALONE
    return schemas.NoticeOut(
        event=n.event,
        channel=n.channel,
        template=n.template,
        state=n.state.value,
        at=n.at,
        to=n.to if personal else None,
        subject=n.subject if readable else None,
        text=feedback.without_token(n.text) if readable else None,
        error=n.error,
        language=n.language,
        segments=n.segments,
        tries=n.tries,
        why=why.vi if why else None,
        why_en=why.en if why else None,
    )
