"""One-time codes: proving that one holds the applicant's phone. Sent there once per request, and shown again here."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.adapters import channels, code_store, people_store
from chalicelib.adapters.dossier_store import Done, Once, Raced
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import delivery, notices, one_time_codes
from chalicelib.domain.contact import Language
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import agree
from chalicelib.domain.one_time_codes import Asked, Code, Use
from chalicelib.services.citizens import guessing
from chalicelib.services.once import carried_out
from chalicelib.services.reference import registry

WORDINGS = {Use.TRACKING: "one_time_code", Use.COUNTER: "counter_code"}
"""The templates that codes are sent in; those of results go the way of all notices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A code that is wanted: what for, and whose applicant gets it.

    `language` is None where the citizen's own choice counts; `values` are what the words speak of beside the code.
    """

    use: Use
    subject: str
    dossier: Dossier
    language: Language | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def ask(wanted: Wanted, mark: Once, now: datetime) -> Asked:
    """Sends a code to the applicant, one message per request however often it comes.

    Raises code.too_many, code.not_sent (the same key may be used again), code.expired for a request that comes again
    the day after, or notice.… where no message reaches the applicant.
    """
    asked = carried_out(mark, act=lambda: _asked(wanted, mark, now), again=lambda done: _asked_before(wanted, done))
    _send(asked, wanted, now)
    return asked


def prove(wanted: Code, given: str, now: datetime) -> Code:
    """The code that lies where the wanted one does, if these are its digits.

    Raises code.expired, code.wrong with what is left, or from the eleventh try on code.dead.
    """
    asked = code_store.find(wanted)
    if asked is None or asked.code.subject != wanted.subject or not asked.is_open(now):
        raise Fault("code.expired", "request" if wanted.use is Use.TRACKING else "code")
    require_right(asked.code, given, now)
    return asked.code


def require_right(code: Code, given: str, now: datetime) -> None:
    """Raises code.wrong with what is left, or code.dead once the code, or the day, has had its tries."""
    rule = registry.codes(code.use, hanoi_day(now))
    with guessing.tried(*one_time_codes.tries(code, rule, now)) as left:
        if not agree(given.strip(), code_store.digits_of(code)):
            logger.warning("wrong one-time code", use=code.use.value, subject=code.subject, left=left)
            raise one_time_codes.wrong(code, left)


def _asked(wanted: Wanted, mark: Once, now: datetime) -> Asked:
    rule = registry.codes(wanted.use, hanoi_day(now))
    code = Code(wanted.use, wanted.subject, secrets.token_hex(16))
    asked = Asked(code, now + rule.lasts)
    sends = one_time_codes.sends(code, rule, now)
    guessing.take(*sends)
    try:
        code_store.ask(asked, wanted.dossier.code, mark, now)
    except Raced:  # nothing was asked for: of twins the one that was faster counts
        guessing.give_back(*sends)
        raise
    return asked


def _asked_before(wanted: Wanted, done: Done) -> Asked:
    found = code_store.find(Code(wanted.use, wanted.subject, done.item or ""))
    if found is None:
        raise Fault("code.expired", "Idempotency-Key")
    return found


def _send(asked: Asked, wanted: Wanted, now: datetime) -> None:
    if not asked.is_open(now) or not code_store.claim(asked.code, now):
        return
    gone = False
    try:
        channel = _channel(wanted)
        message = notices.message(_template(wanted, now), channel, _values(asked, wanted, now))
        to = delivery.address(channel, wanted.dossier.applicant)
        channels.CHANNELS[channel].send(to, message.subject, message.text, asked.code.id)
        gone = True
    except UndeliverableError as error:
        raise Fault("notice.refused", code=str(error)) from error
    except ProviderDownError as error:
        raise Fault("code.not_sent") from error
    finally:
        code_store.settle(asked.code, now, gone=gone)


def _channel(wanted: Wanted) -> str:
    """SMS. To look a dossier up, phones that take none are told by e-mail; what is proven at the counter is proven by
    the phone. Raises notice.phone_… where nothing is left."""
    reason = delivery.unreachable("sms", wanted.dossier.applicant)
    if reason is None:
        return "sms"
    if wanted.use is Use.TRACKING and wanted.dossier.applicant.email:
        return "email"
    raise Fault(reason)


def _template(wanted: Wanted, now: datetime) -> notices.Template:
    language = wanted.language or people_store.contact(wanted.dossier.person).choices.language
    return registry.template(WORDINGS[wanted.use], hanoi_day(now), language)


def _values(asked: Asked, wanted: Wanted, now: datetime) -> dict[str, str]:
    code = wanted.dossier.code
    return {
        **wanted.values,
        "code": code,
        "link": f"{os.environ['TRACKING_URL']}?ma={code}",
        "authority": "",
        "minutes": str(registry.codes(wanted.use, hanoi_day(now)).minutes),
        "one_time_code": code_store.digits_of(asked.code),
    }
