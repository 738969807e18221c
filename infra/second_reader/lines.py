"""Invented lines to learn from: syllables spelled by the rules, with more marks than any text has, and codes."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from chalicelib.reading import spelling

HATS, BARE = "âêôơưă", "aeiouy"
TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
ONSETS = ("", *"b c d đ g h k l m n p q r s t v x ch gh kh ng ngh nh ph th gi qu tr".split())  # noqa: SIM905
LEXICON = Path(__file__).parents[1] / "samples" / "set" / "lexicon.json"
CODES, KNOWN, HATTED = 0.12, 0.23, 0.45  # shares: of codes, of words of the lexicon; of syllables with a hat
ENDS = ((",", 0.06), (":", 0.03), (".", 0.03))


def syllable(luck: Random) -> str:
    """Return a syllable that the spelling allows, whether or not the language has it."""
    while True:
        rhymes = [rhyme for rhyme in spelling.RHYMES if luck.random() > HATTED or re.search(f"[{HATS}]", rhyme)]
        made = luck.choice(ONSETS) + _toned(luck.choice(rhymes), luck.choice(TONES), luck)
        if spelling.is_syllable(made):
            return made


def _toned(rhyme: str, tone: str, luck: Random) -> str:
    """Put a tone on the vowel with a hat, else on one of the vowels: both ways of writing `hòa` and `hoà` occur."""
    vowels = [at for at, letter in enumerate(rhyme) if letter in HATS + BARE]
    hatted = [at for at in vowels if rhyme[at] in HATS]
    at = hatted[-1] if hatted else luck.choice(vowels)
    return unicodedata.normalize("NFC", rhyme[: at + 1] + tone + rhyme[at + 1 :])


def code(luck: Random) -> str:
    """Return a number, date or code as papers carry them."""
    day, month, year = luck.randint(1, 31), luck.randint(1, 12), luck.randint(1940, 2026)
    digits = "".join(luck.choices("0123456789", k=luck.choice((4, 9, 10, 12, 12))))
    number = f"{luck.randint(1, 999)}{luck.choice(('', '.', 'A', '/2', ',', '.000.000'))}"
    paper = f"{luck.randint(1, 400)}/{luck.choice(('2019', 'QĐ-UBND', 'GCN', 'TB', 'KS'))}"
    return luck.choice((digits, digits, f"{day:02}/{month:02}/{year}", f"{day:02}-{month:02}-{year}", paper, number))


def lexicon(letters: set[str]) -> list[str]:
    """Return the words of the development pages' lexicon that a network with these letters can write."""
    return [
        word for text in _texts(json.loads(LEXICON.read_text("utf-8"))) for word in text.split() if {*word} <= letters
    ]


def _texts(node: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from (text for pair in node.items() for part in pair for text in _texts(part))
    elif isinstance(node, list):
        yield from (text for part in node for text in _texts(part))


def word(case: str, known: list[str], luck: Random) -> str:
    """Return one word of a line set in `lower`, `title` or `upper` case."""
    chance = luck.random()
    if chance < CODES:
        return code(luck)
    made = luck.choice(known) if chance < CODES + KNOWN else syllable(luck)
    made = made.upper() if case == "upper" else made[:1].upper() + made[1:] if case == "title" else made
    chance = luck.random()
    for end, share in ENDS:
        if chance < share:
            return made + end
        chance -= share
    return made
