"""Values of each type, where they stand, and what makes a value doubtful."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading import labels, numerals
from chalicelib.reading.facts import Doubt
from chalicelib.reading.takings import TAKINGS
from chalicelib.reading.values import taken

from .pages import fields, line, values

STATUS = (
    "ỦY BAN NHÂN DÂN           CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "PHƯỜNG MẪU                Độc lập - Tự do - Hạnh phúc",
    "Số: 410/UBND-XNTTHN       Mẫu, ngày 06 tháng 03 năm 2025",
    "           GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
    "Xét đề nghị của ông/bà Tô Thị Mẫu, về việc cấp Giấy xác nhận tình trạng hôn nhân,",
    "Họ, chữ đệm, tên: TÔ THỊ MẪU",
    "Ngày, tháng, năm sinh: 15/07/1970",
    "Giới tính: Nữ    Dân tộc: Kinh    Quốc tịch: Việt Nam",
    "Giấy tờ tùy thân: Căn cước công dân số 001170061925, cấp ngày 07/11/2021 tại Cục Cảnh sát QLHC về TTXH",
    "Nơi cư trú: Số 1 phố Thử, phường Mẫu, thành phố",
    "Hà Nội",
    "Tình trạng hôn nhân: Hiện tại chưa đăng ký kết hôn với ai",
    "Giấy này có giá trị 06 tháng kể từ ngày cấp, được sử dụng để: đăng ký kết hôn.",
    "Nơi nhận:                        TM. ỦY BAN NHÂN DÂN",
    "- Như trên;                          CHỦ TỊCH",
    "                                  Lưu Văn Thí",
)


def changed(old: str, new: str) -> list[str]:
    assert any(old in text for text in STATUS)
    return [text.replace(old, new) for text in STATUS]


def test_every_value_of_a_certificate() -> None:
    assert values(STATUS) == {
        "issued_by": "ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
        "registration_number": "410/UBND-XNTTHN",
        "full_name": "TÔ THỊ MẪU",
        "birth_date": "15/07/1970",
        "sex": "Nữ",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "personal_number": "001170061925",
        "personal_number_date": "07/11/2021",
        "personal_number_place": "Cục Cảnh sát QLHC về TTXH",
        "residence": "Số 1 phố Thử, phường Mẫu, thành phố Hà Nội",
        "marriage_status": "Hiện tại chưa đăng ký kết hôn với ai",
        "purpose": "đăng ký kết hôn",
        "signed_on": "ngày 06 tháng 03 năm 2025",
        "signer": "Lưu Văn Thí",
    }


def test_all_of_it_is_sure() -> None:
    assert {name: field.doubt for name, field in fields(STATUS).items() if not field.sure} == {}


def test_an_issuer_put_together_is_looked_at_unless_it_is_a_committee_and_its_unit() -> None:
    assert fields(changed("ỦY BAN NHÂN DÂN  ", "CÔNG AN QUẬN THỬ "))["issued_by"].doubt is Doubt.PIECED
    assert not fields([STATUS[0], "", "", *STATUS[1:]])["issued_by"].sure


@pytest.mark.parametrize(
    "number", ["001171061925", "001070061925", "001270061925"], ids=["other year", "other sex", "other century"]
)
def test_a_number_that_does_not_fit_its_bearer_is_doubted(number: str) -> None:
    found = fields(changed("001170061925", number))["personal_number"]
    assert (found.value, found.sure, found.doubt) == (number, False, Doubt.MALFORMED)


def test_an_old_number_is_sound_and_fits_anybody() -> None:
    assert fields(changed("001170061925", "012345678"))["personal_number"].sure


@pytest.mark.parametrize("birth", ["15/07/1970", "31/02/1970"])
def test_a_date_that_does_not_exist_is_doubted(birth: str) -> None:
    assert fields(changed("15/07/1970", birth))["birth_date"].sure is (birth == "15/07/1970")


def test_a_blank_is_no_field_and_its_printed_words_are_no_entry() -> None:
    assert "birth_date" not in fields(changed("15/07/1970", "ngày ...... tháng ...... năm ......"))
    assert "signed_on" not in fields(changed("ngày 06 tháng 03 năm 2025", "ngày    tháng    năm"))
    assert "personal_number" not in fields(
        changed("Căn cước công dân số 001170061925, cấp ngày 07/11/2021 tại Cục Cảnh sát QLHC về TTXH", "...")
    )


def test_clear_print_that_is_no_value_is_reported_as_malformed() -> None:
    found = fields(changed("15/07/1970", "không rõ"))["birth_date"]
    assert (found.value, found.normal, found.sure, found.doubt) == ("không rõ", "", False, Doubt.MALFORMED)


def test_strokes_that_are_no_value_are_reported_as_unreadable() -> None:
    found = fields(changed("15/07/1970", "l5 |o7 ỉ97o"), confidence=0.4)["birth_date"]
    assert (found.normal, found.sure, found.doubt) == ("", False, Doubt.UNREADABLE)


def test_a_year_is_sure_only_where_the_label_asks_for_no_more() -> None:
    assert not fields(changed("15/07/1970", "1970"))["birth_date"].sure
    assert fields(changed("Ngày, tháng, năm sinh: 15/07/1970", "Năm sinh: 1970"))["birth_date"].sure
    left = fields(changed("15/07/1970", "ngày lS tháng O7 năm 1970"))["birth_date"]
    assert (left.value, left.sure, left.doubt) == ("1970", False, Doubt.MALFORMED)


@pytest.mark.parametrize(
    ("name", "sure"), [("KHỔNG VĂN TÀI", True), ("KHÔNG VĂN TÀI", False), ("NGUYÊN VĂN TÀI", False)]
)
def test_a_name_that_begins_with_no_surname_is_looked_at(name: str, sure: bool) -> None:
    assert fields(changed("TÔ THỊ MẪU", name))["full_name"].sure is sure


def test_a_name_that_went_on_below_is_put_together_and_looked_at() -> None:
    found = fields([*STATUS[:5], "Họ, chữ đệm, tên: TÔ THỊ", "MẪU", *STATUS[6:]])["full_name"]
    assert (found.value, found.sure, found.doubt) == ("TÔ THỊ MẪU", False, Doubt.PIECED)


@pytest.mark.parametrize("issuer", ["Cục Cảnh sát quản lý hành", "Cục Cảnh sát QLHC về TTXN"])
def test_a_department_there_is_not_is_looked_at(issuer: str) -> None:
    assert not fields(changed("Cục Cảnh sát QLHC về TTXH", issuer))["personal_number_place"].sure


def test_a_date_is_read_whatever_marks_its_printed_words_lost() -> None:
    assert fields(changed("15/07/1970", "ngày 15 thảng 07 nam 1970"))["birth_date"].normal == "1970-07-15"


def test_what_is_weak_and_read_each_time_otherwise_is_handwriting() -> None:
    found = fields(STATUS, confidence=0.2, again={"MẪU": "MẨU"})["full_name"]
    assert (found.sure, found.doubt, found.also) == (False, Doubt.HANDWRITTEN, ("TÔ THỊ MẨU",))


def test_what_is_weak_and_read_alike_is_faint() -> None:
    assert fields(STATUS, confidence=0.4)["full_name"].doubt is Doubt.FAINT


DECLARED = (
    "GIẤY KHAI SINH",
    "Số: 118/2025",
    "Họ, chữ đệm, tên: LƯU GIA HÂN",
    "Ngày, tháng, năm sinh: 09/04/2025   Giới tính: Nữ",
    "Ghi bằng chữ: Ngày chín, tháng tư, năm hai nghìn không trăm hai mươi lăm",
    "Nơi sinh: Bệnh viện Mẫu",
    "Họ, chữ đệm, tên người mẹ: TÔ THỊ MẪU",
    "Họ, chữ đệm, tên người cha: LƯU VĂN THÍ",
    "Nơi đăng ký khai sinh: Ủy ban nhân dân xã Mẫu",
)


def test_a_date_and_its_words_agree_or_both_are_doubted() -> None:
    assert fields(DECLARED)["child_birth_date"].sure
    disputed = fields([text.replace("tháng tư", "tháng năm") for text in DECLARED])
    assert disputed["child_birth_date"].doubt is disputed["child_birth_date_words"].doubt is Doubt.DISPUTED
    assert disputed["child_birth_date_words"].also == ("09/04/2025",)


@pytest.mark.parametrize(
    ("type_", "text", "value", "normal"),
    [
        ("name", "Thượng tá Lý Xuân Mẫu", "Thượng tá Lý Xuân Mẫu", "LÝ XUÂN MẪU"),
        ("name", "BSCKII. Phan Thử", "BSCKII. Phan Thử", "PHAN THỬ"),
        ("name", "Ông Bành Văn Thí", "Ông Bành Văn Thí", "BÀNH VĂN THÍ"),
        ("name", "Bàng Thị Mẫu", "Bàng Thị Mẫu", "BÀNG THỊ MẪU"),
        ("date", "ngày 5, tháng 6, năm 2023", "ngày 5, tháng 6, năm 2023", "2023-06-05"),
        ("date", "06/1990", "06/1990", "1990-06"),
        ("date", "khoảng năm 1990", "1990", "1990"),
        ("number", "0010 8812 3456", "0010 8812 3456", "001088123456"),
        ("number", "Hộ chiếu C1234567", "C1234567", "C1234567"),
        ("ethnicity", "Ê Đê", "Ê Đê", "Ê Đê"),
        ("nationality", "VIỆT NAM / VIETNAMESE", "VIỆT NAM", "VIỆT NAM"),
        ("money", "131.000.000 đồng", "131.000.000 đồng", "131000000"),
        ("phone", "(+84) 912 345 678", "(+84) 912 345 678", "0912345678"),
        ("licence", "lái xe hạng: B1", "B1", "B1"),
        ("licence", "C1E", "C1E", "C1E"),
        ("expiry", "Không thời hạn", "Không thời hạn", "unlimited"),
        ("email", "Thư: An@mau.vn.", "An@mau.vn", "an@mau.vn"),
        ("line", "(Mẹ đẻ", "Mẹ đẻ", "Mẹ đẻ"),
        ("line", "Mẹ đẻ (mẫu)", "Mẹ đẻ (mẫu)", "Mẹ đẻ (mẫu)"),
        ("issuer", "do Công an xã Mẫu cấp ngày 1/2/2020", "Công an xã Mẫu", "Công an xã Mẫu"),
        ("address", "quận Tây. Hồ, TP. Hà Nội.", "quận Tây Hồ, TP. Hà Nội", "quận Tây Hồ, TP. Hà Nội"),
        ("issuer", "tại Cục Cảnh sát QLHC. về TTXH", "Cục Cảnh sát QLHC về TTXH", "Cục Cảnh sát QLHC về TTXH"),
        ("code", "01 /XN", "01 /XN", "01/XN"),
        ("count", "Tuổi: 09", "09", "9"),
    ],
)
def test_a_type_takes_its_part_and_writes_it_comparably(type_: str, text: str, value: str, normal: str) -> None:
    field = taken("field", TAKINGS[type_], line(text, 0))
    assert field
    assert (field.value, field.normal, TAKINGS[type_].check(field.normal)) == (value, normal, True)


def test_a_year_left_over_from_a_misread_date_is_no_date() -> None:
    assert taken("field", TAKINGS["date"], line("0ứ/02/1995", 0)) is None


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        ("ethnicity", "Kính"),
        ("nationality", "Việt"),
        ("phone", "0112345678"),
        ("number", "999088123456"),
        ("sex", "Num"),
        ("address", "xã Mẫu, huyện Thử, tỉnh"),
        ("issuer", "tại Công an"),
        ("issuer", "Cục Cả"),
    ],
)
def test_a_value_that_cannot_be_is_not_accepted(type_: str, text: str) -> None:
    field = taken("field", TAKINGS[type_], line(text, 0))
    assert not field or not TAKINGS[type_].check(field.normal) or type_ == "ethnicity"


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Ngày mười lăm, tháng ba, năm hai nghìn không trăm hai mươi hai", "2022-03-15"),
        ("ngày năm tháng năm năm một nghìn chín trăm chín mươi lăm", "1995-05-05"),
        ("ngày hai mươi mốt tháng mười hai", "-12-21"),
        ("ngày mùng một tháng giêng", ""),
        ("ngày một tháng giêng năm hai ngàn linh sáu.", "2006-01-01"),
        ("ngày ba mươi hai tháng tư", ""),
        ("chưa rõ", ""),
    ],
)
def test_dates_in_words(words: str, iso: str) -> None:
    assert numerals.date(words) == iso


@given(st.text("abcd", max_size=9), st.text("abcd", max_size=9))
def test_the_distance_of_two_texts_is_that_of_levenshtein(one: str, other: str) -> None:
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        rows.append([i])
        for j, wanted in enumerate(other, 1):
            rows[i].append(min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (letter != wanted)))
    assert labels.distance(one, other) == rows[-1][-1]
