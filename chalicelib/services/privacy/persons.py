"""What follows for a person: papers that were settled are kept, requests that were granted are carried out."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import rights_store
from chalicelib.domain.events import Todo
from chalicelib.domain.faults import Fault
from chalicelib.services import handing_on
from chalicelib.services.privacy import erasing, keeping, rights


def serve(code: str, item: str, now: datetime) -> None:
    """Does what an event of a dossier, or of a request, sets going for its person. Raises dossier.unknown."""
    if rights_store.is_request(code):
        rights.carry_out(code, now)
        store.done(code, item)
        return
    event = next((e for e in store.load(code).file.events if f"event#{e.id}" == item), None)
    if event is None:
        raise Fault("dossier.unknown", "item")
    match event.type:
        case rights.DONE:
            rights.carry_on(str(event.subject), now)
        case erasing.ERASED:
            erasing.finish(code, now)
        case _:
            keeping.keep(code, now)
    handing_on.done(code, item, event.type, Todo.KEEP, now)
