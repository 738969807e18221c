"""What time does to results and papers: reminders, going back unclaimed, alarms for what stands still; by the hour.

Each item says itself when it is due (`todo_since`), so a run that was missed is caught up by the next. An item that
fails holds no other up; the failure is raised when all the rest is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import result_rows, telemetry
from chalicelib.adapters.dossier_store import Loaded, Raced, Together
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import custody, results
from chalicelib.domain.custody import Article, Holder, Party, Scan
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.results import Care
from chalicelib.domain.roles import SYSTEM
from chalicelib.services.casework.intake import event_of
from chalicelib.services.issuance import issuing, parcels
from chalicelib.services.reference import registry


def care(now: datetime) -> dict[str, Any]:
    """Cares for what is due, takes the carriers' files, and returns how much of each.

    The files come last: they may be long, and nobody is to wait for them.
    """
    failures: list[Exception] = []
    jobs: dict[str, Callable[[], Any]] = {
        "results": lambda: _each(result_rows.CARE, _care_for, now, failures),
        "articles": lambda: _each(result_rows.STANDING, _alarm, now, failures),
        "parcels": lambda: parcels.take_files(now, failures),
    }
    done = {name: _done(name, job, failures) for name, job in jobs.items()}
    if failures:
        raise failures[0]
    return done


def _done(name: str, job: Callable[[], Any], failures: list[Exception]) -> Any:  # noqa: ANN401 - each job counts its own way
    try:
        return job()
    except Exception as error:
        logger.warning("left lying", job=name, error=type(error).__name__)
        failures.append(error)
        return None


def _each(todo: str, act: Callable[[str, str, datetime], bool], now: datetime, failures: list[Exception]) -> int:
    cared = 0
    for code, item in result_rows.due(todo, now):
        try:
            cared += act(code, item, now)
        except Raced:
            continue  # somebody moved it just now; the next run looks again
        except Exception as error:
            logger.warning("left lying", dossier=code, item=item, error=type(error).__name__)
            failures.append(error)
    return cared


def _care_for(code: str, result_id: str, now: datetime) -> bool:
    """Reminds the citizen, or lets the result go back. The index may be behind: the result itself says what is due."""
    loaded = store.load(code)
    result = results.found(loaded.file.results, result_id)
    about = loaded.file.part(result.part) if result.part else loaded.file.dossier
    if result.care_at is None or result.care_at > now or about.status is not Status.FINISHED:
        return False
    rules = registry.care(hanoi_day(now))
    if results.is_to_go_back(result, rules):
        _send_back(loaded, result, now)
    else:
        _write(
            loaded, "result_reminded", result.part, Together(results=(results.reminded(result, rules),)), result_id, now
        )
    return True


def _send_back(loaded: Loaded, result: results.Result, now: datetime) -> None:
    """The result goes back: its paper, where there is one, is on offer to the authority until that scans it."""
    about = loaded.file.part(result.part) if result.part else loaded.file.dossier
    agent, authority = Holder(Party.AGENT, about.agent), Holder(Party.AUTHORITY, str(about.authority))
    scan = Scan(SYSTEM.id, now, str(agent))
    offered = [
        custody.offered(a, agent, authority, scan)
        for a in results.papers_of(loaded.file.articles, result.part, result)
        if a.holder == agent
    ]
    together = Together(results=(results.sent_back(result, now),), articles=issuing.with_due(offered, now))
    _write(loaded, "result_sent_back", result.part, together, result.id, now)


def _alarm(code: str, article_id: str, now: datetime) -> bool:
    """Tells, once, that an article stands still."""
    loaded = store.load(code)
    article = next((a for a in loaded.file.articles if a.id == article_id), None)
    if article is None or not _stands_still(article, registry.care(hanoi_day(now)), now):
        return False
    told = custody.alarmed(article)
    _write(loaded, "article_stands_still", None, Together(articles=((told, None),)), article.id, now)
    telemetry.count("article_stands_still")
    logger.warning("article stands still", dossier=code, article=article.id, holder=str(article.holder))
    return True


def _stands_still(article: Article, rules: Care, now: datetime) -> bool:
    due = custody.alarm_at(article, rules.limits)
    return due is not None and due <= now


def _write(loaded: Loaded, kind: str, part: str | None, together: Together, subject: str, now: datetime) -> None:
    dossier = loaded.file.dossier
    about = loaded.file.part(part) if part else dossier
    event = event_of(kind, about, about, SYSTEM, now, subject=subject)
    store.change(dossier, replace(dossier, version=dossier.version + 1), event, loaded.key_from, None, together)
