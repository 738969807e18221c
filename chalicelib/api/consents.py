"""Routes of consents, of papers that serve again, and of the trail."""

from __future__ import annotations

from dataclasses import asdict

from chalice.app import Blueprint

from chalicelib.api import privacy_schemas as schemas
from chalicelib.api import shapes
from chalicelib.api.endpoints import Call, Room
from chalicelib.domain.consent import Consent, Proof, ProofKind, Who
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.reuse import FOR_EVER, Offer
from chalicelib.services.privacy import consent_prints, consents, keeping, trail
from chalicelib.services.reference import privacy_rules

blueprint = Blueprint(__name__)
room = Room("consents", blueprint)
_GIVING = (
    "consent.purpose",
    "consent.not_needed",
    "consent.which",
    "consent.proof",
    "idempotency.reused",
    "system.busy",
)
_PROVING = ("consent.child", "consent.paper", "code.expired", "code.wrong", "code.dead", "paper.unknown")


def _out(one: Consent) -> schemas.ConsentOut:
    told = {name: getattr(one, name) for name in schemas.ConsentOut.model_fields if name not in ("channel", "proofs")}
    proofs = [schemas.ConsentProofOut(by=proof.by.value, kind=proof.kind.value) for proof in one.proofs]
    return schemas.ConsentOut(**told, channel=one.channel.value, proofs=proofs)


@room.endpoint(
    "GET",
    "/v1/consents/wordings",
    summary="What people are asked to consent to, for which purpose, on which legal basis",
    query=schemas.WordingsQuery,
    reply=schemas.ConsentWordingsOut,
    public=True,
)
def list_wordings(call: Call) -> schemas.ConsentWordingsOut:
    """The wordings of today."""
    found = privacy_rules.wordings(call.query.language, hanoi_day(call.now))
    names = schemas.ConsentWordingOut.model_fields
    return schemas.ConsentWordingsOut(wordings=[{name: getattr(one, name) for name in names} for one in found])  # type: ignore[misc]


@room.endpoint("GET", "/v1/me/consents", summary="The own consents", reply=schemas.ConsentsOut)
def own_consents(call: Call) -> schemas.ConsentsOut:
    """The withdrawn ones too."""
    return schemas.ConsentsOut(consents=[_out(one) for one in consents.own(call.principal)])


