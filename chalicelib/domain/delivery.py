"""How a notice gets to its citizen: over which channels in which order, when again, and what a provider's word counts.

The rules, each one function:

1. Channels that the citizen chose stand on ladders: a push channel with SMS behind it on one, e-mail on the other. Of
   each ladder one rung is climbed after the other, the next only when the one before failed. What must be told has the
   channels that were not chosen behind those that were: something must arrive.
2. A provider that errs or does not answer within its time is asked once more two seconds later where another channel
   stands behind it, and then left; the last rung is tried again for a day, ever more slowly, before it is given up and
   named.
3. Delivered is final. A failure that is reported after it changes nothing; a delivery that is reported after a failure
   stands. So receipts may come twice, late and in any order.
4. An e-mail address that does not exist is written to once: what bounced for good closes it for its dossier, until the
   citizen names another one. Phones are tried again, for what is said of them passes.
5. What need not be told at once (surveys, reminders) goes out between 8 and 21 o'clock in Hanoi.

There is no switch that turns a provider off for everybody: each notice finds out for itself within seconds, and nothing
has to be shared, agreed on or switched back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from chalicelib.domain import phones
from chalicelib.domain.contact import Choices
from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.dossiers import Notice, NoticeState
from chalicelib.domain.faults import Fault
from chalicelib.domain.people import Person

LEASE = timedelta(seconds=120)
"""How long a sender may take. After that another one sends: a notice that comes twice harms less than one that never
comes, and that can happen only when a sender dies between handing over and writing it down."""
TRIES_BEFORE_NEXT = 2
GIVE_UP_AFTER = timedelta(hours=24)
PAUSES = (2, 15, 60, 300, 600)  # seconds until the next try; the last one again and again
PROMPT = timedelta(seconds=10)
"""A notice that is handed over within this time of its event was told in real time: the share of such is a metric."""
DAY_BEGINS, DAY_ENDS = time(8), time(21)

_PUSH = ("zalo",)
_LAST_RESORTS = ("sms", "email")
_DEAD = frozenset({"notice.address_dead"})
OPEN = frozenset({NoticeState.SENDING, NoticeState.RETRY})
HANDED_OVER = frozenset({NoticeState.SENT, NoticeState.DELIVERED})

Ladder = tuple[str, ...]


def ladders(choices: Choices, person: Person, ready: frozenset[str], *, mandatory: bool) -> list[Ladder]:
    """The channels of one notice, each ladder with its first choice first; `ready` are those that can be used."""
    if choices.mandatory_only and not mandatory:
        return []
    usable = ready if person.email else ready - {"email"}
    chosen = choices.channels & usable
    direct = tuple(channel for channel in (*_PUSH, "sms") if channel in chosen)
    made = [ladder for ladder in (direct, ("email",) if "email" in chosen else ()) if ladder]
    if not mandatory:
        return made
    rest = tuple(channel for channel in _LAST_RESORTS if channel in usable - choices.channels)
    return [(*made[0], *rest), *made[1:]] if made else [rest] if rest else []


def next_rung(ladder: Ladder, so_far: Mapping[str, Notice]) -> str | None:
    """The channel to send over now, or None when the ladder is climbed: told, or nothing left to try."""
    for channel in ladder:
        notice = so_far.get(channel)
        if notice is None or notice.state in OPEN:
            return channel
        if notice.state in HANDED_OVER:
            return None
    return None


def address(channel: str, person: Person) -> str:
    """Where the person is reached over that channel."""
    return person.email or "" if channel == "email" else person.phone


def unreachable(channel: str, person: Person) -> str | None:
    """Why this person cannot be reached over that channel, as the code of a fault, or None."""
    return None if channel == "email" else phones.unreachable(person.phone)


def closed(notices: Iterable[Notice], person: Person) -> frozenset[str]:
    """The channels over which the person's present address is known to be dead; another address opens them again."""
    return frozenset(n.channel for n in notices if n.error in _DEAD and n.to == address(n.channel, person))


