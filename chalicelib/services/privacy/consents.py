"""Consents: given by the citizen signed in, or recorded at the counter with proof; shown, printed, withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial

from chalicelib.adapters import code_store, consent_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.people_store import subject
from chalicelib.domain import consent, roles
from chalicelib.domain.consent import Channel, Consent, Proof, ProofKind, Who
from chalicelib.domain.contact import Language
from chalicelib.domain.corrections import OTHER
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, File, PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.one_time_codes import Code, Use
from chalicelib.domain.rights import FETCHING
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import reach
from chalicelib.services.casework.intake import event_of
from chalicelib.services.citizens import one_time_codes
from chalicelib.services.citizens.one_time_codes import Wanted
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import privacy_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says: to which purpose, in which language, for which dossier, proven how.

    `proofs` are as the request has them: the reference of a one-time code is its six digits. `birth_date` is a child's.
    """

    purpose: str
    language: str
    dossier: str | None = None
    birth_date: date | None = None
    proofs: tuple[Proof, ...] = ()


def own(by: Principal) -> tuple[Consent, ...]:
    """All consents of the asking citizen, the withdrawn ones too."""
    roles.require(by, Right.OWN_PRIVACY)
    return consent_store.consents(by.scope)


def give_own(said: Said, by: Principal, key: str, now: datetime) -> Consent:
    """Records what the signed-in citizen consents to, once per key. Raises consent.…, dossier.unknown."""
    roles.require(by, Right.OWN_PRIVACY)
    signed_in = Proof(Who.SELF, ProofKind.SIGN_IN, by.id)
    return _recorded(replace(said, proofs=(signed_in,)), by.scope, Channel.WEB, by, key, now)


def record(said: Said, by: Principal, key: str, now: datetime) -> Consent:
    """Records at the counter what the applicant of a dossier consents to, once per key.

    Raises consent.… and code.… for what does not prove it, dossier.unknown, role.forbidden.
    """
    roles.require(by, Right.CONSENT)
    dossier = reach.personal(said.dossier or "", by).file.dossier
    _require_own_word(said.purpose, dossier, by)
    return _recorded(said, dossier.person, Channel.AGENT, by, key, now)


def _require_own_word(purpose: str, dossier: Dossier, by: Principal) -> None:
    """Raises person.other_phone where what is agreed to reaches beyond this dossier, and its phone proves nothing."""
    if purpose != consent.ASSISTED:
        reach.require_known_phone(dossier, by)


def of_dossier(code: str, by: Principal) -> tuple[Consent, ...]:
    """What the applicant consented to that covers this dossier, for the clerk who works on it."""
    roles.require(by, Right.CONSENT)
    person = reach.personal(code, by).file.dossier.person
    return tuple(one for one in consent_store.consents(person) if one.dossier in (None, code))


def send_code(code: str, purpose: str, language: str, by: Principal, key: str, now: datetime) -> None:
    """Sends the applicant's phone a one-time code, once per key. Raises code.…, notice.… and consent.purpose."""
    roles.require(by, Right.CONSENT)
    dossier = _whose_phone(code, purpose, by)
    _require_own_word(purpose, dossier, by)
    asked = privacy_rules.wording(purpose, language, hanoi_day(now))
    wanted = Wanted(
        use=Use.COUNTER,
        subject=about(code, purpose).subject,
        dossier=dossier,
        language=Language(language),
        values={"purpose": asked.in_short},
    )
    mark = once("code", f"api#{by.id}#{key}", {"code": code, "purpose": purpose, "language": language})
    one_time_codes.ask(wanted, mark, now)


def _whose_phone(code: str, purpose: str, by: Principal) -> Dossier:
    """The own data are fetched where they were asked for, though the dossier has long left."""
    if purpose == FETCHING:
        return reach.dossier(code, by).file.dossier
    return reach.personal(code, by, though_restricted=True).file.dossier


def about(code: str, purpose: str) -> Code:
    """The one-time code that proves this purpose for this dossier, and nothing else."""
    return Code(Use.COUNTER, f"{code}#{purpose}", "")


def _recorded(said: Said, person: str, channel: Channel, by: Principal, key: str, now: datetime) -> Consent:
    mark = once("consent", f"api#{by.id}#{key}", {"person": person, **asdict(said)})
    return carried_out(
        mark,
        act=lambda: _record(said, person, channel, by, mark, now),
        again=lambda done: consent.named(consent_store.consents(person), _given_then(done)),
    )


def _given_then(done: store.Done) -> str:
    """The consent that a request led to: named by itself, or by the event of the dossier that tells of it."""
    if not done.dossier or done.dossier.startswith("person#"):
        return done.item or ""
    events = store.load(done.dossier).file.events
    return next(event.subject or "" for event in events if event.id == done.item)