@room.endpoint(
    "POST",
    "/v1/me/consents",
    summary="Consent to a purpose",
    body=schemas.ConsentIn,
    reply=schemas.ConsentOut,
    status=201,
    keyed=True,
    faults=("dossier.unknown", *_GIVING),
)
def give_consent(call: Call) -> schemas.ConsentOut:
    """Recorded in the words of today, proven by the sign-in."""
    said = consents.Said(**call.body.model_dump())
    return _out(consents.give_own(said, call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/me/consents/{consent}/withdrawal",
    summary="Withdraw an own consent, at once",
    body=schemas.NothingIn,
    reply=schemas.ConsentOut,
    keyed=True,
    faults=("consent.unknown", "idempotency.reused", "system.busy"),
)
def withdraw_consent(call: Call, consent: str) -> schemas.ConsentOut:
    """NothingIn is done under it from then on; what was done before stays done."""
    return _out(consents.withdraw(consent, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/me/consents/{consent}/print",
    summary="Print an own consent",
    reply=schemas.ConsentPrintOut,
    faults=("consent.unknown",),
)
def print_own_consent(call: Call, consent: str) -> schemas.ConsentPrintOut:
    """Set like the forms, with a code that anybody can verify."""
    return schemas.ConsentPrintOut(link=consent_prints.print_own(consent, call.principal, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/consents",
    summary="What a dossier's applicant consented to",
    reply=schemas.ConsentsOut,
    faults=("dossier.unknown",),
)
def dossiers_consents(call: Call, code: str) -> schemas.ConsentsOut:
    """Those that cover this dossier; shown while it lies with the agent."""
    return schemas.ConsentsOut(consents=[_out(one) for one in consents.of_dossier(code, call.principal)])


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/consents",
    summary="Record at the counter what the applicant consents to, with proof",
    body=schemas.RecordIn,
    reply=schemas.ConsentOut,
    status=201,
    keyed=True,
    faults=("dossier.unknown", "person.other_phone", *_GIVING, *_PROVING),
)
def record_consent(call: Call, code: str) -> schemas.ConsentOut:
    """The clerk writes down, the citizen proves."""
    body: schemas.RecordIn = call.body
    proofs = tuple(Proof(Who(p.by), ProofKind(p.kind), p.reference) for p in body.proofs)
    said = consents.Said(
        purpose=body.purpose,
        language=body.language,
        dossier=code,
        birth_date=body.child_birth_date,
        proofs=proofs,
    )
    return _out(consents.record(said, call.principal, call.key, call.now))


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/codes",
    summary="Send the applicant's phone a one-time code that proves a consent or a request",
    body=schemas.OneTimeCodeIn,
    reply=schemas.OneTimeCodeSent,
    status=202,
    keyed=True,
    faults=(
        "person.other_phone",
        "dossier.unknown",
        "consent.purpose",
        "code.too_many",
        "code.not_sent",
        "code.expired",
        "notice.phone_landline",
        "notice.phone_foreign",
        "notice.phone_invalid",
        "notice.refused",
        "idempotency.reused",
        "system.busy",
    ),
)
def send_code(call: Call, code: str) -> schemas.OneTimeCodeSent:
    """A new one puts the one before out of force."""
    consents.send_code(code, call.body.purpose, call.body.language, call.principal, call.key, call.now)
    return schemas.OneTimeCodeSent()


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/consents/{consent}/withdrawal",
    summary="Withdraw a consent at the counter, at the applicant's word",
    body=schemas.NothingIn,
    reply=schemas.ConsentOut,
    keyed=True,
    faults=("dossier.unknown", "consent.unknown", "person.other_phone", "idempotency.reused", "system.busy"),
)
def withdraw_at_counter(call: Call, code: str, consent: str) -> schemas.ConsentOut:
    """Needs no proof: withdrawing is to be as easy as giving."""
    return _out(consents.withdraw_at_counter(code, consent, call.principal, call.key, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/consents/{consent}/print",
    summary="Print a consent at the counter",
    reply=schemas.ConsentPrintOut,
    faults=("dossier.unknown", "consent.unknown"),
)
def print_consent(call: Call, code: str, consent: str) -> schemas.ConsentPrintOut:
    """Set like the forms, with a code that anybody can verify."""
    return schemas.ConsentPrintOut(link=consent_prints.print_at_counter(code, consent, call.principal, call.now))


@room.endpoint(
    "GET",
    "/v1/dossiers/{code}/offers",
    summary="Papers of the applicant that are still valid and may serve again",
    reply=schemas.OffersOut,
    faults=("dossier.unknown", "person.other_phone"),
)
def list_offers(call: Call, code: str) -> schemas.OffersOut:
    """Those that fit a place of the dossier that has no paper yet; audited."""
    return schemas.OffersOut(offers=[_offer(one) for one in keeping.offers(code, call.principal, call.now)])


def _offer(one: Offer) -> schemas.OfferOut:
    until = one.kept.valid_until
    return schemas.OfferOut(
        paper=one.kept.id,
        kind=one.kept.kind,
        slot=one.slot.code,
        slot_name=one.slot.name,
        valid_until=None if until == FOR_EVER else until,
        from_dossier=one.kept.dossier,
    )


@room.endpoint(
    "POST",
    "/v1/dossiers/{code}/offers/{paper}",
    summary="Use a paper that is offered",
    body=schemas.UseIn,
    reply=schemas.UsedOut,
    status=201,
    keyed=True,
    faults=(
        "person.other_phone",
        "dossier.unknown",
        "offer.none",
        "consent.unknown",
        "consent.not_given",
        "idempotency.reused",
        "system.busy",
    ),
)
def use_offer(call: Call, code: str, paper: str) -> schemas.UsedOut:
    """It becomes a paper of the dossier as it was read and settled; the scan stays where it lies."""
    made = keeping.use(code, paper, call.body.consent, call.principal, call.key, call.now)
    return schemas.UsedOut(paper=shapes.paper(made, True), reused_from=made.reused_from or "")


@room.endpoint("GET", "/v1/me/trail", summary="Who looked at or changed the own data", reply=schemas.TrailOut)
def own_trail(call: Call) -> schemas.TrailOut:
    """Role and office, never an account or a name."""
    return schemas.TrailOut(lines=[schemas.TrailLine(**asdict(line)) for line in trail.own(call.principal)])
