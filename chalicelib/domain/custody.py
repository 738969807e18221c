"""Chain of custody (chuỗi bàn giao) of paper originals and results: who has an article now, and how it came there.

An article has exactly one holder at any time. A hand-over is offered by whoever has it and taken by whom it was offered
to: until it is taken, the one who offers answers for it. A scan that comes twice or late changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain.faults import Fault


class Kind(StrEnum):
    """What an article is."""

    ORIGINAL = "original"
    RESULT = "result"


class Party(StrEnum):
    """Who may hold an article."""

    AGENT = "agent"
    COURIER = "courier"
    AUTHORITY = "authority"
    CITIZEN = "citizen"
    CARRIER = "carrier"


class Act(StrEnum):
    """What a scan says: entered, offered, taken, kept after all, or handed over to somebody who scans nothing."""

    ENTERED = "entered"
    OFFERED = "offered"
    TAKEN = "taken"
    KEPT = "kept"
    HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Holder:
    """One who may hold an article; the citizen is the dossier's own and has no id here."""

    party: Party
    id: str = ""

    def __str__(self) -> str:
        return f"{self.party}:{self.id}" if self.id else self.party.value


CITIZEN = Holder(Party.CITIZEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One scan: what, when, by which account, where, and between whom. `to` is None where nothing was on offer."""

    act: Act
    at: datetime
    by: str
    where: str
    source: Holder | None
    to: Holder


@dataclass(frozen=True, slots=True)
class Scan:
    """Who scans, when, and where; `where` is the name of a place, never of a person."""

    by: str
    at: datetime
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A paper that goes from hand to hand. `id` is what its barcode says: the dossier's code, a point, a number.

    `name` is the slot or the result that it is; `since` is when it was last moved or offered; `alarmed` says that it
    has stood still too long and that this was told.
    """

    id: str
    dossier: str
    kind: Kind
    name: str
    holder: Holder
    since: datetime
    version: int = 1
    offered_to: Holder | None = None
    alarmed: bool = False
    steps: tuple[Step, ...] = ()


def article_id(dossier: str, number: int) -> str:
    """The id of a dossier's article."""
    return f"{dossier}.{number}"


def dossier_of(article: str) -> str:
    """The dossier whose article that is."""
    return article.rpartition(".")[0]


def entered(dossier: str, number: int, kind: Kind, name: str, holder: Holder, scan: Scan) -> Article:
    """A new article in the hands of whoever enters it."""
    step = Step(act=Act.ENTERED, at=scan.at, by=scan.by, where=scan.where, source=None, to=holder)
    made = article_id(dossier, number)
    return Article(id=made, dossier=dossier, kind=kind, name=name, holder=holder, since=scan.at, steps=(step,))


def offered(article: Article, by: Holder, to: Holder, scan: Scan) -> Article:
    """The article on offer; a new offer takes the place of one that nobody took. Raises custody.not_holder, .self."""
    if article.holder != by:
        raise Fault("custody.not_holder", "article", holder=article.holder)
    if to == by:
        raise Fault("custody.self", "to")
    if article.offered_to == to:
        return article
    return _moved(article, Act.OFFERED, to, scan, offered_to=to)


def taken(article: Article, by: Holder, scan: Scan) -> Article:
    """The article with whom it was offered to; whoever has it already keeps it. Raises custody.not_offered."""
    if article.holder == by:
        return article if article.offered_to is None else _moved(article, Act.KEPT, by, scan)
    if article.offered_to != by:
        raise Fault("custody.not_offered", "article", holder=article.holder)
    return _moved(article, Act.TAKEN, by, scan, holder=by)


def handed(article: Article, to: Holder, scan: Scan) -> Article:
    """The article with somebody who scans nothing: the citizen at the counter, or a carrier, whose own proof counts."""
    if article.holder == to:
        return article
    return _moved(article, Act.HANDED, to, scan, holder=to)


def _moved(
    article: Article,
    act: Act,
    to: Holder,
    scan: Scan,
    *,
    holder: Holder | None = None,
    offered_to: Holder | None = None,
) -> Article:
    at = max(scan.at, article.since)  # clocks of scanners differ; the order of steps is that of their writing
    step = Step(act=act, at=at, by=scan.by, where=scan.where, source=article.holder, to=to)
    return replace(
        article,
        holder=holder or article.holder,
        offered_to=offered_to,
        since=at,
        version=article.version + 1,
        alarmed=False,
        steps=(*article.steps, step),
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an article may stay with each party, and how long an offer may stand."""

    still: Mapping[Party, timedelta]
    offer: timedelta


def alarm_at(article: Article, limits: Limits) -> datetime | None:
    """When the article will have stood still too long; None with the citizen, and once the alarm was given."""
    if article.alarmed:
        return None
    longest = limits.offer if article.offered_to else limits.still.get(article.holder.party)
    return article.since + longest if longest else None


def alarmed(article: Article) -> Article:
    """The article after the alarm; the next move makes it quiet again."""
    return replace(article, alarmed=True, version=article.version + 1)
