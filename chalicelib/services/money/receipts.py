"""Receipts of payments: set and signed like the printed forms, stored, and each look in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import audit, files, signing
from chalicelib.adapters import dossier_store as store
from chalicelib.domain import forms, payments, receipts, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.payments import Payment
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.reference import registry


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt's number and a link that shows it for five minutes."""

    number: str
    link: str


def receipt(code: str, payment_id: str, by: Principal, now: datetime) -> Receipt:
    """The receipt of a payment. Raises dossier.unknown, payment.unknown, payment.no_receipt."""
    roles.require(by, Right.RECEIPT)
    loaded = store.load(code)
    dossier = loaded.file.dossier
    if not roles.within_reach(by, dossier):
        raise Fault("dossier.unknown", "code")
    payment = payments.found(loaded.file.payments, payment_id)
    receipts.require_paid(payment)
    stored = files.form_key(code, f"{payment.id}-{payment.state.value}")
    if files.stored(files.scans_bucket(), stored) is None:
        about = loaded.file.part(payment.part) if payment.part else dossier
        files.put(files.scans_bucket(), stored, _pdf(about, payment, now), "application/pdf")
    audit.record(code, by, f"receipt {payment.id}", "", now, loaded.key_from)
    return Receipt(str(payment.receipt), files.link(stored, None))


def _pdf(dossier: Dossier, payment: Payment, now: datetime) -> bytes:
    from chalicelib.adapters import typesetting  # noqa: PLC0415 - takes half a second: who prints waits, no cold start

    opened, day = hanoi_day(dossier.opened_at), hanoi_day(payment.paid_at or now)
    procedure = registry.procedure(dossier.procedure, opened)
    agency = dossier.authority_name or registry.authority("centre", opened).name
    agent = registry.agent(dossier.agent, opened).name
    gaps = receipts.gaps(payment, agency, f"{procedure.code} {procedure.name}", agent, day)
    sheet = forms.filled(registry.form(receipts.ID, day), gaps, receipts.rows(payment), 1)
    said = forms.message(dossier.code, payment.id, 1, day, signing.public_key().id)
    return typesetting.pdf(replace(sheet, copy=receipts.stamp(payment)), signing.sign(said))
