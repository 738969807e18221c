"""How often a cover sheet is missed whose code is lost, and how often a page of a dossier is taken for one.

`python -m infra.bench_batches [FOLDER…]` prints sheets as the system does, harms them until hardly a code is left, and
looks at them as at the pages of a batch; then it looks at every picture in the folders. One line for each harm.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

from chalicelib import reading
from chalicelib.adapters import cover_sheets
from chalicelib.domain.covers import CoverSheet

SIZES = (60, 100, 150, 200)  # dpi
TURNS = (0, 90, 180, 270)
TRIES = 3

Harm = Callable[[Image.Image, np.random.Generator], Image.Image]


def main(folders: list[str]) -> int:
    """Prints what was missed and what was taken for a sheet without being one."""
    for name, harm in HARMS.items():
        looks = [_look(page) for page in _harmed(harm)]
        read, seen = sum(bool(look.codes) for look in looks), sum(look.sheet_without_code for look in looks)
        missed = len(looks) - read - seen
        print(f"{name:22} {len(looks)} sheets  code read {read:3}  known by look {seen:3}  missed {missed}")
    for folder in folders:
        files = sorted(Path(folder).glob("*.jpg"))
        wrong = [file.name for file in files if next(reading.look(file.read_bytes(), 1)).sheet_without_code]
        print(f"{folder}: {len(files)} pages, {len(wrong)} taken for a sheet", *wrong)
    return 0


def _harmed(harm: Harm) -> Iterator[Image.Image]:
    """Yields a sheet at every size and turn, harmed, a little crooked and shifted."""
    rng = np.random.default_rng(11)
    for dpi in SIZES:
        sheet = _sheet(dpi)
        for turn in TURNS:
            for _ in range(TRIES):
                across, down = (int(rng.integers(-dpi // 12, dpi // 12 + 1)) for _ in range(2))
                page = sheet.rotate(
                    float(rng.uniform(-4, 4)), Image.Resampling.BICUBIC, fillcolor=255, translate=(across, down)
                )
                yield harm(page, rng).rotate(turn, expand=True)


def _sheet(dpi: int) -> Image.Image:
    sheet = CoverSheet(
        "TỜ BÌA THÀNH PHẦN HỒ SƠ", "H26.1-261125-0001", "DEMO", "GCS · Giấy chứng sinh", ("DEMO",), "DEMO", "x" * 150
    )
    page = pdfium.PdfDocument(cover_sheets.pdf([sheet]))[0]
    image: Image.Image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    return image


def _look(page: Image.Image) -> reading.Looked:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return next(reading.look(out.getvalue(), 1))


def _blurred(page: Image.Image, millimetres: float) -> Image.Image:
    return page.filter(ImageFilter.GaussianBlur(page.height / 297 * millimetres))


def _noisy(page: Image.Image, rng: np.random.Generator, spread: float, *, contrast: float = 1.0) -> Image.Image:
    values = 255 - contrast * (255 - np.asarray(page, np.float32)) - 40
    return Image.fromarray(np.clip(values + rng.normal(0, spread, values.shape), 0, 255).astype(np.uint8))


def _scribbled(page: Image.Image, rng: np.random.Generator) -> Image.Image:
    draw, (width, height) = ImageDraw.Draw(page), page.size
    for _ in range(30):
        ends = [(int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.25, 0.8) * height)) for _ in range(3)]
        draw.line(ends, fill=20, width=width // 60)
    return page


def _torn(page: Image.Image, rng: np.random.Generator, *, kept: tuple[float, float, float, float]) -> Image.Image:
    """A part of the sheet on the scanner's white ground."""
    width, height = page.size
    part = _blurred(
        page.crop((int(kept[0] * width), int(kept[1] * height), int(kept[2] * width), int(kept[3] * height))), 0.9
    )
    return part if rng.random() < 0.5 else _on_ground(part, page.size)


def _on_ground(part: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("L", size, 255)
    ground.paste(part, (0, 0))
    return ground


HARMS: dict[str, Harm] = {
    "none": lambda page, rng: page,
    "blur 0.85 mm": lambda page, rng: _blurred(page, 0.85),
    "blur 1.7 mm": lambda page, rng: _blurred(page, 1.7),
    "blur 2.5 mm": lambda page, rng: _blurred(page, 2.5),
    "blur 1.2 mm, noise": lambda page, rng: _noisy(_blurred(page, 1.2), rng, 30),
    "noise": lambda page, rng: _noisy(page, rng, 90),
    "faint and blurred": lambda page, rng: _noisy(_blurred(page, 0.9), rng, 6, contrast=0.25),
    "scribble": _scribbled,
    "lower half, blurred": lambda page, rng: _torn(page, rng, kept=(0, 0.5, 1, 1)),
    "upper half, blurred": lambda page, rng: _torn(page, rng, kept=(0, 0, 1, 0.5)),
    "left half, blurred": lambda page, rng: _torn(page, rng, kept=(0, 0, 0.5, 1)),
    "right half, blurred": lambda page, rng: _torn(page, rng, kept=(0.5, 0, 1, 1)),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
