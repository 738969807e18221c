"""Reconciliation: pending payments are asked of the gateway, its daily statement is matched line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, ledger_store, payment_rows, telemetry, unmatched_store
from chalicelib.adapters import gateway as gateways
from chalicelib.adapters.gateway import GatewayDownError
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import bank_statements, payments, roles
from chalicelib.domain.bank_statements import Matched, Pair
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.ledger import Entry, Unmatched
from chalicelib.domain.payments import Payment, State, Told, Word
from chalicelib.domain.roles import Principal, Right, Role
from chalicelib.services.each import each
from chalicelib.services.money import clearing, gateway_messages, refunds
from chalicelib.services.reference import registry

PATIENCE = timedelta(minutes=2)
"""How long a gateway may take to tell us by itself."""
EXPIRES_AFTER = timedelta(days=1)
REFUNDED_WITHIN = timedelta(days=1)
"""A refund that the gateway was asked for longer ago than this stands still, and an alarm tells."""
DAYS_BACK = 3
"""How long a statement may be late and still be matched by itself."""


def ask_gateways(now: datetime) -> dict[str, int]:
    """Asks what became of payments that the gateway has not told of, and of unmatched money that it is to give back;
    returns how many of each answer.

    One that fails holds no other up; the failure is raised when all the rest is done.
    """
    counts: Counter[str] = Counter()
    failures: list[Exception] = []
    for about, ask in (*_payments(now), *_odd_money(now)):
        try:
            counts[ask()] += 1
        except GatewayDownError:
            counts["down"] += 1
        except Exception as error:
            logger.warning("not reconciled", about=about, error=type(error).__name__)
            failures.append(error)
    if counts["down"]:
        telemetry.count("gateway_down")
    logger.info("gateways asked", answers=dict(counts))
    if failures:
        raise failures[0]
    return dict(counts)


def _payments(now: datetime) -> Iterator[tuple[str, Callable[[], str]]]:
    for code, payment_id in payment_rows.awaited(now - PATIENCE):
        yield payment_id, partial(_look_at, code, payment_id, now)


def _odd_money(now: datetime) -> Iterator[tuple[str, Callable[[], str]]]:
    for money in unmatched_store.returning():
        yield money.id, partial(_asked_back, money, now)


def _look_at(code: str, payment_id: str, now: datetime) -> str:
    payment_rows.looked_at(code, payment_id, now)  # first: one that cannot be asked must not hold others up
    return _asked(payments.found(store.load(code).file.payments, payment_id), now)


def _asked_back(money: Unmatched, now: datetime) -> str:
    _warn(money.cleared_at, now)
    clearing.ask_back(money, now)
    return "refunds"


def _warn(since: datetime | None, now: datetime) -> None:
    """Counts a refund that stands still, each time that it is asked for in vain."""
    if since and since < now - REFUNDED_WITHIN:
        telemetry.count("refund_stands_still")


def _asked(payment: Payment, now: datetime) -> str:
    if payment.state is State.REFUNDING:
        _warn(payment.started_at, now)
        refunds.ask_back(payment, now)
        return "refunds"
    told = gateways.gateway(str(payment.gateway)).status(payment.id)
    if told is None and payment.started_at and payment.started_at < now - EXPIRES_AFTER:
        told = _given_up(payment, now)
    return gateway_messages.take(told, now).value if told else "nothing_new"


def _given_up(payment: Payment, now: datetime) -> Told:
    """Nobody paid for a day. Money that comes later still settles it; only nobody asks any more."""
    start = int(payment.started_at.timestamp()) if payment.started_at else 0
    return Told(
        gateway=str(payment.gateway),
        word=Word.FAILED,
        reference=payment.id,
        transaction=f"given-up-{payment.id}-{start}",
        amount=payment.amount,
        at=now,
    )


def match_statements(now: datetime) -> dict[str, str]:
    """Matches the statements of the last days that have come and were not matched yet; what became of each day.

    One that fails holds no other up; its failure is raised when the rest is done.
    """
    gateway = gateways.configured()
    days = [hanoi_day(now) - timedelta(days=n) for n in range(1, DAYS_BACK + 1)]
    return each((day.isoformat(), partial(_match, gateway, day, now)) for day in days)


def _match(gateway: str, day: date, now: datetime) -> str:
    key = f"partners/{gateway}/statements/{day.isoformat()}.csv"
    stored = files.stored(files.partners_bucket(), key)
    if stored is None:
        return "awaited"
    before = ledger_store.report(gateway, day)
    if before and before["version"] == (stored.version or "only"):
        return str(before["state"])
    report = _report(gateway, day, key, stored.version, now)
    ledger_store.keep_report(gateway, day, report, now)
    return str(report["state"])


def _report(gateway: str, day: date, key: str, version: str | None, now: datetime) -> dict[str, Any]:
    about = {"version": version or "only", "matched_at": now.isoformat()}
    try:
        lines = bank_statements.parsed(gateway, files.fetch(files.partners_bucket(), key, version))
    except Fault as fault:
        telemetry.count("statement_unreadable")
        return {**about, "state": "unreadable", "line": fault.values["line"]}
    found = bank_statements.matched(lines, ledger_store.of_gateway(gateway, day))
    differences = len(found.ours_only) + len(found.theirs_only) + len(found.differ)
    if differences:
        telemetry.count("statement_differs")
    if found.repeated:
        telemetry.count("statement_repeats")
    taken = [gateway_messages.take(pair.theirs, now).value for pair in found.theirs_only if pair.theirs]
    return {**about, "state": "differs" if differences else "same", **_shape(found, taken)}


def _shape(found: Matched, taken: list[str]) -> dict[str, Any]:
    return {
        "same": len(found.same),
        "sum": sum(p.ours.amount if p.ours and p.theirs and p.theirs.word is Word.PAID else 0 for p in found.same),
        "ours_only": [_line(pair) for pair in found.ours_only],
        "theirs_only": [_line(p) | {"taken": t} for p, t in zip(found.theirs_only, taken, strict=True)],
        "differ": [_line(pair) for pair in found.differ],
        "repeated": len(found.repeated),
    }


def _line(pair: Pair) -> dict[str, Any]:
    theirs, ours = pair.theirs, pair.ours
    return {
        "transaction": theirs.transaction if theirs else ours.transaction if ours else None,
        "payment": ours.payment if ours else theirs.reference or None if theirs else None,
        "theirs": theirs.amount if theirs else None,
        "ours": ours.amount if ours else None,
        "agent": _agent(ours),
    }


def _agent(entry: Entry | None) -> str | None:
    """The agent whose payment an entry is of; asked of the dossier, since entries of a gateway name no book."""
    if entry is None or entry.dossier is None:
        return None
    return store.load(entry.dossier).file.dossier.agent


def report(gateway: str, day: date, by: Principal) -> dict[str, Any]:
    """The report on a statement; a provider's manager sees the lines of the own agents. Raises statement.none."""
    roles.require(by, Right.SEE_STATEMENTS)
    gateway = gateway or gateways.configured()
    found = ledger_store.report(gateway, day)
    if found is None:
        raise Fault("statement.none", "day", gateway=gateway, day=day.isoformat())
    if by.role is not Role.PROVIDER_MANAGER:
        return found
    own = {agent.id for agent in registry.all_agents(day) if agent.provider == by.scope}
    lists = ("ours_only", "theirs_only", "differ")
    mine = {name: [row for row in found.get(name, ()) if row["agent"] in own] for name in lists}
    return {**found, **mine, "same": None, "sum": None, "repeated": None}  # sums over all providers are the Centre's
