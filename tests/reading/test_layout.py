from chalicelib.reading import kinds, labels, layout

from .pages import fields, line, tokens


def read(
    *texts: str, confidence: float = 0.97, again: dict[str, str] | None = None
) -> dict[str, tuple[str, str, bool]]:
    """Value, normal form and whether it is sure."""
    found = fields(texts, confidence=confidence, again=again)
    return {field.name: (field.value, field.normal, field.sure) for field in found.values()}


PROOF = (
    "GIẤY CHỨNG SINH",
    "Họ và tên mẹ: Tô Thị Mai",
    "Năm sinh: 1996",
    "Nơi cư trú: Thôn Đông, xã Kim Anh,",
    "thành phố Hà Nội",
    "Họ và tên cha: Lưu Đức Thịnh",
    "Đã sinh con vào lúc: 6 giờ, ngày 09 tháng 04 năm 2025",
    "Tại: Bệnh viện Sóc Sơn",
    "Giới tính của con: Nữ  Cân nặng: 3100 gam",
    "Dự định đặt tên con là: Lưu Gia Hân",
)


def test_lines_side_by_side_become_one_row_from_left_to_right() -> None:
    found = layout.tokens_of([line("Quốc tịch: Việt", 0, left=600), line("sau", 1), line("Giới tính:Nữ", 0)])
    assert [token.word.text for token in found] == ["Giới", "tính:", "Nữ", "Quốc", "tịch:", "Việt", "sau"]
    assert [token.starts for token in found] == [True, False, False, True, False, False, True]
    assert found[1].word.box[2] == found[2].word.box[0]


def test_the_same_label_printed_for_two_persons_is_told_apart_by_order() -> None:
    steps = [["hovatenme"], ["noicutru"], ["hovatencha"], ["noicutru"]]
    found = tokens("Họ và tên cha: Lưu Định", "Nơi cư trú: Sóc Sơn")
    assert [(match.step, match.start, match.end) for match in labels.align(steps, found)] == [(2, 0, 4), (3, 6, 9)]


def test_a_label_read_wrong_or_in_pieces_is_found() -> None:
    found = tokens("Quan hê vói người đưọc khai sính: Cha", "Nơi c ư trú: Sóc Sơn")
    steps = [["quanhevoinguoiduockhaisinh"], ["noicutru"]]
    assert [match.step for match in labels.align(steps, found)] == [0, 1]


def test_a_label_s_words_inside_a_sentence_are_no_label() -> None:
    assert labels.align([["noisinh"]], tokens("Tôi khai nơi sinh của con tôi")) == []


def test_distance() -> None:
    assert labels.distance("kitten", "sitting") == 3
    assert labels.distance("", "abc") == 3


def test_every_value_of_a_form_with_its_normal_form() -> None:
    assert read(*PROOF) == {
        "mother_name": ("Tô Thị Mai", "TÔ THỊ MAI", True),
        "mother_birth_date": ("1996", "1996", True),
        "mother_residence": (
            "Thôn Đông, xã Kim Anh, thành phố Hà Nội",
            "Thôn Đông, xã Kim Anh, thành phố Hà Nội",
            True,
        ),
        "father_name": ("Lưu Đức Thịnh", "LƯU ĐỨC THỊNH", True),
        "child_birth_date": ("ngày 09 tháng 04 năm 2025", "2025-04-09", True),
        "child_birth_place": ("Bệnh viện Sóc Sơn", "Bệnh viện Sóc Sơn", True),
        "child_sex": ("Nữ", "female", True),
        "child_weight": ("3100", "3100", True),
        "child_name": ("Lưu Gia Hân", "LƯU GIA HÂN", True),
    }


def test_what_is_read_faintly_is_not_sure() -> None:
    assert not any(sure for _, _, sure in read(*PROOF, confidence=0.7).values())


def test_what_two_readings_dispute_is_not_sure_and_the_sound_one_is_kept() -> None:
    broken = [text.replace("Tô Thị Mai", "Tô Th1 Mai") for text in PROOF]
    assert read(*broken, again={"Th1": "Thị"})["mother_name"] == ("Tô Thị Mai", "TÔ THỊ MAI", False)
    assert read(*PROOF, again={"Mai": "Mài"})["mother_name"][2] is False


def test_a_blank_is_no_field() -> None:
    blank = [text.replace("Tô Thị Mai", "........") for text in PROOF]
    assert "mother_name" not in read(*blank)


def test_a_footnote_mark_is_not_part_of_the_value() -> None:
    marked = [text.replace("tên mẹ:", "tên mẹ: (1)") for text in PROOF]
    assert read(*marked)["mother_name"][0] == "Tô Thị Mai"
    marked = [text.replace("tên mẹ:", "tên mẹ (1):").replace("  Cân nặng:", " Cân nặng (2):") for text in PROOF]
    found = read(*marked)
    assert (found["mother_name"][0], found["child_sex"][0], found["child_weight"][0]) == ("Tô Thị Mai", "Nữ", "3100")


def test_titles_decide() -> None:
    assert kinds.classify(tokens(*PROOF)).name == "birth_proof"
    assert kinds.classify(tokens("GIẤY CHỮNG SÍNH", *PROOF[1:])).name == "birth_proof"


def test_other_papers_are_rejected() -> None:
    for title in ("GIẤY CHỨNG TỬ", "ĐƠN XIN NGHỈ HỌC", "NGƯỜI KÝ GIẤY CHỨNG SINH"):
        verdict = kinds.classify(tokens(title, "Họ và tên mẹ: Tô Thị Mai", "Lời khai"))
        assert (verdict.name, verdict.kind) == (kinds.OTHER, None)


def test_a_title_without_its_labels_is_rejected() -> None:
    verdict = kinds.classify(tokens("GIẤY CHỨNG SINH", "nộp kèm theo đơn này"))
    assert verdict.name == kinds.OTHER
    assert not verdict.sure


def test_a_form_whose_title_is_lost_is_known_by_its_labels_but_not_surely() -> None:
    verdict = kinds.classify(tokens(*PROOF[1:]))
    assert verdict.name == "birth_proof"
    assert not verdict.sure


def test_an_empty_page_is_another_paper_and_not_surely() -> None:
    verdict = kinds.classify([])
    assert (verdict.name, verdict.sure) == (kinds.OTHER, False)
