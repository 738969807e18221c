"""Taking a dossier in: by a clerk over the API, or from a partner's batch (see `partners`)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, registry_store, sealing
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import codes, deadlines, moments, people, phones, procedures, roles, uploads
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, Paper, PaperState, Status
from chalicelib.domain.events import TOLD
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import Person
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import reach
from chalicelib.services.casework import linking
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What is declared when a dossier is opened; nothing is checked yet."""

    procedure: str
    full_name: str
    number: str
    phone: str
    email: str | None
    residence_unit: str
    address: str
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A paper that is awaited, and where its scan is to be sent."""

    paper: Paper
    upload: files.Upload


def open_dossier(application: Application, by: Principal, key: str, now: datetime) -> str:
    """Opens a dossier for a clerk at the clerk's own agent and returns its code; the same key opens it once."""
    roles.require(by, Right.OPEN)
    return open_once(application, by.scope, by, f"api#{by.id}#{key}", now)[0]


def open_once(application: Application, agent_id: str, by: Principal, key: str, now: datetime) -> tuple[str, bool]:
    """The code of the dossier that this key opens, and whether it was opened now. Raises whatever is wrong with it."""
    mark = _opening(application, agent_id, key)
    return carried_out(
        mark,
        act=lambda: (_open(application, agent_id, by, mark, now), True),
        again=lambda before: (before.dossier, False),
    )


def opened_before(application: Application, agent_id: str, key: str) -> str | None:
    """The code of the dossier that this key opened before. Raises idempotency.reused when it opened another."""
    done = store.already_done(_opening(application, agent_id, key))
    return done.dossier if done else None


def _opening(application: Application, agent_id: str, key: str) -> store.Once:
    return once("open", key, {"agent": agent_id, **asdict(application)})


def check(application: Application, agent_id: str, now: datetime) -> Dossier:
    """The dossier that would be opened, as yet without code. Raises whatever is wrong with it; writes nothing."""
    day = hanoi_day(now)
    agent = registry.agent(agent_id, day)
    if agent.state != "active":
        raise Fault("agent.not_active", "agent", agent=agent_id)
    procedure = registry.procedure(application.procedure, day)
    procedures.require_taken_by_agents(procedure)
    applicant = _person(application)
    linking.require_destination(procedure.code, applicant.residence_unit, day)
    # A calendar that lacks the days ahead is found out now, not when an officer accepts.
    deadlines.explain(deadlines.Clock(now, procedure.time), registry.calendar(day))
    return Dossier(
        code="",
        procedure=procedure.code,
        procedure_from=procedure.valid_from,
        agent=agent.id,
        provider=agent.provider,
        opened_at=now,
        opened_by="",
        status=Status.REGISTERED,
        version=1,
        person="",
        applicant=applicant,
        form=procedures.checked_form(procedure, application.form),
    )


def _open(application: Application, agent_id: str, by: Principal, mark: store.Once, now: datetime) -> str:
    draft = check(application, agent_id, now)
    agency = registry.receiving_agency(hanoi_day(now))
    number = registry_store.next_number(f"{agency}-{hanoi_day(now):%y%m%d}")
    dossier = replace(
        draft,
        code=codes.dossier_code(agency, hanoi_day(now), number),
        opened_by=by.id,
        person=sealing.person_key(draft.applicant.number),
    )
    store.open_dossier(dossier, event_of("opened", dossier, dossier, by, now), mark)
    logger.info("dossier opened", dossier=dossier.code, procedure=dossier.procedure, agent=dossier.agent)
    return dossier.code


def _person(application: Application) -> Person:
    email = (application.email or "").strip()
    return Person(
        full_name=people.full_name(application.full_name, "applicant.full_name"),
        number=people.personal_number(application.number, "applicant.number"),
        phone=phones.number(application.phone, "applicant.phone"),
        email=people.email(email, "applicant.email") if email else None,
        residence_unit=application.residence_unit,
        address=" ".join(application.address.split()),
    )


def add_paper(code: str, slot: str, content_type: str, by: Principal, key: str, now: datetime) -> Slot:
    """Asks for a place to upload a scan to; the same key asks once. Raises paper.slot, paper.type, paper.closed."""
    roles.require(by, Right.ADD_PAPER)
    return await_paper(code, slot, content_type, by, f"api#{by.id}#{key}", now)


def await_paper(
    code: str, slot: str, content_type: str, by: Principal, key: str, now: datetime, paper_id: str = ""
) -> Slot:
    """The awaited paper that this key leads to, with a fresh upload form; a new one gets that id, or any."""
    mark = once("paper", key, {"code": code, "slot": slot, "type": content_type})
    paper = carried_out(
        mark,
        act=lambda: _await_paper(code, slot, content_type, by, mark, now, paper_id or secrets.token_hex(8)),
        again=lambda before: _awaited_before(before, by),
    )
    return Slot(paper, files.upload_slot(files.scan_key(code, paper.id), content_type, uploads.MAX_BYTES))


def _await_paper(
    code: str, slot: str, content_type: str, by: Principal, mark: store.Once, now: datetime, paper_id: str
) -> Paper:
    if content_type not in uploads.CONTENT_TYPES:
        raise Fault("paper.type", "content_type")
    loaded = reach.dossier(code, by)
    dossier = loaded.file.dossier
    if not dossier.is_with_agent:
        raise Fault("paper.closed", "code", status=dossier.status.vi)
    if len(loaded.file.papers) >= uploads.MAX_PAPERS:
        raise Fault("paper.too_many", "code", limit=uploads.MAX_PAPERS)
    registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at)).slot(slot)
    paper = Paper(
        id=paper_id,
        slot=slot,
        state=PaperState.AWAITED,
        content_type=content_type,
        added_at=now,
        added_by=by.id,
    )
    event = event_of("paper_added", dossier, dossier, by, now, subject=paper.id)
    store.add_paper(dossier, paper, event, loaded.key_from, mark)
    return paper


def _awaited_before(before: store.Done, by: Principal) -> Paper:
    """The paper that the request led to; whoever has moved to another agent since gets no place to upload to."""
    for paper in reach.dossier(before.dossier, by).file.papers:
        if paper.id == before.item:
            return paper
    raise Fault("paper.unknown", "paper")


def event_of(
    kind: str,
    before: Dossier,
    after: Dossier,
    by: Principal,
    now: datetime,
    *,
    subject: str | None = None,
    note: str = "",
) -> Event:
    """The event that tells of a change. What its notice speaks of stays as it is now."""
    return Event(
        id=store.event_id(now),
        type=kind,
        at=now,
        actor=by.id,
        role=by.role.value,
        status_from=before.status,
        status_to=after.status,
        subject=subject,
        part=after.part,
        note=note,
        moment=moments.moment(after) if kind in TOLD else {},
    )
