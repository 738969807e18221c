"""Frames of a TIFF file (TIFF 6.0) copied as they are: tags and coded strips or tiles, only their offsets change."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SIGNATURES = (b"II*\x00", b"MM\x00*")
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_STRIPS, _TILES = (273, 279), (324, 325)  # offsets, byte counts
_ELSEWHERE = frozenset({330, 34665, 34853, 40965})  # directories of their own: previews, camera and place data
_LONG = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    """A tag with its values as they are coded."""

    tag: int
    type: int
    count: int
    raw: bytes


def cut(data: bytes, numbers: Sequence[int]) -> bytes:
    """Return a TIFF file of these frames, counted from 1. Raises IndexError or struct.error for a broken file."""
    order = "<" if data[:2] == b"II" else ">"
    directories = list(_directories(data, order))
    made = bytearray(data[:4] + b"\0\0\0\0")
    link = 4
    for number in numbers:
        link = _append(made, data, directories[number - 1], order, link)
    return bytes(made)


def _directories(data: bytes, order: str) -> Iterator[list[_Entry]]:
    [at] = struct.unpack_from(order + "I", data, 4)
    seen: set[int] = set()
    while at and at not in seen:
        seen.add(at)
        [count] = struct.unpack_from(order + "H", data, at)
        yield [_entry(data, order, at + 2 + 12 * index) for index in range(count)]
        [at] = struct.unpack_from(order + "I", data, at + 2 + 12 * count)


def _entry(data: bytes, order: str, at: int) -> _Entry:
    tag, kind, count = struct.unpack_from(order + "HHI", data, at)
    size = _SIZES.get(kind, 1) * count
    where = at + 8 if size <= 4 else struct.unpack_from(order + "I", data, at + 8)[0]
    return _Entry(tag, kind, count, data[where : where + size])


def _append(made: bytearray, data: bytes, entries: list[_Entry], order: str, link: int) -> int:
    """Append a frame: its picture, its long values, its directory. Returns where the next frame's offset goes."""
    entries = [_moved(made, data, entries, entry, order) for entry in entries if entry.tag not in _ELSEWHERE]
    fields = b"".join(_field(made, entry, order) for entry in entries)
    _align(made)
    struct.pack_into(order + "I", made, link, len(made))
    made += struct.pack(order + "H", len(entries)) + fields + b"\0\0\0\0"
    return len(made) - 4


def _moved(made: bytearray, data: bytes, entries: list[_Entry], entry: _Entry, order: str) -> _Entry:
    """Return the entry; one that tells where the picture lies, after the picture was copied."""
    for offsets, lengths in (_STRIPS, _TILES):
        if entry.tag == offsets:
            sizes = next(_values(other, order) for other in entries if other.tag == lengths)
            places = [_copied(made, data, *piece) for piece in zip(_values(entry, order), sizes, strict=True)]
            return _Entry(entry.tag, _LONG, len(places), struct.pack(f"{order}{len(places)}I", *places))
    return entry


def _values(entry: _Entry, order: str) -> tuple[int, ...]:
    return struct.unpack(f"{order}{entry.count}{'H' if entry.type == 3 else 'I'}", entry.raw)


def _copied(made: bytearray, data: bytes, at: int, size: int) -> int:
    _align(made)
    made += data[at : at + size]
    return len(made) - size


def _field(made: bytearray, entry: _Entry, order: str) -> bytes:
    head = struct.pack(order + "HHI", entry.tag, entry.type, entry.count)
    if len(entry.raw) <= 4:
        return head + entry.raw.ljust(4, b"\0")
    _align(made)
    made += entry.raw
    return head + struct.pack(order + "I", len(made) - len(entry.raw))


def _align(made: bytearray) -> None:
    if len(made) % 2:
        made += b"\0"
