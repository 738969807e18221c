"""The paper store: papers that were read and settled are kept for their person, offered for the next dossier, used."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters import audit, consent_store, files, kept_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Loaded, Once
from chalicelib.domain import consent, corrections, reuse, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File, Paper
from chalicelib.domain.erasure import NOBODY
from chalicelib.domain.faults import Fault
from chalicelib.domain.reuse import KeptPaper, Offer
from chalicelib.domain.roles import SYSTEM, Principal, Right
from chalicelib.services import consents, privacy_rules, registry
from chalicelib.services.intake import event_of
from chalicelib.services.once import carried_out, once


def keep(code: str, item: str, now: datetime) -> None:
    """Keeps the dossier's settled papers that may serve again, under a consent; called again, it changes nothing.

    What loses a race comes again with the message.
    """
    file = store.load(code).file
    person = file.dossier.person
    given = None if person == NOBODY or file.dossier.restricted else _consent_to_keep(person, now)
    if given:
        known = {(one.dossier, one.paper) for one in kept_store.kept(person) if one.consent == given}
        for paper in corrections.settled(file):
            if reuse.settled(file, paper) and (code, paper.id) not in known:
                _keep(file, paper, given, now)
    store.done(code, item)


def _consent_to_keep(person: str, now: datetime) -> str | None:
    given = consent.allowing(consent_store.consents(person), consent.KEEP_PAPERS, None, now)
    return given.id if given else None


def _keep(file: File, paper: Paper, consent_id: str, now: datetime) -> None:
    dossier, day = file.dossier, hanoi_day(now)
    until = reuse.valid_until(privacy_rules.reuse_rule(paper.kind or "", day), paper)
    if until is None or until < day:
        return
    scan = files.content(files.scans_bucket(), files.scan_key(dossier.code, paper.id), paper.object_version)
    one = KeptPaper(
        id=scan.sha256,
        kind=paper.kind or "",
        dossier=dossier.code,
        paper=paper.id,
        object_version=paper.object_version,
        valid_until=until,
        consent=consent_id,
        kept_at=now,
    )
    if not any(k.id == one.id and k.consent == consent_id for k in kept_store.kept(dossier.person)):
        kept_store.keep(dossier.person, one, Trace(SYSTEM, f"keep_paper {dossier.code}", consent_id))


@dataclass(frozen=True, slots=True)
class Found:
    """What may be used for a dossier."""

    loaded: Loaded
    offers: list[Offer]


def offers(code: str, by: Principal, now: datetime) -> list[Offer]:
    """The kept papers of the applicant that fit the dossier now; audited. Raises dossier.unknown, role.forbidden."""
    roles.require(by, Right.OFFER)
    found = _found(code, by, now)
    audit.record(code, by, "view_offers", "", now, found.loaded.key_from)
    return found.offers


def _found(code: str, by: Principal, now: datetime) -> Found:
    loaded = consents.at_counter(code, by)
    dossier = loaded.file.dossier
    procedure = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at))
    kept, given = kept_store.kept(dossier.person), consent_store.consents(dossier.person)
    return Found(loaded, reuse.offers(loaded.file, procedure, kept, given, now))


def use(code: str, paper_id: str, consent_id: str, by: Principal, key: str, now: datetime) -> Paper:
    """Makes a kept paper one of the dossier, once per key, under the consent that is named for it.

    Raises offer.none, consent.unknown, consent.not_given, dossier.unknown, role.forbidden.
    """
    roles.require(by, Right.OFFER)
    consents.at_counter(code, by)
    mark = once("reuse", f"api#{by.id}#{key}", {"code": code, "paper": paper_id, "consent": consent_id})
    return carried_out(
        mark,
        act=lambda: _use(code, paper_id, consent_id, by, mark, now),
        again=lambda done: store.load(done.dossier).file.paper(done.item or ""),
    )


def _use(code: str, paper_id: str, consent_id: str, by: Principal, mark: Once, now: datetime) -> Paper:
    found = _found(code, by, now)
    loaded, dossier = found.loaded, found.loaded.file.dossier
    offer = reuse.offered(found.offers, paper_id)
    consent.require(consent_store.consents(dossier.person), consent_id, consent.REUSE_PAPER, code, now)
    made = reuse.carried_over(_source(offer.kept, dossier.person), offer, secrets.token_hex(8), by.id, now)
    event = event_of("paper_reused", dossier, dossier, by, now, subject=made.id)
    trace = Trace(by, f"reuse_paper {made.reused_from} {code}", consent_id)

    def also(write: store.Write) -> None:
        consent_store.still_given(write, dossier.person, consent_id)
        consent_store.still_given(write, dossier.person, offer.kept.consent)
        kept_store.note_use(write, dossier.person, offer.kept, trace, now)

    store.add_paper(dossier, made, event, loaded.key_from, mark, also)
    return made


def _source(kept: KeptPaper, person: str) -> Paper:
    """The paper as it stands in the dossier it was handed in for. Raises offer.none once it is erased or in doubt."""
    file = store.load(kept.dossier).file
    paper = next((p for p in corrections.settled(file) if p.id == kept.paper), None)
    same = file.dossier.person == person and paper is not None and paper.object_version == kept.object_version
    if paper is None or not same or not reuse.settled(file, paper):
        raise Fault("offer.none", "paper")
    return paper
