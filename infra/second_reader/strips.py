"""What the second reader sees while it learns: lines on damaged pages, found and cut out by our own pipeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from chalicelib.reading import geometry, networks, second, textlines
from chalicelib.reading.facts import Box
from chalicelib.reading.prepare import prepare, scan_of
from infra.samples.set import damage
from infra.samples.set.fonts import FOLDER
from infra.second_reader import lines

FACES = ("Liberation*", "DejaVuSerif*", "NotoSans-*", "NotoSerif-*", "Carlito*")
"""Those of the pages to develop on; the faces of the held-back pages are held back here too."""
USUAL = "LiberationSerif*"  # an office's face
DAMAGES = ("clean", "blur", "noise", "low_contrast", "jpeg30", "fold", "bleed", "stain")
"""Those that leave the lines in their place."""
POINTS = (10, 11, 12, 12, 13, 13, 14, 14, 16)
ASIDE = 14 / 1654  # of a page's width: how far a line found may begin or end from where it was printed
OVERLAP = 0.6


@dataclass(frozen=True, slots=True)
class Printed:
    """A line and where it was printed."""

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sample:
    """The ink of a line as the network is shown it, 0 to 255, 32 pixels high, and what it says."""

    ink: NDArray[np.uint8]
    text: str


def samples(luck: Random) -> Iterator[Sample]:
    """Yield lines of one page after the other, for ever."""
    known = lines.lexicon(set(networks.about()["charset"]))
    while True:
        image, printed = _page(known, luck)
        names = luck.sample(DAMAGES, 1 if luck.random() < 0.8 else 2) + ["dpi100"] * (luck.random() < 0.15)
        yield from _cut(damage.damaged(image, tuple(names), luck.randrange(1 << 30)), image.width, printed)


def _page(known: list[str], luck: Random) -> tuple[Image.Image, list[Printed]]:
    faces = [str(path) for pattern in FACES for path in sorted(FOLDER.glob(pattern))]
    usual = [str(path) for path in sorted(FOLDER.glob(USUAL))]
    dpi, base = luck.choice((150, 200, 200, 200, 250)), luck.choice(usual if luck.random() < 0.4 else faces)
    image = Image.new("L", (int(8.27 * dpi), int(11.7 * dpi)), 255)
    printed, top = [], 0.06 * image.height
    while top < 0.94 * image.height:
        size = round(luck.choice(POINTS) * dpi / 72)
        font = ImageFont.truetype(base if luck.random() < 0.6 else luck.choice(faces), size)
        if line := _print(image, font, top, known, luck):
            printed.append(line)
        top += size * luck.uniform(1.45, 1.9)
    return image.convert("RGB"), printed


def _print(
    image: Image.Image, font: ImageFont.FreeTypeFont, top: float, known: list[str], luck: Random
) -> Printed | None:
    draw, case = ImageDraw.Draw(image), luck.choice(("lower", "lower", "title", "upper"))
    left, room = luck.uniform(0.07, 0.3) * image.width, luck.uniform(0.2, 0.64) * image.width
    text, letters = "", set(networks.about()["charset"])
    while draw.textlength(longer := f"{text} {lines.word(case, known, luck)}".strip(), font=font) < room:
        text = longer if {*longer} <= letters else text
    if not text:
        return None
    draw.text((left, top), text, fill=luck.randint(0, 60), font=font)
    return Printed(text, draw.textbbox((left, top), text, font=font))


def _cut(scan: Image.Image, width: int, printed: list[Printed]) -> Iterator[Sample]:
    ready, scale = prepare(scan_of(scan), 0), scan.width / width
    for box in textlines.find_lines(ready.grey):
        place = geometry.box_moved(ready.to_scan, box)
        line = next((line for line in printed if _is_whole(place, line, scale, scan.width)), None)
        ink = second.strip_of(ready.grey, box).ink
        if line and ink.shape[1] < second.WIDEST:
            yield Sample(np.round(ink * 255).astype(np.uint8), line.text)


def _is_whole(place: Box, line: Printed, scale: float, width: int) -> bool:
    left, top, right, bottom = (edge * scale for edge in line.box)
    on_it = min(bottom, place[3]) - max(top, place[1]) > OVERLAP * (place[3] - place[1])
    return on_it and abs(left - place[0]) < ASIDE * width and abs(right - place[2]) < ASIDE * width