def _record(said: Said, person: str, channel: Channel, by: Principal, mark: Once, now: datetime) -> Consent:
    wording = privacy_rules.wording(said.purpose, said.language, hanoi_day(now))
    needed = consent.required(wording, said.birth_date, hanoi_day(now))
    consent.require_proven(said.proofs, needed)
    loaded = reach.personal(said.dossier, by) if said.dossier else None
    codes = _proven(said, now)
    made = Consent(
        id=secrets.token_hex(8),
        purpose=said.purpose,
        wording=wording.id,
        version=wording.version,
        language=wording.language,
        channel=channel,
        at=now,
        actor=by.id,
        role=by.role.value,
        proofs=tuple(replace(p, reference=_checked(p, loaded)) for p in said.proofs),
        dossier=consent.scope(wording, said.dossier),
    )
    trace = Trace(by, f"consent_given {made.id}", said.purpose)
    writes: list[Callable[[store.Write], None]] = [lambda write: consent_store.add(write, person, made, trace)]
    writes += [partial(code_store.use, code=code, now=now) for code in codes]
    _write(person, made, loaded, writes, by, mark, now)
    return made


def _proven(said: Said, now: datetime) -> set[Code]:
    """The code whose digits were said, if any were: parent and child have one phone. Raises code.…"""
    digits = {proof.reference for proof in said.proofs if proof.kind is ProofKind.CODE}
    wanted = about(said.dossier or "", said.purpose)
    return {one_time_codes.prove(wanted, given, now) for given in sorted(digits)}


def _checked(proof: Proof, loaded: Loaded | None) -> str:
    """What is kept of a proof. Raises paper.unknown, consent.paper."""
    match proof.kind:
        case ProofKind.CODE:
            return "sms"
        case ProofKind.PAPER if loaded:
            require_signed_paper(loaded.file, proof.reference, "proofs")
    return proof.reference


def require_signed_paper(file: File, paper_id: str, field: str) -> None:
    """Raises consent.paper for what was not read, or is a certificate or form that says something else."""
    paper = file.paper(paper_id)
    if paper.state is not PaperState.READ or paper.kind not in (None, OTHER):
        raise Fault("consent.paper", field)


def _write(
    person: str,
    made: Consent,
    loaded: Loaded | None,
    writes: Sequence[Callable[[store.Write], None]],
    by: Principal,
    mark: Once,
    now: datetime,
) -> None:
    def together(write: store.Write) -> None:
        for one in writes:
            one(write)

    if loaded is None:
        with store.transaction() as write:
            together(write)
            store.remember(write, mark, subject(person), made.id, now)
        return
    before = loaded.file.dossier
    after = replace(before, version=before.version + 1)
    event = event_of("consent_given", before, after, by, now, subject=made.id)
    store.change(before, after, event, loaded.key_from, mark, Together(more=together))


def require_assisted(dossier: Dossier, now: datetime) -> None:
    """Raises submit.consent where an agent may help only whoever agreed to it, and the applicant did not, or no longer.

    Whether that is so is told by the wording of the day on which the dossier was opened.
    """
    asked = privacy_rules.wording(consent.ASSISTED, Language.VI.value, hanoi_day(dossier.opened_at))
    if not asked.before_submit:
        return
    if consent.allowing(consent_store.consents(dossier.person), consent.ASSISTED, dossier.code, now) is None:
        raise Fault("submit.consent", "action")


def withdraw(consent_id: str, by: Principal, key: str, now: datetime) -> Consent:
    """Ends a consent of the asking citizen at once; what was done under it before stays done."""
    roles.require(by, Right.OWN_PRIVACY)
    person = by.scope
    return _withdrawn(
        person, consent_id, by, key, now, lambda one, trace, mark: consent_store.withdraw(person, one, trace, now, mark)
    )


def withdraw_at_counter(code: str, consent_id: str, by: Principal, key: str, now: datetime) -> Consent:
    """Ends a consent that covers the dossier, at the word of its applicant, who is told: as easily as it was given."""
    named = consent.named(of_dossier(code, by), consent_id)
    dossier = store.load(code).file.dossier
    _require_own_word(named.purpose, dossier, by)

    def write(one: Consent, trace: Trace, mark: Once) -> None:
        loaded = store.load(code)
        before = loaded.file.dossier
        after = replace(before, version=before.version + 1)
        event = event_of("consent_withdrawn", before, after, by, now, subject=one.id)
        more = partial(consent_store.end, person=before.person, one=one, trace=trace, now=now)
        store.change(before, after, event, loaded.key_from, mark, Together(more=more))

    return _withdrawn(dossier.person, consent_id, by, key, now, write)


def _withdrawn(
    person: str,
    consent_id: str,
    by: Principal,
    key: str,
    now: datetime,
    write: Callable[[Consent, Trace, Once], None],
) -> Consent:
    mark = once("withdraw", f"api#{by.id}#{key}", {"person": person, "consent": consent_id})

    def end() -> Consent:
        one = consent.named(consent_store.consents(person), consent_id)
        if one.withdrawn_at is None:
            write(one, Trace(by, f"consent_withdrawn {one.id}", one.purpose), mark)
        return consent.named(consent_store.consents(person), consent_id)

    return carried_out(mark, act=end, again=lambda _: consent.named(consent_store.consents(person), consent_id))
