"""The text layer of a PDF page: its words and places, and what makes them doubtful before anybody looks at the page."""

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2 as pdfium
import pypdfium2.raw as c

from .facts import Box, Line, Word

MOST_LETTERS = 100_000  # no page of paper holds more; what does is made to cost time
PALE = 230  # text is not seen on paper when red, green and blue are all above this
_VIETNAMESE = frozenset("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
_UNSEEN_MODES = (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP)


class Suspicion(StrEnum):
    """Why a text layer may say something else than the page shows."""

    HIDDEN = "hidden"  # drawn invisibly, as the layer that some reader put under a scan
    PALE = "pale"  # white on white
    OUTSIDE = "outside"  # beside the page
    UNMAPPED = "unmapped"  # the font does not say which letters its shapes are
    LEGACY = "legacy"  # letters of an old encoding (TCVN3, VNI) that pass for others


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The words that claim to stand on the page, and whatever is suspicious about them."""

    lines: tuple[Line, ...]
    suspicions: frozenset[Suspicion]

    @property
    def is_garbage(self) -> bool:
        """Whether the letters cannot be what the page shows, so that nobody needs to look."""
        return bool(self.suspicions & {Suspicion.UNMAPPED, Suspicion.LEGACY})


def of(page: pdfium.PdfPage, size: tuple[int, int]) -> TextLayer | None:
    """Return the text layer of a page in pixels of its rendering of that size, or None where there is no text."""
    text = page.get_textpage()
    try:
        count = c.FPDFText_CountChars(text)
        if not 0 < count <= MOST_LETTERS:
            return None
        seen = _Seen(page, text, size)
        lines = tuple(filter(None, map(seen.line, _runs(text, count))))
    finally:
        text.close()
    suspicions = seen.suspicions | _unlikely(word.text for line in lines for word in line)
    return TextLayer(lines, frozenset(suspicions)) if lines or suspicions else None


Run = tuple[int, int]
"""The first letter of a word, and the one behind its last."""


def _runs(text: pdfium.PdfTextPage, count: int) -> Iterator[list[Run]]:
    """Yield the words of each line."""
    line: list[Run] = []
    start: int | None = None
    for index in range(count + 1):
        letter = chr(c.FPDFText_GetUnicode(text, index)) if index < count else "\n"
        if not letter.isspace() and letter != "\0":
            start = index if start is None else start
            continue
        if start is not None:
            line.append((start, index))
            start = None
        if letter == "\n":
            yield line
            line = []


class _Seen:
    """Looks at the words of one page and remembers what was suspicious."""

    def __init__(self, page: pdfium.PdfPage, text: pdfium.PdfTextPage, size: tuple[int, int]) -> None:
        self._page, self._text, self._size = page, text, size
        self.suspicions: set[Suspicion] = set()

    def line(self, runs: Iterable[Run]) -> Line:
        """Return the words of a line that stand on the page."""
        return tuple(word for run in runs if (word := self._word(*run)))

    def _word(self, start: int, end: int) -> Word | None:
        box = self._box(start, end)
        wrong = self._suspicion(start, box)
        if wrong:
            self.suspicions.add(wrong)
        if wrong is Suspicion.OUTSIDE:
            return None
        letters = "".join(chr(c.FPDFText_GetUnicode(self._text, index)) for index in range(start, end))
        return Word(unicodedata.normalize("NFC", letters), 1.0, box)

    def _suspicion(self, index: int, box: Box) -> Suspicion | None:
        if box[0] >= self._size[0] or box[1] >= self._size[1] or box[2] <= 0 or box[3] <= 0:
            return Suspicion.OUTSIDE
        if c.FPDFTextObj_GetTextRenderMode(c.FPDFText_GetTextObject(self._text, index)) in _UNSEEN_MODES:
            return Suspicion.HIDDEN
        if c.FPDFText_HasUnicodeMapError(self._text, index) == 1:
            return Suspicion.UNMAPPED
        return Suspicion.PALE if self._is_pale(index) else None

    def _is_pale(self, index: int) -> bool:
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        if not c.FPDFText_GetFillColor(self._text, index, red, green, blue, alpha):
            return False
        return min(red.value, green.value, blue.value) > PALE or alpha.value < 255 - PALE

    def _box(self, start: int, end: int) -> Box:
        """Return the box around the letters, in pixels."""
        corners = [corner for index in range(start, end) for corner in self._corners(index)]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return min(across), min(down), max(across), max(down)

    def _corners(self, index: int) -> tuple[tuple[int, int], tuple[int, int]]:
        left, bottom, right, top = self._text.get_charbox(index)
        return self._pixel(left, bottom), self._pixel(right, top)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        c.FPDF_PageToDevice(self._page, 0, 0, *self._size, 0, x, y, across, down)
        return across.value, down.value


def _unlikely(words: Iterable[str]) -> set[Suspicion]:
    """Tell private-use letters and old encodings by letters that Vietnamese does not have."""
    accented = [letter for word in words for letter in word.lower() if letter.isalpha() and not letter.isascii()]
    strange = [letter for letter in accented if letter not in _VIETNAMESE]
    private = any(
        unicodedata.category(letter) in ("Co", "Cn") or letter == "\ufffd" for word in words for letter in word
    )
    found = {Suspicion.UNMAPPED} if private else set()
    return found | ({Suspicion.LEGACY} if len(strange) > 0.2 * max(10, len(accented)) else set())
