"""Requests about the own data: asked by the citizen or at the counter, decided by the Centre, carried out, watched."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial

from chalicelib.adapters import code_store, erasing_store, rights_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.audit import Trace
from chalicelib.adapters.dossier_store import Once, Raced, Together
from chalicelib.adapters.rights_store import Loaded
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import erasure, rights, roles
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event
from chalicelib.domain.faults import Fault
from chalicelib.domain.one_time_codes import Code
from chalicelib.domain.rights import Alarm, Request, RightAsked, State
from chalicelib.domain.roles import SYSTEM, Principal, Right
from chalicelib.services import reach
from chalicelib.services.casework.intake import event_of
from chalicelib.services.citizens import one_time_codes
from chalicelib.services.once import carried_out, once
from chalicelib.services.privacy import consents, erasing
from chalicelib.services.reference import privacy_rules

DONE = "request_done"
"""The event of a dossier by which its person hears that a request was granted and is carried out."""
_ALARMS = {Alarm.SOON: "RightsDueSoon", Alarm.OVERDUE: "RightsOverdue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for. At the counter it is proven by a one-time code, or a signed paper of the dossier."""

    right: RightAsked
    detail: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    paper: str = ""


def ask_own(wish: Wish, by: Principal, key: str, now: datetime) -> Request:
    """Takes a request of the signed-in citizen, once per key. Raises rights.values and what is wrong with a value."""
    roles.require(by, Right.OWN_PRIVACY)
    return _asked(wish, by.scope, None, by, key, now)


def ask_at_counter(code: str, wish: Wish, by: Principal, key: str, now: datetime) -> Request:
    """Takes a request of a dossier's applicant at the counter, with proof, once per key.

    Raises rights.proof, code.…, paper.unknown, consent.paper, dossier.unknown, role.forbidden.
    """
    roles.require(by, Right.ASK_RIGHTS)
    dossier = reach.personal(code, by, though_restricted=True).file.dossier
    reach.require_known_phone(dossier, by)
    return _asked(wish, dossier.person, code, by, key, now)


def _asked(wish: Wish, person: str, code: str | None, by: Principal, key: str, now: datetime) -> Request:
    mark = once("rights", f"api#{by.id}#{key}", {"person": person, "dossier": code, **asdict(wish)})
    return carried_out(
        mark,
        act=lambda: _ask(wish, person, code, by, mark, now),
        again=lambda done: rights_store.load(done.dossier).request,
    )


def _ask(wish: Wish, person: str, code: str | None, by: Principal, mark: Once, now: datetime) -> Request:
    clock = privacy_rules.clock(hanoi_day(now))
    warn_at, due = rights.limits(now, clock)
    values = rights.corrections(wish.right, wish.values)
    proof, proven = _proven(wish, code, now) if code else ("sign_in", None)
    made = Request(
        id=f"rights-{now:%y%m%d}-{secrets.token_hex(6)}",
        person=person,
        right=wish.right,
        asked_at=now,
        asked_by=by.id,
        role=by.role.value,
        due=due,
        warn_at=warn_at,
        law=clock.source,
        dossier=code,
        detail=wish.detail.strip(),
        values=values,
        proof=proof,
    )
    trace = Trace(by, f"rights_asked {made.id}", wish.right.value)
    using = partial(code_store.use, code=proven, now=now) if proven else None
    rights_store.add(made, _event("rights_asked", by, now), trace, mark, using)
    return made


def _proven(wish: Wish, dossier: str, now: datetime) -> tuple[str, Code | None]:
    """What is kept of the proof, that a code was right or which paper was signed; and the code, to be used up."""
    if bool(wish.code) == bool(wish.paper):
        raise Fault("rights.proof", "code")
    if wish.code:
        return "one_time_code", one_time_codes.prove(consents.about(dossier, rights.ASKING), wish.code, now)
    consents.require_signed_paper(store.load(dossier).file, wish.paper, "paper")
    return f"signed_paper {wish.paper}", None


def _event(kind: str, by: Principal, now: datetime) -> Event:
    return Event(id=store.event_id(now), type=kind, at=now, actor=by.id, role=by.role.value, status_from=0, status_to=0)


def own(by: Principal) -> list[Request]:
    """All requests of the asking citizen."""
    roles.require(by, Right.OWN_PRIVACY)
    return rights_store.of_person(by.scope)


def own_request(request_id: str, by: Principal) -> Request:
    """One request of the asking citizen. Raises rights.unknown, for those of others too."""
    roles.require(by, Right.OWN_PRIVACY)
    found = rights_store.load(request_id).request
    if found.person != by.scope:
        raise Fault("rights.unknown", "request")
    return found


def running(by: Principal) -> list[Request]:
    """The requests that are not done, those that are late first."""
    roles.require(by, Right.DECIDE_RIGHTS)
    return rights_store.running()


