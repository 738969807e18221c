"""The engine that turns pixels into words, behind one small interface so that another can take its place."""

import csv
import os
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from . import geometry
from .facts import Box, Line, Word

Grey = NDArray[np.uint8]

LINE_HEIGHT = 24  # pixels between a line's top and bottom: what Tesseract's network sees best
ROOM_X, ROOM_Y = 0.5, 0.25  # of that height, around the line

USUAL_FOLDERS = (
    "/opt/tessdata",  # a Lambda layer
    str(Path(sys.prefix) / "share" / "tessdata"),  # where `make setup` puts it without root
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
)


class Engine(Protocol):
    """Reads one upright page or one line of it. An implementation MUST return lines in reading order."""

    def lines(self, image: Grey, *, single: bool = False) -> tuple[Line, ...]:
        """Return the words of an 8-bit grey image, dark on white, line by line; `single`: it holds one line."""
        ...


class Tesseract:
    """Tesseract's LSTM for Vietnamese. Holds one loaded model; not safe for two threads at once."""

    def __init__(self, tessdata: Path) -> None:
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its threads fight over a Lambda's one core
        import tesserocr  # noqa: PLC0415 - after the limit, which is read while loading

        self._page_mode, self._line_mode = tesserocr.PSM.AUTO, tesserocr.PSM.SINGLE_LINE
        self._api = tesserocr.PyTessBaseAPI(path=str(tessdata), lang="vie", oem=tesserocr.OEM.LSTM_ONLY)

    def lines(self, image: Grey, *, single: bool = False) -> tuple[Line, ...]:
        """Return the words of an image line by line."""
        height, width = image.shape
        self._api.SetPageSegMode(self._line_mode if single else self._page_mode)
        self._api.SetImageBytes(image.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(200)
        table: str = self._api.GetTSVText(0)
        self._api.Clear()
        return tuple(_grouped(table.splitlines()))


def read_line(engine: Engine, page: Grey, box: Box, height: int = LINE_HEIGHT) -> Line:
    """Read one line of a page by itself, with some room around it and brought to a height; boxes are the page's."""
    left, top, right, bottom = box
    across, down = round(ROOM_X * (bottom - top)), round(ROOM_Y * (bottom - top))
    left, top = max(0, left - across), max(0, top - down)
    strip = Image.fromarray(page[top : bottom + down, left : right + across])
    scale = height / max(1, box[3] - box[1])
    size = max(8, round(strip.width * scale)), max(8, round(strip.height * scale))
    back = geometry.translated(left, top) @ geometry.scaled(strip.width / size[0], strip.height / size[1])
    read = engine.lines(np.asarray(strip.resize(size, Image.Resampling.LANCZOS)), single=True)
    return tuple(replace(word, box=geometry.box_moved(back, word.box)) for line in read for word in line)


def _grouped(rows: Iterable[str]) -> Iterable[Line]:
    """Group the rows of Tesseract's table (level, page, block, paragraph, line, word, x, y, w, h, conf, text)."""
    groups: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.reader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) == 12 and row[0] == "5" and row[11].strip():
            x, y, width, height = map(int, row[6:10])
            word = Word(row[11].strip(), float(row[10]) / 100, (x, y, x + width, y + height))
            groups.setdefault(tuple(row[1:5]), []).append(word)
    return (tuple(words) for words in groups.values())


def find_tessdata() -> Path:
    """Return the folder that holds the Vietnamese data, or say what to install."""
    # LAMBDA_TASK_ROOT is where a function lies unpacked; its package brings its own data.
    folders = [os.environ.get("TESSDATA_PREFIX", ""), os.environ.get("LAMBDA_TASK_ROOT", ""), *USUAL_FOLDERS]
    for folder in filter(None, folders):
        for place in (Path(folder), Path(folder) / "tessdata"):
            if (place / "vie.traineddata").is_file():
                return place
    raise FileNotFoundError(
        "vie.traineddata not found: run `make setup` (Debian: tesseract-ocr-vie) or set TESSDATA_PREFIX"
    )


_warm = threading.local()


def engine() -> Engine:
    """Return this thread's engine, loaded once and kept warm: two threads in one Tesseract crash the process."""
    if not hasattr(_warm, "engine"):
        _warm.engine = Tesseract(find_tessdata())
    made: Engine = _warm.engine
    return made
