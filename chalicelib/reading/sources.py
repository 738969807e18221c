"""What opening a file yields, whatever its format: how many pages, and each of them on demand."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from .textlayer import TextLayer


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page in RGB, reduced to a size worth reading, and how many of its pixels make an inch, if that is known.

    `text_layer` is what a PDF says stands there, in pixels of `image`: to be believed only as far as the image agrees.
    """

    image: Image.Image
    dpi: float | None
    text_layer: TextLayer | None = None


class TooSlowError(Exception):
    """A page that takes longer than any paper: it was made to, or is a drawing of a city."""


def _nothing() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was opened. `page(index)` makes one page and raises whatever its damage leads to.

    `notes` tell what the file carries that is neither run nor opened here.
    """

    count: int
    page: Callable[[int], PageImage]
    notes: tuple[str, ...] = ()
    close: Callable[[], None] = field(default=_nothing)
