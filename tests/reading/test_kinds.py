"""Which kind of paper: right ones, damaged ones, ones that look alike, and ones nobody told the reader of."""

import json
from pathlib import Path
from random import Random

import pytest

from chalicelib.reading import forms, kind_checks, kinds, samples, words
from chalicelib.reading.facts import Doubt

from .pages import fields, tokens

KNOWN = sorted(forms.known())
STRANGERS = {
    "labour contract": """HỢP ĐỒNG LAO ĐỘNG
Hôm nay, tại văn phòng công ty, chúng tôi gồm
Người sử dụng lao động: Công ty Mẫu
Họ và tên: ĐỖ DEMO AN
Ngày, tháng, năm sinh: 09/04/1990
Nơi cư trú: Số 1 phố Mẫu, Hà Nội
Điều 1. Công việc phải làm: lái xe
Điều 2. Tiền lương: 9.000.000 đồng""",
    "diploma": """BẰNG TỐT NGHIỆP ĐẠI HỌC
HIỆU TRƯỞNG TRƯỜNG ĐẠI HỌC MẪU
cấp bằng kỹ sư cho: Đỗ Demo An
Ngày sinh: 09/04/1990
Giới tính: Nam
Hạng tốt nghiệp: Giỏi
Số hiệu: 123456""",
    "school report": """HỌC BẠ TRUNG HỌC PHỔ THÔNG
Họ và tên: ĐỖ DEMO AN
Giới tính: Nam
Ngày sinh: 09/04/2009
Nơi sinh: Hà Nội
Dân tộc: Kinh
Họ và tên cha: ĐỖ DEMO BA
Họ và tên mẹ: TÔ THỊ MẪU
Kết quả rèn luyện: Tốt""",
    "invoice": """HÓA ĐƠN BÁN HÀNG
Đơn vị bán: Cửa hàng Mẫu
Mã số thuế: 0101010101
Họ tên người mua hàng: ĐỖ DEMO AN
Địa chỉ: Số 1 phố Mẫu
STT  Tên hàng  Số lượng  Đơn giá  Thành tiền
1  Gạo tẻ  2  20.000  40.000""",
    "English letter": """Dear Mr An,
Thank you for your letter of 9 April. We are pleased to confirm your booking
for two nights in a double room. Breakfast is included in the price.
Please let us know when you expect to arrive.
Yours sincerely,""",
    "adoption": """GIẤY CHỨNG NHẬN NUÔI CON NUÔI
Số: 12/2024
Họ, chữ đệm, tên người con nuôi: ĐỖ DEMO AN
Nơi sinh: Hà Nội
Cha nuôi: ĐỖ DEMO BA
Mẹ nuôi: TÔ THỊ MẪU
Nơi đăng ký việc nuôi con nuôi: Ủy ban nhân dân xã Mẫu""",
    "change of name": """QUYẾT ĐỊNH
Về việc thay đổi, cải chính hộ tịch
Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014
Điều 1. Cho phép ông/bà ĐỖ DEMO AN
Ngày, tháng, năm sinh: 09/04/1990
được thay đổi họ, chữ đệm, tên trong giấy khai sinh
Điều 2. Quyết định này có hiệu lực kể từ ngày ký""",
}


def sample(kind: str, seed: int = 3) -> list[str]:
    return samples.paper(forms.known()[kind], Random(seed))


@pytest.mark.parametrize("kind", KNOWN)
def test_a_whole_paper_is_known_surely(kind: str) -> None:
    verdict = kinds.classify(samples.tokens(sample(kind)))
    assert (verdict.name, verdict.sure) == (kind, True)


@pytest.mark.parametrize("kind", KNOWN)
def test_without_its_title_a_paper_is_known_but_not_surely(kind: str) -> None:
    lines = sample(kind)
    verdict = kinds.classify(samples.tokens([*lines[:2], *lines[3:]]))
    assert (verdict.name, verdict.sure) == (kind, False)


def test_of_badly_damaged_papers_nearly_all_are_known_and_no_wrong_one_surely() -> None:
    read = [(kind, kinds.classify(samples.tokens(lines))) for kind, lines in samples.texts(forms.known(), 3, seed=11)]
    right = sum(verdict.name == kind for kind, verdict in read)
    assert right / len(read) >= 0.97
    assert not [kind for kind, verdict in read if verdict.sure and verdict.name != kind]


@pytest.mark.parametrize("stranger", sorted(STRANGERS))
def test_a_paper_of_an_unknown_kind_is_another_paper(stranger: str) -> None:
    assert kinds.classify(tokens(*STRANGERS[stranger].splitlines())).name == kinds.OTHER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("birth_declaration", "birth_certificate"),
        ("marriage_status_declaration", "marriage_status_certificate"),
        ("marriage_declaration", "marriage_certificate"),
        ("death_notice", "death_certificate"),
        ("residence_declaration", "residence_confirmation"),
        ("licence_renewal", "driving_licence"),
        ("copy_request", "birth_certificate"),
    ],
)
def test_of_two_that_look_alike_the_words_overrule_the_wrong_title(one: str, other: str) -> None:
    lines, strange = sample(one), sample(other)
    verdict = kinds.classify(samples.tokens([*lines[:2], strange[2], *lines[3:]]))
    assert not (verdict.sure and verdict.name == other)


