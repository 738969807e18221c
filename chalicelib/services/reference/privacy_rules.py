"""What the registry says of personal data on a day: wordings of consents, papers that serve again, clocks, archives."""

from __future__ import annotations

from datetime import date

from chalicelib.adapters import registry_store
from chalicelib.adapters.registry_store import Entry
from chalicelib.domain import consent, erasure, reuse, rights
from chalicelib.domain.consent import Wording
from chalicelib.domain.erasure import Minimum
from chalicelib.domain.faults import Fault
from chalicelib.domain.reuse import Rule
from chalicelib.domain.rights import Clock


def wordings(language: str, day: date) -> list[Wording]:
    """All that people are asked that day in a language, by purpose."""
    found = [_wording(entry) for entry in registry_store.remembered("consent", day)]
    return [one for one in found if one.language == language]


def wording(purpose: str, language: str, day: date) -> Wording:
    """What people are asked for a purpose that day. Raises consent.purpose."""
    entry = registry_store.find(consent.entry_name(purpose, language), day)
    if entry is None:
        raise Fault("consent.purpose", "purpose")
    return _wording(entry)


def worded(wording_id: str, version: str) -> Wording:
    """The very words that somebody consented to. Raises registry.missing."""
    return _wording(_needed(wording_id, date.fromisoformat(version)))


def _wording(entry: Entry) -> Wording:
    return consent.wording(entry.entry, entry.valid_from, entry.body)


def reuse_rule(kind: str, day: date) -> Rule:
    """How papers of that kind may serve again; where nobody entered it, that is not known."""
    entry = registry_store.find(f"reuse#{kind}", day)
    return reuse.rule(entry.body) if entry else Rule(kind=kind, reusable=None)


def clock(day: date) -> Clock:
    """The clock of requests that are made that day. Raises registry.missing."""
    entry = _needed("rights#clock", day)
    return rights.clock(entry.body, entry.source)


def minimum(day: date) -> Minimum:
    """What erasing leaves that day. Raises registry.missing."""
    entry = _needed("erasure#minimum", day)
    return erasure.minimum(entry.body, entry.source)


def _needed(entry: str, day: date) -> Entry:
    found = registry_store.find(entry, day)
    if found is None:
        raise Fault("registry.missing", entry=entry, day=day.isoformat())
    return found
