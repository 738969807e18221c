"""What can be refused, and how it is said: a stable code for machines, a sentence in Vietnamese and in English."""

from __future__ import annotations

from chalicelib.domain.faults import (
    casework,
    citizens,
    issuance,
    messaging,
    money,
    national_portal,
    privacy,
    reference,
    requests,
    scanning,
)
from chalicelib.domain.faults.texts import FaultKind, FaultText

__all__ = ["FAULTS", "Fault", "FaultKind", "FaultText"]

_ROOMS = (casework, citizens, issuance, messaging, money, national_portal, privacy, reference, requests, scanning)
FAULTS: dict[str, FaultText] = {code: text for room in _ROOMS for code, text in room.TEXTS.items()}


class Fault(Exception):
    """A refusal for a person. `field` names the value at fault as the request spells it; values fill the sentences.

    Values must never be personal data: they travel to logs and acknowledgements.
    """

    def __init__(self, code: str, field: str | None = None, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values

    @property
    def kind(self) -> FaultKind:
        """What sort of refusal this is."""
        return FAULTS[self.code].kind

    @property
    def vi(self) -> str:
        """The Vietnamese sentence."""
        return FAULTS[self.code].vi.format(**self.values)

    @property
    def en(self) -> str:
        """The English sentence."""
        return FAULTS[self.code].en.format(**self.values)
