"""Sign-ins that were started, each good once, and sessions that were ended before their time. All forget themselves."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError

from chalicelib.adapters.tables import FromEnvironment, Patience, Table
from chalicelib.domain.sign_in import SESSION_LASTS, STARTED_LASTS


class SignInRow(Table):
    """A sign-in under way, key `signin#<hash of its state>`, or a session that is over, key `ended#<session>`."""

    class Meta(Patience):
        """Table settings."""

        table_name = FromEnvironment("IDEMPOTENCY_TABLE")

    key = UnicodeAttribute(hash_key=True)
    nonce = UnicodeAttribute(null=True)
    verifier = UnicodeAttribute(null=True)
    ticket = UnicodeAttribute(null=True)
    until = UTCDateTimeAttribute(null=True)
    used = UTCDateTimeAttribute(null=True)
    expires = TTLAttribute(null=True)


@dataclass(frozen=True, slots=True)
class Started:
    """What a sign-in is held together by: `state` travels, `ticket` stays with whoever started it, `nonce` comes back
    in the provider's token, `verifier` proves to the provider that we began it (PKCE)."""

    state: str
    ticket: str
    nonce: str
    verifier: str


def start(started: Started, now: datetime) -> None:
    """Stores a sign-in that was started."""
    SignInRow(
        _key(started.state),
        nonce=started.nonce,
        verifier=started.verifier,
        ticket=_digest(started.ticket),
        until=now + STARTED_LASTS,
        expires=now + 2 * STARTED_LASTS,
    ).save(condition=SignInRow.key.does_not_exist())


def take(state: str, ticket: str, now: datetime) -> Started | None:
    """The sign-in, once and only for whoever started it; None where it is unknown, used, over or another's."""
    try:
        row = SignInRow.get(_key(state), consistent_read=True)
        if not hmac.compare_digest(row.ticket or "", _digest(ticket)) or row.until <= now:
            return None
        row.update(actions=[SignInRow.used.set(now)], condition=SignInRow.used.does_not_exist())
    except SignInRow.DoesNotExist:
        return None
    except UpdateError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return None
        raise
    return Started(state, ticket, row.nonce or "", row.verifier or "")


def end(session: str, now: datetime) -> None:
    """Ends a session; its tokens, which nobody can call back, are refused from now on."""
    SignInRow(f"ended#{session}", used=now, expires=now + 2 * SESSION_LASTS).save()


def has_ended(session: str) -> bool:
    """Whether the session was ended."""
    try:
        SignInRow.get(f"ended#{session}", consistent_read=True)
    except SignInRow.DoesNotExist:
        return False
    return True


def _key(state: str) -> str:
    return f"signin#{_digest(state)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
