"""Telling the citizen: one notice per event, channel and person, each stored with its outcome.

Delivered twice, an event sends nothing twice: each notice is claimed before it is sent. When one is to be tried again,
`domain/delivery.py` says so, and `_finish` puts the event back into the queue for then: nothing else tries again. What
dies in between is found by the queue, which shows a message again that nobody finished, or by the sweep.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from time import monotonic

from chalicelib.adapters import channels, people_store, queues, receipt_store, telemetry
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import delivery, moments, notices, outcomes, results
from chalicelib.domain.contact import Choices, Language
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.delivery import Ladder
from chalicelib.domain.dossiers import Dossier, Event, File, Notice, NoticeState
from chalicelib.domain.events import Todo
from chalicelib.domain.faults import Fault
from chalicelib.domain.notices import Template
from chalicelib.domain.people import Person
from chalicelib.services import handing_on
from chalicelib.services.citizens import feedback
from chalicelib.services.issuance import collecting, pickups
from chalicelib.services.messaging import delivery_receipts
from chalicelib.services.reference import registry

_LONGEST_DELAY = 900  # seconds that SQS hides a message at most


@dataclass(frozen=True, slots=True)
class _Telling:
    """One event being told: to whom, over which channels, in which words, and since when we are at it."""

    loaded: Loaded
    event: Event
    person: Person
    template: Template
    ladders: list[Ladder]
    values: Mapping[str, str]
    now: datetime
    began: float

    @property
    def code(self) -> str:
        return self.loaded.file.dossier.code

    @property
    def passed(self) -> timedelta:
        """How long ago the event was."""
        return self.now - self.event.at + timedelta(seconds=monotonic() - self.began)


def notify(code: str, item: str, now: datetime) -> None:
    """Tells the citizen of the event what is still to be told. Raises dossier.unknown for an event that is none."""
    loaded = store.load(code)
    event = next((e for e in loaded.file.events if f"event#{e.id}" == item), None)
    if event is None:
        raise Fault("dossier.unknown", "item")
    telling = _telling(loaded, event, now)
    later = delivery.not_before(now, mandatory=telling.template.mandatory)
    if later and telling.ladders:
        store.postpone(code, item, later)
        return
    so_far = {n.channel: _linked(telling, n) for n in loaded.file.notices if n.event == event.id}
    for ladder in telling.ladders:
        _climb(telling, ladder, so_far)
    _finish(telling, item, so_far)


def _telling(loaded: Loaded, event: Event, now: datetime) -> _Telling:
    file = loaded.file
    dossier = file.part(event.part) if event.part else file.dossier
    choices = people_store.contact(file.dossier.person).choices
    template = registry.template(event.type, hanoi_day(event.at), choices.language)
    ready = notices.speaks_over(template, channels.ready() - delivery.closed(file.notices, dossier.applicant))
    return _Telling(
        loaded,
        event,
        dossier.applicant,
        template,
        delivery.ladders(choices, dossier.applicant, ready, mandatory=template.mandatory),
        _values(file, dossier, event, choices, template, now),
        now,
        monotonic(),
    )


def _values(
    file: File, dossier: Dossier, event: Event, choices: Choices, template: Template, now: datetime
) -> dict[str, str]:
    opened = hanoi_day(dossier.opened_at)
    procedure = registry.procedure(dossier.procedure, opened).name
    link = f"{os.environ['TRACKING_URL']}?ma={dossier.code}"
    return notices.gaps(
        dossier,
        event,
        procedure=moments.with_part(procedure, dossier, choices.language),
        agent=registry.agent(dossier.agent, opened).name,
        link=link,
        language=choices.language,
        also={
            **_of_event(file, dossier, event, choices.language),
            **_also(file, event, link, template, wants_survey=not choices.mandatory_only),
            **_place(file, dossier, template, now),
        },
    )


def _of_event(file: File, dossier: Dossier, event: Event, language: Language) -> dict[str, str]:
    """What never changes after the event, and stands beside it."""
    asks = event.type == "supplement_asked"
    return {
        "part": moments.part_of(file.parts, event.part, language),
        "amount": moments.amount_of(file.payments, event, language),
        "clock": moments.clock_of(event, registry.time_of(dossier), language) if asks else "",
    }


def _also(file: File, event: Event, link: str, template: Template, *, wants_survey: bool) -> dict[str, str]:
    """What does not stand in the dossier itself."""
    code, speaks = file.dossier.code, notices.speaks_of(template, "feedback") or notices.speaks_of(template, "survey")
    to_speak = feedback.link(file.dossier) if speaks else ""  # a call of KMS
    return {
        "feedback": to_speak,
        "survey": to_speak if wants_survey else link,
        "pickup": pickups.code_of(code, event.id) if event.type == pickups.EVENT else "",
    }


def _place(file: File, about: Dossier, template: Template, now: datetime) -> dict[str, str]:
    """Where the result is to be had now, where the words tell it: it may have moved since the event."""
    if not any(notices.speaks_of(template, gap) for gap in ("place", "place_short")):
        return {}
    counter = collecting.counter(file, hanoi_day(now))
    found = outcomes.place(about, results.issued(file.results, about.part), counter)
    whole, short = (getattr(words, template.language.value) for words in (found.whole, found.short))
    return {"place": whole, "place_short": short}


def _climb(telling: _Telling, ladder: Ladder, so_far: dict[str, Notice]) -> None:
    """Sends over one channel after the other until one took it, or none is left, or one must be tried again."""
    while channel := delivery.next_rung(ladder, so_far):
        notice = so_far.get(channel) or _notice(telling, channel)
        so_far[channel] = _linked(telling, _deliver(telling, notice, is_last=channel == ladder[-1]))
        if so_far[channel].state in delivery.OPEN:
            return


def _deliver(telling: _Telling, notice: Notice, *, is_last: bool) -> Notice:
    """Claims the notice, hands it to the provider, and stores what became of it."""
    mine = replace(notice, state=NoticeState.SENDING, at=telling.now)
    key_from = telling.loaded.key_from
    if not store.claim_notice(telling.code, mine, key_from, stale_before=telling.now - delivery.LEASE):
        return replace(mine, next_at=None)  # somebody else has it, and sees to it
    outcome = _sent(telling, mine, is_last)
    if store.settle_notice(telling.code, outcome, key_from):
        _told_of(telling, outcome)
    return outcome


def _sent(telling: _Telling, notice: Notice, is_last: bool) -> Notice:
    unreachable = delivery.unreachable(notice.channel, telling.person)
    if unreachable:
        return replace(notice, state=NoticeState.FAILED, error=unreachable, next_at=None)
    try:
        taken = channels.CHANNELS[notice.channel].send(notice.to, notice.subject, notice.text, notice.id)
    except UndeliverableError as error:
        return replace(notice, state=NoticeState.FAILED, error=str(error), tries=0, next_at=None)
    except ProviderDownError as error:
        return delivery.after_error(notice, str(error), telling.event.at, telling.now, is_last=is_last)
    return replace(notice, state=NoticeState.SENT, provider_id=taken, error=None, next_at=None)


def _told_of(telling: _Telling, notice: Notice) -> None:
    provider, state, passed = channels.CHANNELS[notice.channel].provider, notice.state.value, telling.passed
    logger.info("notice " + state, dossier=telling.code, notice=notice.id, error=notice.error)
    dimensions = {"channel": notice.channel, "provider": provider, "outcome": state, "reason": notice.error or "none"}
    telemetry.measure(dimensions, notices=1)
    if notice.state is NoticeState.SENT:
        measured = {"segments": float(notice.segments)}
        if telling.template.mandatory:  # what can wait for the day says nothing of how prompt we are
            measured["handed_over_promptly"] = float(passed <= delivery.PROMPT)
            measured["hand_over_seconds"] = passed.total_seconds()
        telemetry.measure({"channel": notice.channel, "provider": provider}, **measured)


def _linked(telling: _Telling, notice: Notice) -> Notice:
    """A notice that was sent, with its provider's id made known to receipts; one that came before counts now."""
    if notice.state is not NoticeState.SENT or not notice.provider_id:
        return notice
    provider = channels.CHANNELS[notice.channel].provider
    told = receipt_store.sent(provider, notice.provider_id, telling.code, notice.id, telling.now)
    if told.receipt is None:
        return notice
    delivery_receipts.note(told)
    return replace(notice, state=told.receipt.state, error=told.receipt.reason)


