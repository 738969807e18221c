"""From a scanned page to words: which way is up, where the lines are, what two readers make of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from . import consensus, networks, second, textlines, upright, zones
from .engine import Engine, read_line
from .facts import Box, Line
from .mending import mend_line
from .prepare import Prepared, Scan, prepare

READS_WELL = 0.75  # the mean confidence of a page that certainly stands upright
OTHER_HEIGHT = 36  # pixels of a line that is read once more: another size, other mistakes


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page one way up, and the words read there."""

    ready: Prepared
    lines: tuple[Line, ...]

    @property
    def legibility(self) -> float:
        """How well it reads, 0 to 1."""
        return upright.legibility(self.lines)


def recognise(scan: Scan, engine: Engine) -> Recognised:
    """Read a page; where it is not sure which way is up, every way, and what reads best was the right one."""
    tried = []
    for quarters, sure in _ways_up(scan):
        ready = prepare(scan, quarters)
        tried.append(Recognised(ready, tuple(mend_line(line) for line in words_of(ready, engine))))
        if sure or not tried[-1].lines or tried[-1].legibility >= READS_WELL:
            break
    return max(tried, key=attrgetter("legibility"))


def _ways_up(scan: Scan) -> Iterator[tuple[int, bool]]:
    likely, sure = upright.quarter_turns(upright.small_copy(scan.grey))
    yield from ((quarters % 4, sure) for quarters in (likely, likely + 2, likely + 1, likely + 3))


def words_of(ready: Prepared, engine: Engine) -> tuple[Line, ...]:
    """Read a page line by line, each by two readers; without the networks as a whole, by Tesseract alone."""
    if not networks.installed():
        return engine.lines(ready.grey)
    boxes = textlines.find_lines(ready.grey)
    first = [read_line(engine, ready.grey, box) for box in boxes]
    other = second.read_lines(ready.grey, list(zip(boxes, first, strict=True)))
    return tuple(_together(ready, engine, *line) for line in zip(boxes, first, other, strict=True))


def _together(ready: Prepared, engine: Engine, box: Box, first: Line, second_: Line) -> Line:
    doubtful = consensus.in_doubt(first, second_)
    third = read_line(engine, ready.grey, box, OTHER_HEIGHT) if doubtful else ()
    return consensus.agreed(first, second_, third)


def look_again(ready: Prepared, engine: Engine, box: Box, type_: str) -> Sequence[Line]:
    """Read one line again, larger: a mistake that came from its size is not repeated.

    A machine-readable zone spells nothing: there the second reader is asked too.
    """
    if type_ == zones.TYPE and networks.installed():
        line = read_line(engine, ready.grey, box)
        return (line, *second.read_lines(ready.grey, [(box, line)]))
    return (mend_line(read_line(engine, ready.grey, box, OTHER_HEIGHT)),)
