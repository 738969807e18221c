"""Tables as rows, by the titles of their columns; and what stands around a form."""

from collections.abc import Sequence

from chalicelib.reading import frame
from chalicelib.reading.facts import Doubt

from .pages import fields, tokens, values

RESIDENCE = (
    "CÔNG AN QUẬN THỬ            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "CÔNG AN PHƯỜNG MẪU          Độc lập - Tự do - Hạnh phúc",
    "Số: 71/XN                   Mẫu, ngày 04 tháng 12 năm 2024",
    "            XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ",
    "I. Theo đề nghị của Ông/Bà:",
    "1. Họ, chữ đệm và tên: TÔ THỊ MẪU",
    "2. Ngày, tháng, năm sinh: 24/01/1969 3. Giới tính: Nữ",
    "4. Số định danh cá nhân/CMND: 001169387537",
    "5. Dân tộc: Mường 6. Tôn giáo: Không 7. Quốc tịch: Việt Nam",
    "1. Nơi thường trú: Số 1 phố Thử, phường Mẫu",
    "2. Nơi tạm trú:",
    "3. Nơi ở hiện tại: Số 2 phố Thử, phường Mẫu",
    "4. Họ, chữ đệm và tên chủ hộ: LƯU VĂN THÍ",
    "5. Quan hệ với chủ hộ: Vợ",
    "6. Số định danh cá nhân của chủ hộ: 001065514922",
    "7. Thông tin các thành viên khác trong hộ gia đình:",
)
TITLES = (
    "TT  Họ, chữ đệm và tên   Ngày sinh    Giới tính  Số định danh cá  Quan hệ",
    "                                                 nhân",
)
ROWS = (
    "1   Lưu Gia Mẫu          01/08/1999   Nữ         001199165216     Con",
    "2   Lưu Văn Thử          16/07/2001   Nam        001201989666     Con",
    "    Nghiệm                                                        nuôi",
    "3   Lưu Thị Thí          24/12/2004   Nữ         001304995117     Cháu",
)
END = (
    "Xác nhận này có giá trị trong thời hạn 06 tháng kể từ ngày ký.",
    "                                    TRƯỞNG CÔNG AN PHƯỜNG",
    "                                      Thượng tá Đỗ Văn Thí",
)


def members(rows: Sequence[str], titles: Sequence[str] = TITLES) -> dict[str, str]:
    found = values((*RESIDENCE, *titles, *rows, *END))
    return {name.removeprefix("members."): value for name, value in found.items() if name.startswith("members.")}


def test_rows_of_a_table_with_titles_and_cells_that_wrap() -> None:
    assert members(ROWS) == {
        "1.full_name": "Lưu Gia Mẫu",
        "1.birth_date": "01/08/1999",
        "1.sex": "Nữ",
        "1.number": "001199165216",
        "1.relation": "Con",
        "2.full_name": "Lưu Văn Thử Nghiệm",
        "2.birth_date": "16/07/2001",
        "2.sex": "Nam",
        "2.number": "001201989666",
        "2.relation": "Con nuôi",
        "3.full_name": "Lưu Thị Thí",
        "3.birth_date": "24/12/2004",
        "3.sex": "Nữ",
        "3.number": "001304995117",
        "3.relation": "Cháu",
    }


def test_a_cell_put_together_from_two_lines_is_never_sure() -> None:
    found = fields((*RESIDENCE, *TITLES, *ROWS, *END))
    assert found["members.2.full_name"].doubt is Doubt.PIECED
    assert found["members.1.full_name"].sure


def test_a_member_s_number_must_fit_the_member() -> None:
    wrong = [row.replace("001199165216", "001099165216") for row in ROWS]
    found = fields((*RESIDENCE, *TITLES, *wrong, *END))
    assert found["members.1.number"].doubt is Doubt.MALFORMED
    assert found["members.2.number"].sure


def test_rows_are_told_apart_though_their_numbers_were_lost() -> None:
    lost = [" " + row[1:] for row in ROWS]
    assert members(lost) == members(ROWS)


def test_a_row_set_on_two_heights_is_one_row() -> None:
    raised = (
        "                         01/08/1999   Nữ         001199165216     Con",
        "1   Lưu Gia Mẫu",
        *ROWS[1:],
    )
    assert members(raised) == members(ROWS)


def test_an_empty_table_has_no_rows() -> None:
    assert members(()) == {}


def test_an_empty_cell_is_no_field() -> None:
    assert "1.sex" not in members([ROWS[0].replace("Nữ", "  ")])


def test_titles_read_badly_are_found() -> None:
    bad = [title.replace("Ngày sinh", "Ngáy sính").replace("Quan hệ", "Quan hê") for title in TITLES]
    assert members(ROWS[:1], bad)["1.birth_date"] == "01/08/1999"


def test_what_stands_around_the_table_stays_out_of_it() -> None:
    found = values((*RESIDENCE, *TITLES, *ROWS, *END))
    assert found["issued_by"] == "CÔNG AN PHƯỜNG MẪU"
    assert found["registration_number"] == "71/XN"
    assert found["religion"] == "Không"
    assert found["relation"] == "Vợ"
    assert "temporary_residence" not in found
    assert found["signed_on"] == "ngày 04 tháng 12 năm 2024"
    assert found["signer"] == "Thượng tá Đỗ Văn Thí"


