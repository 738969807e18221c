import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from PIL import Image

from chalicelib.reading import Reason, Unreadable
from chalicelib.reading.pages import MAX_PAGES, WORKING_SIDE, open_pages

from . import papers


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


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_reason(case: str) -> None:
    data, reason = BAD[case]
    with pytest.raises(Unreadable) as refused:
        list(open_pages(data())[1])
    assert refused.value.reason == reason


@pytest.mark.parametrize("case", ["72 megapixels", "200 megapixels", "long PDF", "locked PDF"])
def test_the_large_and_the_locked_are_refused_before_a_page_is_decoded(case: str) -> None:
    with pytest.raises(Unreadable):
        open_pages(BAD[case][0]())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "PDF"])
def test_every_accepted_format_yields_rgb(kind: str) -> None:
    count, images = open_pages(papers.encoded(blank(), kind))
    assert count == 1
    assert next(images).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16"])
def test_every_mode_of_png_keeps_white_paper_white(mode: str) -> None:
    page = Image.new("L", (50, 50), 255)
    data = Image.new("I;16", (50, 50), 65535) if mode == "I;16" else page.convert(mode)
    (image,) = open_pages(papers.encoded(data))[1]
    assert image.getpixel((25, 25)) == (255, 255, 255)


def test_what_is_transparent_is_paper() -> None:
    (image,) = open_pages(papers.encoded(Image.new("RGBA", (50, 50), (0, 0, 0, 0))))[1]
    assert image.getpixel((25, 25)) == (255, 255, 255)


def test_the_camera_s_orientation_is_obeyed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (image,) = open_pages(papers.encoded(blank(300, 200), "JPEG", exif=exif.tobytes()))[1]
    assert image.size == (200, 300)


def test_all_pages_of_a_tiff_come_out() -> None:
    data = papers.encoded(blank(), "TIFF", save_all=True, append_images=[blank(), blank()])
    count, images = open_pages(data)
    assert count == len(list(images)) == 3


def test_a_huge_pdf_page_is_bounded_in_pixels() -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(14000, 9000)
    buffer = io.BytesIO()
    document.save(buffer)
    (image,) = open_pages(buffer.getvalue())[1]
    assert max(image.size) <= WORKING_SIDE + 1


def test_a_large_photo_is_reduced() -> None:
    (image,) = open_pages(papers.encoded(Image.new("RGB", (7000, 5000)), "JPEG"))[1]
    assert max(image.size) == WORKING_SIDE
