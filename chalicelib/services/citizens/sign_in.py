"""Citizens sign in with VNeID: started here, proven there, and a short-lived token of our own for what is theirs."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.adapters import citizen_tokens, identity, sealing, sign_in_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.sign_in_store import Started
from chalicelib.adapters.telemetry import count, logger
from chalicelib.domain import roles, sign_in
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import Doubt
from chalicelib.domain.roles import Principal, Right, Role
from chalicelib.domain.sign_in import SESSION_LASTS, STARTED_LASTS, Session
from chalicelib.services.citizens import guessing
from chalicelib.services.reference import registry


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that began: the provider's page, and the ticket that stays with whoever started it, until when."""

    url: str
    ticket: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A citizen's token, until when it holds, the level of the account, and what does not fit."""

    token: str
    until: datetime
    level: int
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """What the provider sent the citizen back with: a code, or an error of its own wording."""

    state: str
    code: str = ""
    error: str = ""


def start(address: str, now: datetime) -> Begun:
    """Begins a sign-in from this address. Raises signin.off, signin.provider_down while the provider does not answer,
    and signin.address_too_many or signin.closed where too many are begun."""
    provider = _provider()
    guessing.sign_in_begins(address, now)
    started = Started(*(secrets.token_urlsafe(32) for _ in range(4)))
    url = provider.url(started, registry.identity(hanoi_day(now)).scope)
    sign_in_store.start(started, now)
    return Begun(url, started.ticket, now + STARTED_LASTS)


def finish(returned: Returned, ticket: str, now: datetime) -> SignedIn:
    """Signs the citizen in, once for each start. Raises signin.… for whatever the provider or its answer lacks."""
    provider, settings = _provider(), registry.identity(hanoi_day(now))
    started = sign_in_store.take(returned.state, ticket, now)
    if started is None:
        raise _counted(Fault("signin.state", "state"))
    if returned.error or not returned.code:
        raise _counted(_refusal(returned.error, settings))
    try:
        told = sign_in.identity(provider.claims(returned.code, started), settings)
    except Fault as fault:
        raise _counted(fault) from None
    session = Session(sealing.person_key(told.number), told.level, secrets.token_hex(16))
    until = now + SESSION_LASTS
    logger.info("citizen signed in", level=told.level, session=session.id)
    token = citizen_tokens.issued(session.account, now, until)
    return SignedIn(token, until, told.level, sign_in.doubts(told, _latest(session.person)))


def principal(account: str, now: datetime) -> Principal:
    """Who an account is. Raises role.unknown, or signin.ended for a citizen who signed out."""
    session = sign_in.session(account)
    if session is None:
        return registry.principal(account, hanoi_day(now))
    if sign_in_store.has_ended(session.id):
        raise Fault("signin.ended", "Authorization")
    return Principal(f"citizen:{session.person}", Role.CITIZEN, session.person, session.level)


def sign_out(account: str, now: datetime) -> str | None:
    """Ends the session that the account stands for; returns the provider's own page for that. Again does no harm."""
    roles.require(principal(account, now), Right.SIGN_OUT)
    session = sign_in.session(account)
    if session is None:  # a citizen's account of the user pool: its own sign-out is the pool's
        return None
    sign_in_store.end(session.id, now)
    return identity.configured().logout()


def _provider() -> identity.IdentityProvider:
    if not citizen_tokens.accepted():
        raise Fault("signin.off")
    return identity.configured()


def _refusal(error: str, settings: sign_in.Settings) -> Fault:
    """The provider's refusal in our words; a word that nobody entered is passed on as far as it is one."""
    code = settings.errors.get(error)
    if code:
        return Fault(code)
    plain = "".join(c for c in error if c.isascii() and (c.isalnum() or c == "_"))[:40]
    return Fault("signin.refused", code=plain or "-")


def _counted(fault: Fault) -> Fault:
    count(fault.code)
    return fault


def _latest(person: str) -> File | None:
    """The person's latest dossier, to hold the provider's word against."""
    found = store.listing("person", person, None, 1, None)
    return store.load(found.rows[0].code).file if found.rows else None


def keys() -> dict[str, Any]:
    """The published keys that prove citizens' tokens."""
    return citizen_tokens.published()
