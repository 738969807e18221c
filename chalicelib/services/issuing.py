"""What the acts `finish` and `return_result` do to a result: it is issued with its code, and handed out against it.

A dossier whose decision named no result is returned as before: then there is paper only, and the counter looks at an
identity paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain import custody, results, roles
from chalicelib.domain.custody import Article, Scan
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Result
from chalicelib.domain.roles import AGENT_SIDE, Principal
from chalicelib.services import pickups, registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an act says of results: which one, its number, the code, whether another collects and by what paper."""

    result: str = ""
    number: str = ""
    pickup_code: str = ""
    by_other: bool = False
    authorisation: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is written with the act."""

    results: tuple[Result, ...] = ()
    articles: tuple[tuple[Article, datetime | None], ...] = ()
    events: tuple[Event, ...] = ()


def of_act(file: File, action: str, said: Said, after: Iterable[Dossier], by: Principal, now: datetime) -> Issue:
    """What the act on these, the dossier or parts of it, does to their results."""
    match action:
        case "finish" if said.result:
            [about] = after
            return _issued(file, about, said, by, now)
        case "return_result":
            return _returned(file, list(after), said, by, now)
        case _:
            return Issue()


def _issued(file: File, about: Dossier, said: Said, by: Principal, now: datetime) -> Issue:
    care = registry.care(hanoi_day(now))
    named = results.named(results.found(file.results, said.result), about.part, said.number, care, now)
    return Issue(results=(named,), events=(pickups.announced(about, named.id, by, now),))


def _returned(file: File, after: list[Dossier], said: Said, by: Principal, now: datetime) -> Issue:
    ours = [(about, r) for about in after if (r := results.issued(file.results, about.part))]
    if len(ours) > 1:  # each part has a code of its own
        raise Fault("part.needed", "part", parts="; ".join(str(about.part) for about, _ in ours))
    if not ours:
        return Issue()
    [(about, result)] = ours
    paper = results.require_authorised(other=said.by_other, authorisation=said.authorisation)
    handed = results.collected(result, now, paper)
    if by.role in AGENT_SIDE:
        pickups.require_right(file, about, said.pickup_code, now)
    return Issue(results=(handed,), articles=with_due(_to_citizen(file, by, now), now))


def _to_citizen(file: File, by: Principal, now: datetime) -> tuple[Article, ...]:
    """All that lies at this counter for the citizen goes along with the result."""
    source = roles.holder_of(by)
    scan = Scan(by.id, now, str(source))
    return results.handed_over(file.articles, source, custody.CITIZEN, scan, results_only=False) if source else ()


def with_due(articles: Iterable[Article], now: datetime) -> tuple[tuple[Article, datetime | None], ...]:
    """Articles with the moment at which they will have stood still too long."""
    made = tuple(articles)
    if not made:
        return ()
    limits = registry.care(hanoi_day(now)).limits
    return tuple((article, custody.alarm_at(article, limits)) for article in made)
