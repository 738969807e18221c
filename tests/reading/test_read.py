"""Whole pages through the real engine. One takes a second or two: no more of them than there are things to show."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from chalicelib.reading import Page, geometry, networks, read

from . import papers


def only_page(data: bytes) -> Page:
    (page,) = read(data).pages
    return page


def values(page: Page) -> dict[str, str]:
    return {field.name: field.value for field in page.fields}


def test_a_declaration_of_birth() -> None:
    page = only_page(papers.declaration())
    assert (page.kind, page.kind_sure) == ("birth_declaration", True)
    found = values(page)
    assert found["applicant_name"] == found["father_name"] == "LƯU ĐỨC THỊNH"
    assert found["applicant_number"] == "001088123456"
    assert found["child_name"] == "LƯU GIA HÂN"
    assert found["child_birth_date"] == "09/04/2025"
    assert found["mother_name"] == "TÔ THỊ MAI"
    assert (found["mother_birth_year"], found["father_birth_year"]) == ("1996", "1988")
    assert found["mother_residence"].startswith("Thôn Đông")
    assert found["father_residence"].startswith("Thôn Đoài")
    assert found["child_birth_place"].endswith("của nơi sinh")
    assert {field.normal for field in page.fields if field.name == "child_birth_date"} == {"2025-04-09"}


def test_boxes_lie_on_the_words_of_the_page() -> None:
    page = only_page(papers.declaration())
    (box,) = [field.box for field in page.fields if field.name == "child_name"]
    scan = papers.opened(papers.declaration()).convert("L")
    ink = scan.crop(geometry.box_moved(geometry.matrix_of(page.to_scan), box))
    assert 0.1 < sum(ink.histogram()[:128]) / (ink.width * ink.height) < 0.6


def test_a_certificate_of_birth_under_a_red_seal_with_a_red_title() -> None:
    page = only_page(papers.certificate(seal=True, title="red"))
    assert page.kind == "birth_certificate"
    assert "red stamp erased" in page.trace
    found = values(page)
    assert found["registration_number"] == "118/2025"
    assert found["child_number"] == "001325004321"
    assert found["mother_name"] == "TÔ THỊ MAI"
    assert found["registered_on"] == "16/04/2025"


def test_a_proof_of_birth() -> None:
    page = only_page(papers.proof())
    assert page.kind == "birth_proof"
    found = values(page)
    assert found["proof_number"] == "0457/GCS"
    assert found["mother_number"] == "001196007788"
    assert found["child_birth_date"] == "ngày 09 tháng 04 năm 2025"
    (father,) = [field for field in page.fields if field.name == "father_name"]
    assert "Lưu Đức Thịnh" in (father.value, *father.also)  # small print: it may doubt, and then it says what else
    assert father.value == "Lưu Đức Thịnh" or not father.sure


def test_without_the_networks_tesseract_reads_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "installed", lambda: False)
    upside_down = papers.opened(papers.proof()).rotate(180)
    page = only_page(papers.encoded(upside_down))
    assert (page.kind, values(page)["proof_number"]) == ("birth_proof", "0457/GCS")
    assert "rotated 180" in page.trace


def test_another_paper() -> None:
    page = only_page(papers.other())
    assert (page.kind, page.fields) == ("other", ())
    assert "LƯU GIA BẢO" in page.text


def test_a_card_is_read_from_its_code() -> None:
    page = only_page(papers.card())
    assert (page.kind, page.kind_confidence) == ("identity_card", 1.0)
    in_code = {"personal_number", "full_name", "birth_date", "sex", "residence", "issue_date", "old_number"}
    assert in_code <= {field.name for field in page.fields if field.sure}
    assert values(page)["full_name"] == "Lưu Đức Thịnh"
    assert "card by QR" in page.trace


def test_a_card_without_a_code_is_read_from_its_print() -> None:
    page = only_page(papers.card(code=False))
    assert page.kind == "identity_card"
    found = values(page)
    assert found["personal_number"] == "001088123456"
    assert found["full_name"] == "LƯU ĐỨC THỊNH"
    assert found["birth_date"] == "17/08/1988"
    assert found["sex"] == "Nam"
    assert found["residence"] == "Thôn Đoài, Sóc Sơn, Hà Nội"
    assert "card by QR" not in page.trace


@pytest.mark.parametrize(("angle", "note"), [(90, "rotated 270"), (180, "rotated 180"), (2, "deskew -2.0")])
def test_a_page_turned_any_way_reads_the_same(angle: int, note: str) -> None:
    upright = papers.opened(papers.proof())
    turned = upright.rotate(angle, Image.Resampling.BICUBIC, expand=angle >= 90, fillcolor="white")
    page = only_page(papers.encoded(turned))
    assert note in page.trace
    assert page.width / page.height == pytest.approx(upright.width / upright.height, rel=0.01)
    assert values(page)["child_name"] == "Lưu Gia Hân"


def test_a_pdf_tells_how_far_it_is() -> None:
    blank = Image.new("RGB", (300, 400), "white")
    data = papers.encoded(blank, "PDF", save_all=True, append_images=[blank, blank])
    heard: list[tuple[int, int]] = []
    reading = read(data, on_page=lambda page, total: heard.append((page.number, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert [page.number for page in reading.pages] == [1, 2, 3]
    assert all((page.kind, page.text, page.kind_sure) == ("other", "", False) for page in reading.pages)


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (40, 40)])
def test_a_scrap_of_an_image_is_an_empty_page(size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, "PNG")
    assert only_page(buffer.getvalue()).fields == ()


def test_two_files_are_read_at_once_without_disturbing_each_other() -> None:
    """The local stack reads in two threads; the engines underneath bear no sharing."""
    files = [papers.proof(), papers.encoded(papers.opened(papers.certificate()), "PDF")] * 2
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(only_page, files))
    assert [page.kind for page in found] == ["birth_proof", "birth_certificate"] * 2
    assert values(found[0]) == values(found[2])
    assert values(found[1]) == values(found[3])


def test_a_page_is_read_as_the_kind_that_a_person_says_it_is() -> None:
    (page,) = read(papers.card(code=False), kinds={1: "identity_card_back"}).pages
    assert (page.kind, page.kind_confidence, page.kind_sure) == ("identity_card_back", 1.0, True)
    (page,) = read(papers.card(), kinds={1: "birth_proof"}).pages
    assert page.kind == "birth_proof", "whatever code stands on it"
    assert "personal_number" not in values(page)
