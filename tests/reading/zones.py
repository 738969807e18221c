"""Machine-readable zones of nobody, with right check digits, and lines of a page that hold them."""

from chalicelib.reading import mrz
from chalicelib.reading.facts import Line, Word

NUMBER = "001088123456"


def card(number: str = NUMBER, birth: str = "880817", name: str = "LUU<<DUC<THINH") -> list[str]:
    """The back of an identity card."""
    c = mrz.check_digit
    first = f"IDVNM{number[3:]}{c(number[3:])}{number}<<{c(number)}"
    second = f"{birth}{c(birth)}M280817{c('280817')}VNM<<<<<<<<<<<"
    whole = c(first[5:] + second[:7] + second[8:15] + second[18:29])
    return [first, second + whole, name.ljust(30, "<")]


def booklet(width: int = 44, *, state: str = "VNM", document: str = "B1234567", number: str = NUMBER) -> list[str]:
    """A passport's page, or at 36 columns a TD2."""
    c = mrz.check_digit
    own = f"{number.ljust(14, '<')}{c(number)}" if width == 44 else "<<<<<<<"
    document = document.ljust(9, "<")
    second = f"{document}{c(document)}{state}880817{c('880817')}M280817{c('280817')}{own}"
    whole = c(second[:10] + second[13:20] + second[21:])
    return [f"P<{state}LUU<<DUC<THINH".ljust(width, "<"), second + whole]


def line(text: str, top: int = 0, *, confidence: float = 0.5) -> Line:
    """A line of a page."""
    words = text.split()
    return tuple(Word(w, confidence, (100 * i, top, 100 * i + 90, top + 20)) for i, w in enumerate(words))


def lines(*texts: str) -> list[Line]:
    """Lines one below the other."""
    return [line(text, 40 * i) for i, text in enumerate(texts)]
