"""The whole way of a page: image, upright, clean, words, kind, fields. Each step is a function of its own elsewhere."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from . import card, clean, upright
from .engine import Engine, Grey, Line, engine
from .facts import Box, Page, Reading
from .fields import extract, union
from .kinds import OTHER, Verdict, classify
from .layout import tokens_of
from .pages import open_pages

SMALLEST_SIDE, ENLARGED_SIDE, MOST_ENLARGED = 2000, 2339, 3.0  # A4 at 200 dpi is 2,339 pixels high
LEVEL = 0.2  # degrees not worth blurring a page for


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page ready for the engine: upright in colour, clean in grey, and how much larger the grey one is."""

    colour: Image.Image
    grey: Grey
    scale: float
    trace: tuple[str, ...]


def read_file(data: bytes, *, on_page: Callable[[int, int], None] | None = None) -> Reading:
    """Read a whole file page by page; see chalicelib.reading.read."""
    total, images = open_pages(data)
    pages = []
    for number, image in enumerate(images, 1):
        pages.append(read_page(image, number, engine()))
        if on_page:
            on_page(number, total)
    return Reading(tuple(pages))


def read_page(image: Image.Image, number: int, engine: Engine) -> Page:
    """Read one page image in RGB."""
    began = time.perf_counter()
    ready = prepare(image, engine)
    lines = _unscaled(engine.lines(ready.grey), ready.scale)
    tokens = tokens_of(lines)
    verdict = classify(tokens)
    fields = extract(verdict, tokens)
    code = find_card(ready.colour, lines, verdict)
    trace = ready.trace
    if code:
        verdict = Verdict("identity_card", 1.0, sure=True)
        fields = code.fields()
        trace = (*trace, "card fields from QR")
    elif verdict.name == "identity_card":
        trace = (*trace, "no QR: card fields from print")
    return Page(
        number=number,
        width=ready.colour.width,
        height=ready.colour.height,
        text="\n".join(" ".join(word.text for word in line) for line in lines),
        kind=verdict.name,
        kind_confidence=verdict.confidence,
        kind_sure=verdict.sure,
        fields=fields,
        seconds=round(time.perf_counter() - began, 3),
        trace=trace,
    )


def prepare(image: Image.Image, engine: Engine) -> Prepared:
    """Bring a page upright and make its print legible."""
    colour, trace = _level(image)
    scale = _scale(colour)
    larger = colour.resize((round(colour.width * scale), round(colour.height * scale)), Image.Resampling.LANCZOS)
    grey, has_seal = clean.to_grey(clean.flatten(larger if scale > 1 else colour))
    grey = clean.stretch(grey)
    noisy = clean.is_noisy(grey)
    grey = clean.drop_leaders(clean.denoise(grey) if noisy else grey)
    upside_down = upright.is_upside_down(grey, engine)
    if upside_down:
        grey, colour = np.ascontiguousarray(np.rot90(grey, 2)), colour.rotate(180)
    notes = {
        f"enlarged {scale:.2f}": scale > 1,
        "red stamp erased": has_seal,
        "noise smoothed": noisy,
        "rotated 180": upside_down,
    }
    return Prepared(colour, grey, scale, (*trace, *(note for note, done in notes.items() if done)))


def _level(image: Image.Image) -> tuple[Image.Image, list[str]]:
    """Lay the lines of text level, which may leave them upside down."""
    trace = []
    ink = upright.ink_of(image)
    if upright.lies_on_its_side(ink):
        image, ink = image.transpose(Image.Transpose.ROTATE_90), np.rot90(ink)
        trace.append("rotated 90")
    angle = upright.skew_of(ink)
    if abs(angle) >= LEVEL:
        image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
        trace.append(f"deskew {angle:+.1f}")
    return image, trace


def _scale(image: Image.Image) -> float:
    side = max(image.size)
    return min(MOST_ENLARGED, ENLARGED_SIDE / side) if side < SMALLEST_SIDE else 1.0


def _unscaled(lines: Sequence[Line], scale: float) -> tuple[Line, ...]:
    return tuple(tuple(replace(word, box=_shrunk(word.box, scale)) for word in line) for line in lines)


def _shrunk(box: Box, scale: float) -> Box:
    left, top, right, bottom = (round(side / scale) for side in box)
    return left, top, right, bottom


def find_card(colour: Image.Image, lines: Sequence[Line], verdict: Verdict) -> card.CardCode | None:
    """Look for a card's code: once on any page not known for another paper, harder on what reads like a card."""
    if verdict.name not in (OTHER, "identity_card"):
        return None
    grey = np.asarray(colour.convert("L"))
    code = card.find_code(grey)
    if code or verdict.name == OTHER:
        return code
    left, top, right, bottom = _around(lines, colour.size)
    found = card.find_code(np.ascontiguousarray(grey[top:bottom, left:right]), (1, 2, 3))
    return replace(found, box=_moved(found.box, left, top)) if found else None


def _around(lines: Sequence[Line], size: tuple[int, int]) -> Box:
    """Return the box of all words and a third more on each side: the code stands beside the print."""
    left, top, right, bottom = union([word.box for line in lines for word in line])
    wide, high = (right - left) // 3, (bottom - top) // 3
    return max(0, left - wide), max(0, top - high), min(size[0], right + wide), min(size[1], bottom + high)


def _moved(box: Box, x: int, y: int) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y
