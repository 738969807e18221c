"""Entering rules: what may be entered, so that it is refused with the reason at entry rather than at use.

Procedures and agents have ways of their own; these are the other kinds of the registry, and the law they share with the
routing table: what was in force up to today stays as it was, and no two versions of an entry hold on one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from chalicelib.domain import (
    consent,
    deadlines,
    erasure,
    feedback,
    forms,
    linked,
    notices,
    one_time_codes,
    regimes,
    results,
    reuse,
    rights,
    routing,
    sign_in,
    vietqr,
    vouching,
)
from chalicelib.domain.faults import Fault

Row = Mapping[str, Any]
"""An entry as the seed files spell it: entry, kind, valid_from, valid_to, demo, source, body."""
OPEN_END = "9999-12-31"
_FIELDS = {"entry", "kind", "valid_from", "valid_to", "demo", "source", "body"}

KINDS: dict[str, Callable[[Row], object]] = {
    "account": lambda row: vietqr.account(row["body"]),
    "authority": lambda row: routing.authority(row["body"]),
    "calendar": lambda row: deadlines.calendar(row["body"], row["valid_from"], row["valid_to"]),
    "code": lambda row: one_time_codes.rule(row["entry"], row["body"]),
    "consent": lambda row: consent.wording(row["entry"], row["valid_from"], row["body"]),
    "erasure": lambda row: erasure.minimum(row["body"], row["source"]),
    "feedback": lambda row: feedback.rules(row["body"]),
    "care": lambda row: results.care(row["body"]),
    "form": lambda row: forms.form(row["body"]),
    "identity": lambda row: sign_in.settings(row["body"]),
    "linked": lambda row: linked.plan(row["body"]),
    "regime": lambda row: regimes.regime(row["body"], row["source"]),
    "reuse": lambda row: reuse.rule(row["body"]),
    "rights": lambda row: rights.clock(row["body"], row["source"]),
    "signer": lambda row: vouching.chain(row["body"]),
    "template": lambda row: notices.checked(row["body"], row["entry"]),
    "trust": lambda row: vouching.root(row["body"]),
}
"""The kinds that are entered so, and what makes of a row the rule that is used: what fails here would fail there."""


def to_enter(known: Iterable[Row], wanted: Iterable[Row], today: date) -> list[Row]:
    """The rows that have to be saved so that the wanted ones hold; none when they hold already.

    Raises registry.shape, registry.in_force, registry.overlap, or what the rule's own kind refuses.
    """
    changed = changed_rows(known, wanted, today)
    for row in changed:
        _require_usable(row)
    return changed


def changed_rows(known: Iterable[Row], wanted: Iterable[Row], today: date) -> list[Row]:
    """Those of the wanted rows that are new or different. Raises registry.in_force or registry.overlap."""
    before = {_key(row): row for row in known}
    changed = [row for row in wanted if before.get(_key(row)) != row]
    for row in changed:
        _require_shape(row)
        if row["valid_from"] <= today.isoformat() and not _keeps_the_past(before.get(_key(row)), row, today):
            first_free = (today + timedelta(days=1)).isoformat()
            raise Fault("registry.in_force", "valid_from", first=row["valid_from"], next=first_free)
    after = before | {_key(row): row for row in changed}
    _require_apart(list(after.values()))
    return changed


def _key(row: Row) -> tuple[str, str]:
    return row["entry"], row["valid_from"]


def _require_shape(row: Row) -> None:
    entry, kind = str(row.get("entry")), str(row.get("kind"))
    wrong = sorted(_FIELDS ^ set(row)) or ([] if entry.startswith(f"{kind}#") and entry > f"{kind}#" else ["entry"])
    if not wrong and not _is_period(row["valid_from"], row["valid_to"]):
        wrong = ["valid_from, valid_to"]
    if not wrong and not str(row["source"]).strip():
        wrong = ["source"]
    if wrong:
        raise Fault("registry.shape", "entries", entry=entry, names=", ".join(wrong))


def _is_period(first: str, last: str | None) -> bool:
    try:
        return date.fromisoformat(first) <= date.fromisoformat(last or OPEN_END)
    except (TypeError, ValueError):
        return False


def _keeps_the_past(old: Row | None, new: Row, today: date) -> bool:
    """Whether every day up to today is judged as before: only the end changed, or days of a calendar yet to come."""
    if old is None:
        return False
    if min(old["valid_to"] or OPEN_END, new["valid_to"] or OPEN_END) < today.isoformat():
        return False
    if {**old, "valid_to": new["valid_to"]} == new:
        return True
    return new["kind"] == "calendar" and _same_days(old, new, today)


def _same_days(old: Row, new: Row, today: date) -> bool:
    _require_usable(new)
    before = deadlines.calendar(old["body"], old["valid_from"], old["valid_to"])
    after = deadlines.calendar(new["body"], new["valid_from"], new["valid_to"])
    past = [before.first + timedelta(days=n) for n in range((today - before.first).days + 1)]
    same_hours = (before.cutoff, before.hours) == (after.cutoff, after.hours)
    return same_hours and all(before.is_working(day) == after.is_working(day) for day in past)


def _require_apart(rows: list[Row]) -> None:
    for one, other in pairwise(sorted(rows, key=_key)):
        if one["entry"] == other["entry"] and (one["valid_to"] or OPEN_END) >= other["valid_from"]:
            raise Fault("registry.overlap", "valid_to", first=one["valid_from"], second=other["valid_from"])


def _require_usable(row: Row) -> None:
    make = KINDS.get(row["kind"])
    if make is None:
        raise Fault("registry.kind", "kind", kind=row["kind"], kinds=", ".join(KINDS))
    try:
        make(row)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Fault("registry.shape", "entries", entry=row["entry"], names=f"body: {error}") from None
