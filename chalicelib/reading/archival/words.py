"""Words laid invisibly where they stand on the scan, so that they are found, marked and copied there."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import dist
from typing import Any

from ..facts import AS_SCANNED, Line, Placement, Word
from .glyphless import ADVANCE

Point = tuple[float, float]
_DIRECTIONS = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}  # where text reads on a page shown turned by so much


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a page: its words in pixels of the upright page, and the way from there to the scanned page."""

    lines: tuple[Line, ...] = ()
    to_scan: Placement = AS_SCANNED

    @staticmethod
    def from_dict(page: Mapping[str, Any]) -> "Read":
        """Return it from a page of a stored reading."""
        lines = tuple(
            tuple(Word(word["text"], word["confidence"], tuple(word["box"])) for word in line)
            for line in page.get("lines", ())
        )
        return Read(lines, tuple(page.get("to_scan", AS_SCANNED)))

    @property
    def turn(self) -> int:
        """By how many degrees, clockwise and a multiple of 90, the scan is to be shown turned to stand upright."""
        across, down = self.to_scan[0], self.to_scan[3]  # where the upright page's rows lead on the scan
        if abs(across) >= abs(down):
            return 0 if across >= 0 else 180
        return 270 if down > 0 else 90


class Letters:
    """The letters that a document's text needs, each with the number by which the font knows it."""

    def __init__(self, pages: Iterable[Read]) -> None:
        texts = (_composed(word.text) for page in pages for line in page.lines for word in line)
        self.all = sorted({" ", *(letter for text in texts for letter in text)})
        self._numbers = {letter: number for number, letter in enumerate(self.all, 1)}

    def shown(self, text: str) -> str:
        """Return a text as the operand that shows it."""
        return "<" + "".join(f"{self._numbers[letter]:04X}" for letter in text) + ">"


def _composed(text: str) -> str:
    """Compose accents and drop what is no letter to anybody: controls and halves of pairs."""
    return "".join(t for t in unicodedata.normalize("NFC", text) if unicodedata.category(t) not in ("Cc", "Cs"))


def content(page: Read, letters: Letters, pixels: float, height: float) -> str:
    """Return the operators that lay a page's words; `pixels` make a point of a page that is `height` points high."""
    runs = [run for line in page.lines if line for run in _runs(line)]
    placed = [_placed(run, page, pixels, height, letters) for run in runs if run.text]
    return "\n".join(["BT 3 Tr /F 1 Tf", *placed, "ET"])


@dataclass(frozen=True, slots=True)
class _Run:
    """A word, where it stands in pixels of the upright page, and whether a space follows it."""

    text: str
    left: int
    right: int
    top: int
    bottom: int
    space: bool


def _runs(line: Line) -> Iterator[_Run]:
    """Yield the words of a line, all as high as the line, so that it is marked as one."""
    top, bottom = min(word.box[1] for word in line), max(word.box[3] for word in line)
    for number, word in enumerate(line, 1):
        left, right = word.box[0], max(word.box[2], word.box[0] + 1)
        yield _Run(_composed(word.text), left, right, top, max(bottom, top + 1), number < len(line))


def _placed(run: _Run, page: Read, pixels: float, height: float, letters: Letters) -> str:
    """Return the operators that stretch a run over its place.

    On a page that lies askew each word stands level by itself: programs that take words out of a PDF (poppler's, for
    one) break a word in two as soon as its letters climb.
    """

    def on_page(x: float, y: float) -> Point:
        across, down = moved(page.to_scan, x, y)
        return across / pixels, height - down / pixels

    middle = (run.top + run.bottom) / 2
    start, end = on_page(run.left, middle), on_page(run.right, middle)
    wide, high = dist(start, end), dist(on_page(run.left, run.top), on_page(run.left, run.bottom))
    x, y = _DIRECTIONS[page.turn]
    corner = (
        (start[0] + end[0] - x * wide + y * high) / 2,
        (start[1] + end[1] - y * wide - x * high) / 2,
    )
    stretch, shown = wide / ADVANCE / len(run.text), letters.shown(run.text + " " * run.space)
    return f"{numbers((x * stretch, y * stretch, -y * high, x * high, *corner))} Tm {shown} Tj"


def moved(placement: Placement, x: float, y: float) -> Point:
    """Return where a placement leads a point."""
    a, b, c, d, e, f, g, h, i = placement
    depth = g * x + h * y + i
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def numbers(values: Sequence[float]) -> str:
    """Return numbers as PDF writes them."""
    return " ".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in values)
