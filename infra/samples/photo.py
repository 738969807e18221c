"""Make a clean page look photographed: on a desk, a little turned, unevenly lit, soft and noisy."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

_Array = NDArray[np.float32]
_DESK = np.array((92, 70, 54), dtype=np.float32)


def photograph(page: Image.Image, seed: int) -> bytes:
    """Return a JPEG of the page as a telephone would take it; the same seed gives the same bytes."""
    rng = np.random.default_rng(seed)
    scene = _on_desk(page, rng) * _light(page, rng)
    soft = Image.fromarray(np.clip(scene, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))
    grain = rng.normal(0, 2.2, (soft.height, soft.width, 1))
    return jpeg(Image.fromarray(np.clip(np.asarray(soft) + grain, 0, 255).astype(np.uint8)), 80)


def jpeg(image: Image.Image, quality: int) -> bytes:
    """Encode an image as JPEG."""
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def _frame(page: Image.Image) -> tuple[int, int, int]:
    """Return the scene's width and height, and the border of desk."""
    border = max(page.size) // 18
    return page.width + 2 * border, page.height + 2 * border, border


def _on_desk(page: Image.Image, rng: np.random.Generator) -> _Array:
    width, height, border = _frame(page)
    angle = float(rng.uniform(0.6, 2.0) * rng.choice((-1, 1)))
    sheet = Image.new("RGB", (width, height))
    sheet.paste(page, (border, border))
    mask = Image.new("L", (width, height))
    mask.paste(255, (border, border, border + page.width, border + page.height))
    sheet, mask = (im.rotate(angle, Image.Resampling.BICUBIC) for im in (sheet, mask))
    shadow = _share(mask.filter(ImageFilter.GaussianBlur(border / 5)))
    cover = _share(mask)
    desk = (_DESK + _grain(width, height, rng)) * (1 - 0.5 * shadow)
    return np.asarray(np.asarray(sheet, dtype=np.float32) * cover + desk * (1 - cover), dtype=np.float32)


def _share(mask: Image.Image) -> _Array:
    return np.asarray(mask, dtype=np.float32)[:, :, None] / np.float32(255)


def _grain(width: int, height: int, rng: np.random.Generator) -> _Array:
    """Return the desk's wood: coarse bands along the width."""
    bands = rng.normal(0, 9, (height // 6, 4)).astype(np.float32)
    wide = Image.fromarray(bands).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(wide, dtype=np.float32)[:, :, None]


def _light(page: Image.Image, rng: np.random.Generator) -> _Array:
    """Return a lamp's light: brightest near a random point, warm, never below three quarters."""
    width, height, _ = _frame(page)
    x, y = np.linspace(0, 1, width), np.linspace(0, 1, height)[:, None]
    distance = np.hypot(x - rng.uniform(0.2, 0.8), y - rng.uniform(0.1, 0.5))
    level = 0.99 - 0.22 * (distance / distance.max()) ** 1.5
    return np.asarray(level[:, :, None] * np.array((1.0, 0.985, 0.95)), dtype=np.float32)
