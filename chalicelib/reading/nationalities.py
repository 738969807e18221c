"""Nationalities as Vietnamese papers name them: a value that is none was cut short or misread."""

import json
from functools import cache
from pathlib import Path

from .normal import fold

NAMES = Path(__file__).with_name("data") / "nationalities.json"
"""States by their Vietnamese names in the Unicode CLDR, and other names and spellings in use."""


def is_nationality(text: str) -> bool:
    """Accept the name of a state, or that the person has none."""
    return fold(text) in _known()


@cache
def _known() -> frozenset[str]:
    names: dict[str, list[str]] = json.loads(NAMES.read_text(encoding="utf-8"))
    return frozenset(fold(name) for group in names.values() for name in group)
