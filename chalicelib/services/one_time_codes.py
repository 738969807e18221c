"""Proving that one holds the applicant's phone: a code is sent there, once per request, and shown again here."""

from __future__ import annotations

import os
import secrets
from datetime import datetime

from chalicelib.adapters import attempts as counters
from chalicelib.adapters import channels, code_store, people_store
from chalicelib.adapters.dossier_store import Once, Raced
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.adapters.telemetry import count
from chalicelib.domain import delivery, notices
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import minutes_left
from chalicelib.domain.one_time_codes import ASKED_AN_HOUR, HOUR, LASTS, MOST_TRIES, Asked, agree
from chalicelib.services import registry
from chalicelib.services.once import carried_out, once

WORDING = "one_time_code"


def ask(dossier: Dossier, key: str, now: datetime) -> Asked:
    """Sends a code to the applicant, one message per key however often it comes.

    Raises tracking.codes_spent, tracking.code_unsent (the same key may be used again), or notice.… where no message
    reaches the applicant.
    """
    mark = once("one-time-code", f"{dossier.code}#{key}", {"code": dossier.code})
    asked = carried_out(mark, act=lambda: _asked(dossier, mark, now), again=lambda done: _found(str(done.item)))
    _send(asked, dossier, now)
    return asked


def prove(code: str, asked_id: str, digits: str, now: datetime) -> None:
    """Raises tracking.code_expired, tracking.code_wrong with what is left, or from the eleventh tracking.code_dead."""
    tries = code_store.tried(asked_id, code, now)
    if tries == 0:
        raise Fault("tracking.code_expired", "request")
    if tries > MOST_TRIES:
        count("tracking.code_dead")
        raise Fault("tracking.code_dead", "one_time_code", tries=MOST_TRIES)
    if not agree(code_store.code_of(Asked(asked_id, code, now)), digits):
        raise Fault("tracking.code_wrong", "one_time_code", left=MOST_TRIES - tries)
    code_store.forgive(asked_id)


def _asked(dossier: Dossier, mark: Once, now: datetime) -> Asked:
    subject = f"codes#{dossier.code}"
    asked = Asked(secrets.token_hex(16), dossier.code, now + LASTS)
    try:
        if counters.count(subject, now, HOUR) > ASKED_AN_HOUR:
            raise Fault("tracking.codes_spent", minutes=minutes_left(now, HOUR))
        code_store.ask(asked, mark, now)
    except (Fault, Raced):  # nothing was asked for; of twins the one that was faster counts
        counters.forgive(subject, now, HOUR)
        raise
    return asked


def _found(asked_id: str) -> Asked:
    found = code_store.find(asked_id)
    if found is None:
        raise Fault("tracking.code_expired", "Idempotency-Key")
    return found


def _send(asked: Asked, dossier: Dossier, now: datetime) -> None:
    if asked.until <= now or not code_store.claim(asked, now):
        return
    gone = False
    try:
        channel = _channel(dossier)
        message = notices.message(_template(dossier, now), channel, _values(asked))
        to = delivery.address(channel, dossier.applicant)
        channels.CHANNELS[channel].send(to, message.subject, message.text, asked.id)
        gone = True
    except UndeliverableError as error:
        raise Fault("notice.refused", code=str(error)) from error
    except ProviderDownError as error:
        raise Fault("tracking.code_unsent") from error
    finally:
        code_store.settle(asked, now, gone=gone)


def _channel(dossier: Dossier) -> str:
    """SMS; for phones that take none, the e-mail address. Raises notice.phone_… where there is neither."""
    reason = delivery.unreachable("sms", dossier.applicant)
    if reason is None:
        return "sms"
    if dossier.applicant.email:
        return "email"
    raise Fault(reason)


def _template(dossier: Dossier, now: datetime) -> notices.Template:
    return registry.template(WORDING, hanoi_day(now), people_store.contact(dossier.person).choices.language)


def _values(asked: Asked) -> dict[str, str]:
    link = f"{os.environ['TRACKING_URL']}?ma={asked.dossier}"
    return {"code": asked.dossier, "link": link, "authority": "", "one_time_code": code_store.code_of(asked)}
