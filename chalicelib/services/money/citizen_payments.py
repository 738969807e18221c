"""Paying, and having the receipt, without an account: by what opens the look-up of a dossier, and no more than that.

What is paid and how much stands in the dossier; nobody who pays can say another amount.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.domain.payments import STARTS, Method
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.citizens import guessing, tracking
from chalicelib.services.money import payments, receipts
from chalicelib.services.money.payments import Started
from chalicelib.services.money.receipts import Receipt
from chalicelib.services.once import once


def start(
    code: str, phone_last4: str, payment_id: str, method: Method, address: str, key: str, now: datetime
) -> Started:
    """Gives out the code or the page of a payment that is still open; whoever asks again gets the same.

    Raises what `tracking.track` raises, payment.starts_spent, payment.unknown, payment.state or payment.gateway_down.
    """
    dossier = tracking.track(code, phone_last4, address, now).file.dossier
    guessing.take(STARTS.of(f"starts#{code}", now))  # each may be a call to the gateway; at the agent it stays open
    asked = {"code": code, "payment": payment_id, "method": method}
    payer = Principal("citizen:tracking", Role.CITIZEN, dossier.person)
    return payments.started(code, payment_id, method, payer, once("pay", f"tracking#{code}#{key}", asked), now)


def receipt(code: str, payment_id: str, asked_id: str, digits: str, address: str, now: datetime) -> Receipt:
    """The receipt for whoever holds the applicant's phone. Raises what `tracking.details` and `receipts.receipt` do."""
    _, payer = tracking.proven(code, asked_id, digits, address, now)
    return receipts.receipt(code, payment_id, payer, now)
