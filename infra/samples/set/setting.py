"""Set one paper: Typst makes a PDF, which gives picture and truth; the red stamp is inked on the picture."""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

import numpy as np
import pypdfium2 as pdfium
import typst
from PIL import Image

from infra.samples.set import style
from infra.samples.set.cast import Cast
from infra.samples.set.fonts import Faces, loaded
from infra.samples.set.kinds import Paper
from infra.samples.set.truth import Segment, segments

_ROOT = Path(__file__).parents[1]
_SHEETS = Path(__file__).with_name("sheets")
_POINTS = 72  # per inch


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as printed and signed, before anything happens to it, with what it says and where."""

    paper: Paper
    image: Image.Image
    segments: tuple[Segment, ...]
    values: dict[str, Any]
    written: bool


def sheet(paper: Paper, seed: int, faces: Faces, dpi: int = 200) -> Sheet:
    """Set one paper; the same seed and faces always give the same."""
    rng = Random(f"{paper.name} {seed}")  # noqa: S311 - sample data, nothing secret
    values, look = paper.say(Cast(rng)), style.drawn(rng, faces, small=paper.small)
    template = _SHEETS / f"{paper.name}.typ"
    document, inputs = _on_one_page(template, values, look)
    page = document[0]
    image = page.render(scale=dpi / _POINTS).to_pil().convert("RGB")
    lines = segments(page, dpi / _POINTS)
    document.close()
    if paper.stamped and values.get("_stamp"):
        image = _stamped(image, _places(template, inputs), values["_stamp"], rng, dpi, look["font"])
    return Sheet(paper, image, lines, values, look["written"] and not paper.card)


def _on_one_page(template: Path, values: dict[str, Any], look: dict[str, Any]) -> tuple[Any, dict[str, str]]:
    """Return the PDF and what it was made of; a clerk would set a long text smaller, too."""
    while True:
        inputs = {"data": json.dumps({"values": values, "style": look}, ensure_ascii=False)}
        document = pdfium.PdfDocument(_compiled(template, inputs, "pdf"))
        if len(document) == 1:
            return document, inputs
        document.close()
        look = look | {
            "size": look["size"] * 0.95,
            "air": look["air"] * 0.6,
            "leading": max(0.5, look["leading"] * 0.93),
        }


def _compiled(template: Path, inputs: dict[str, str], form: Literal["pdf", "png"], ppi: float | None = None) -> bytes:
    return typst.compile(
        str(template),
        root=str(_ROOT),
        font_paths=loaded(),
        ignore_system_fonts=True,
        format=form,
        ppi=ppi,
        sys_inputs=inputs,
    )


def _places(template: Path, inputs: dict[str, str]) -> list[dict[str, float]]:
    """Return where the template wants its stamp, in points."""
    found = typst.query(
        str(template),
        "<seal>",
        field="value",
        root=str(_ROOT),
        font_paths=loaded(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    places: list[dict[str, float]] = json.loads(found)
    return places


def _stamped(
    image: Image.Image, places: list[dict[str, float]], text: str, rng: Random, dpi: int, font: str
) -> Image.Image:
    """Ink a round stamp over signature and name: unevenly, a little turned, and the print shows through."""
    data = json.dumps({"outer": f" {text} ", "red": rng.choice(("#c8142d", "#d12a3a", "#b3202c")), "font": font})
    png = _compiled(_SHEETS / "stamp.typ", {"data": data}, "png", ppi=dpi)
    stamp = Image.open(io.BytesIO(png)).convert("RGBA").rotate(rng.uniform(-25, 25), Image.Resampling.BICUBIC)
    scale = dpi / _POINTS
    for place in places:
        at = (
            round(place["x"] * scale - stamp.width * rng.uniform(0.1, 0.45)),
            round(place["y"] * scale - stamp.height * rng.uniform(0.25, 0.5)),
        )
        _ink(image, stamp, at, rng)
    return image


def _ink(image: Image.Image, stamp: Image.Image, at: tuple[int, int], rng: Random) -> None:
    source = np.random.default_rng(rng.randrange(2**32))
    spots = Image.fromarray(source.integers(120, 255, (9, 9), dtype=np.uint8)).resize(
        stamp.size, Image.Resampling.BICUBIC
    )
    strength = rng.uniform(0.75, 1)
    cover = np.asarray(stamp.getchannel("A"), np.float32) / 255 * np.asarray(spots, np.float32) / 255 * strength
    box = (*at, at[0] + stamp.width, at[1] + stamp.height)
    under = np.asarray(image.crop(box), np.float32)
    red = np.asarray(stamp.convert("RGB"), np.float32)
    # Ink darkens what it covers and never hides black print.
    inked = under * (1 - cover[:, :, None]) + under * (red / 255) * cover[:, :, None]
    image.paste(Image.fromarray(np.clip(inked, 0, 255).astype(np.uint8)), at)
