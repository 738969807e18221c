"""Reads kinds and fields off pages whose text is known: what is missing then is not the engine's fault.

`python -m tests.support.true_pages TRUTH.json` prints what the reader would print, had its engine made no mistake.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chalicelib.reading import fields, kinds, layout
from chalicelib.reading.facts import Box, Line, Word

CONFIDENCE = 0.97


def line_of(text: str, box: Sequence[float]) -> Line:
    """A printed line as words, its width shared by letters."""
    left, top, right, bottom = (round(side) for side in box)
    step = (right - left) / max(1, len(text))
    words, at = [], 0
    for part in text.split(" "):
        start, at = at, at + len(part) + 1
        if part:
            words.append(
                Word(part, CONFIDENCE, (left + round(step * start), top, left + round(step * (at - 1)), bottom))
            )
    return tuple(words)


def read(lines: Sequence[Line]) -> dict[str, Any]:
    """The kind and the fields of a page; the second look says what stands there."""

    def look(box: Box) -> Sequence[Line]:
        return (tuple(word for row in lines for word in row if _inside(word.box, box)),)

    tokens = layout.tokens_of(lines)
    verdict = kinds.classify(tokens)
    found = fields.extract(verdict, tokens, look)
    return {"kind": verdict.name, "kind_sure": verdict.sure, "fields": [asdict(field) for field in found]}


def _inside(inner: Box, outer: Box) -> bool:
    return inner[0] >= outer[0] and inner[1] >= outer[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def page(truth: Mapping[str, Any]) -> dict[str, Any]:
    """One page of the truth as the reader would print it."""
    lines = [line_of(segment["text"], segment["bbox"]) for segment in truth["segs"]]
    return {"text": truth["text"], "seconds": 0, **read(lines)}


def main(path: str) -> None:
    """Print every file of the truth as if it had been read without a mistake."""
    truth = json.loads(Path(path).read_text(encoding="utf-8"))
    for file in truth["files"]:
        read_page = page(truth["pages"][file["page"]])
        sys.stdout.write(json.dumps({"file": file["file"], "pages": [read_page]}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