def _finish(telling: _Telling, item: str, so_far: Mapping[str, Notice]) -> None:
    """The event is done when all its ladders are climbed; what is to be tried again comes back when it is time."""
    pause = delivery.again_in(so_far.values(), telling.now)
    if pause is not None:
        seconds = math.ceil(pause.total_seconds()) + 1  # a message that comes early would be passed over
        queues.send(Todo.NOTIFY, telling.code, item, min(seconds, _LONGEST_DELAY))
    elif _is_told(telling, so_far) or _is_told(telling, _stored(telling)):
        handing_on.done(telling.code, item, telling.event.type, Todo.NOTIFY, telling.now)


def _is_told(telling: _Telling, so_far: Mapping[str, Notice]) -> bool:
    return all(delivery.next_rung(ladder, so_far) is None for ladder in telling.ladders)


def _stored(telling: _Telling) -> dict[str, Notice]:
    """The event's notices as they are now: of several who share the work, the last one sees it all done."""
    return {n.channel: n for n in store.load(telling.code).file.notices if n.event == telling.event.id}


def _notice(telling: _Telling, channel: str) -> Notice:
    message = notices.message(telling.template, channel, telling.values)
    return Notice(
        id=f"{telling.event.id}-{channel}",
        event=telling.event.id,
        channel=channel,
        template=telling.event.type,
        state=NoticeState.SENDING,
        at=telling.now,
        to=delivery.address(channel, telling.person),
        subject=message.subject,
        text=message.text,
        language=telling.template.language.value,
        segments=message.segments,
    )
