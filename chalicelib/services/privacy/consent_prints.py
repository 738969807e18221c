"""A consent on paper: set like the forms, with a code that anybody can verify, and on the person's trail."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import audit, consent_store, erasing_store, files, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.people_store import subject
from chalicelib.domain import consent, forms, roles
from chalicelib.domain.consent import Consent
from chalicelib.domain.deadlines import HANOI, hanoi_day
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.privacy import consents
from chalicelib.services.reference import privacy_rules, registry


def print_own(consent_id: str, by: Principal, now: datetime) -> str:
    """A link for five minutes to a consent of the asking citizen. Raises consent.unknown."""
    roles.require(by, Right.OWN_PRIVACY)
    one = consent.named(consent_store.consents(by.scope), consent_id)
    codes = erasing_store.codes_of(by.scope)
    name = store.load(codes[-1]).file.dossier.applicant.full_name if codes else forms.UNKNOWN
    return _printed(one, by.scope, name, by, now)


def print_at_counter(code: str, consent_id: str, by: Principal, now: datetime) -> str:
    """A link for five minutes to a consent that covers the dossier. Raises consent.unknown, role.forbidden."""
    one = consent.named(consents.of_dossier(code, by), consent_id)
    dossier = store.load(code).file.dossier
    return _printed(one, dossier.person, dossier.applicant.full_name, by, now)


def _printed(one: Consent, person: str, name: str, by: Principal, now: datetime) -> str:
    place = files.consent_key(one.id)
    files.put(files.scans_bucket(), place, _pdf(one, name, now), "application/pdf")
    audit.note(subject(person), audit.Trace(by, f"print_consent {one.id}", ""), now)
    return files.link(place, None)


def _pdf(one: Consent, name: str, now: datetime) -> bytes:
    from chalicelib.adapters import typesetting  # noqa: PLC0415 - takes half a second: who prints waits, no cold start

    day, given = hanoi_day(now), one.at.astimezone(HANOI)
    printed_on = f"Hà Nội, ngày {day:%d} tháng {day:%m} năm {day:%Y}"
    wording = privacy_rules.worded(one.wording, one.version)
    gaps = consent.gaps(one, wording, name, f"{given:%H:%M %d/%m/%Y}", printed_on)
    withdrawn = one.withdrawn_at.astimezone(HANOI) if one.withdrawn_at else None
    gaps["state"] = f"đã rút lại lúc {withdrawn:%H:%M %d/%m/%Y}" if withdrawn else "đang có hiệu lực"
    sheet = forms.filled(registry.form(consent.FORM, day), gaps, (), 1)
    return typesetting.pdf(sheet, signing.sign(forms.message(one.id, consent.FORM, 1, day, signing.public_key().id)))
