"""Making a page ready for the engine: upright, level, large enough, and clean."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image

from . import clean, upright
from .engine import Grey

SMALLEST_SIDE, ENLARGED_SIDE, MOST_ENLARGED = 2000, 2339, 3.0  # A4 at 200 dpi is 2,339 pixels high
LARGEST_SIDE = 2800  # beyond 240 dpi the engine takes longer and reads no better; codes are looked for in the full page
LEVEL = 0.2  # degrees not worth blurring a page for


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page ready for the engine: level in colour, clean in grey, and by how much the grey one was resized."""

    colour: Image.Image
    grey: Grey
    scale: float
    trace: tuple[str, ...]

    def turned(self) -> "Prepared":
        """Return the page upside down."""
        grey = np.ascontiguousarray(np.rot90(self.grey, 2))
        return Prepared(self.colour.rotate(180), grey, self.scale, (*self.trace, "rotated 180"))


def ways_up(image: Image.Image) -> Iterator[Prepared]:
    """Yield the page in all four positions, the likeliest first: photos and codes can make level lines look upended."""
    ink = upright.ink_of(image)
    upended = upright.lies_on_its_side(ink)
    for quarter in (upended, not upended):
        if quarter:
            ready = prepare(image.transpose(Image.Transpose.ROTATE_90), np.rot90(ink), "rotated 90")
        else:
            ready = prepare(image, ink)
        yield ready
        yield ready.turned()


def prepare(image: Image.Image, ink: upright.Ink, *trace: str) -> Prepared:
    """Lay a page level by its ink and make its print legible."""
    angle = upright.skew_of(ink)
    level = abs(angle) < LEVEL
    colour = image if level else image.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    scale = _scale(colour)
    grey, has_seal = clean.to_grey(clean.flatten(_resized(colour, scale)))
    grey = clean.stretch(grey)
    noisy, blurred = clean.is_noisy(grey), clean.is_blurred(grey)
    grey = clean.drop_leaders(clean.denoise(grey) if noisy else grey)
    grey = clean.sharpen(grey) if blurred else grey
    steps = {
        f"deskew {angle:+.1f}": not level,
        f"enlarged {scale:.2f}": scale > 1,
        f"reduced {scale:.2f}": scale < 1,
        "red stamp erased": has_seal,
        "noise smoothed": noisy,
        "blur sharpened": blurred,
    }
    return Prepared(colour, grey, scale, (*trace, *(step for step, done in steps.items() if done)))


def _scale(image: Image.Image) -> float:
    side = max(image.size)
    if side > LARGEST_SIDE:
        return LARGEST_SIDE / side
    return min(MOST_ENLARGED, ENLARGED_SIDE / side) if side < SMALLEST_SIDE else 1.0


def _resized(image: Image.Image, scale: float) -> Image.Image:
    if scale == 1:
        return image
    return image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.LANCZOS)
