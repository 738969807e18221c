"""The paper store: papers that were read and settled are kept for their person, offered for the next dossier, used."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.adapters import audit, consent_store, files, kept_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Loaded, Once
from chalicelib.domain import consent, corrections, reuse, roles
from chalicelib.domain.consent import Consent
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, File, Paper, PaperState
from chalicelib.domain.erasure import NOBODY
from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Procedure
from chalicelib.domain.results import Result
from chalicelib.domain.reuse import KeptPaper, KeptResult, Offer, Rule
from chalicelib.domain.roles import SYSTEM, Principal, Right
from chalicelib.services import reach
from chalicelib.services.casework.intake import event_of
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import privacy_rules, registry


def keep(code: str, now: datetime) -> None:
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
    same = [k for k in kept_store.kept(dossier.person) if k.id == one.id and k.consent == consent_id]
    same_file = [r for r in kept_store.results(dossier.person) if r.id == one.id]  # a result that served again
    if not same and not same_file:
        kept_store.keep(dossier.person, one, Trace(SYSTEM, f"keep_paper {dossier.code}", consent_id))


def of_result(
    result: Result, about: Dossier, procedure: Procedure, by: Principal, now: datetime
) -> Callable[[store.Write], None]:
    """What puts a result that was just decided among its person's papers, in the same write.

    Nothing of a person who asked that the own data rest (`restricted`).
    """
    plan = registry.plan(about.procedure, hanoi_day(about.opened_at)) if about.part else None
    of_part = plan.part(about.part).reads_as if plan and about.part else None
    one = KeptResult(
        id=str(result.sha256),
        kind=reuse.result_kind(procedure.results, of_part, is_part=about.part is not None),
        dossier=result.dossier,
        result=result.id,
        part=result.part,
        procedure=procedure.name,
        kept_at=now,
    )

    def write_it(write: store.Write) -> None:
        if not about.restricted:
            kept_store.add_result(write, about.person, one, Trace(by, f"keep_result {result.id} {result.dossier}", ""))

    return write_it


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a citizen finds in the own paper store: papers under a consent, and signed results with their last day."""

    papers: tuple[KeptPaper, ...]
    results: tuple[tuple[KeptResult, date | None], ...]


def own(by: Principal, now: datetime) -> Own:
    """The asking citizen's papers and results, the last first."""
    roles.require(by, Right.OWN_PRIVACY)
    found = [(one, reuse.result_valid_until(one, _rule(one, now))) for one in kept_store.results(by.scope)]
    return Own(papers=kept_store.kept(by.scope), results=tuple(found))


def _rule(one: KeptResult, now: datetime) -> Rule:
    return privacy_rules.reuse_rule(one.kind or "", hanoi_day(now))


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
    loaded = reach.personal(code, by)
    dossier = loaded.file.dossier
    reach.require_known_phone(dossier, by)
    procedure = registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at))
    given = consent_store.consents(dossier.person)
    kept = (*kept_store.kept(dossier.person), *_results(dossier.person, given, now))
    return Found(loaded, reuse.offers(loaded.file, procedure, kept, given, now))


def _results(person: str, given: tuple[Consent, ...], now: datetime) -> list[KeptPaper]:
    """The person's results that may serve again, under the consent to keep papers that holds now."""
    allowing = consent.allowing(given, consent.KEEP_PAPERS, None, now)
    if allowing is None:
        return []
    found = [reuse.as_paper(one, _rule(one, now), allowing.id) for one in kept_store.results(person)]
    return [one for one in found if one]


def use(code: str, paper_id: str, consent_id: str, by: Principal, key: str, now: datetime) -> Paper:
    """Makes a kept paper one of the dossier, once per key, under the consent that is named for it.

    A paper comes as it was read; of a signed result the file is copied, and read like an upload.

    Raises offer.none, consent.unknown, consent.not_given, dossier.unknown, role.forbidden.
    """
    roles.require(by, Right.OFFER)
    reach.personal(code, by)
    mark = once("reuse", f"api#{by.id}#{key}", {"code": code, "paper": paper_id, "consent": consent_id})
    made = carried_out(
        mark,
        act=lambda: _use(code, paper_id, consent_id, by, mark, now),
        again=lambda done: store.load(done.dossier).file.paper(done.item or ""),
    )
    if made.reused_from is None:
        _copy(code, made, paper_id)
    return made


def _copy(code: str, made: Paper, sha256: str) -> None:
    """Lays the file of a result that serves again where the new paper's scan is awaited, unless it lies there."""
    there, person = files.scan_key(code, made.id), store.load(code).file.dossier.person
    kept = next((one for one in kept_store.results(person) if one.id == sha256), None)
    if kept and made.state is PaperState.AWAITED and files.stored(files.scans_bucket(), there) is None:
        files.copy_within_scans(files.signed_key(kept.dossier, kept.result), there)


def _use(code: str, paper_id: str, consent_id: str, by: Principal, mark: Once, now: datetime) -> Paper:
    found = _found(code, by, now)
    loaded, dossier = found.loaded, found.loaded.file.dossier
    offer = reuse.offered(found.offers, paper_id)
    consent.require(consent_store.consents(dossier.person), consent_id, consent.REUSE_PAPER, code, now)
    made = _carried(offer, dossier.person, by, now)
    event = event_of("paper_reused", dossier, dossier, by, now, subject=made.id)
    trace = Trace(by, f"reuse_paper {offer.kept.dossier}/{offer.kept.paper} {code}", consent_id)

    def also(write: store.Write) -> None:
        consent_store.still_given(write, dossier.person, consent_id)
        consent_store.still_given(write, dossier.person, offer.kept.consent)
        kept_store.note_use(write, dossier.person, offer.kept, trace, now)

    store.add_paper(dossier, made, event, loaded.key_from, mark, also)
    return made


def _carried(offer: Offer, person: str, by: Principal, now: datetime) -> Paper:
    made = secrets.token_hex(8)
    if offer.kept.is_result:
        _require_issued(offer.kept, person)
        return reuse.to_be_read(offer, made, by.id, now)
    return reuse.carried_over(_source(offer.kept, person), offer, made, by.id, now)


def _require_issued(kept: KeptPaper, person: str) -> None:
    """Raises offer.none once the result's dossier is erased, or another's."""
    file = store.load(kept.dossier).file
    if file.dossier.person != person or kept.id not in [r.sha256 for r in file.results]:
        raise Fault("offer.none", "paper")


def _source(kept: KeptPaper, person: str) -> Paper:
    """The paper as it stands in the dossier it was handed in for. Raises offer.none once it is erased or in doubt."""
    file = store.load(kept.dossier).file
    paper = next((p for p in corrections.settled(file) if p.id == kept.paper), None)
    same = file.dossier.person == person and paper is not None and paper.object_version == kept.object_version
    if paper is None or not same or not reuse.settled(file, paper):
        raise Fault("offer.none", "paper")
    return paper
