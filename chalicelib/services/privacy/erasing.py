"""Erasing a person: scans with all their versions, readings, copies, prints, results, and what is sealed in the tables.

Every step may come again, and the person's dossiers lose their person last of all: what died in between is found anew
by the same request, and goes on.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from chalicelib.adapters import consent_store, erasing_store, files, kept_store, rights_store
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters.dossier_store import Loaded
from chalicelib.adapters.telemetry import logger
from chalicelib.domain import erasure
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import PaperState
from chalicelib.domain.erasure import Minimum
from chalicelib.domain.rights import Kept
from chalicelib.domain.roles import SYSTEM
from chalicelib.services.casework.intake import event_of
from chalicelib.services.reference import privacy_rules

ERASED = "erased"
"""The event by which a dossier became nobody's."""


def planned(person: str, now: datetime) -> tuple[Kept, ...]:
    """What will stay of the person, and why."""
    dossiers = [store.load(code).file for code in erasing_store.codes_of(person)]
    return erasure.planned(dossiers, privacy_rules.minimum(hanoi_day(now)))


def erase(person: str, now: datetime) -> None:
    """Erases all that need not stay. Raises Raced when a dossier moves on meanwhile: come again."""
    least = privacy_rules.minimum(hanoi_day(now))
    dossiers = [store.load(code) for code in erasing_store.codes_of(person)]
    busy = erasure.in_use(loaded.file for loaded in dossiers)
    kept_store.forget(person)  # first: nothing may be offered whose scan is gone
    for one in consent_store.consents(person):
        files.remove_all(files.consent_key(one.id))
    for asked in rights_store.of_person(person):
        files.remove_all(files.export_key(asked.id))
    for loaded in dossiers:
        if erasure.is_erasable(loaded.file):
            _erase(loaded, least, busy, now)


def _erase(loaded: Loaded, least: Minimum, busy: frozenset[tuple[str, str]], now: datetime) -> None:
    file, dossier = loaded.file, loaded.file.dossier
    going = erasure.gone(file, least, busy)
    spared = frozenset(paper.id for paper in file.papers) - {paper for code, paper in going if code == dossier.code}
    for area in ("scans", "readings", "copies"):
        files.remove_all(f"{area}/{dossier.code}/", spared)
        for code, paper in going:
            if code != dossier.code:
                files.remove_all(f"{area}/{code}/{paper}")
    for area in ("forms", "results"):  # verification sheets are made anew from what stays; what arrived was signed
        files.remove_all(f"{area}/{dossier.code}/")
    if erasure.RESULT not in least.kinds:
        files.remove_all(f"signed/{dossier.code}/")
    blank = partial(_blank, least)
    erasing_store.blank_items(dossier.code, blank)
    event = event_of(ERASED, dossier, dossier, SYSTEM, now)
    erasing_store.blank_dossier(store.load(dossier.code), event, blank)
    logger.info("erased", dossier=dossier.code)


def finish(code: str, now: datetime) -> None:
    """Erases what arrived while the dossier was being erased: scans of places that were given out before, and notices
    that were just taken on. What comes later finds nobody's dossier and is not taken."""
    least = privacy_rules.minimum(hanoi_day(now))
    for paper in store.load(code).file.papers:
        if paper.state is PaperState.AWAITED:
            files.remove_all(files.scan_key(code, paper.id))
    erasing_store.blank_items(code, partial(_blank, least))


def _blank(least: Minimum, kind: str, sealed: erasure.Json) -> erasure.Json:
    return erasure.blanked(kind, sealed, least)
