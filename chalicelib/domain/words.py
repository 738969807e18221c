"""The same in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The same in Vietnamese and in English."""

    vi: str
    en: str

    def filled(self, **gaps: Words) -> Words:
        """The words with their gaps filled."""
        return Words(
            self.vi.format(**{name: gap.vi for name, gap in gaps.items()}),
            self.en.format(**{name: gap.en for name, gap in gaps.items()}),
        )
