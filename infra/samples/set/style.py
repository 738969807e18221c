"""How a page looks: its typeface, its measures, its leaders, who wrote into it, how it was signed."""

from random import Random
from typing import Any

from infra.samples.set.fonts import HANDS, OWN, Faces

INKS = ("#14245c", "#1a2f8a", "#20304f", "#101010")
WRITTEN = 0.12
"""Share of the pages that are filled in with a font that imitates handwriting."""


def drawn(rng: Random, faces: Faces, *, small: bool) -> dict[str, Any]:
    """Draw a style for one page from the typefaces that may be used."""
    font = rng.choice(faces.printed)
    written = bool(faces.written) and rng.random() < WRITTEN
    tiny = small and rng.random() < 0.5
    return {
        "font": font,
        "strong": "semibold" if font == OWN else "bold",  # bold Libertinus floats the hat of capital Ộ and Ệ
        "machine": faces.machine,
        "mrz": 10.2 if "OCR" in faces.machine else 9.6,
        "pen": rng.choice(faces.written) if written else font,
        "pen_size": HANDS.get(font, 1.15) if written else 1.0,
        "written": written,
        "pen_signs": written or rng.random() < 0.3,
        "ink": rng.choice(INKS[:3]) if written else rng.choice((*INKS, "#101010", "#101010")),
        "weight": "regular" if written else rng.choice(("bold", "bold", "semibold", "regular")),
        "paper": "a5" if tiny else "a4",
        "size": round(rng.uniform(9.4, 10.2) if tiny else rng.uniform(11.4, 13), 1),
        "left": rng.choice((18, 20, 25)) if not tiny else 12,
        "leading": round(rng.uniform(0.55, 0.8), 2),
        "air": 0.4 if tiny else round(rng.uniform(0.5, 1.2), 1),
        "title": round(rng.uniform(1.15, 1.5), 2),
        "title_ink": rng.choice(("#101010", "#b01e28", "#b01e28")),
        "leader": rng.choice(("dots", "dots", "dots", "rule", "bare")),
        "dot_gap": rng.choice((0, 0, 0.8, 1.5)),
        "rule": rng.choice((0.4, 0.6, 0.9)),
        "columns": rng.random() < 0.4,
        "bends": [rng.randint(-9, 15) for _ in range(5)],
        "hand_size": round(rng.uniform(0.8, 1.2), 2),
        "hand_turn": rng.randint(-12, 6),
    }
