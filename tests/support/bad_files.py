"""Files that nobody can read, each with the reason it is refused for."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2 as pdfium
from PIL import Image

from chalicelib.reading import Reason
from chalicelib.reading.limits import MAX_PAGES
from tests.reading import papers


def blank(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    return Image.effect_noise((width, height), 50).convert(mode)


def pdf(pages: int) -> bytes:
    document = pdfium.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def encrypted_pdf() -> bytes:
    """A page behind a password: the owner's and the user's check values are no hash of the empty one."""
    check = "ab" * 32
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        f"<< /Filter /Standard /V 1 /R 2 /O <{check}> /U <{check}> /P -4 >>",
    ]
    text = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{content}\nendobj\n"
    start = len(text)
    text += "xref\n0 5\n0000000000 65535 f \n" + "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    text += f"trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<{check}> <{check}>] >>\nstartxref\n{start}\n%%EOF\n"
    return text.encode()


def cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


BAD: dict[str, tuple[Callable[[], bytes], Reason]] = {
    "no bytes": (lambda: b"", Reason.EMPTY_FILE),
    "text called .jpg": ("Giấy khai sinh".encode, Reason.NOT_IMAGE_OR_PDF),
    "a GIF": (lambda: papers.encoded(blank(), "GIF"), Reason.NOT_IMAGE_OR_PDF),
    "cut JPEG": (lambda: cut(papers.encoded(blank(), "JPEG")), Reason.TRUNCATED),
    "cut PNG": (lambda: cut(papers.encoded(blank())), Reason.TRUNCATED),
    "cut TIFF": (lambda: cut(papers.encoded(blank(), "TIFF")), Reason.TRUNCATED),
    "cut PDF": (lambda: cut(pdf(3)), Reason.TRUNCATED),
    "PDF of rubbish": (lambda: b"%PDF-1.7\nrubbish\n%%EOF\n", Reason.TRUNCATED),
    "PDF without pages": (lambda: pdf(0), Reason.TRUNCATED),
    "locked PDF": (encrypted_pdf, Reason.ENCRYPTED_PDF),
    "72 megapixels": (lambda: papers.encoded(Image.new("1", (9000, 8000))), Reason.TOO_MANY_PIXELS),
    "200 megapixels": (lambda: papers.encoded(Image.new("1", (20000, 10000))), Reason.TOO_MANY_PIXELS),
    "long PDF": (lambda: pdf(MAX_PAGES + 1), Reason.TOO_MANY_PAGES),
}
