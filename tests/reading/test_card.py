import numpy as np
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from chalicelib.reading import card

from . import papers

SIX = "001088123456|Lưu Đức Thịnh|17081988|Nam|Thôn Đoài, Sóc Sơn, Hà Nội|02032021"
FACTS = {
    "personal_number": "001088123456",
    "full_name": "Lưu Đức Thịnh",
    "birth_date": "17/08/1988",
    "sex": "Nam",
    "residence": "Thôn Đoài, Sóc Sơn, Hà Nội",
    "issue_date": "02/03/2021",
}


@pytest.mark.parametrize(
    "payload",
    [
        SIX,
        SIX.replace("|Lưu", "||Lưu"),
        SIX + "|Tô Thị Mai|Lưu Văn Định|",
        SIX.replace("|Lưu", "||Lưu") + "||Tô Thị Mai",
        SIX.encode().decode("latin-1"),
        f" {SIX} \n",
        SIX.replace("Đức", "Đu\u031b\u0301c"),
    ],
)
def test_every_variant_yields_the_same_facts(payload: str) -> None:
    assert card.parse(payload) == FACTS


def test_the_old_number_is_kept() -> None:
    assert card.parse(papers.PAYLOAD) == {**FACTS, "old_number": "012345678"}


def test_a_card_that_tells_no_day_of_issue() -> None:
    short = "001088123456||Lưu Đức Thịnh|17081988|Nam|Sóc Sơn"
    assert "issue_date" not in (card.parse(short) or {"issue_date": ""})


@pytest.mark.parametrize("payload", ["", "https://dichvucong.gov.vn", "1|2|3|4|5|6|7", "00108812345|a|b|c|d|e|f"])
def test_other_codes_are_no_card(payload: str) -> None:
    assert card.parse(payload) is None


@given(st.text(max_size=60))
def test_no_payload_breaks_the_parser(payload: str) -> None:
    assert card.parse(payload) is None or payload.count("|") >= 5


def test_fields_are_sure_only_if_the_number_agrees() -> None:
    honest = card.CardCode(dict(FACTS), (0, 0, 1, 1)).fields()
    assert all(field.sure for field in honest)
    assert {field.name: field.normal for field in honest}["full_name"] == "LƯU ĐỨC THỊNH"
    forged = card.CardCode({**FACTS, "birth_date": "17/08/1978"}, (0, 0, 1, 1)).fields()
    assert not any(field.sure for field in forged)


def drawn(scale: int) -> Image.Image:
    symbol = zxingcpp.create_barcode(papers.PAYLOAD, zxingcpp.BarcodeFormat.QRCode).to_image(scale=scale)
    page = Image.new("L", (900, 600), 255)
    page.paste(Image.fromarray(np.asarray(symbol)), (500, 100))
    return page


def test_a_code_is_found_where_it_stands() -> None:
    found = card.find_code(np.asarray(drawn(4)))
    assert found is not None
    assert found.box[0] in range(500, 540)
    assert found.box[1] in range(100, 140)


def test_a_code_too_blurred_as_it_is_appears_enlarged() -> None:
    tiny = np.asarray(drawn(4).resize((320, 213), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.6)))
    assert card.find_code(tiny) is None
    found = card.find_code(tiny, (1, 2, 3))
    assert found is not None
    assert found.box[0] in range(170, 200)


def test_a_page_without_a_code() -> None:
    assert card.find_code(np.full((50, 50), 255, np.uint8), (1, 2, 3)) is None
