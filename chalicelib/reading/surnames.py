"""Surnames in use: a name that begins with none of them may have lost a mark (`Khổng`, not `Không`)."""

import json
import unicodedata
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("data") / "surnames.json"
"""Of the Kinh and of the other peoples; not complete, and it need not be: who is not in it is not refused."""


def is_surname(word: str) -> bool:
    """Tell whether a word, in whatever capitals, is a surname with just these marks."""
    return unicodedata.normalize("NFC", word).casefold() in _known()


@cache
def _known() -> frozenset[str]:
    names: dict[str, list[str]] = json.loads(NAMES.read_text(encoding="utf-8"))
    return frozenset(name.casefold() for group in names.values() for name in group)
