"""Draw the glyphs that the reader knows zones by: python -m infra.samples.ocr_b FONT (the OCRB.otf of fonts-ocr-b).

The face is Matthew Skala's after Norbert Schwarz; both let anybody use, change and pass on their work.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from chalicelib.reading.ocr_b import ALPHABET, DRAWN, GLYPHS


def drawn(font: Path) -> Image.Image:
    """Return all glyphs side by side, each in a cell as wide as the pitch, capitals in the middle of its height."""
    width, height = DRAWN
    face = ImageFont.truetype(str(font), width)
    face = ImageFont.truetype(str(font), width * width / face.getlength("A"))
    _, top, _, bottom = face.getbbox("H")
    picture = Image.new("L", (width * len(ALPHABET), height), 255)
    for at, letter in enumerate(ALPHABET):
        ImageDraw.Draw(picture).text((at * width, (height - top - bottom) / 2), letter, 0, face)
    return picture


if __name__ == "__main__":
    drawn(Path(sys.argv[1])).save(GLYPHS, optimize=True)
