"""Turning a page the right way up: quarter turns first, then the last few degrees."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from . import networks
from .engine import Grey
from .facts import Word

SMALL_SIDE = 1000
MAX_SKEW = 6.0
NETWORK_SIDE = 768
SET_IN_COLUMNS = 4  # the network's word for pages written from top to bottom
CERTAIN = 0.95

Ink = NDArray[np.float32]


def small_copy(grey: Grey) -> Grey:
    """Return a copy small enough to look at the page as a whole."""
    small = Image.fromarray(grey)
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BOX)
    return np.asarray(small)


def ink_of(small: Grey) -> Ink:
    """Return where a small copy is much darker than its surroundings: shadows and desks drop out."""
    darker = _paper_of(small) - small
    much, most = np.percentile(darker, (90, 99.5))
    return np.where(darker > max(20.0, min(float(much), float(most) / 2)), 1.0, 0.0).astype(np.float32)


def _paper_of(small: Grey) -> Ink:
    """Return the shade of the paper around each pixel: the lightest in reach, smoothed."""
    light = small
    for _ in range(2):
        wide = np.pad(light, 3, mode="edge")
        rows = np.maximum.reduce([wide[:, at : at + light.shape[1]] for at in range(0, 7, 2)])
        light = np.maximum.reduce([rows[at : at + light.shape[0]] for at in range(0, 7, 2)])
    return np.asarray(Image.fromarray(light).filter(ImageFilter.GaussianBlur(8)), np.float32)


def quarter_turns(small: Grey) -> tuple[int, bool]:
    """Return by how many quarters, counter-clockwise, a page must be turned to stand upright, and whether that is sure.

    Without the network it is a guess between level and upended.
    """
    if not networks.installed():
        return int(lies_on_its_side(ink_of(small))), False
    height, width = small.shape
    scale = NETWORK_SIDE / max(small.shape)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    flat = small * np.float32(255) / np.maximum(_paper_of(small), 1)
    shrunk = Image.fromarray(np.minimum(flat, 255).astype(np.uint8)).resize(size, Image.Resampling.BOX)
    ink = np.zeros((NETWORK_SIDE, NETWORK_SIDE), np.float32)
    ink[: size[1], : size[0]] = 1 - np.asarray(shrunk, np.float32) / 255
    chances = networks.session("orient").run(None, {"x": ink[None, None]})[0][0]
    turned = int(chances.argmax())
    return (0, False) if turned == SET_IN_COLUMNS else (-turned % 4, bool(chances[turned] > CERTAIN))


def line_strength(ink: Ink, angle: float) -> float:
    """Say how sharply rows of ink and rows of paper alternate once the page is turned by `angle`."""
    picture = Image.fromarray((ink * 255).astype(np.uint8))
    rows = np.asarray(picture.rotate(angle), np.float32).mean(axis=1)
    return float(np.square(np.diff(rows)).sum())


def skew_of(ink: Ink) -> float:
    """Return the angle, in degrees, that makes the lines level."""
    half = ink[: ink.shape[0] // 2 * 2, : ink.shape[1] // 2 * 2]
    half = (half[::2, ::2] + half[1::2, ::2] + half[::2, 1::2] + half[1::2, 1::2]) / np.float32(4)
    coarse = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.1, 0.5), key=lambda angle: line_strength(half, angle))
    fine = max(np.arange(coarse - 0.5, coarse + 0.51, 0.1), key=lambda angle: line_strength(half, angle))
    return round(float(fine), 1)


def lies_on_its_side(ink: Ink) -> bool:
    """Tell whether the lines of text run up and down."""
    angles = (-4.0, -2.0, 0.0, 2.0, 4.0)
    level = max(line_strength(ink, angle) for angle in angles)
    upended = max(line_strength(np.rot90(ink), angle) for angle in angles)
    return upended > level


def legibility(lines: Iterable[Iterable[Word]]) -> float:
    """Return the mean confidence over the letters read; nothing read is nothing legible.

    Words that stand on end count for nothing: Tesseract reads them on a page that lies on its side.
    """
    words = [word for line in lines for word in line]
    letters = sum(len(word.text) for word in words)
    legible = sum(word.confidence * len(word.text) for word in words if not _on_end(word))
    return legible / letters if letters else 0.0


def _on_end(word: Word) -> bool:
    left, top, right, bottom = word.box
    return len(word.text) > 2 and bottom - top > right - left
