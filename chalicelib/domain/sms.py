"""What a text message can carry and what it costs: GSM 03.38, or UTF-16 where its writer wants the accents.

One septet a letter and 160 of them in a single message; one letter outside the alphabet makes the whole message UTF-16,
70 units at most. Longer texts are cut into segments of 153 or 67, for each then begins with six bytes that join them.
A letter that takes two (`[` or an emoji) is never cut in half, so a segment may end one short.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.people import unaccent

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("^{}\\[~]|€")
"""Letters that cost two septets, an escape and a letter."""


class Encoding(StrEnum):
    """How a message travels: `gsm7` without accents, `unicode` with them at twice the price."""

    GSM7 = "gsm7"
    UNICODE = "unicode"


_SINGLE = {Encoding.GSM7: 160, Encoding.UNICODE: 70}
_JOINED = {Encoding.GSM7: 153, Encoding.UNICODE: 67}

# What word processors put in, as the alphabet has it.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‘’‚′`´", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\t", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
        "…": "...",
        "₫": "d",
        "•": "-",
        "·": "-",
        "×": "x",
        "°": " do",
        "№": "No",
    }
)
# Letters of the extension, for one that costs half; used only where that saves a segment.
_CHEAPER = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "~": "-", "|": "/", "\\": "/", "^": "'"})


@dataclass(frozen=True, slots=True)
class Sms:
    """A text as it is handed over: its encoding, its length in septets or units, and the segments that are paid for."""

    text: str
    encoding: Encoding
    units: int
    segments: int


def composed(text: str) -> str:
    """The text in NFC: one letter with its accents is one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


def unaccented(text: str) -> str:
    """The text without Vietnamese accents and with plain punctuation; what still does not fit is left as it is."""
    return composed(unaccent(composed(text).translate(_PLAIN)))


def strangers(text: str) -> list[str]:
    """The letters that GSM 03.38 has in neither table, each once."""
    return sorted({letter for letter in text if letter not in ALPHABET and letter not in EXTENSION})


def fitted(text: str, encoding: Encoding) -> Sms:
    """The text in its encoding and the fewest segments; never a letter lost, nor a `?` in its place.

    A text that cannot be said in GSM 03.38 even without its accents goes out whole in Unicode.
    """
    whole = re.sub(r" {2,}", " ", composed(text)).strip()
    plain = re.sub(r" {2,}", " ", unaccented(text)).strip()
    if encoding is Encoding.UNICODE or strangers(plain):
        return _measured(whole, Encoding.UNICODE)
    forms = (_measured(form, Encoding.GSM7) for form in (plain, plain.translate(_CHEAPER)))
    return min(forms, key=lambda sms: sms.segments)


def _measured(text: str, encoding: Encoding) -> Sms:
    sizes = [_size(letter, encoding) for letter in text]
    units = sum(sizes)
    segments = 1 if units <= _SINGLE[encoding] else _packed(sizes, _JOINED[encoding])
    return Sms(text, encoding, units, segments)


def _size(letter: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM7:
        return 2 if letter in EXTENSION else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _packed(sizes: Iterable[int], room: int) -> int:
    """How many segments of so much room the letters take, in order, none cut in half."""
    segments, left = 1, room
    for size in sizes:
        if size > left:
            segments, left = segments + 1, room
        left -= size
    return segments
