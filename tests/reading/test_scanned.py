"""Going through a long scan: blank and damaged pages, repeated ones, pages cut out without coding them anew."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from chalicelib.reading import Reason, Unreadable, alike, cut, look
from chalicelib.reading.sides import Face, Side
from tests.support import piles
from tests.support.bad_files import BAD


def prints(*pages: Image.Image) -> list[bytes]:
    return [page.print for page in look(piles.pdf(pages), 9)]


def test_a_blank_page_is_blank_also_with_dust_and_a_page_number_is_not() -> None:
    dusty, numbered = piles.blank(), piles.blank()
    for at in range(100, 1200, 90):
        ImageDraw.Draw(dusty).rectangle((at, at, at + 2, at + 2), fill=60)
    ImageDraw.Draw(numbered).text((600, 1650), "7", fill=90, font_size=28)
    pages = [piles.scanned(piles.blank(), 3), piles.scanned(dusty, 4), piles.scanned(numbered, 5), piles.paper(1)]
    assert [page.blank for page in look(piles.pdf(pages), 9)] == [True, True, False, False]


@pytest.mark.parametrize("turn", [0, 2, 180])
def test_a_page_scanned_again_is_the_same(turn: float) -> None:
    page = piles.paper(1)
    first, again = prints(piles.scanned(page, 1), piles.scanned(page, 2, turn))
    assert alike(first, again)


def test_another_page_is_not_the_same_nor_is_one_with_a_word_more() -> None:
    more = piles.paper(1).copy()
    ImageDraw.Draw(more).rectangle((700, 1560, 900, 1590), fill=30)
    first, other, changed = prints(*(piles.scanned(page, 7) for page in (piles.paper(1), piles.paper(2), more)))
    assert not alike(first, other)
    assert not alike(first, changed)


def test_a_damaged_page_is_neither_blank_nor_the_end() -> None:
    data = piles.damaged(piles.pdf([piles.paper(1), piles.paper(2), piles.paper(3)]), 2)
    assert [(page.damaged, page.blank) for page in look(data, 9)] == [(False, False), (True, False), (False, False)]


@pytest.mark.parametrize(("more", "face"), [("", Face.FRONT), ("|NGUYỄN A|TRẦN B", Face.BACK)])
def test_a_card_is_known_by_its_code(more: str, face: Face) -> None:
    import zxingcpp

    text = "001326936710||TRẦN KHÁNH VY|09112026|Nữ|Cầu Giấy, Hà Nội|10112026" + more
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
    page = piles.blank()
    page.paste(Image.fromarray(np.array(code)), (200, 300))
    [seen] = look(piles.pdf([page]), 9)
    assert seen.side == Side("001326936710", face)


@pytest.mark.parametrize("name", ["no bytes", "text called .jpg", "cut PDF", "PDF of rubbish", "locked PDF"])
def test_a_file_that_cannot_be_opened_says_why(name: str) -> None:
    made, reason = BAD[name]
    with pytest.raises(Unreadable) as refused:
        list(look(made() if callable(made) else made, 200))
    assert refused.value.reason is reason


def test_too_many_pages_are_refused_before_one_is_looked_at() -> None:
    with pytest.raises(Unreadable) as refused:
        next(look(piles.tiff([piles.blank()] * 3), 2))
    assert refused.value.reason is Reason.TOO_MANY_PAGES


@pytest.mark.parametrize("compression", [None, "jpeg", "tiff_deflate", "tiff_lzw", "group4"])
def test_frames_are_cut_out_as_they_are(compression: str | None) -> None:
    pages = [piles.paper(n).convert("1" if compression == "group4" else "L") for n in range(4)]
    whole = BytesIO()
    pages[0].save(whole, "TIFF", save_all=True, append_images=pages[1:], compression=compression, dpi=(150, 150))
    before, after = Image.open(whole), Image.open(BytesIO(cut(whole.getvalue(), [2, 4])))
    assert after.n_frames == 2  # type: ignore[attr-defined]
    for new, old in ((0, 1), (1, 3)):
        after.seek(new)
        before.seek(old)
        assert np.array_equal(np.asarray(after), np.asarray(before))
        assert after.info["dpi"] == (150, 150)


def test_pages_of_a_pdf_are_copied_with_their_pictures_and_the_same_each_time() -> None:
    data = piles.pdf([piles.paper(n) for n in range(4)])
    part = cut(data, [2, 3])
    assert part == cut(data, [2, 3])
    starts = [at for at in range(len(data)) if data.startswith(b"\xff\xd8\xff", at)]
    assert part.count(data[starts[1] : starts[1] + 60_000]) == 1
    assert len(list(look(part, 9))) == 2
