"""Image files: JPEG, PNG, TIFF of many pages, and the HEIC of phones."""

import io
import warnings
from functools import cache

from PIL import Image, ImageOps, UnidentifiedImageError

from .facts import Reason, Unreadable
from .limits import Detail, check_count, check_pixels, damaged, reduction, too_many_pixels
from .sources import PageImage, Source

_FORMATS = ("JPEG", "PNG", "TIFF")
_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
BELIEVABLE_DPI = (90, 1200)  # what a scanner says; phones say 72 of whatever they took


def opened(data: bytes, detail: Detail) -> Source:
    """Open an image file. Raises Unreadable."""
    image = decoder(data)
    count = _frames(image)
    check_count(count, detail.pages)
    check_pixels(image.width, image.height)
    return Source(count, lambda index: _page(image, index, detail.side))


def decoder(data: bytes) -> Image.Image:
    """Return the image with nothing decoded yet, or raise Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is the lower one
            return Image.open(io.BytesIO(data), formats=_heic() if is_heic(data) else _FORMATS)
    except Image.DecompressionBombError as error:
        raise too_many_pixels() from error
    except UnidentifiedImageError as error:
        if is_heic(data) or data.startswith(_MARKS):  # it begins as one of them and then is none
            raise damaged() from error
        raise Unreadable(Reason.NOT_IMAGE_OR_PDF, "neither JPEG, PNG, TIFF, HEIC nor PDF") from error
    except Exception as error:  # plugins raise whatever a broken header leads them into
        raise damaged() from error


def is_heic(data: bytes) -> bool:
    """Tell by its brand whether a file is a still picture of HEIF."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


@cache
def _heic() -> tuple[str, ...]:
    import pi_heif  # noqa: PLC0415 - most files are none

    pi_heif.register_heif_opener(thumbnails=False)
    return ("HEIF",)


def dpi_of(image: Image.Image) -> float | None:
    """Return how many pixels make an inch, where the file says so and can be believed."""
    told = float(image.info.get("dpi", (0, 0))[0])
    return told if BELIEVABLE_DPI[0] <= told <= BELIEVABLE_DPI[1] else None


def _frames(image: Image.Image) -> int:
    """Return how many pages there are: a phone's second picture is a thumbnail, so only a TIFF has many."""
    if image.format != "TIFF":
        return 1
    try:
        return int(getattr(image, "n_frames", 1))
    except Exception as error:  # the chain of pages leads nowhere
        raise damaged() from error


def _page(image: Image.Image, index: int, side: int) -> PageImage:
    if image.format == "TIFF":
        image.seek(index)
    check_pixels(image.width, image.height)
    dpi, factor = dpi_of(image), reduction(*image.size, side)
    image.draft("RGB", (side, side))  # JPEG only: decodes a huge photo at a fraction of its size
    image.load()
    return PageImage(_working_copy(image, side), dpi and dpi * factor)


def _working_copy(image: Image.Image, side: int) -> Image.Image:
    """Turn as the camera says, put on white paper, reduce to RGB of a size worth reading."""
    working = on_paper(ImageOps.exif_transpose(image)).convert("RGB")
    working.thumbnail((side, side), Image.Resampling.LANCZOS)
    return working


def on_paper(image: Image.Image) -> Image.Image:
    """Return an image of 8 bits without transparency: what is transparent is white paper."""
    if image.mode.startswith("I"):  # 16-bit grey: plain conversion would clip it to white
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image.convert("RGBA"))
    return image
