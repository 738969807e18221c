"""Mending words by spelling, with what that costs in confidence: a mended word is never beyond doubt."""

import re
from collections.abc import Sequence
from dataclasses import replace

from . import normal, spelling
from .facts import Line, Word

EDGES = "()[]\"'“”‘’.,;:!?"
LEADER = re.compile(r"[._…·]{2,}$|(?<=[,;])[.…]+$")
MENDED = 0.85  # at most: below what any field needs to be sure
SETTLED = 0.985  # at least, of the words of a set phrase that need no mending and were better than mended


def mend_line(line: Sequence[Word]) -> Line:
    """Return a line with its words mended singly and in set phrases."""
    words = [_mended(word) for word in map(_without_leader, line) if word.text]
    for index in range(len(words) - 1):
        pair = normal.fold(words[index].text), normal.fold(words[index + 1].text)
        if pair in spelling.PHRASES:
            correct = spelling.PHRASES[pair].split()
            words[index : index + 2] = map(_accented, words[index : index + 2], correct)
    return tuple(words)


def _without_leader(word: Word) -> Word:
    """Drop the dots of a leader that stuck to a word."""
    return replace(word, text=LEADER.sub("", word.text))


def _mended(word: Word) -> Word:
    core = word.text.strip(EDGES)
    return _with(word, core, spelling.mend(core)) if core.isalpha() else word


def _accented(word: Word, correct: str) -> Word:
    core = word.text.strip(EDGES)
    better = spelling.in_case_of(core, correct)
    if better == core and word.confidence > MENDED:
        return replace(word, confidence=max(word.confidence, SETTLED))
    return _with(word, core, better)


def _with(word: Word, core: str, better: str) -> Word:
    if not core or better == core:
        return word
    return replace(word, text=word.text.replace(core, better, 1), confidence=min(word.confidence, MENDED))
