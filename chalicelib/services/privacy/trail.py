"""What a citizen reads of the own data: who looked or changed, where, when, why; and all of it, to take along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from chalicelib.adapters import audit, consent_store, erasing_store, files, kept_store, people_store, rights_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.audit import Look
from chalicelib.adapters.people_store import subject
from chalicelib.domain import corrections, reuse, roles
from chalicelib.domain.custody import Article
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File, Paper, PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Result
from chalicelib.domain.rights import Request
from chalicelib.domain.roles import AGENT_SIDE, AUTHORITY_SIDE, Principal, Right
from chalicelib.services.issuance import results
from chalicelib.services.privacy import rights
from chalicelib.services.reference import registry

MOST_DOSSIERS, MOST_LINES = 50, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the trail: the role and the office of who it was, never an account or a name."""

    at: datetime
    role: str
    office: str | None
    act: str
    why: str
    dossier: str | None


def own(by: Principal) -> list[Line]:
    """The lines about the asking citizen and the own dossiers, the newest first."""
    roles.require(by, Right.OWN_PRIVACY)
    return _lines(by.scope)


def _lines(person: str) -> list[Line]:
    lines = [_line(look, None) for look in audit.trail(subject(person))]
    for code in sorted(erasing_store.codes_of(person), reverse=True)[:MOST_DOSSIERS]:
        lines += [_line(look, code) for look in audit.trail(code)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST_LINES]


def _line(look: Look, code: str | None) -> Line:
    return Line(at=look.at, role=look.role, office=_office(look), act=look.act, why=look.why, dossier=code)


def _office(look: Look) -> str | None:
    """Where the account worked that day; None for citizens, the system, and accounts that nobody knows any more."""
    day = hanoi_day(look.at)
    try:
        who = registry.principal(look.actor, day)
        if who.role in AGENT_SIDE:
            return registry.agent(who.scope, day).name
        return registry.authority(who.scope, day).name if who.role in AUTHORITY_SIDE else None
    except Fault:
        return None


@dataclass(frozen=True, slots=True)
class Export:
    """Links for five minutes: all own data as JSON, and each scan, copy and print beside it."""

    data: str
    documents: list[tuple[str, str]]


def export(request_id: str, by: Principal) -> Export | None:
    """All own data of a citizen whose request to see them was granted; None for any other request."""
    asked = rights.own_request(request_id, by)
    return exported(asked) if asked.opens_data else None


def exported(asked: Request) -> Export:
    """All own data of whoever made the request."""
    person = asked.person
    dossiers = [store.load(code).file for code in erasing_store.codes_of(person)]
    told = {
        "contact": asdict(people_store.contact(person).choices),
        "consents": [asdict(one) for one in consent_store.consents(person)],
        "kept_papers": [asdict(one) for one in kept_store.kept(person)],
        "kept_results": [asdict(one) for one in kept_store.results(person)],
        "requests": [asdict(one) for one in rights_store.of_person(person)],
        "dossiers": [_told(file) for file in dossiers],
        "trail": [asdict(line) for line in _lines(person)],
    }
    place = files.export_key(asked.id)
    body = json.dumps(told, ensure_ascii=False, default=_plain).encode()
    files.put(files.scans_bucket(), place, body, "application/json")
    documents = [(name, files.link(key, version)) for file in dossiers for name, key, version in _documents(file)]
    return Export(files.link(place, None), documents)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _told(file: File) -> dict[str, Any]:
    d = file.dossier
    return {
        "code": d.code,
        "procedure": d.procedure,
        "status": d.status.vi,
        "opened_at": d.opened_at,
        "applicant": asdict(d.applicant),
        "form": dict(d.form),
        "result_number": d.result_number,
        "papers": [{"id": p.id, "kind": p.kind, "facts": _facts(p)} for p in corrections.settled(file)],
        "events": [{"type": e.type, "at": e.at, "note": e.note} for e in file.events],
        "results": [_result(r) for r in file.results if r.issued_at],
        "articles": [_article(a) for a in file.articles],
        "notices": [{"channel": n.channel, "at": n.at, "to": n.to, "text": n.text} for n in file.notices],
    }


def _result(r: Result) -> dict[str, Any]:
    told = asdict(r)
    return {name: value for name, value in told.items() if name not in ("asked_by", "care_at", "version")}


def _article(a: Article) -> dict[str, Any]:
    """Where a paper was, when, and with whom; which account scanned it is no data of the person."""
    steps = [{"act": s.act, "at": s.at, "where": s.where, "from": s.source, "to": s.to} for s in a.steps]
    return {"id": a.id, "kind": a.kind, "name": a.name, "steps": steps}


def _facts(paper: Paper) -> dict[str, str]:
    return {fact.name: fact.value for fact in paper.facts}


def _documents(file: File) -> Iterator[tuple[str, str, str | None]]:
    """Name, key and version of each file of a dossier; of results those that decisions named.

    What is opened by a one-time code alone is not among them: the citizen finds it by looking the dossier up.
    """
    code = file.dossier.code
    issued = [r for r in file.results if r.issued_at]
    if not results.is_guarded(file.dossier):
        for r in issued:
            yield f"{code}/{r.id}.pdf", files.signed_key(code, r.id), None
    hidden = {files.form_key(code, results.sheet_of(r.id)) for r in file.results if r not in issued}
    for paper in file.papers:
        if paper.state is PaperState.READ:
            lies = reuse.home(code, paper)
            yield f"{code}/{paper.id}", files.scan_key(*lies), paper.object_version
            copy = files.copy_key(*lies, paper.object_version)
            if files.stored(files.scans_bucket(), copy):
                yield f"{code}/{paper.id}.pdf", copy, None
    for key in files.keys_under(f"forms/{code}/"):
        if key not in hidden:
            yield key, key, None