def test_a_title_that_is_the_end_of_a_longer_one_does_not_count() -> None:
    lines = sample("marriage_status_declaration")
    broken = [*lines[:2], "TỜ KHAI CẤP", "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN", *lines[3:]]
    assert kinds.classify(samples.tokens(broken)).name == "marriage_status_declaration"


NEW = {
    "name": ["Giấy chứng nhận quyền sử dụng đất", "Land certificate"],
    "titles": ["giấy chứng nhận quyền sử dụng đất"],
    "frame": ["signed_on"],
    "steps": [
        {"labels": ["người sử dụng đất", "chủ sử dụng đất"], "fields": {"owner_name": "name"}},
        {"labels": ["thửa đất số"], "fields": {"plot": "code"}},
        {"labels": ["diện tích"], "fields": {"area": "count"}},
        {"labels": ["những thay đổi"], "optional": True},
    ],
    "tables": {
        "changes": [
            {"labels": ["nội dung thay đổi"], "fields": {"content": "text"}},
            {"labels": ["xác nhận"], "fields": {"confirmed": "line"}},
        ]
    },
    "signers": {"signer": ["giám đốc"]},
    "words": {
        "plot": ["Thửa đất", "Plot"],
        "area": ["Diện tích", "Area"],
        "changes": ["Thay đổi", "Change"],
        "confirmed": ["xác nhận", "confirmed"],
    },
}


def added(folder: Path, **changes: object) -> Path:
    (folder / "land_certificate.json").write_text(json.dumps(NEW | changes), encoding="utf-8")
    return folder


def test_a_new_kind_is_data_alone(tmp_path: Path) -> None:
    known = {**forms.known(), **forms.known(added(tmp_path))}
    found = fields(
        [
            "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
            "Người sử dụng đất: Tô Thị Mẫu",
            "Thửa đất số: 12/3  Diện tích: 80 m2",
            "Những thay đổi:",
            "Nội dung thay đổi          Xác nhận",
            "Tách thửa                  Đã ký",
            "                           Hà Nội, ngày 09 tháng 04 năm 2025",
            "                               GIÁM ĐỐC",
            "                               Lưu Văn Thí",
        ],
        known=known,
    )
    assert {name: field.value for name, field in found.items()} == {
        "owner_name": "Tô Thị Mẫu",
        "plot": "12/3",
        "area": "80",
        "changes.1.content": "Tách thửa",
        "changes.1.confirmed": "Đã ký",
        "signed_on": "ngày 09 tháng 04 năm 2025",
        "signer": "Lưu Văn Thí",
    }
    assert kind_checks.problems(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"titles": []}, "no title"),
        ({"titles": ["giấy  rộng"]}, "not tidy"),
        ({"name": ["Giấy"]}, "both languages"),
        ({"frame": ["sealed"]}, "sealed"),
        ({"colour": "red"}, "colour"),
        ({"steps": NEW["steps"][:1]}, "not optional"),  # type: ignore[index]
        ({"steps": [*NEW["steps"], {"labels": ["số", "SỐ"]}]}, "twice"),  # type: ignore[misc]
        ({"steps": [*NEW["steps"], {"labels": ["…"]}]}, "without letters"),  # type: ignore[misc]
        ({"steps": [*NEW["steps"], {"labels": ["a"], "fields": {"plot": "colour"}}]}, "type colour"),  # type: ignore[misc]
        ({"steps": [*NEW["steps"], {"labels": ["a"], "fields": {"Plot": "code"}}]}, "Plot"),  # type: ignore[misc]
        ({"words": {}}, "no words for plot"),
        ({"tables": {"changes": [NEW["steps"][1]] * 2}}, "two columns"),  # type: ignore[index]
        ({"rows": {"couple": NEW["steps"][:1]}}, "without columns: couple"),  # type: ignore[index]
    ],
)
def test_wrong_data_of_a_kind_are_told(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    found = kind_checks.problems(added(tmp_path, **changes))
    assert any(told in problem for problem in found)
    assert kind_checks.main([str(tmp_path)]) == 1


def test_the_data_of_the_kinds_are_well_formed() -> None:
    assert kind_checks.main([]) == 0


def test_kinds_fields_and_doubts_have_names_for_people() -> None:
    assert words.kind("birth_proof") == ("Giấy chứng sinh", "Birth proof")
    assert words.kind("other").en == "Other paper"
    assert words.field("signed_on").en == "Signed on"
    assert words.field("mother_birth_date") == ("Mẹ: ngày sinh", "Mother: date of birth")
    assert words.field("members.2.full_name") == ("Thành viên 2: họ tên", "Member 2: full name")
    assert all(all(words.doubt(code)) for code in Doubt)
    with pytest.raises(KeyError):
        words.field("unheard_of")


@pytest.mark.parametrize("kind", ["birth_proof", "marriage_certificate", "residence_confirmation"])
def test_a_page_whose_kind_is_told_yields_the_fields_of_that_kind(kind: str) -> None:
    told = kinds.taken_for(kind, samples.tokens(sample(kind)))
    found = kinds.classify(samples.tokens(sample(kind)))
    assert (told.name, told.sure, told.matches, told.heads) == (kind, True, found.matches, found.heads)


def test_a_page_without_a_word_of_its_kind_yields_nothing() -> None:
    told = kinds.taken_for("birth_proof", tokens("BẰNG TỐT NGHIỆP ĐẠI HỌC"))
    assert (told.name, told.sure, told.matches) == ("birth_proof", True, ())
