"""What the acts `finish` and `return_result` do to a result: it is issued with its code, and handed out against it.

A decision that named no result left paper only: that is handed out against a code all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.adapters.dossier_store import Write
from chalicelib.domain import custody, procedures, results, roles
from chalicelib.domain.custody import Article, Kind, Scan
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Dossier, Event, File, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Result
from chalicelib.domain.roles import AGENT_SIDE, Principal
from chalicelib.services.issuance import pickups
from chalicelib.services.privacy import keeping
from chalicelib.services.reference import registry


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
    more: Callable[[Write], None] = lambda write: None


def of_act(file: File, action: str, said: Said, after: Iterable[Dossier], by: Principal, now: datetime) -> Issue:
    """What the act on these, the dossier or parts of it, does to their results."""
    match action:
        case "finish":
            [about] = after
            return _issued(file, about, said, by, now)
        case "return_result":
            return _returned(file, list(after), said, by, now)
        case _:
            return Issue()


def _issued(file: File, about: Dossier, said: Said, by: Principal, now: datetime) -> Issue:
    procedure = registry.procedure(about.procedure, hanoi_day(about.opened_at))
    named = _named(file, about, said, now) if said.result else None
    events = (pickups.announced(about, named, by, now),) if procedures.are_results_returned_by_agents(procedure) else ()
    if named is None:
        return Issue(events=events)
    return Issue(results=(named,), events=events, more=keeping.of_result(named, about, procedure, by, now))


def code_on_paper(before: Dossier, after: Dossier, by: Principal, now: datetime) -> tuple[Event, ...]:
    """The code for a result of which we only hear that it is ready: whoever decided it made it on paper."""
    procedure = registry.procedure(after.procedure, hanoi_day(after.opened_at))
    ready = after.status is Status.FINISHED and before.status is not Status.FINISHED
    if not ready or not procedures.are_results_returned_by_agents(procedure):
        return ()
    return (pickups.announced(after, None, by, now),)


def _named(file: File, about: Dossier, said: Said, now: datetime) -> Result:
    care = registry.care(hanoi_day(now))
    return results.named(results.found(file.results, said.result), about.part, said.number, care, now)


def _returned(file: File, after: list[Dossier], said: Said, by: Principal, now: datetime) -> Issue:
    coded = [about for about in after if by.role in AGENT_SIDE or not _lies_with(by, file, about)]
    if coded and len(after) > 1:  # each part has a code of its own
        raise Fault("part.needed", "part", parts="; ".join(str(about.part) for about in after))
    paper = results.require_authorised(other=said.by_other, authorisation=said.authorisation)
    issued = [r for about in after if (r := results.issued(file.results, about.part))]
    handed = tuple(results.collected(result, now, paper) for result in issued)
    if coded:
        pickups.require_right(file, after[0], said.pickup_code, now)
    return Issue(results=handed, articles=with_due(_to_citizen(file, after, by, now), now))


def _lies_with(by: Principal, file: File, about: Dossier) -> bool:
    """Whether the result lies at this authority's own counter: its paper is there, it went back, or no agent may have
    it."""
    result = results.issued(file.results, about.part)
    procedure = registry.procedure(about.procedure, hanoi_day(about.opened_at))
    return (
        not procedures.are_results_returned_by_agents(procedure)
        or (result is not None and result.sent_back_at is not None)
        or any(article.holder == roles.holder_of(by) for article in _papers(file, about))
    )


def _to_citizen(file: File, after: list[Dossier], by: Principal, now: datetime) -> tuple[Article, ...]:
    """The result's paper at this counter goes along, and the citizen's own originals; other parts' results stay."""
    source = roles.holder_of(by)
    if source is None:
        return ()
    own = [a for about in after for a in _papers(file, about)]
    originals = [a for a in file.articles if a.kind is Kind.ORIGINAL]
    return results.handed_over([*own, *originals], source, custody.CITIZEN, Scan(by.id, now, str(source)))


def _papers(file: File, about: Dossier) -> tuple[Article, ...]:
    return results.papers_of(file.articles, about.part, results.issued(file.results, about.part))


def with_due(articles: Iterable[Article], now: datetime) -> tuple[tuple[Article, datetime | None], ...]:
    """Articles with the moment at which they will have stood still too long."""
    made = tuple(articles)
    if not made:
        return ()
    limits = registry.care(hanoi_day(now)).limits
    return tuple((article, custody.alarm_at(article, limits)) for article in made)
