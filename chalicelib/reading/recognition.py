"""From a scanned page to words: which way is up, where the lines are, what two readers make of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from . import consensus, networks, second, textlines, upright
from .engine import LINE_HEIGHT, Engine, read_line
from .facts import Box, Line
from .mending import mend_line
from .prepare import Prepared, Scan, prepare
from .runs import union

READS_WELL = 0.75  # the mean confidence of a page that certainly stands upright
OTHER_HEIGHT = 36  # pixels of a line that is read once more: another size, other mistakes


class LineReader:
    """Reads the lines of one page, each once in each size that is asked for."""

    def __init__(self, ready: Prepared, engine: Engine) -> None:
        self.ready, self._engine = ready, engine
        self._read: dict[tuple[Box, int], Line] = {}

    def read(self, box: Box, height: int = LINE_HEIGHT) -> Line:
        """Return the words of a line as they read at a height."""
        if (box, height) not in self._read:
            self._read[box, height] = read_line(self._engine, self.ready.grey, box, height)
        return self._read[box, height]

    def whole(self) -> tuple[Line, ...]:
        """Return all lines, as Tesseract alone finds them."""
        return self._engine.lines(self.ready.grey)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page one way up, where its lines stand, and the words read there."""

    reader: LineReader
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]

    @property
    def ready(self) -> Prepared:
        """The page that was read."""
        return self.reader.ready

    @property
    def legibility(self) -> float:
        """How well it reads, 0 to 1."""
        return upright.legibility(self.lines)

    def boxed(self) -> list[tuple[Box, Line]]:
        """Return the lines with where each stands, also where its words were not read to the ends."""
        boxes = self.boxes or [union([word.box for word in line]) for line in self.lines]
        return list(zip(boxes, self.lines, strict=True))

    def look_again(self, box: Box) -> Sequence[Line]:
        """Read a part of a line again, larger: a mistake that came from its size is not repeated."""
        lines = [self.reader.read(line, OTHER_HEIGHT) for line in self.boxes if _is_on(box, line)]
        words = tuple(word for line in lines for word in mend_line(line) if _is_within(word.box, box))
        return (words or mend_line(self.reader.read(box, OTHER_HEIGHT)),)


def _is_on(box: Box, line: Box) -> bool:
    """Tell whether a box lies on a line: by half of its height, and not beside it."""
    shared = min(box[3], line[3]) - max(box[1], line[1])
    return shared * 2 > min(box[3] - box[1], line[3] - line[1]) and box[0] < line[2] and line[0] < box[2]


def _is_within(word: Box, box: Box) -> bool:
    middle = (word[0] + word[2]) / 2
    return box[0] <= middle <= box[2]


def recognise(scan: Scan, engine: Engine) -> Recognised:
    """Read a page; where it is not sure which way is up, every way, and what reads best was the right one."""
    tried = []
    for quarters, sure in _ways_up(scan):
        tried.append(_recognised(LineReader(prepare(scan, quarters), engine)))
        if sure or not tried[-1].lines or tried[-1].legibility >= READS_WELL:
            break
    return max(tried, key=attrgetter("legibility"))


def _ways_up(scan: Scan) -> Iterator[tuple[int, bool]]:
    likely, sure = upright.quarter_turns(upright.small_copy(scan.grey))
    yield from ((quarters % 4, sure) for quarters in (likely, likely + 2, likely + 1, likely + 3))


def _recognised(reader: LineReader) -> Recognised:
    """Read a page line by line, each by two readers; without the networks as a whole, by Tesseract alone."""
    if not networks.installed():
        return Recognised(reader, (), tuple(mend_line(line) for line in reader.whole()))
    boxes = textlines.find_lines(reader.ready.grey)
    first = [reader.read(box) for box in boxes]
    other = second.read_lines(reader.ready.grey, list(zip(boxes, first, strict=True)))
    lines = consensus.on_a_page([_together(reader, *line) for line in zip(boxes, first, other, strict=True)])
    return Recognised(reader, tuple(boxes), tuple(mend_line(line) for line in lines))


def _together(reader: LineReader, box: Box, first: Line, second_: Line) -> Line:
    third = reader.read(box, OTHER_HEIGHT) if consensus.in_doubt(first, second_) else ()
    return consensus.agreed(first, second_, third)
