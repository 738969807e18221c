"""Putting a copy together: pages, pictures, text, font, colours and metadata, as PDF/A-2b asks."""

import io
import struct
from collections.abc import Sequence
from itertools import zip_longest

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import ImageCms

from .. import pdfs
from . import glyphless, pictures, scanned_pdf
from .about import About, digest, xmp
from .words import Letters, Read, content, numbers

_SYMBOLIC = 4  # a font whose letters are its own


def written(data: bytes, pages: Sequence[Read], about: About) -> bytes:
    """Return the copy as PDF/A-2b."""
    letters = Letters(pages)
    with Pdf.new() as pdf:
        font = _font(pdf, letters)
        sheets = scanned_pdf.sheets(data) if pdfs.is_pdf(data) else pictures.sheets(data)
        for sheet, page in zip_longest(sheets, pages):
            if sheet:
                _add(pdf, sheet, page or Read(), letters, font)
        _finish(pdf, xmp(about, digest(data)))
        return _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(
        out,
        min_version="1.7",
        fix_metadata_version=False,  # it is written whole
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _add(pdf: Pdf, sheet: pictures.Sheet, page: Read, letters: Letters, font: Object) -> None:
    text = content(page, letters, sheet.pixels, sheet.height)
    resources = Dictionary(Font=Dictionary(F=font))
    if sheet.picture:
        resources.XObject = Dictionary(P=_image(pdf, sheet.picture))
        text += f"\nq {numbers(sheet.placed)} cm /P Do Q"
    made = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, _rounded(sheet.width), _rounded(sheet.height)]),
        Rotate=page.turn,
        Resources=resources,
        Contents=pdf.make_stream(text.encode("ascii")),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))


def _rounded(points: float) -> float:
    return round(points, 2)


def _image(pdf: Pdf, picture: pictures.Picture) -> Stream:
    image = Stream(pdf, picture.data)
    image.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=Name(picture.colours),
        BitsPerComponent=picture.bits,
        Filter=Name(picture.coding),
    )
    if picture.coding == "/CCITTFaxDecode":
        image.DecodeParms = Dictionary(
            K=-1, Columns=picture.width, Rows=picture.height, BlackIs1=picture.ones_are_white
        )
    return image


def _font(pdf: Pdf, letters: Letters) -> Object:
    """Return the font of the invisible text; all its letters are one empty shape."""
    name = Name.Glyphless
    program = glyphless.truetype()
    described = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=_SYMBOLIC,
        FontBBox=Array([0, 0, 500, 1000]),
        ItalicAngle=0,
        Ascent=1000,
        Descent=0,
        CapHeight=1000,
        StemV=80,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )
    shapes = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(described),
        DW=round(1000 * glyphless.ADVANCE),
        CIDToGIDMap=pdf.make_stream(glyphless.glyph_map(letters.all)),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(shapes)]),
        ToUnicode=pdf.make_stream(glyphless.to_unicode(letters.all)),
    )
    return pdf.make_indirect(font)


def _finish(pdf: Pdf, metadata: bytes) -> None:
    """Say what the document is, and what its colours mean."""
    pdf.Root.Metadata = pdf.make_stream(metadata, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String("vi")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_stream(_srgb(), N=3),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _srgb() -> bytes:
    """Return the profile of sRGB: as the colour library makes it, but for its version and date.

    PDF/A-2 knows profiles up to version 4.2, and nothing newer stands in it; the date would differ every second.
    """
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[8:12] = b"\x04\x20\x00\x00"
    profile[24:36] = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    return bytes(profile)
