"""Paying, and having the receipt, without an account: by what opens the look-up of a dossier, and no more than that.

What is paid and how much stands in the dossier; nobody who pays can say another amount.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import attempts, telemetry
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import minutes_left
from chalicelib.domain.one_time_codes import HOUR
from chalicelib.domain.payments import STARTS_AN_HOUR, Method
from chalicelib.domain.roles import Principal, Role
from chalicelib.services import payments, receipts, tracking
from chalicelib.services.once import once
from chalicelib.services.payments import Started
from chalicelib.services.receipts import Receipt


def start(
    code: str, phone_last4: str, payment_id: str, method: Method, address: str, key: str, now: datetime
) -> Started:
    """Gives out the code or the page of a payment that is still open; whoever asks again gets the same.

    Raises what `tracking.track` raises, payment.starts_spent, payment.unknown, payment.state or payment.gateway_down.
    """
    dossier = tracking.track(code, phone_last4, address, now).file.dossier
    _count(code, now)
    asked = {"code": code, "payment": payment_id, "method": method}
    payer = Principal("citizen:tracking", Role.CITIZEN, dossier.person)
    return payments.started(code, payment_id, method, payer, once("pay", f"tracking#{code}#{key}", asked), now)


def _count(code: str, now: datetime) -> None:
    """Each may be a call to the gateway: so many an hour and dossier. At the agent and signed in it stays open."""
    if attempts.count(f"starts#{code}", now, HOUR) > STARTS_AN_HOUR:
        telemetry.count("payment.starts_spent")
        raise Fault("payment.starts_spent", minutes=minutes_left(now, HOUR))


def receipt(code: str, payment_id: str, asked_id: str, digits: str, address: str, now: datetime) -> Receipt:
    """The receipt for whoever holds the applicant's phone. Raises what `tracking.details` and `receipts.receipt` do."""
    _, payer = tracking.proven(code, asked_id, digits, address, now)
    return receipts.receipt(code, payment_id, payer, now)
