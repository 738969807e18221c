"""How a citizen wants to be told: over which channels, in which language, and whether of more than must be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.faults import Fault
from chalicelib.domain.words import Words


class Language(StrEnum):
    """The languages that notices are worded in."""

    VI = "vi"
    EN = "en"

    def of(self, words: Words) -> str:
        """The words in this language."""
        return words.vi if self is Language.VI else words.en


CHANNELS = ("zalo", "sms", "email")
"""All channels there are, in the order in which one is preferred to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a citizen chose; what nobody chose is Vietnamese, by SMS and e-mail, everything.

    `mandatory_only`: surveys and reminders are not sent. Changes of status are always told (NĐ 224/2026 Đ.15).
    """

    channels: frozenset[str] = frozenset({"sms", "email"})
    language: Language = Language.VI
    mandatory_only: bool = False


def choices(channels: list[str], language: str, *, mandatory_only: bool) -> Choices:
    """The choices as they are stated. Raises contact.channels when none is named, or one that is not known."""
    chosen = frozenset(channels)
    if not chosen or chosen - set(CHANNELS):
        raise Fault("contact.channels", "channels", channels=", ".join(CHANNELS))
    return Choices(channels=chosen, language=Language(language), mandatory_only=mandatory_only)
