"""Consents: given by the citizen signed in, or recorded at the counter with proof; shown, printed, withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import partial

from chalicelib.adapters import channels, consent_store, one_time
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.adapters.people_store import subject
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.domain import consent, roles
from chalicelib.domain.consent import Channel, Consent, Proof, ProofKind, Who
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right
from chalicelib.services import privacy_rules
from chalicelib.services.intake import event_of
from chalicelib.services.once import carried_out, once


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
    person = at_counter(said.dossier or "", by).file.dossier.person
    return _recorded(said, person, Channel.AGENT, by, key, now)


def of_dossier(code: str, by: Principal) -> tuple[Consent, ...]:
    """What the applicant consented to that covers this dossier, for the clerk who works on it."""
    roles.require(by, Right.CONSENT)
    person = at_counter(code, by).file.dossier.person
    return tuple(one for one in consent_store.consents(person) if one.dossier in (None, code))


def at_counter(code: str, by: Principal, *, though_restricted: bool = False) -> Loaded:
    """A dossier whose personal data the asker may see now, or could but for the restriction that its person asked for.

    Raises dossier.unknown, role.forbidden.
    """
    loaded = store.load(code)
    dossier = loaded.file.dossier
    if not roles.within_reach(by, dossier):
        raise Fault("dossier.unknown", "code")
    if not roles.sees_personal_data(by, replace(dossier, restricted=False) if though_restricted else dossier):
        raise Fault("role.forbidden", role=by.role.value)
    return loaded


def send_code(code: str, purpose: str, language: str, by: Principal, key: str, now: datetime) -> None:
    """Sends the applicant's phone a one-time code, once per key. Raises code.… and consent.purpose."""
    roles.require(by, Right.CONSENT)
    to = at_counter(code, by, though_restricted=True).file.dossier.applicant.phone
    asked = privacy_rules.wording(purpose, language, hanoi_day(now))
    mark = once("code", f"api#{by.id}#{key}", {"code": code, "purpose": purpose, "language": language})
    digits = carried_out(mark, act=lambda: one_time.make(about(code, purpose), code, now, mark), again=lambda _: "")
    if digits:
        _text(to, asked.sms.format(code=digits))


def _text(to: str, text: str) -> None:
    """Sends it at once: whoever waits at the counter asks for another code sooner than a queue tries again."""
    try:
        channels.CHANNELS["sms"].send(to, "", text, secrets.token_hex(8))
    except (ProviderDownError, UndeliverableError):
        raise Fault("code.not_sent", "code") from None


def about(code: str, purpose: str) -> str:
    """What a one-time code is about: it proves nothing else."""
    return f"{code}#{purpose}"


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
    loaded = at_counter(said.dossier, by) if said.dossier else None
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
        proofs=tuple(replace(p, reference=_checked(p, said, loaded, now)) for p in said.proofs),
        dossier=consent.scope(wording, said.dossier),
    )
    trace = Trace(by, f"consent_given {made.id}", said.purpose)
    writes: list[Callable[[store.Write], None]] = [lambda write: consent_store.add(write, person, made, trace)]
    writes += [_using(said, digits) for digits in sorted(_digits(said.proofs))]
    _write(person, made, loaded, writes, by, mark, now)
    return made


def _using(said: Said, digits: str) -> Callable[[store.Write], None]:
    return lambda write: one_time.use(write, about(said.dossier or "", said.purpose), digits)


def _digits(proofs: Sequence[Proof]) -> set[str]:
    return {proof.reference for proof in proofs if proof.kind is ProofKind.CODE}


def _checked(proof: Proof, said: Said, loaded: Loaded | None, now: datetime) -> str:
    """What is kept of a proof. Raises code.wrong, code.too_many, paper.unknown, consent.paper."""
    match proof.kind:
        case ProofKind.CODE:
            one_time.require(about(said.dossier or "", said.purpose), proof.reference, now)
            return "sms"
        case ProofKind.PAPER if loaded:
            if loaded.file.paper(proof.reference).state is not PaperState.READ:
                raise Fault("consent.paper", "proofs")
    return proof.reference


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


def withdraw(consent_id: str, by: Principal, key: str, now: datetime) -> Consent:
    """Ends a consent of the asking citizen at once; what was done under it before stays done."""
    roles.require(by, Right.OWN_PRIVACY)
    person = by.scope
    return _withdrawn(
        person, consent_id, by, key, now, lambda one, trace, mark: consent_store.withdraw(person, one, trace, now, mark)
    )


def withdraw_at_counter(code: str, consent_id: str, by: Principal, key: str, now: datetime) -> Consent:
    """Ends a consent that covers the dossier, at the word of its applicant, who is told: as easily as it was given."""
    roles.require(by, Right.CONSENT)
    consent.named(of_dossier(code, by), consent_id)

    def write(one: Consent, trace: Trace, mark: Once) -> None:
        loaded = store.load(code)
        before = loaded.file.dossier
        after = replace(before, version=before.version + 1)
        event = event_of("consent_withdrawn", before, after, by, now, subject=one.id)
        more = partial(consent_store.end, person=before.person, one=one, trace=trace, now=now)
        store.change(before, after, event, loaded.key_from, mark, Together(more=more))

    return _withdrawn(store.load(code).file.dossier.person, consent_id, by, key, now, write)


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
