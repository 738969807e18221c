"""The smallest font there can be: every letter is one box, half as wide as high, for text that is found but not seen.

A font with shapes would weigh more than the text of a page and show none of them. The box must be there all the same:
PDFium leaves out what has no extent.
"""

import struct
from collections.abc import Sequence

ADVANCE = 0.5  # of the font's height
_UNITS = 1000
_GLYPH = 1  # of two: the first, empty, is for letters that are missing, which PDF/A does not let anybody show


def truetype() -> bytes:
    """Return the font program."""
    advance = int(ADVANCE * _UNITS)
    box = (0, 0, advance, _UNITS)
    corners = struct.pack(">4B4h4h", 1, 1, 1, 1, 0, advance, 0, -advance, 0, 0, _UNITS, 0)  # each from the one before
    glyph = struct.pack(">h4hHH", 1, *box, 3, 0) + corners + b"\0\0"
    tables = {
        b"glyf": glyph,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _UNITS, 0, 0, *box, 0, 8, 2, 0, 0
        ),
        b"hhea": struct.pack(">Ihhh Hhhhhhh 8x hH", 0x10000, _UNITS, 0, 0, advance, 0, 0, advance, 1, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", advance, 0, advance, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _assembled(tables)


def _assembled(tables: dict[bytes, bytes]) -> bytes:
    """Put tables behind their directory; the whole file's checksum is told in the table `head`."""
    count, power = len(tables), len(tables).bit_length() - 1
    head = struct.pack(">IHHHH", 0x10000, count, 16 << power, power, (count - (1 << power)) * 16)
    offset, directory, body = 12 + 16 * count, b"", b""
    for tag, table in sorted(tables.items()):
        padded = table + b"\0" * (-len(table) % 4)
        directory += struct.pack(">4sIII", tag, _checksum(padded), offset + len(body), len(table))
        body += padded
    font = bytearray(head + directory + body)
    start = 12 + 16 * count + len(tables[b"glyf"])  # `head` stands behind `glyf`
    struct.pack_into(">I", font, start + 8, (0xB1B0AFBA - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)


def _checksum(padded: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(padded) // 4}I", padded))
    return total & 0xFFFFFFFF


def glyph_map(letters: Sequence[str]) -> bytes:
    """Return which glyph each letter's number means: none for 0, the same one for all others."""
    return struct.pack(f">{len(letters) + 1}H", 0, *[_GLYPH] * len(letters))


def to_unicode(letters: Sequence[str]) -> bytes:
    """Return the CMap that leads from each letter's number to the letter."""
    rows = [f"<{number:04X}> <{letter.encode('utf-16-be').hex().upper()}>" for number, letter in enumerate(letters, 1)]
    blocks = [rows[first : first + 100] for first in range(0, len(rows), 100)]  # no more are allowed in one
    listed = "\n".join("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks)
    return _CMAP.format(listed=listed).encode()


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{listed}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
