"""Which kind of paper a page is: by its title, borne out by its labels. The kinds are data, in kinds.json."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import labels, normal, upright
from .labels import Match
from .layout import Token

OTHER = "other"
TITLE_ALIKE = 0.85  # share of letters of a title that must be read
UNLIKE = 0.45  # a page no more like a known kind than this is surely another paper, if it can be read at all
LEGIBLE = 0.75  # mean confidence of such a page
TITLED, UNTITLED = 0.25, 0.7  # share of the fields' labels that must be found with a title, and without


@dataclass(frozen=True, slots=True)
class Step:
    """One label of a form, in all its wordings (folded), and the field whose value follows it, if any."""

    labels: tuple[str, ...]
    field: str = ""
    type: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper."""

    name: str
    titles: tuple[tuple[str, ...], ...]
    steps: tuple[Step, ...]

    def match(self, tokens: Sequence[Token]) -> list[Match]:
        """Align the labels of this kind with a page."""
        return labels.align([step.labels for step in self.steps], tokens)

    def coverage(self, matches: Sequence[Match]) -> float:
        """Return the share of the expected fields whose label was found."""
        wanted = {step.field for step in self.steps if step.field and not step.optional}
        return len(wanted & {self.steps[match.step].field for match in matches}) / len(wanted)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The kind a page was taken for; `kind` and `matches` are empty for other papers."""

    name: str
    confidence: float
    sure: bool
    kind: Kind | None = None
    matches: tuple[Match, ...] = ()


@cache
def known() -> dict[str, Kind]:
    """Return the known kinds by name."""
    raw = json.loads(Path(__file__).with_name("kinds.json").read_text(encoding="utf-8"))
    return {name: _kind(name, entry["titles"], entry["steps"]) for name, entry in raw.items()}


def _kind(name: str, titles: list[str], steps: list[dict[str, object]]) -> Kind:
    folded = tuple(tuple(map(normal.fold, title.split())) for title in titles)
    return Kind(name, folded, tuple(_step(**step) for step in steps))  # type: ignore[arg-type]


def _step(labels: list[str], field: str = "", type: str = "", optional: bool = False) -> Step:  # noqa: A002
    return Step(tuple(map(normal.fold, labels)), field, type, optional)


def classify(tokens: Sequence[Token]) -> Verdict:
    """Return the kind that title and labels agree on, or `other`: to name none is better than to name a wrong one."""
    verdicts = [_judge(kind, tokens) for kind in known().values()]
    best = max(verdicts, key=lambda verdict: verdict.confidence)
    if best.kind:
        return best
    clear = upright.legibility([[token.word for token in tokens]]) >= LEGIBLE
    return Verdict(OTHER, round(1 - best.confidence, 3), clear and best.confidence < UNLIKE)


def _judge(kind: Kind, tokens: Sequence[Token]) -> Verdict:
    title = max(title_likeness(title, tokens) for title in kind.titles)
    matches = kind.match(tokens)
    coverage = kind.coverage(matches)
    confidence = round(0.5 * title + 0.5 * min(1.0, coverage / 0.6), 3)
    if coverage < (TITLED if title >= TITLE_ALIKE else UNTITLED):
        return Verdict(OTHER, min(confidence, 0.5), sure=False)
    return Verdict(kind.name, confidence, title >= 0.9 and coverage >= 0.5, kind, tuple(matches))


def title_likeness(title: Sequence[str], tokens: Sequence[Token]) -> float:
    """Return how much of a title's letters stand somewhere as a line of capitals of its own (0 or TITLE_ALIKE to 1)."""
    size = sum(map(len, title))
    best = 0.0
    for start in range(len(tokens) - len(title) + 1):
        words = tokens[start : start + len(title)]
        after = tokens[start + len(title)] if start + len(title) < len(tokens) else None
        if not words[0].starts or (after and not after.starts and _capital(after)) or not all(map(_capital, words)):
            continue
        errors = [labels.distance(word.folded, part) for word, part in zip(words, title, strict=True)]
        if all(error <= len(part) // 4 for error, part in zip(errors, title, strict=True)):
            best = max(best, 1 - sum(errors) / size)
    return best if best >= TITLE_ALIKE else 0.0


def _capital(token: Token) -> bool:
    letters = [letter for letter in token.word.text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= 0.7 * len(letters)
