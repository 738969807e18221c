"""Proves that the reader's archive is enough to read by: a page, a PDF, a phone's photo and a signed PDF are tried.

`python -I -S -B trial.py FOLDER` runs it on the unpacked archive FOLDER: whatever else is installed stays out of sight.
"""

from __future__ import annotations

import io
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

    from chalicelib.reading import Page

_SAMPLES = (
    Path(__file__).parent / "samples"
)  # a photo of two boxes; a PDF signed by an invented person, whose root is valid until 2040
_FONT = "chalicelib/adapters/fonts/DejaVuSerifCondensed.ttf"
_LINES = (
    "GIẤY CHỨNG SINH",
    "Họ, chữ đệm, tên mẹ: TRẦN THỊ MAI",
    "Đã sinh con vào lúc: 08 giờ 15 phút, ngày 02 tháng 11 năm 2026",
    "Giới tính của con: Nữ",
    "Dự định đặt tên con là: LÊ NGỌC ANH",
)
_NOW = datetime(2026, 11, 25, tzinfo=UTC)


def main(folder: Path) -> None:
    """Tries everything that the reader does; raises AssertionError or whatever was missing."""
    sys.path.insert(0, str(folder))
    began = time.perf_counter()
    imported = _import_handlers()
    _get_ready(folder)
    print(f"reader: handlers imported in {imported:.2f} s, ready to read in {time.perf_counter() - began:.2f} s")
    page = _drawn(folder)
    _read_picture(page)
    _read_pile(page)
    _read_photo()
    _check_signature()
    _sign()


def _import_handlers() -> float:
    began = time.perf_counter()
    import app

    _expect(callable(app.read_scans) and callable(app.split_batches), "the handlers are there")
    return time.perf_counter() - began


def _get_ready(folder: Path) -> None:
    """Loads Tesseract and the networks, without which reading would go on, but worse."""
    from chalicelib.reading import networks
    from chalicelib.reading.engine import engine, find_tessdata

    _expect(find_tessdata().is_relative_to(folder), "the Vietnamese data are the archive's own")
    engine()
    for name in ("det", "orient", "rec"):
        networks.session(name)


def _drawn(folder: Path) -> Image.Image:
    """A page of an invented birth proof."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (1240, 1754), 255)
    font = ImageFont.truetype(str(folder / _FONT), 32)
    for number, line in enumerate(_LINES):
        ImageDraw.Draw(page).text((140, 200 + 80 * number), line, 0, font)
    return page


def _read_picture(page: Image.Image) -> None:
    """A JPEG is read, and its searchable copy made."""
    from chalicelib import reading

    out = io.BytesIO()
    page.save(out, "JPEG", dpi=(150, 150))
    read = reading.read(out.getvalue())
    _expect_birth_proof(read.pages[0])
    about = reading.About(dossier="DEMO", paper="DEMO", kind="birth_proof", scanned_at=_NOW, reader=reading.VERSION)
    copy = reading.archived(out.getvalue(), read.to_dict()["pages"], about)
    _expect(copy.startswith(b"%PDF-") and b"pdfaid" in copy, "the copy is a PDF/A")


def _read_pile(page: Image.Image) -> None:
    """A PDF of a page and its blank back is looked at, cut and read."""
    from PIL import Image

    from chalicelib import reading

    out = io.BytesIO()
    page.save(out, "PDF", save_all=True, append_images=[Image.new("L", page.size, 250)], resolution=150)
    front, back = reading.look(out.getvalue(), 2)
    _expect((front.blank, back.blank) == (False, True), "the blank back is noticed")
    _expect(reading.alike(front.print, front.print), "a page is like itself")
    [cut] = reading.read(reading.cut(out.getvalue(), [1])).pages
    _expect_birth_proof(cut)


def _expect_birth_proof(page: Page) -> None:
    _expect(page.kind == "birth_proof", f"a birth proof, read as {page.kind}")
    names = {field.name: field.value for field in page.fields}
    _expect(names.get("mother_name") == "TRẦN THỊ MAI", "the mother's name")


def _read_photo() -> None:
    from chalicelib import reading

    _expect(len(reading.read((_SAMPLES / "photo.heic").read_bytes()).pages) == 1, "the phone's photo is one page")


def _check_signature() -> None:
    from chalicelib import reading

    root = (_SAMPLES / "root.der").read_bytes()
    [found] = reading.signed((_SAMPLES / "signed.pdf").read_bytes(), _NOW, lambda: [root])
    _expect(found.intact and found.whole, "the signature holds for the whole file")
    _expect(found.trusted is True, "who signed is vouched for")


def _sign() -> None:
    """Signs behind another signature, as a result is signed; the key is nobody's, so it is only there."""
    from chalicelib import reading
    from chalicelib.adapters import pdf_signing

    class Key:
        def sign(self, message: bytes) -> bytes:
            return bytes.fromhex("3006020101020101")

    chain = [(_SAMPLES / "root.der").read_bytes()]
    made = pdf_signing.signed((_SAMPLES / "signed.pdf").read_bytes(), "Trial", chain, Key())
    before, _ = reading.signed(made.data, _NOW, lambda: chain)
    _expect(before.intact, "a signature stays as it was when another is added")


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise AssertionError(what)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
