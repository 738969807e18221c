"""Entering rules of the registry: all or none, with one line of audit; a dry run only checks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chalicelib.adapters import registry_store
from chalicelib.adapters.audit import Trace
from chalicelib.domain import roles, rulebook
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Right

Rows = Sequence[Mapping[str, Any]]


def enter(entries: Rows, reason: str, by: Principal, now: datetime, *, dry_run: bool) -> int:
    """Enters versions and returns how many were not there yet; a second time none. A dry run enters none of them.

    Raises role.forbidden, action.reason, registry.kind, registry.shape, registry.in_force, registry.overlap,
    registry.raced or what a rule's own kind refuses.
    """
    roles.require(by, Right.ENTER_RULES)
    kinds = {str(row.get("kind")) for row in entries}
    if len(kinds) != 1:  # one kind is one revision, and one line of audit
        raise Fault("registry.kind", "kind", kind=", ".join(sorted(kinds)), kinds=", ".join(rulebook.KINDS))
    [kind] = kinds
    seen = registry_store.revision(kind)
    to_save = rulebook.to_enter(_known(entries), entries, hanoi_day(now))
    if to_save and not dry_run:
        save(kind, to_save, seen, Trace(by, f"enter_{kind}", _why(reason, to_save)), now)
    return len(to_save)


def _known(entries: Rows) -> list[dict[str, Any]]:
    named = sorted({str(row.get("entry")) for row in entries})
    return [asdict(entry) for name in named for entry in registry_store.versions(name)]


def _why(reason: str, rows: Rows) -> str:
    if not reason.strip():
        raise Fault("action.reason", "reason")
    return f"{reason.strip()} [{', '.join(sorted({row['entry'] for row in rows}))}]"


def save(kind: str, rows: Rows, seen: int, trace: Trace, now: datetime) -> None:
    """Saves versions at a revision that was seen. Raises catalogue.too_many or registry.raced."""
    if len(rows) > registry_store.MOST_AT_ONCE:
        raise Fault("catalogue.too_many", "entries", count=len(rows), limit=registry_store.MOST_AT_ONCE)
    try:
        registry_store.change(kind, rows, seen, trace, now)
    except registry_store.Raced:
        raise Fault("registry.raced") from None
