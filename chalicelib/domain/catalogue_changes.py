"""What a file of procedures would change in the catalogue, version by version and field by field.

What was in force on a day that is past, or today, is never rewritten: dossiers opened on those days are judged by it.
A correction is a new version from a later day; the open-ended one before it is closed the day before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from chalicelib.domain.catalogue_checks import problems
from chalicelib.domain.faults import Fault

_OPEN = "9999-12-31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a procedure as the registry keeps it: days as text, the last one included, None: open-ended."""

    entry: str
    valid_from: str
    valid_to: str | None
    demo: bool
    source: str
    body: Mapping[str, Any]

    def row(self) -> dict[str, Any]:
        """The version as the registry's files spell it."""
        return {**asdict(self), "kind": "procedure"}


class Outcome(StrEnum):
    """What becomes of a version."""

    ADDED = "added"
    CHANGED = "changed"
    CLOSED = "closed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A value before and after; None where there is none. Lists are named by the code or name of their items."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes of one version. An added one is compared with the version before it, from `against` on."""

    entry: str
    valid_from: str
    valid_to: str | None
    outcome: Outcome
    against: str | None = None
    fields: tuple[FieldChange, ...] = ()
    faults: tuple[Fault, ...] = ()
    after: Version | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, by entry and day; refused rows of the file that cannot even be placed come first."""

    changes: tuple[Change, ...]

    def of(self, outcome: Outcome) -> tuple[Change, ...]:
        """The changes with that outcome."""
        return tuple(c for c in self.changes if c.outcome is outcome)

    @property
    def refused(self) -> tuple[Change, ...]:
        """What keeps the whole file from being entered."""
        return self.of(Outcome.REFUSED)

    @property
    def to_save(self) -> tuple[Version, ...]:
        """The versions to be written; () when anything is refused, for a file is entered whole or not at all."""
        if self.refused:
            return ()
        return tuple(c.after for c in self.changes if c.after and c.outcome is not Outcome.UNCHANGED)


def version(row: Mapping[str, Any]) -> Version:
    """The version of a row that was found right."""
    return Version(
        entry=row["entry"],
        valid_from=row["valid_from"],
        valid_to=row.get("valid_to"),
        demo=row.get("demo", False),
        source=row["source"],
        body=row["body"],
    )


def changes(old: Iterable[Version], file: Sequence[Mapping[str, Any]], today: date) -> Report:
    """What entering the file today would do to the versions there are. Procedures it does not name stay as they are."""
    old, refused, new = list(old), [], []
    for row in file:
        faults = problems(row)
        if faults:
            refused.append(_refused_row(row, faults))
        else:
            new.append(version(row))
    found: list[Change] = []
    for entry in sorted({v.entry for v in new}):
        of_entry = [v for v in old if v.entry == entry]
        found += _Entry(of_entry, [v for v in new if v.entry == entry], today).changes()
    return Report((*refused, *found))


def _refused_row(row: Mapping[str, Any], faults: tuple[Fault, ...]) -> Change:
    entry, first, last = (str(row.get(name) or "")[:60] for name in ("entry", "valid_from", "valid_to"))
    return Change(entry=entry, valid_from=first, valid_to=last or None, outcome=Outcome.REFUSED, faults=faults)


class _Entry:
    """The versions of one procedure before and after."""

    def __init__(self, old: Sequence[Version], new: Sequence[Version], today: date) -> None:
        self._old = {v.valid_from: v for v in old}
        self._new = new
        self._today = today
        merged = self._old | {v.valid_from: v for v in new}
        self._stated = [merged[first] for first in sorted(merged)]
        self._after = list(_closed(self._stated))

    def changes(self) -> Iterator[Change]:
        """One for each version, by day."""
        faults = self._faults()
        for number, after in enumerate(self._after):
            before = self._old.get(after.valid_from)
            previous = self._after[number - 1] if number and before is None else None
            yield _change(before, after, previous, tuple(faults.get(after.valid_from, ())))

    def _faults(self) -> dict[str, list[Fault]]:
        found: dict[str, list[Fault]] = {}
        for first, count in Counter(v.valid_from for v in self._new).items():
            if count > 1:
                found.setdefault(first, []).append(_overlap(first, first))
        for earlier, later in pairwise(self._after):
            if (earlier.valid_to or _OPEN) >= later.valid_from:
                found.setdefault(later.valid_from, []).append(_overlap(earlier.valid_from, later.valid_from))
        for number, after in enumerate(self._after):
            before = self._old.get(after.valid_from)
            if before and self._rewrites(before, after):
                culprit = self._culprit(number)
                found.setdefault(culprit, []).append(self._in_force(after.valid_from))
        return found

    def _rewrites(self, before: Version, after: Version) -> bool:
        """Whether a day that is past, or today, would be judged otherwise than before."""
        today = self._today.isoformat()
        if before.valid_from > today:
            return False
        shortened = min(after.valid_to or _OPEN, today) < min(before.valid_to or _OPEN, today)
        return shortened or replace(before, valid_to=None) != replace(after, valid_to=None)

    def _culprit(self, number: int) -> str:
        """The version to blame: the one that follows, when this one was only closed because of it."""
        closed_for = self._after[number] != self._stated[number]
        return self._after[number + closed_for].valid_from

    def _in_force(self, first: str) -> Fault:
        tomorrow = self._today + timedelta(days=1)
        return Fault("registry.in_force", "valid_from", first=first, next=tomorrow.isoformat())


def _closed(versions: Sequence[Version]) -> Iterator[Version]:
    """Open-ended versions that another follows end the day before it."""
    for earlier, later in pairwise(versions):
        last = date.fromisoformat(later.valid_from) - timedelta(days=1)
        yield earlier if earlier.valid_to else replace(earlier, valid_to=last.isoformat())
    yield from versions[-1:]


def _overlap(first: str, second: str) -> Fault:
    return Fault("registry.overlap", "valid_to", first=first, second=second)


def _change(before: Version | None, after: Version, previous: Version | None, faults: tuple[Fault, ...]) -> Change:
    compared = before or previous
    return Change(
        entry=after.entry,
        valid_from=after.valid_from,
        valid_to=after.valid_to,
        outcome=Outcome.REFUSED if faults else _outcome(before, after),
        against=compared.valid_from if compared else None,
        fields=_differences(compared, after, period=before is not None),
        faults=faults,
        after=after,
    )


def _outcome(before: Version | None, after: Version) -> Outcome:
    if before is None:
        return Outcome.ADDED
    if before == after:
        return Outcome.UNCHANGED
    if after.valid_to and replace(before, valid_to=after.valid_to) == after:
        return Outcome.CLOSED
    return Outcome.CHANGED


def _differences(before: Version | None, after: Version, *, period: bool) -> tuple[FieldChange, ...]:
    """The fields that differ; the days too, unless the two are different versions anyway."""
    skipped = {"entry", "kind"} if period else {"entry", "kind", "valid_from", "valid_to"}
    if before is None:
        return ()
    old, new = (dict(_flat({k: v for k, v in v_.row().items() if k not in skipped}, "")) for v_ in (before, after))
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    )


def _flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any part of a body
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _flat(item, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for name, item in zip(_names(value), value, strict=True):
            yield from _flat(item, f"{path}[{name}]")
    else:
        yield path, value


def _names(items: Sequence[Any]) -> list[str]:
    """What to call the items of a list: by code or name where each has one of its own, else by number."""
    for key in ("code", "name"):
        names = [str(item.get(key) or "") if isinstance(item, Mapping) else "" for item in items]
        if all(names) and len(set(names)) == len(names):
            return names
    return [str(number) for number in range(len(items))]
