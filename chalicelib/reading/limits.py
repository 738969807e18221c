"""How much of a file is taken in, and how a file that is too much, or damaged, is refused."""

from .facts import Reason, Unreadable

MAX_PIXELS = 60_000_000
MAX_PAGES = 50
WORKING_SIDE = 3600  # A4 at 300 dpi is 3,508 high; more pixels cost time and bring no letters


def reduction(width: float, height: float) -> float:
    """Return the factor (at most 1) that brings a picture down to the size that is worked on."""
    return min(1.0, WORKING_SIDE / max(width, height))


def check_count(count: int) -> None:
    """Refuse a file of more pages than one run can read."""
    if count > MAX_PAGES:
        raise Unreadable(Reason.TOO_MANY_PAGES, f"more than {MAX_PAGES} pages")


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
