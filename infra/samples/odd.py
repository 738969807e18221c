"""Pages that are not what they should be, made from pages that are: on a screen, laid side by side, no page at all.

Pure: the same page and luck give the same picture.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from infra.samples.set.damage import PAPER

PITCH = 6  # points of light along one pixel of the screen: three stripes of two, and a dark one below
FRAME = 1.15  # of the page's height that the camera sees
MIX = np.outer((1, 2, 1), (1, 2, 1))  # how the missing colours of a camera's pixel are made of its neighbours'

Floats = NDArray[np.float32]


def on_a_screen(
    page: Image.Image, luck: np.random.Generator, *, rows: int, height: int, side: int | None = None
) -> Image.Image:
    """Show a page over so many rows of a screen's pixels and photograph it so many camera pixels high.

    Stripes of red, green and blue; the lens's blur; a hand that is not quite straight; the camera's own mosaic of
    colours; JPEG. With `side`, brought to that height afterwards, as messengers do.
    """
    glow, per = _glow(page, rows), rows * PITCH / height
    soft = glow.filter(ImageFilter.GaussianBlur(per * float(luck.uniform(0.45, 0.75))))
    seen = np.asarray(_framed(soft, per, luck), np.float32)
    shot = _through_mosaic(seen * (235 / max(1.0, float(np.percentile(seen, 97)))))
    shot += luck.normal(0, 3, (*shot.shape[:2], 1)).astype(np.float32)
    image = Image.fromarray(np.clip(shot, 0, 255).astype(np.uint8)).filter(ImageFilter.UnsharpMask(1, 60, 0))
    if side:
        image = image.resize((round(image.width * side / image.height), side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return Image.open(buffer).convert("RGB")


def _glow(page: Image.Image, rows: int) -> Image.Image:
    small = page.convert("RGB").resize((round(page.width * rows / page.height), rows), Image.Resampling.LANCZOS)
    lit = np.zeros((PITCH, PITCH, 3), np.uint8)
    for colour in range(3):
        lit[: PITCH - 1, 2 * colour : 2 * colour + 2, colour] = 1
    return Image.fromarray(np.asarray(small).repeat(PITCH, 0).repeat(PITCH, 1) * np.tile(lit, (rows, small.width, 1)))


def _framed(glow: Image.Image, per: float, luck: np.random.Generator) -> Image.Image:
    size = round(FRAME * glow.width / per), round(FRAME * glow.height / per)
    turn = np.deg2rad(luck.uniform(-4, 4))
    middle = np.array([[1, 0, -size[0] / 2], [0, 1, -size[1] / 2], [0, 0, 1]])
    turned = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    lean = np.eye(3)
    lean[2, :2] = luck.uniform(-0.03, 0.03, 2) / size[1]
    back = np.array([[per, 0, glow.width / 2], [0, per, glow.height / 2], [0, 0, 1]])
    matrix = back @ turned @ lean @ middle
    coefficients = (matrix / matrix[2, 2]).flat[:8].tolist()
    return glow.transform(
        size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BILINEAR, fillcolor=(4, 4, 4)
    )


def _through_mosaic(seen: Floats) -> Floats:
    """Keep one colour of each pixel, as a camera does, and fill in the others from around it."""
    full = np.empty_like(seen)
    for colour, places, weight in ((0, ((0, 0),), 4), (1, ((0, 1), (1, 0)), 8), (2, ((1, 1),), 4)):
        kept: Floats = np.zeros(seen.shape[:2], np.float32)
        for y, x in places:
            kept[y::2, x::2] = seen[y::2, x::2, colour]
        wide = np.pad(kept, 1, mode="reflect")
        high, across = kept.shape[0], kept.shape[1]
        near = [int(MIX[y, x]) * wide[y : y + high, x : x + across] for y in range(3) for x in range(3)]
        full[..., colour] = np.sum(near, axis=0) / weight
    return full


def side_by_side(one: Image.Image, other: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Lay two papers on one sheet of A4 on its side, each askew in its own way."""
    sheet = Image.new("RGB", (3300, 2339), PAPER)
    for left, paper in ((0, one), (1650, other)):
        small = paper.convert("RGB")
        small.thumbnail((1600, 2300), Image.Resampling.LANCZOS)
        askew = float(luck.uniform(-1.5, 1.5))
        sheet.paste(small.rotate(askew, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER), (left, 0))
    return sheet


def clouds(width: int, height: int, luck: np.random.Generator, roughness: float = 1.5) -> Image.Image:
    """Return what photos of nature have in common: light and dark at every scale, and no paper."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    frequency[0, 0] = 1
    waves = np.fft.rfft2(luck.normal(size=(height, width))) / frequency**roughness
    light = np.fft.irfft2(waves, (height, width))
    return Image.fromarray(((light - light.min()) / np.ptp(light) * 255).astype(np.uint8)).convert("RGB")
