"""What a page truly says and where: lines of text with boxes from its PDF, keys to find again, fields by name."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium

Box = tuple[float, float, float, float]
WIDE = 2.2
"""Letter heights between two columns of one line."""
NOTICE = "MẪU - DEMO"
DATE = re.compile(r"\d{2}/\d{2}/\d{4}|ngày \d{2} tháng \d{2} năm \d{4}")
NUMBER = re.compile(r"\d{12}")
PERSONS = re.compile(
    r"(?:^|[._])(?:(?:full|child|mother|father|wife|husband|owner|head|deceased|relative|pupil|applicant|declarer|grantor"
    r"|agent)_name|\w*signer|\w+_signature|confirmed_by|midwife)$"
)
ADDRESSES = re.compile(r"(?:residence|address)$")


@dataclass(frozen=True, slots=True)
class Segment:
    """A line, or a column's part of one, as printed; the box is in pixels of the page before any damage."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    box: Box


def segments(page: pdfium.PdfPage, scale: float) -> tuple[Segment, ...]:
    """Return the lines of a PDF page; the notice that it is a sample is no part of the paper."""
    rows: list[list[_Letter]] = []
    for letter in _letters(page, scale):
        if not rows or _breaks(rows[-1], letter):
            rows.append([])
        rows[-1].append(letter)
    found = (_segment(row) for row in rows)
    return tuple(segment for segment in found if segment.text and NOTICE not in segment.text)


def _letters(page: pdfium.PdfPage, scale: float) -> Iterator[_Letter]:
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        letter = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if letter.strip("\r\n\x00"):
            yield _Letter(letter, (left * scale, (height - top) * scale, right * scale, (height - bottom) * scale))


def _breaks(row: Sequence[_Letter], letter: _Letter) -> bool:
    """A new line or column begins where the letters jump; blanks that the reader of the PDF made up have no place."""
    last = next((known for known in reversed(row) if known.text.strip()), row[0])
    if not letter.text.strip():
        return False
    size = max(last.box[3] - last.box[1], 1)
    middle = (letter.box[1] + letter.box[3]) / 2
    inside = last.box[1] <= middle <= last.box[3]
    return not inside or not -size <= letter.box[0] - last.box[2] <= WIDE * size


def _segment(row: Sequence[_Letter]) -> Segment:
    seen = [letter.box for letter in row if letter.text.strip()]
    text = " ".join(unicodedata.normalize("NFC", "".join(letter.text for letter in row)).split())
    if not seen:
        return Segment("", (0, 0, 0, 0))
    lefts, tops, rights, bottoms = zip(*seen, strict=True)
    return Segment(text, (round(min(lefts), 1), round(min(tops), 1), round(max(rights), 1), round(max(bottoms), 1)))


def text(lines: Sequence[Segment]) -> str:
    """Join segments as one reads: line by line, columns of one line from left to right."""
    rows: list[list[Segment]] = []
    for line in sorted(lines, key=lambda line: (line.box[1] + line.box[3]) / 2):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and rows[-1][0].box[1] <= middle <= rows[-1][0].box[3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return "\n".join(" ".join(part.text for part in sorted(row, key=lambda part: part.box[0])) for row in rows)


def fields(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that a reader should find, by name."""
    return {name: value for name, value in values.items() if not name.startswith("_") and isinstance(value, str)}


def coded(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what only a code or zone on the page tells, by name: it is not in the text."""
    return dict(values.get("_coded", {}))


def keys(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what must stand in the text read, each with its kind: name, id, date or addr."""
    found = [(key_kind(name, value), value) for name, value in values.items() if isinstance(value, str)]
    return list(dict.fromkeys((kind, value) for kind, value in found if kind))


def key_kind(name: str, value: str) -> str | None:
    """Tell which kind of key a value is, if any."""
    if NUMBER.fullmatch(value):
        return "id"
    if DATE.fullmatch(value):
        return "date"
    if PERSONS.search(name):
        return "name"
    return "addr" if ADDRESSES.search(name) and "," in value else None