COUPLE = (
    "               TỜ KHAI ĐĂNG KÝ KẾT HÔN",
    "Kính gửi: Ủy ban nhân dân xã Mẫu",
    "Thông tin              Bên nữ               Bên nam",
    "Họ, chữ đệm, tên       TÔ THỊ MẪU           LƯU VĂN THÍ",
    "Ngày, tháng,           09/04/1999           15/07/1998",
    "năm sinh",
    "Dân tộc                Kinh                 Tày",
    "Quốc tịch              Việt Nam             Việt Nam",
    "Nơi cư trú             Số 1 phố Thử,        Số 2 phố Thử,",
    "                       xã Mẫu               xã Mẫu",
    "Giấy tờ tùy thân       001199061925         001098061925",
    "Kết hôn lần thứ mấy    Lần thứ nhất         Lần thứ hai",
    "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật.",
    "                            Làm tại: Mẫu, ngày 01 tháng 02 năm 2025",
    "       Bên nữ                               Bên nam",
    "     Tô Thị Mẫu                           Lưu Văn Thí",
)


def test_a_table_whose_rows_have_labels_names_its_fields_by_both() -> None:
    assert values(COUPLE) == {
        "addressed_to": "Ủy ban nhân dân xã Mẫu",
        "wife_name": "TÔ THỊ MẪU",
        "husband_name": "LƯU VĂN THÍ",
        "wife_birth_date": "09/04/1999",
        "husband_birth_date": "15/07/1998",
        "wife_ethnicity": "Kinh",
        "husband_ethnicity": "Tày",
        "wife_nationality": "Việt Nam",
        "husband_nationality": "Việt Nam",
        "wife_residence": "Số 1 phố Thử, xã Mẫu",
        "husband_residence": "Số 2 phố Thử, xã Mẫu",
        "wife_number": "001199061925",
        "husband_number": "001098061925",
        "wife_marriages": "Lần thứ nhất",
        "husband_marriages": "Lần thứ hai",
        "signed_on": "ngày 01 tháng 02 năm 2025",
        "signer": "Tô Thị Mẫu",
        "other_signer": "Lưu Văn Thí",
    }


MARRIED = (
    "                GIẤY CHỨNG NHẬN KẾT HÔN",
    "Số: 12/2025",
    "Họ, chữ đệm, tên vợ: TÔ THỊ MẪU          Họ, chữ đệm, tên chồng: LƯU VĂN THÍ",
    "Ngày, tháng, năm sinh: 09/04/1999        Ngày, tháng, năm sinh: 15/07/1998",
    "Nơi cư trú: Số 1 phố Thử,                Nơi cư trú: Số 2 phố Thử,",
    "xã Mẫu                                   xã Mẫu",
    "Nơi đăng ký kết hôn: Ủy ban nhân dân xã Mẫu, huyện Thử, thành phố Hà Nội",
    "Ngày, tháng, năm đăng ký: 01/02/2025",
)


def test_two_persons_side_by_side_are_not_mixed_up() -> None:
    assert values(MARRIED) == {
        "registration_number": "12/2025",
        "wife_name": "TÔ THỊ MẪU",
        "wife_birth_date": "09/04/1999",
        "wife_residence": "Số 1 phố Thử, xã Mẫu",
        "husband_name": "LƯU VĂN THÍ",
        "husband_birth_date": "15/07/1998",
        "husband_residence": "Số 2 phố Thử, xã Mẫu",
        "registered_at": "Ủy ban nhân dân xã Mẫu, huyện Thử, thành phố Hà Nội",
        "registered_on": "01/02/2025",
    }


def test_one_below_the_other_they_are_not_either() -> None:
    below = [half for text in MARRIED[2:4] for half in text.split("    ") if half]
    lines = [*MARRIED[:2], *below[::2], *below[1::2], *MARRIED[6:]]
    found = values(lines)
    assert (found["wife_birth_date"], found["husband_birth_date"]) == ("09/04/1999", "15/07/1998")


def test_a_date_in_a_sentence_or_behind_a_label_is_not_the_date_of_signing() -> None:
    assert frame.signed_on(tokens("Căn cứ Luật Hộ tịch ngày 20 tháng 11 năm 2014;")) is None
    row = tokens("Đã sinh con vào lúc: 6 giờ, ngày 09 tháng 04 năm 2025")
    assert frame.signed_on(row, taken={0}) is None
    made = frame.signed_on(tokens("Làm tại: Mẫu, ngày 15 tháng 06 năm 2023"))
    assert made
    assert made.text == "ngày 15 tháng 06 năm 2023"


def test_the_signer_is_the_last_name_below_the_role_and_no_office() -> None:
    page = tokens("           KT. CHỦ TỊCH", "         PHÓ CHỦ TỊCH", "         Đỗ Văn Thí", "Trang Một")
    roles = [("signer", ("ktchutich",))]
    assert [(name, run.text) for name, run in frame.signers(page, roles, ())] == [("signer", "Đỗ Văn Thí")]
    assert list(frame.signers(page[:-4], roles, ())) == []


def test_strokes_beside_a_name_are_no_part_of_it() -> None:
    assert (
        values((*RESIDENCE, *END[:2], "                                    _ Đỗ Văn Thí ´"))["signer"] == "Đỗ Văn Thí"
    )


def test_a_title_before_a_name_that_was_misread_is_left_out() -> None:
    page = tokens("NGƯỜI KẾT LUẬN", "BSCKTI. Phan Văn Thí")
    assert [run.text for _, run in frame.signers(page, [("signer", ("nguoiketluan",))], ())] == ["Phan Văn Thí"]
