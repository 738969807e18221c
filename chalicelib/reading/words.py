"""What people call kinds, fields, doubts and troubles, in Vietnamese and English."""

import json
from functools import cache
from typing import Any, NamedTuple

from .facts import Doubt, Trouble
from .forms import DATA, Kind, known


class Name(NamedTuple):
    """A name in both languages."""

    vi: str
    en: str


def kind(name: str) -> Name:
    """Return what a kind of paper is called; raises KeyError for one that is not known."""
    return Name(*_words()["other"]) if name == "other" else Name(*json.loads(known()[name].raw)["name"])


def doubt(code: Doubt) -> Name:
    """Return why a field is doubted."""
    return Name(*_words()["doubts"][code.value])


def trouble(code: Trouble) -> Name:
    """Return what is wrong with a page."""
    return Name(*_words()["troubles"][code.value])


def field(name: str, of: Kind | None = None) -> Name:
    """Return what a field is called: by its name, or as an attribute of a person or a row of a table.

    A kind may bring words for fields of its own. Raises KeyError for a name that nothing is known of.
    """
    own = json.loads(of.raw).get("words", {}) if of else {}
    if name in own or name in _words()["fields"]:
        return Name(*(own.get(name) or _words()["fields"][name]))
    if "." in name:
        table, number, column = name.split(".")
        whole, part = (
            Name(*(own.get(table) or _words()["tables"][table])),
            Name(*(own.get(column) or _attribute(column))),
        )
        return Name(f"{whole.vi} {number}: {part.vi}", f"{whole.en} {number}: {part.en}")
    person, _, attribute = name.partition("_")
    whole, part = Name(*_words()["persons"][person]), Name(*_attribute(attribute))
    return Name(f"{whole.vi}: {part.vi}", f"{whole.en}: {part.en}")


def _attribute(name: str) -> list[str]:
    found: list[str] = _words()["attributes"][name]
    return found


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = json.loads((DATA / "words.json").read_text(encoding="utf-8"))
    return words
