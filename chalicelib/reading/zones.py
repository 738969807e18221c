"""Finding the lines of a machine-readable zone among the lines of a page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from . import mrz
from .facts import Box, Line, Word
from .fields import Look, union
from .mrz_layouts import LAYOUTS, Layout

SHORTEST = 22  # characters of a line that may have lost some of its fillers
MOST_FILLERS_OFF = 12  # that a line within may lack or have too many; at its end it may be any number
FILLERS = str.maketrans({"«": "<<", "»": "<<", **dict.fromkeys("‹≤({[£€-–—~:.", "<")})  # what readers take < for
NOT_MRZ = re.compile("[^A-Z0-9<]")
TYPE = "mrz"  # what a second reading is asked for: capitals, digits and < alone


@dataclass(frozen=True, slots=True)
class Found:
    """A zone that proved itself, where it stands, and how sure the engine was of its least word."""

    zone: mrz.Zone
    box: Box
    confidence: float


def find(lines: Sequence[Line], look: Look | None = None) -> Found | None:
    """Find a zone whose check digits agree; where the page's own reading fails, other readings of its lines may not."""
    alike = [row for row in _rows(lines) if _is_alike(row)]
    for again in (None, look) if look else (None,):
        for layout in LAYOUTS:
            for start in range(len(alike) - layout.lines + 1):
                group = alike[start : start + layout.lines]
                zone = next(_read(group, layout, again), None)
                if zone:
                    words = [word for line in group for word in line]
                    return Found(zone, union([w.box for w in words]), min(w.confidence for w in words))
    return None


def _read(group: Sequence[Line], layout: Layout, look: Look | None) -> Iterator[mrz.Zone]:
    readings = [[line, *(look(union([word.box for word in line]), TYPE) if look else ())] for line in group]
    texts = [[fitted(cleaned(line), layout.width) for line in lines] for lines in readings]
    for rows in product(*(dict.fromkeys(text for text in each if text) for each in texts)):
        zone = mrz.parse(rows)
        if zone:
            yield zone


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Join what stands side by side: readers take a zone apart at its fillers."""
    rows: list[list[Word]] = []
    for line in sorted((line for line in lines if line), key=lambda line: union([word.box for word in line])[1]):
        if rows and _is_beside(union([word.box for word in rows[-1]]), union([word.box for word in line])):
            rows[-1] += line
        else:
            rows.append([*line])
    return [tuple(sorted(row, key=lambda word: word.box[0])) for row in rows]


def _is_beside(one: Box, other: Box) -> bool:
    """Tell whether the one stands beside the other: their middles are within each other's height."""
    middles = (one[1] + one[3]) / 2, (other[1] + other[3]) / 2
    return one[1] < middles[1] < one[3] or other[1] < middles[0] < other[3]


def _is_alike(line: Line) -> bool:
    """Tell whether a line may be one of a zone: long, with fillers, hardly a small letter."""
    text = cleaned(line)
    raw = "".join(word.text for word in line)
    return len(text) >= SHORTEST and "<" in text and sum(map(str.islower, raw)) <= len(raw) // 4


def cleaned(line: Line) -> str:
    """Return the line in the letters of a zone, without spaces."""
    text = "".join(word.text for word in line).translate(FILLERS).upper()
    return NOT_MRZ.sub("", text)


def fitted(text: str, width: int) -> str:
    """Return the text in its full width: fillers are what gets lost or doubled, in their longest run."""
    runs = sorted(re.finditer("<+", text), key=lambda run: run.end() - run.start())
    if not runs:
        return text if len(text) == width else ""
    longest, lacking = runs[-1], width - len(text)
    length = longest.end() - longest.start() + lacking
    if length < 1 or (longest.end() < len(text) and abs(lacking) > MOST_FILLERS_OFF):
        return ""
    return text[: longest.start()] + "<" * length + text[longest.end() :]
