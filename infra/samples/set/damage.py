"""What happens to a page between the printer and the reader. Pure: an image and a seed always give the same image."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[np.float32]
Damage = Callable[[Image.Image, np.random.Generator], Image.Image]
PAPER = (250, 249, 245)


def damaged(image: Image.Image, names: tuple[str, ...], seed: int) -> Image.Image:
    """Apply damages one after the other, each with its own luck."""
    for at, name in enumerate(names):
        image = DAMAGES[name](image.convert("RGB"), np.random.default_rng((seed, at)))
    return image


def clean(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """A flatbed scan at its best: paper is not quite white."""
    tint = np.array(PAPER, np.float32) / 255 * luck.uniform(0.96, 1.0)
    return _image(_floats(image) * tint + luck.normal(0, 1.2, (image.height, image.width, 1)))


def skew(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Laid askew by up to three degrees."""
    angle = float(luck.uniform(0.8, 3) * luck.choice((-1, 1)))
    return clean(image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER), luck)


def phone(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Photographed on a desk: perspective, uneven light, a little soft and grainy."""
    scene = _on_desk(image, luck, lean=0.05)
    lit = _floats(scene) * _light(scene.size, luck, 0.45)
    soft = _image(lit).filter(ImageFilter.GaussianBlur(float(luck.uniform(0.6, 1.1)) * image.width / 1654))
    return _image(_floats(soft) + luck.normal(0, 3, (soft.height, soft.width, 1)))


def blur(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Out of focus."""
    return clean(image.filter(ImageFilter.GaussianBlur(float(luck.uniform(1.5, 2.1)) * image.width / 1654)), luck)


def noise(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """A cheap sensor in the dark: grain in brightness, less of it in colour."""
    shape = (image.height, image.width)
    grain = luck.normal(0, luck.uniform(22, 34), (*shape, 1)) + luck.normal(0, 8, (*shape, 3))
    return _image(_floats(image) * 0.93 + grain)


def low_contrast(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """A worn cartridge: print little darker than the paper."""
    span, floor = luck.uniform(0.22, 0.34), luck.uniform(130, 160)
    return clean(_image(_floats(image) * span + floor), luck)


def jpeg30(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Squeezed hard by a messenger."""
    del luck
    return _jpeg(image, 30)


def dpi100(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Scanned at half the resolution."""
    return clean(image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS), luck)


def rot90(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Lying on its left side."""
    return clean(image.transpose(Image.Transpose.ROTATE_90), luck)


def rot180(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Upside down."""
    return clean(image.transpose(Image.Transpose.ROTATE_180), luck)


def rot270(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Lying on its right side."""
    return clean(image.transpose(Image.Transpose.ROTATE_270), luck)


def fold(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Folded in three and opened again: each crease is a dark line between a lit and a shaded slope."""
    shade = np.ones((image.height, image.width), np.float32)
    for axis, size in ((0, image.height), (1, image.width)):
        for share in luck.uniform(0.25, 0.75, 2 - axis):
            away = (np.arange(size, dtype=np.float32) - share * size) / size
            slope = 1 - 0.3 * np.exp(-((away / 0.03) ** 2)) * (away > 0) - 0.45 * np.exp(-((away / 0.0012) ** 2))
            shade *= slope[:, None] if axis == 0 else slope[None, :]
    return clean(_image(_floats(image) * shade[:, :, None]), luck)


def bleed(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Thin paper: the back shows through, mirrored and faint."""
    back = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    back = back.transpose(Image.Transpose.FLIP_TOP_BOTTOM).filter(ImageFilter.GaussianBlur(1.6))
    moved = np.roll(_floats(back), (int(luck.integers(15, 60)), int(luck.integers(-40, 40))), (0, 1))
    return clean(_image(_floats(image) * (1 - luck.uniform(0.2, 0.34) * (1 - moved / 255))), luck)


def stain(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """Coffee: two or three brown rings and a spill."""
    picture = _floats(image)
    y, x = np.ogrid[: image.height, : image.width]
    for _ in range(int(luck.integers(2, 4))):
        middle = luck.uniform(0.15, 0.85, 2) * (image.width, image.height)
        radius = float(luck.uniform(0.08, 0.2)) * image.width
        away = (np.hypot(x - middle[0], y - middle[1]) / radius).astype(np.float32)
        wet = 0.3 * (away < 1) + 0.45 * np.exp(-(((away - 1) / 0.05) ** 2))
        picture = picture * (1 - wet[:, :, None] * (1 - np.array((0.62, 0.45, 0.28), np.float32)))
    return clean(_image(picture), luck)


def screen(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """A photo of a screen: its grid of pixels beats against the camera's, and the glass glows blue."""
    scene = _floats(_on_desk(image, luck, lean=0.03, desk=(18, 18, 20)))
    y, x = np.mgrid[: scene.shape[0], : scene.shape[1]].astype(np.float32)
    turn = float(luck.uniform(0.02, 0.12))
    waves = np.sin((x + turn * y) * luck.uniform(1.9, 2.4)) + np.sin((y - turn * x) * luck.uniform(1.9, 2.4))
    beat = np.sin((x * turn + y * 0.02) * 0.35)
    scene = scene * (0.92 + 0.05 * waves + 0.04 * beat)[:, :, None] * np.array((0.9, 0.97, 1.06), np.float32)
    return _jpeg(_image(scene).filter(ImageFilter.GaussianBlur(0.7)), 70)


def cut(image: Image.Image, luck: np.random.Generator) -> Image.Image:
    """A corner lies outside the glass: of the margin only, for the truth stays whole."""
    picture = np.array(clean(image, luck))
    across, down = (luck.uniform(0.05, 0.07, 2) * image.size).astype(int)
    y, x = np.ogrid[: image.height, : image.width]
    x = image.width - 1 - x if luck.random() < 0.5 else x
    picture[(x / across + (image.height - 1 - y) / down) < 1] = (30, 30, 32)
    return Image.fromarray(picture)


def _on_desk(
    image: Image.Image, luck: np.random.Generator, lean: float, desk: tuple[int, int, int] | None = None
) -> Image.Image:
    """Lay the page on a desk and look at it from a little aside."""
    border = max(image.size) // 14
    width, height = image.width + 2 * border, image.height + 2 * border
    corners = np.array(((0, 0), (image.width, 0), (image.width, image.height), (0, image.height)), np.float64)
    seen = corners + border + luck.uniform(-lean, lean, (4, 2)) * border / 0.075
    coefficients = _perspective(seen, corners)
    colour = desk or tuple(int(c) for c in luck.integers(40, 120, 3))
    top = _image(np.array(colour, np.float32) + luck.normal(0, 6, (height, width, 1)))
    shape = (width, height)
    sheet = image.transform(shape, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", image.size, 255).transform(
        shape, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC
    )
    shadow = _floats(mask.filter(ImageFilter.GaussianBlur(border / 6)).convert("RGB")) / 255
    top = _image(_floats(top) * (1 - 0.5 * shadow))
    top.paste(sheet, (0, 0), mask)
    return top


def _perspective(seen: NDArray[np.float64], flat: NDArray[np.float64]) -> tuple[float, ...]:
    """Return Pillow's eight numbers that lead from the picture seen back to the flat page."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return tuple(float(c) for c in np.linalg.solve(np.array(rows), flat.reshape(-1)))


def _light(size: tuple[int, int], luck: np.random.Generator, depth: float) -> Floats:
    """Return a lamp's light, brightest near one point, and perhaps the shadow of the hand that holds the telephone."""
    width, height = size
    x, y = np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32)[:, None]
    away = np.hypot(x - luck.uniform(0.1, 0.9), y - luck.uniform(0, 0.6))
    level = 1 - depth * (away / away.max()) ** 1.5
    if luck.random() < 0.5:
        edge = x * luck.uniform(-0.6, 0.6) + y - luck.uniform(0.55, 0.85)
        level = level * (1 - 0.25 / (1 + np.exp(-edge * 30)))
    return np.asarray(level[:, :, None] * np.array((1, 0.98, 0.92), np.float32), np.float32)


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _floats(image: Image.Image) -> Floats:
    return np.asarray(image, dtype=np.float32)


def _image(values: NDArray[np.floating]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


DAMAGES: dict[str, Damage] = {
    act.__name__: act
    for act in (
        clean,
        skew,
        phone,
        blur,
        noise,
        low_contrast,
        jpeg30,
        dpi100,
        rot90,
        rot180,
        rot270,
        fold,
        bleed,
        stain,
        screen,
        cut,
    )
}
SINGLE: tuple[tuple[str, ...], ...] = tuple((name,) for name in DAMAGES)
DOUBLED: tuple[tuple[str, ...], ...] = (
    ("skew", "low_contrast"),
    ("blur", "noise"),
    ("fold", "phone"),
    ("stain", "skew", "jpeg30"),
    ("noise", "low_contrast"),
    ("bleed", "phone"),
    ("dpi100", "jpeg30"),
    ("rot180", "phone"),
    ("blur", "low_contrast"),
    ("fold", "bleed", "skew"),
    ("phone", "rot90", "jpeg30"),
    ("stain", "blur"),
    ("noise", "dpi100"),
    ("screen", "jpeg30"),
)