def decide(request_id: str, granted: bool, reason: str, by: Principal, key: str, now: datetime) -> Request:
    """Decides a request for the Centre, once. What is granted is carried out by itself from then on.

    Raises rights.unknown, rights.decided, rights.reason.
    """
    roles.require(by, Right.DECIDE_RIGHTS)
    mark = once("decide", f"api#{by.id}#{key}", {"request": request_id, "granted": granted, "reason": reason})

    def act() -> Request:
        loaded = rights_store.load(request_id)
        after = rights.decided(loaded.request, granted, reason, by.id, now)
        if granted and after.right is RightAsked.ERASE:
            after = replace(after, stays=erasing.planned(after.person, now))
        event = _event("rights_granted" if granted else "rights_refused", by, now)
        rights_store.change(loaded, after, event, mark)
        return after

    return carried_out(mark, act=act, again=lambda _: rights_store.load(request_id).request)


def carry_out(request_id: str, now: datetime) -> None:
    """Does what was granted, or lets the citizen be told that nothing was; called again, at last it changes nothing.

    An erasure only begins here: it goes on (`carry_on`) when its person was told. Raises Raced when a dossier moves on
    meanwhile: the message comes again.
    """
    asked = rights_store.load(request_id).request
    if asked.state is State.REFUSED:
        _tell(asked, "request_refused", now)
    elif asked.state is State.GRANTED and (asked.right is not RightAsked.ERASE or not _tell(asked, DONE, now)):
        carry_on(request_id, now)


def carry_on(request_id: str, now: datetime) -> None:
    """Does what was granted, to the end. Raises Raced as `carry_out`."""
    loaded = rights_store.load(request_id)
    asked = loaded.request
    if asked.state is not State.GRANTED:
        return
    match asked.right:
        case RightAsked.ERASE:
            erasing.erase(asked.person, now)
        case RightAsked.CORRECT:
            _each_dossier(asked, "applicant_corrected", now)
        case RightAsked.RESTRICT:
            _each_dossier(asked, "restricted", now)
        case RightAsked.LIFT:
            _each_dossier(asked, "unrestricted", now)
    if asked.right is not RightAsked.ERASE:
        _tell(asked, DONE, now)
    _finish(loaded, now)


def _finish(loaded: Loaded, now: datetime) -> None:
    after = rights.finished(loaded.request, loaded.request.stays, now)
    rights_store.change(loaded, after, _event("rights_done", SYSTEM, now))


def _tell(asked: Request, event_type: str, now: datetime) -> bool:
    """Lets the person be told by an event of a dossier, once; False where there is no dossier to tell it on."""
    carrier = _dossier_of(asked)
    if carrier is None:
        return False
    before = carrier.file.dossier
    if not any(e.type == event_type and e.subject == asked.id for e in carrier.file.events):
        after = replace(before, version=before.version + 1)
        event = event_of(event_type, before, after, SYSTEM, now, subject=asked.id)
        store.change(before, after, event, carrier.key_from)
    return True


def _dossier_of(asked: Request) -> store.Loaded | None:
    """The dossier that the request was made on, or the person's latest; one that no erasure takes, if there is one."""
    if asked.dossier:
        return store.load(asked.dossier)
    owned = [store.load(code) for code in erasing_store.codes_of(asked.person)]
    staying = [loaded for loaded in owned if not erasure.is_erasable(loaded.file)]
    return next(reversed(staying or owned), None)


def _each_dossier(asked: Request, event_type: str, now: datetime) -> None:
    for code in erasing_store.codes_of(asked.person):
        loaded = store.load(code)
        before = loaded.file.dossier
        after = _changed(before, asked)
        if after != before:
            parts = tuple(_changed(part, asked) for part in loaded.file.parts)
            after = replace(after, version=before.version + 1)
            event = event_of(event_type, before, after, SYSTEM, now, subject=asked.id)
            store.change(before, after, event, loaded.key_from, None, Together(parts=parts))


def _changed(dossier: Dossier, asked: Request) -> Dossier:
    if asked.right is RightAsked.CORRECT:
        return replace(dossier, applicant=replace(dossier.applicant, **(asked.values or {})))
    return replace(dossier, restricted=asked.right is RightAsked.RESTRICT)


def watch(now: datetime) -> int:
    """Raises the alarm for each request that nears its end or is past it, each once; returns how many."""
    return sum(_watched(request_id, now) for request_id in rights_store.to_alarm(now))


def _watched(request_id: str, now: datetime) -> bool:
    loaded = rights_store.load(request_id)
    after = rights.alarmed(loaded.request, now)
    if after is None:
        return False
    try:
        rights_store.change(loaded, after, _event(after.alarm.value, SYSTEM, now))
    except Raced:  # somebody decided it, or another sweep raised it
        return False
    count(_ALARMS[after.alarm])
    logger.warning("rights request", request=request_id, alarm=after.alarm.value, due=after.due.isoformat())
    return True
