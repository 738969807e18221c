"""How much of a file is taken in, and how a file that is too much, or damaged, is refused."""

from dataclasses import dataclass

from .facts import Reason, Unreadable

MAX_PIXELS = 60_000_000
MAX_PAGES = 500
WORKING_SIDE = 3600  # A4 at 300 dpi is 3,508 high; more pixels cost time and bring no letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How closely a file is looked at: at most so many pages, each of no more than `side` pixels and, where its size is
    known, `dpi`; with or without the words that a PDF says stand there."""

    pages: int = MAX_PAGES
    side: int = WORKING_SIDE
    dpi: int = 300
    text: bool = True


TO_READ = Detail()


def reduction(width: float, height: float, side: int = WORKING_SIDE) -> float:
    """Return the factor (at most 1) that brings a picture down to the size that is worked on."""
    return min(1.0, side / max(width, height))


def check_count(count: int, most: int) -> None:
    """Refuse a file of more pages than one run can take."""
    if count > most:
        raise Unreadable(Reason.TOO_MANY_PAGES, f"more than {most} pages")


def check_pixels(width: int, height: int) -> None:
    """Refuse a picture that would fill the memory."""
    if width * height > MAX_PIXELS:
        raise too_many_pixels()


def too_many_pixels() -> Unreadable:
    """Return the refusal of a picture that is too large."""
    return Unreadable(Reason.TOO_MANY_PIXELS, f"a page of more than {MAX_PIXELS // 1_000_000} megapixels")


def too_complex() -> Unreadable:
    """Return the refusal of what cannot be drawn in time."""
    return Unreadable(Reason.TOO_COMPLEX, "no page can be drawn in time")


def damaged() -> Unreadable:
    """Return the refusal of what is cut short or damaged."""
    return Unreadable(Reason.TRUNCATED, "the file is cut short or damaged")
