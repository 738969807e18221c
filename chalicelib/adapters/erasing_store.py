"""Erasing in the table of dossiers: every item of a closed dossier is sealed anew without what was personal.

Each step may come again: what was blanked before is blanked to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pynamodb.exceptions import UpdateError

from chalicelib.adapters import rows, sealing
from chalicelib.adapters.dossier_store import Loaded, transaction
from chalicelib.adapters.tables import DossierRow, ItemRow, ProgressRow
from chalicelib.domain.dossiers import Event
from chalicelib.domain.erasure import NOBODY

Blank = Callable[[str, dict[str, Any]], dict[str, Any]]


def codes_of(person: str) -> list[str]:
    """The codes of all dossiers of a person."""
    return [row.code for row in DossierRow.by_person.query(person)]


def blank_items(code: str, blank: Blank) -> None:
    """Seals all that belongs to the dossier anew, but for the dossier and its parts: they are what the work is found
    by."""
    for row in ItemRow.query(code, consistent_read=True):
        if not isinstance(row, ProgressRow):
            _blanked(row, blank)


def _blanked(row: ItemRow, blank: Blank) -> None:
    kind = row.item.partition("#")[0]
    if not row.sealed:  # the portal's outbox line has nothing personal
        return
    before = sealing.unseal(row.sealed, row.code, row.item)
    after = blank(kind, before)
    if after == before:
        return
    key = sealing.key_of(row.code, row.sealed)
    sealed = sealing.seal(after, key, row.code, row.item)
    try:
        row.update(actions=[ItemRow.sealed.set(sealed)], condition=ItemRow.sealed == row.sealed)
    except UpdateError as error:  # a twin blanked it meanwhile
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def blank_dossier(loaded: Loaded, event: Event, blank: Blank) -> None:
    """Seals the dossier and its parts anew, nobody's from then on, with the event. Raises Raced when it moved on."""
    before = loaded.file.dossier
    key = sealing.key_of(before.code, loaded.key_from)
    with transaction() as write:
        for one in (before, *loaded.file.parts):
            version = one.version + 1 if one is before else one.version
            row = rows.progress_row(replace(one, person=NOBODY, version=version), key)
            said = sealing.unseal(row.sealed, row.code, row.item)
            row.sealed = sealing.seal(blank(row.item.partition("#")[0], said), key, row.code, row.item)
            write.save(row, condition=DossierRow.version == before.version if one is before else None)
        write.save(rows.event_row(before.code, event, key))
