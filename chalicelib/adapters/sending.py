"""What every channel of notices must do, and how it says that it could not."""

from __future__ import annotations

from typing import Protocol


class UndeliverableError(Exception):
    """The provider will never deliver this: the address or the text is at fault. Its text is the provider's code."""


class ProviderDownError(Exception):
    """The provider failed; the same message may go through later. Its text is the provider's code."""


class Channel(Protocol):
    """A way to tell somebody something.

    `send` MUST return the provider's id of the message once the provider has taken it over; otherwise it MUST raise
    UndeliverableError or ProviderDownError.
    It SHOULD hand `reference` to the provider where that drops repeats.
    """

    name: str
    provider: str
    """Whose ids of messages those are; receipts name it."""

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Hands the message to the provider."""
        ...
