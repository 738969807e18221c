"""What follows for a person: papers that were settled are kept, requests that were granted are carried out."""

from __future__ import annotations

from datetime import datetime

from chalicelib.adapters import rights_store
from chalicelib.services import keeping, rights


def serve(code: str, item: str, now: datetime) -> None:
    """Does what an event of a dossier, or of a request, sets going for its person."""
    if rights_store.is_request(code):
        rights.carry_out(code, item, now)
    else:
        keeping.keep(code, item, now)
