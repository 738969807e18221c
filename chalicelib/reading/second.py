"""The second reader: a small network that knows no words. It reads digits and codes better than Tesseract, names worse.

Two readers so different seldom make the same mistake: where they agree a word is as good as certain.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import networks, normal
from .engine import Grey
from .facts import Box, Line, Word

HEIGHT = 32  # pixels that a line with its margins is given
WINDOW = 3  # the network sees as much above and below the line, here blank
MARGIN_X, MARGIN_Y = 0.3, 0.2  # of the line's height
WIDEST = 768
STEP = 8  # columns that one letter of the answer stands for; widths divide by it
HALO = 8  # blank columns behind the widest line of a batch
LONGEST = 20  # times its height: longer lines are cut where there is room, or they would be squeezed
BATCH, BATCH_PIXELS = 32, 64 * 640

# The network sees few of the spaces behind punctuation: "sinh:26/03/2018", "3.Giới tính".
GAP = re.compile(r" |[:;](?=[^ ])|,(?=[^\W\d])|(?<=\d)\.(?=[^\W\d])")

Ink = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a line, ready for the network, and how to get back: line, left edge and page pixels a column."""

    ink: Ink
    line: int
    left: float
    pixels: float
    rows: tuple[int, int]


def read_lines(grey: Grey, lines: Sequence[tuple[Box, Line]]) -> list[Line]:
    """Read each line of a page: its box, and what was read there before, between whose words it may be cut."""
    strips = [strip_of(grey, piece, number) for number, (box, line) in enumerate(lines) for piece in _pieces(box, line)]
    words: list[list[Word]] = [[] for _ in lines]
    for batch in _batches(strips):
        for strip, read in zip(batch, _read(batch), strict=True):
            words[strip.line] += read
    return [tuple(sorted(line, key=lambda word: word.box[0])) for line in words]


def _pieces(box: Box, line: Line) -> Iterator[Box]:
    """Cut a line between words into pieces that the network need not squeeze."""
    left, top, right, bottom = box
    for before, word in pairwise(line):
        room = (before.box[2] + word.box[0]) // 2
        if word.box[2] - left > LONGEST * (bottom - top) and left < room < right:
            yield left, top, room, bottom
            left = room
    yield left, top, right, bottom


def strip_of(grey: Grey, box: Box, number: int = 0) -> Strip:
    """Cut a box out of a page with its margins and turn it into ink of the network's height."""
    left, top, right, bottom = box
    height = max(1, bottom - top)
    across, down = round(MARGIN_X * height), round(MARGIN_Y * height)
    tall = height + 2 * down
    columns = max(STEP, min(WIDEST, round((right - left + 2 * across) * HEIGHT / tall)))
    room = np.full((tall, right - left + 2 * across), 255, np.uint8)
    room[down : down + height, across : across + right - left] = grey[top:bottom, left:right]
    resampling = Image.Resampling.BOX if tall > HEIGHT else Image.Resampling.BILINEAR
    ink = np.float32(1) - np.asarray(
        Image.fromarray(room).resize((columns, HEIGHT), resampling), np.float32
    ) / np.float32(255)
    return Strip(ink, number, left - across, room.shape[1] / columns, (top, bottom))


def _batches(strips: Sequence[Strip]) -> Iterator[list[Strip]]:
    """Group strips of like width, so that little is spent on blank columns."""
    batch: list[Strip] = []
    for strip in sorted(strips, key=lambda strip: strip.ink.shape[1]):
        width = max(64, strip.ink.shape[1])
        full = len(batch) == BATCH or (len(batch) + 1) * width > BATCH_PIXELS
        if batch and (full or width > 1.3 * max(64, batch[0].ink.shape[1])):
            yield batch
            batch = []
        batch.append(strip)
    if batch:
        yield batch


def _read(batch: Sequence[Strip]) -> Iterator[list[Word]]:
    widths = np.array([strip.ink.shape[1] for strip in batch], np.int64)
    ink = np.zeros((len(batch), 1, HEIGHT * WINDOW, math.ceil(widths.max() / STEP) * STEP + HALO), np.float32)
    for index, strip in enumerate(batch):
        ink[index, 0, HEIGHT : 2 * HEIGHT, : widths[index]] = strip.ink
    answers = networks.session("rec").run(["ids", "conf", "lengths"], {"x": ink, "widths": widths})
    for strip, letters, confidences, length in zip(batch, *answers, strict=True):
        yield _words(strip, letters[: int(length)], confidences[: int(length)])


def _words(strip: Strip, letters: NDArray[np.int64], confidences: NDArray[np.float32]) -> list[Word]:
    """Read off the letters (a repeated one is one, 0 is none) and part them at spaces."""
    known = networks.about()["charset"]
    new = np.flatnonzero((letters != 0) & (np.diff(letters, prepend=0) != 0)).tolist()
    read = [(known[letters[at] - 1], float(confidences[at]), at) for at in new]
    ends = [0, *(end.end() for end in GAP.finditer("".join(letter for letter, _, _ in read))), len(read)]
    step = strip.ink.shape[1] * strip.pixels / max(1, len(letters))
    words = [[letter for letter in read[start:end] if letter[0] != " "] for start, end in pairwise(ends)]
    return [_word(strip, word, step) for word in words if word]


def _word(strip: Strip, letters: Sequence[tuple[str, float, int]], step: float) -> Word:
    text = normal.tidy("".join(letter for letter, _, _ in letters))
    left, right = strip.left + letters[0][2] * step, strip.left + (letters[-1][2] + 1) * step
    box = max(0, round(left)), strip.rows[0], round(right), strip.rows[1]
    return Word(text, min(confidence for _, confidence, _ in letters), box)
