"""Finding the printed labels of a form. A form is a sequence of labels; what stands between two of them is a value.

The labels of a kind are aligned with the page in their order, so that the same words ("Nơi cư trú") printed for the
applicant, the mother and the father each find their own place even where a label in between was not read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .layout import Token

LONGEST = 16  # words that a label may be broken into


@dataclass(frozen=True, slots=True)
class Match:
    """The label of step `step` stands on tokens `start` to `end` (exclusive)."""

    step: int
    start: int
    end: int
    score: float


def align(steps: Sequence[Sequence[str]], tokens: Sequence[Token]) -> list[Match]:
    """Return the best chain of matches, in order on the form and on the page; steps may be missing."""
    found = [match for step, labels in enumerate(steps) for match in _places(step, labels, tokens)]
    best: list[tuple[float, int | None]] = []
    for index, match in enumerate(found):
        before = [i for i in range(index) if found[i].step < match.step and found[i].end <= match.start]
        previous = max(before, key=lambda i: best[i][0], default=None)
        best.append((match.score + (best[previous][0] if previous is not None else 0), previous))
    chain: list[Match] = []
    last = max(range(len(found)), key=lambda i: best[i][0], default=None)
    while last is not None:
        chain.append(found[last])
        last = best[last][1]
    return chain[::-1]


def _places(step: int, labels: Sequence[str], tokens: Sequence[Token]) -> Iterator[Match]:
    for start, token in enumerate(tokens):
        if token.folded:
            yield from (match for label in labels if (match := _place(step, label, tokens, start)))


def _place(step: int, label: str, tokens: Sequence[Token], start: int) -> Match | None:
    """Match one folded label beginning at one token. A label starts its line or ends in a colon."""
    slack = len(label) // 6
    text = ""
    best: Match | None = None
    for end in range(start, min(start + LONGEST, len(tokens))):
        text += tokens[end].folded
        if len(text) > len(label) + slack:
            break
        if len(text) < len(label) - slack or not (text[:3] == label[:3] or text[-4:] == label[-4:]):
            continue
        errors = distance(text, label)
        colon = _has_colon(tokens, end)
        if errors <= slack and (colon or tokens[start].starts):
            score = len(label) - 2 * errors + 2 * colon + tokens[start].starts
            if best is None or score > best.score:
                best = Match(step, start, end + 1, score)
    return best


def _has_colon(tokens: Sequence[Token], last: int) -> bool:
    following = tokens[last + 1].word.text if last + 1 < len(tokens) else ""
    return tokens[last].word.text.endswith(":") or following.startswith(":")


def distance(one: str, other: str) -> int:
    """Return the number of letters to change, add or drop (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        corner, row[0] = row[0], i
        for j, wanted in enumerate(other, 1):
            corner, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, corner + (letter != wanted))
    return row[-1]
