"""Chain of custody: papers entered with a barcode, and every hand-over scanned by both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import qr
from chalicelib.adapters.dossier_store import Loaded, Once, Together
from chalicelib.domain import custody, results, roles
from chalicelib.domain.custody import Article, Holder, Kind, Party, Scan
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import File, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import State
from chalicelib.domain.roles import Principal, Right
from chalicelib.services.casework.intake import event_of
from chalicelib.services.issuance import issuing
from chalicelib.services.once import carried_out, once
from chalicelib.services.reference import registry

MOST_ARTICLES = 50


def enter(code: str, kind: Kind, name: str, where: str, by: Principal, key: str, now: datetime) -> Article:
    """Enters a paper that the asker holds, once per key. Raises dossier.unknown, paper.slot or custody.too_many."""
    roles.require(by, Right.ACT)
    mark = once("article", f"api#{by.id}#{key}", {"code": code, "kind": kind, "name": name})
    return carried_out(
        mark,
        act=lambda: _enter(code, kind, name, _scan(where, by, now), by, mark),
        again=lambda done: _entered_before(done.dossier, str(done.item), by),
    )


def _enter(code: str, kind: Kind, name: str, scan: Scan, by: Principal, mark: Once) -> Article:
    loaded = store.load(code)
    dossier, holder = loaded.file.dossier, roles.holder_of(by)
    if holder is None or not roles.within_reach(by, dossier):
        raise Fault("dossier.unknown", "code")
    if len(loaded.file.articles) >= MOST_ARTICLES:
        raise Fault("custody.too_many", "code", limit=MOST_ARTICLES)
    if kind is Kind.ORIGINAL:
        registry.procedure(dossier.procedure, hanoi_day(dossier.opened_at)).slot(name)
    else:
        _require_result(loaded.file, name)
    _require_new(loaded.file, kind, name)
    article = custody.entered(code, len(loaded.file.articles) + 1, kind, name, holder, scan)
    _write(loaded, "article_entered", article, by, scan.at, mark)
    return article


def _require_result(file: File, name: str) -> None:
    """Raises result.unknown, part.needed or custody.undecided for what is no result of the dossier's, or none yet."""
    decided = {results.on_paper(about.part): about.status is Status.FINISHED for about in file.parts or (file.dossier,)}
    on_paper = list(decided)
    if name == results.ON_PAPER and file.parts:
        raise Fault("part.needed", "name", parts="; ".join(on_paper))
    if name not in on_paper:
        decided[name] = results.found(file.results, name).state is State.ISSUED
    if not decided[name]:
        raise Fault("custody.undecided", "name")


def _require_new(file: File, kind: Kind, name: str) -> None:
    """An original may lie in a place as often as papers do, a result is there once. Raises custody.entered."""
    if kind is Kind.ORIGINAL:
        there = tuple(a for a in file.articles if (a.kind, a.name) == (kind, name))
        most = max(sum(paper.slot == name for paper in file.papers), 1)
    else:
        part = next((r.part for r in file.results if r.id == name), name.partition(":")[2] or None)
        there, most = results.papers_of(file.articles, part, results.issued(file.results, part)), 1
    if len(there) >= most:
        raise Fault("custody.entered", "name", article=there[-1].id, holder=there[-1].holder)


def _entered_before(code: str, event_id: str, by: Principal) -> Article:
    file = store.load(code).file
    event = next(event for event in file.events if event.id == event_id)
    return _load(str(event.subject), by)[1]


def offer(article: str, to: Holder, where: str, by: Principal, key: str, now: datetime) -> Article:
    """Offers an article that the asker holds to somebody, once per key. Raises custody.not_holder or custody.self."""

    _require_receiver(to, now)

    def move(before: Article, holder: Holder) -> Article:
        return custody.offered(before, holder, to, _scan(where, by, now))

    return _scanned(article, move, "article_offered", by, key, now, str(to))


def _require_receiver(to: Holder, now: datetime) -> None:
    """Raises custody.receiver for an agent, authority or courier that there is none of that day."""
    known: dict[Party, Callable[[str, date], object]] = {
        Party.AGENT: registry.agent,
        Party.AUTHORITY: registry.authority,
        Party.COURIER: registry.provider_name,
    }
    if to == custody.CITIZEN:
        return
    try:
        known[to.party](to.id, hanoi_day(now))
    except (Fault, KeyError):
        raise Fault("custody.receiver", "id") from None


def take(article: str, where: str, by: Principal, key: str, now: datetime) -> Article:
    """Takes an article that was offered to the asker, or keeps one the asker offered. Raises custody.not_offered."""

    def move(before: Article, holder: Holder) -> Article:
        return custody.taken(before, holder, _scan(where, by, now))

    return _scanned(article, move, "article_taken", by, key, now)


def _scan(where: str, by: Principal, now: datetime) -> Scan:
    """Who, when, and where; who names no place scans at their own."""
    return Scan(by.id, now, where.strip() or str(roles.holder_of(by) or ""))


Move = Callable[[Article, Holder], Article]


def _scanned(article: str, move: Move, kind: str, by: Principal, key: str, now: datetime, to: str = "") -> Article:
    roles.require(by, Right.CUSTODY)
    mark = once(kind, f"api#{by.id}#{key}", {"article": article, "to": to})
    return carried_out(
        mark,
        act=lambda: _move(article, move, kind, by, mark, now),
        again=lambda _: _load(article, by)[1],
    )


def _move(article: str, move: Move, kind: str, by: Principal, mark: Once, now: datetime) -> Article:
    loaded, before = _load(article, by)
    holder = roles.holder_of(by)
    after = move(before, holder) if holder else before
    if after is not before:  # a scan that says nothing new leaves no trace
        _write(loaded, kind, after, by, now, mark)
    return after


def _load(article: str, by: Principal) -> tuple[Loaded, Article]:
    """The article, for those who hold it, are offered it, or may know of its dossier. Raises custody.unknown."""
    try:
        loaded = store.load(custody.dossier_of(article) or "-")
    except Fault:
        raise Fault("custody.unknown", "article") from None
    found = _found(loaded.file.articles, article)
    holder = roles.holder_of(by)
    concerns = holder is not None and holder != custody.CITIZEN and holder in (found.holder, found.offered_to)
    if not concerns and not roles.within_reach(by, loaded.file.dossier):
        raise Fault("custody.unknown", "article")
    return loaded, found


def _found(articles: tuple[Article, ...], article: str) -> Article:
    for one in articles:
        if one.id == article:
            return one
    raise Fault("custody.unknown", "article")


def _write(loaded: Loaded, kind: str, article: Article, by: Principal, now: datetime, mark: Once) -> None:
    dossier = loaded.file.dossier
    event = event_of(kind, dossier, dossier, by, now, subject=article.id)
    after = replace(dossier, version=dossier.version + 1)
    together = Together(articles=issuing.with_due((article,), now))
    store.change(dossier, after, event, loaded.key_from, mark, together)


@dataclass(frozen=True, slots=True)
class Chain:
    """An article with all its hand-overs, and its code to print."""

    article: Article
    qr_svg: str


def chain(article: str, by: Principal) -> Chain:
    """Who has the article and how it came there. Raises custody.unknown."""
    roles.require(by, Right.SEE_CUSTODY)
    found = _load(article, by)[1]
    return Chain(found, qr.svg(found.id))
