"""Telling the citizen: one notice per event and channel, each stored with its outcome."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.channels import CHANNELS, ProviderDownError, UndeliverableError
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import notices
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File, Notice, NoticeState
from chalicelib.domain.faults import Fault
from chalicelib.domain.notices import Message
from chalicelib.services import feedback, registry

LEASE = timedelta(seconds=120)
"""How long a sender may take. After that another one sends: a notice that comes twice harms less than one that never
comes, and that can happen only when a sender dies between handing over and writing it down."""

_FINAL = frozenset({NoticeState.SENT, NoticeState.FAILED})


class NotYetSentError(Exception):
    """Some notice of the event is still on its way, or its provider failed; the message must come again."""


def notify(code: str, item: str, now: datetime) -> None:
    """Sends what the citizen is to be told about the event. Raises NotYetSentError when it has to come again."""
    loaded = store.load(code)
    event = next((e for e in loaded.file.events if f"event#{e.id}" == item), None)
    if event is None:
        raise Fault("dossier.unknown", "item")
    states = [
        _deliver(code, notice, loaded.key_from, now)
        for notice in _notices(loaded.file, event, now)
        if not _settled(loaded.file, notice)
    ]
    if not all(state in _FINAL for state in states):
        raise NotYetSentError(item)
    store.done(code, item)


def _settled(file: File, notice: Notice) -> bool:
    return any(n.id == notice.id and n.state in _FINAL for n in file.notices)


def _deliver(code: str, notice: Notice, key_from: bytes, now: datetime) -> NoticeState:
    """Claims the notice, hands it to the provider, and stores what became of it."""
    if not store.claim_notice(code, notice, key_from, stale_before=now - LEASE):
        return NoticeState.SENDING
    outcome = _sent(notice)
    store.settle_notice(code, outcome, key_from)
    logger.info("notice " + outcome.state.value, dossier=code, notice=notice.id, error=outcome.error)
    return outcome.state


def _sent(notice: Notice) -> Notice:
    try:
        taken = CHANNELS[notice.channel].send(notice.to, notice.subject, notice.text, notice.id)
    except UndeliverableError as error:
        return replace(notice, state=NoticeState.FAILED, error=str(error))
    except ProviderDownError as error:
        return replace(notice, state=NoticeState.RETRY, error=str(error))
    return replace(notice, state=NoticeState.SENT, provider_id=taken)


def _notices(file: File, event: Event, now: datetime) -> list[Notice]:
    dossier = file.part(event.part) if event.part else file.dossier
    day = hanoi_day(event.at)
    opened = hanoi_day(dossier.opened_at)
    template = registry.template(event.type, day)
    values = notices.gaps(
        dossier,
        event,
        procedure=_subject(dossier, registry.procedure(dossier.procedure, opened).name),
        agent=registry.agent(dossier.agent, opened).name,
        link=f"{os.environ['TRACKING_URL']}?ma={dossier.code}",
        feedback=feedback.link(dossier),
    )
    made = [_notice(event, notices.sms(template, values), dossier.applicant.phone, now)]
    if dossier.applicant.email:
        made.append(_notice(event, notices.email(template, values), dossier.applicant.email, now))
    return made


def _subject(dossier: Dossier, procedure: str) -> str:
    """What the dossier, or the part of it, is about."""
    return f"{procedure}; phần: {dossier.part_name}" if dossier.part else procedure


def _notice(event: Event, message: Message, to: str, now: datetime) -> Notice:
    return Notice(
        id=f"{event.id}-{message.channel}",
        event=event.id,
        channel=message.channel,
        template=event.type,
        state=NoticeState.SENDING,
        at=now,
        to=to,
        subject=message.subject,
        text=message.text,
    )
