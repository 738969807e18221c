"""The pictures of a scan as a PDF holds them: a JPEG byte for byte, black and white without loss, the rest as JPEG."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageOps
from PIL.TiffImagePlugin import TiffImageFile

from ..limits import reduction
from ..pictures import decoder, dpi_of, on_paper

Matrix = tuple[float, float, float, float, float, float]
QUALITY = 85
A4_LONG_SIDE = 842  # points; a photo does not say how large its paper is
_ORIENTATION = 0x0112
KNOWN_COLOURS = {"L": "/DeviceGray", "RGB": "/DeviceRGB"}  # what PDF/A knows by the profile of our document


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture: its bytes, its size in pixels, and the words by which PDF decodes it."""

    data: bytes
    width: int
    height: int
    coding: str
    colours: str = "/DeviceGray"
    bits: int = 8
    ones_are_white: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: its size in points, as it is shown when opened; how the picture lies on it; pixels of reading a point."""

    width: float
    height: float
    pixels: float
    picture: Picture | None
    placed: Matrix


def sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the pages of an image file. A page that cannot be decoded comes without its picture."""
    image = decoder(data)
    for index in range(int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1):
        if image.format == "TIFF":
            image.seek(index)
        yield _sheet(image, data)


def _sheet(image: Image.Image, data: bytes) -> Sheet:
    orientation = int(image.getexif().get(_ORIENTATION, 1))
    size = image.size[::-1] if orientation in (5, 6, 7, 8) else image.size
    point = max(size) / A4_LONG_SIDE
    point = (dpi_of(image) or 72 * point) / 72
    width, height = size[0] / point, size[1] / point
    is_kept = image.format in ("JPEG", "MPO") and image.mode in KNOWN_COLOURS
    picture = kept(data, image) if is_kept else _encoded(image)
    return Sheet(width, height, reduction(*size) * point, picture, _laid(orientation if is_kept else 1, width, height))


def kept(data: bytes, jpeg: Image.Image) -> Picture:
    """Return a JPEG as it is."""
    return Picture(data, *jpeg.size, "/DCTDecode", KNOWN_COLOURS[jpeg.mode])


def _encoded(image: Image.Image) -> Picture | None:
    try:
        upright = on_paper(ImageOps.exif_transpose(image))
    except Exception:  # the reader met the same damage and said so
        return None
    return black_and_white(upright) if upright.mode == "1" else as_jpeg(upright)


def as_jpeg(image: Image.Image) -> Picture:
    """Encode a picture in grey or colour."""
    plain = image if image.mode in KNOWN_COLOURS else image.convert("RGB")
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), *plain.size, "/DCTDecode", KNOWN_COLOURS[plain.mode])


def black_and_white(image: Image.Image) -> Picture:
    """Encode a picture of one bit as fax machines do (CCITT group 4): small, and nothing is lost."""
    out = io.BytesIO()
    image.save(out, "TIFF", compression="group4", tiffinfo={278: image.height})  # all rows in one strip
    tags = TiffImageFile(io.BytesIO(out.getvalue())).tag_v2
    [start], [length] = tags[273], tags[279]
    packed = out.getvalue()[start : start + length]
    return Picture(packed, *image.size, "/CCITTFaxDecode", bits=1, ones_are_white=tags[262] == 1)


def _laid(orientation: int, w: float, h: float) -> Matrix:
    """Return the matrix that lays a stored picture as the camera held it, on a page of w by h points."""
    matrices: dict[int, Matrix] = {
        2: (-w, 0, 0, h, w, 0),
        3: (-w, 0, 0, -h, w, h),
        4: (w, 0, 0, -h, 0, h),
        5: (0, -h, -w, 0, w, h),
        6: (0, -h, w, 0, 0, h),
        7: (0, h, w, 0, 0, 0),
        8: (0, h, -w, 0, w, 0),
    }
    return matrices.get(orientation, (w, 0, 0, h, 0, 0))