def after_error(notice: Notice, error: str, since: datetime, now: datetime, *, is_last: bool) -> Notice:
    """What a provider's failure makes of a notice of an event of `since`: it is tried again, or given up."""
    tries = notice.tries + 1
    spent = now - since >= GIVE_UP_AFTER if is_last else tries >= TRIES_BEFORE_NEXT
    if spent:
        return replace(notice, state=NoticeState.FAILED, error=error, tries=tries, next_at=None)
    pause = timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])
    return replace(notice, state=NoticeState.RETRY, error=error, tries=tries, next_at=now + pause)


def may_fall_back(since: datetime, now: datetime) -> bool:
    """Whether a failure that is reported this late still sends the notice over the next channel."""
    return now - since < GIVE_UP_AFTER


def not_before(now: datetime, *, mandatory: bool) -> datetime | None:
    """When a notice may go out that may not go out now, or None."""
    here = now.astimezone(HANOI)
    if mandatory or DAY_BEGINS <= here.time() < DAY_ENDS:
        return None
    day = here.date() if here.time() < DAY_BEGINS else here.date() + timedelta(days=1)
    return datetime.combine(day, DAY_BEGINS, HANOI)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider says of a message that it took over under `id`."""

    provider: str
    id: str
    state: NoticeState
    reason: str | None = None


_SAID: dict[str, dict[str, NoticeState | None]] = {
    "ses": {
        "Delivery": NoticeState.DELIVERED,
        "Complaint": NoticeState.DELIVERED,  # whoever complains of a message has it
        "Bounce": NoticeState.FAILED,
        "Reject": NoticeState.FAILED,
        "DeliveryDelay": None,
        "Send": None,
    },
    "sns": {"SUCCESS": NoticeState.DELIVERED, "FAILURE": NoticeState.FAILED},
    "zalo": {"delivered": NoticeState.DELIVERED, "failed": NoticeState.FAILED, "sent": None},
}
_REASONS = {"ses": "notice.bounced", "sns": "notice.undelivered", "zalo": "notice.undelivered"}
_WHY = {
    ("ses", "Permanent"): "notice.address_dead",
    ("sns", "invalid"): "notice.phone_invalid",
    ("sns", "opted_out"): "notice.phone_opted_out",
    ("sns", "unreachable"): "notice.phone_unreachable",
    ("sns", "blocked"): "notice.phone_blocked",
    ("sns", "ours"): "notice.sender_refused",
}
"""What is known better than `_REASONS` has it, where the provider says why."""
PROVIDERS = tuple(_SAID)


def receipt(body: Mapping[str, object]) -> Receipt | None:
    """The receipt that a message of the queue is: provider, the provider's id, its word for what became of it, and
    maybe for why.

    None where that word says nothing yet. Raises ValueError for a provider, id or word that is not known.
    """
    provider, made_id, word = (str(body.get(name, "")) for name in ("provider", "id", "event"))
    if provider not in _SAID or word not in _SAID[provider] or not 0 < len(made_id) <= 200:
        raise ValueError(f"no receipt: provider {provider[:20]!r}, event {word[:20]!r}")
    state = _SAID[provider][word]
    if state is None:
        return None
    reason = _WHY.get((provider, str(body.get("why", ""))), _REASONS[provider])
    return Receipt(provider, made_id, state, reason if state is NoticeState.FAILED else None)


def again_in(notices: Iterable[Notice], now: datetime) -> timedelta | None:
    """How long until the first of the notices is to be tried again, or None where none is."""
    moments = [n.next_at for n in notices if n.state is NoticeState.RETRY and n.next_at]
    return max(min(moments) - now, timedelta(0)) if moments else None


def why(notice: Notice) -> Fault | None:
    """Why a notice did not arrive, in words for whoever must reach the citizen otherwise, or None."""
    if notice.state is not NoticeState.FAILED or not notice.error:
        return None
    if notice.error.startswith("notice."):
        return Fault(notice.error)
    return Fault("notice.given_up" if notice.tries else "notice.refused", **{"code": notice.error})
