"""Learns the kinds of paper anew, with corrections: `python -m chalicelib.reading.learn [CORRECTIONS.jsonl] [--write]`.

One line of the file is `{"text": "the page as read", "kind": "the kind a person said it is"}`, and the file holds all
corrections so far. A fifth of them, always the same, is held back to see whether learning from the others helped.
The new weights are written only when asked for and only if nothing held back got worse. No word of a correction gets
into the weights unless the kinds use it or many corrections do: names stay out.
"""

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import samples, textmodel
from .forms import known
from .kinds import OTHER, classify
from .textmodel import WEIGHTS, Model, grams, model_of

PAPERS, TRAINED_ON, TRIED_ON = 20, 1, 2  # samples of each kind, and the seeds they grow from
TRIALS = 4
WEIGHT = 10  # samples that one correction counts for
COMMON = 10  # corrections of which a word must stand in, to be learnt although no form has it

Text = tuple[str, list[str]]
"""A kind and the lines of a page of it."""


class Refused(Exception):
    """A line of the corrections cannot be used; says which and why."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a model did: of so many pages, how many kinds were right, and how many wrong ones were called sure."""

    pages: int
    right: int
    wrong_and_sure: int

    def __str__(self) -> str:
        accuracy = f"{100 * self.right / self.pages:6.2f} %" if self.pages else "     –  "
        return f"{self.pages:5} pages   right {accuracy}   wrong and sure {self.wrong_and_sure:3}"


def read_corrections(lines: Iterable[str]) -> list[Text]:
    """Return the corrections of a file; raises Refused for a line that is none."""
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_correction(line, number))
    return found


def _correction(line: str, number: int) -> Text:
    try:
        entry = json.loads(line)
        text, kind = str(entry["text"]), str(entry["kind"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"line {number}: not an object with text and kind") from error
    if kind != OTHER and kind not in known():
        raise Refused(f"line {number}: no such kind of paper: {kind}")
    return kind, text.splitlines()


def held_back(text: Text) -> bool:
    """Tell whether a correction is kept for the trial: by its content, so that it always is or never."""
    return hashlib.sha256("\n".join(text[1]).encode()).digest()[0] % 5 == 0


def learn(corrections: Sequence[Text]) -> dict[str, dict[str, int]]:
    """Return the weights: in how many texts of each kind a word or pair of words stands."""
    own = [(kind, grams(samples.tokens(lines))) for kind, lines in samples.texts(known(), PAPERS, TRAINED_ON)]
    counts = {kind: Counter(gram for gram, n in found.items() if n > 1) for kind, found in textmodel.train(own).items()}
    read = [(kind, grams(samples.tokens(lines))) for kind, lines in corrections]
    often = Counter(gram for _, found in read for gram in found)
    known_grams = {gram for found in counts.values() for gram in found} | {
        gram for gram, n in often.items() if n >= COMMON
    }
    for kind, found in read:
        counts[kind].update(dict.fromkeys(found & known_grams, WEIGHT))
    return {kind: dict(sorted(found.items())) for kind, found in sorted(counts.items())}


def tried(model: Model, texts: Iterable[Text]) -> Result:
    """Classify pages whose kind is known."""
    pages = right = wrong_and_sure = 0
    for kind, lines in texts:
        verdict = classify(samples.tokens(lines), model=model)
        pages, right = pages + 1, right + (verdict.name == kind)
        wrong_and_sure += verdict.sure and verdict.name != kind
    return Result(pages, right, wrong_and_sure)


def compare(
    before: Mapping[str, Mapping[str, int]], after: Mapping[str, Mapping[str, int]], held: Sequence[Text]
) -> bool:
    """Print how both models do, on what was held back and on papers of our own; tell whether nothing got worse."""
    own = list(samples.texts(known(), TRIALS, TRIED_ON))
    better = True
    for name, texts in (("held back", held), ("our own", own)):
        old, new = (tried(model_of(counts), texts) for counts in (before, after))
        sys.stdout.write(f"{name:10} before {old}\n{'':10} after  {new}\n")
        better &= new.right >= old.right and new.wrong_and_sure <= old.wrong_and_sure
    return better


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, say whether it got better, and write if asked to; return 1 if nothing was written although asked for."""
    parser = argparse.ArgumentParser(prog="python -m chalicelib.reading.learn", description="Learn the kinds of paper.")
    parser.add_argument("corrections", nargs="?", type=Path, metavar="CORRECTIONS.jsonl")
    parser.add_argument("--write", action="store_true", help="replace the weights if nothing got worse")
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        lines = options.corrections.read_text(encoding="utf-8").splitlines() if options.corrections else []
        corrections = read_corrections(lines)
    except (OSError, Refused) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return _learn(corrections, options.weights, write=options.write)


def _learn(corrections: Sequence[Text], weights: Path, *, write: bool) -> int:
    """What was held back stays out of the weights for good: else the next trial would be on what was learnt."""
    held = [text for text in corrections if held_back(text)]
    before = json.loads(weights.read_text(encoding="utf-8"))
    after = learn([text for text in corrections if not held_back(text)])
    better = compare(before, after, held)
    sys.stdout.write("not worse\n" if better else "worse: the weights stay as they are\n")
    if write and better:
        text = json.dumps(after, ensure_ascii=False, separators=(",", ":"))
        weights.write_text(text.replace("},", "},\n") + "\n", encoding="utf-8")
        sys.stdout.write(f"written: {weights.name}\n")
    return int(write and not better)


if __name__ == "__main__":
    sys.exit(main())
