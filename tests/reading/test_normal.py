import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading import normal, spelling
from chalicelib.reading.facts import Word
from chalicelib.reading.mending import MENDED, SETTLED, mend_line

FORMS = [normal.tidy, normal.fold, normal.name, normal.digits]
LETTERS = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéẹếệíịóọốộớợúụứựýỵ"), max_size=8)


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(max_size=30))
def test_a_normal_form_is_its_own_normal_form(form: object, text: str) -> None:
    assert callable(form)
    assert form(form(text)) == form(text)


@given(st.dates())
def test_every_printed_date_becomes_iso(day: object) -> None:
    text = f"{day:%d/%m/}{day.year:04}" if hasattr(day, "year") else ""
    assert normal.date(f"cấp ngày {text} tại") == str(day)
    assert normal.date(normal.date(text).split("-")[0]) in ("", str(day)[:4])


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("ngày 15 tháng 06 năm 2023", "2023-06-15"),
        ("Ngày 5, tháng 6, năm 2023", "2023-06-05"),
        ("06 giờ 40 phút, ngày 09 tháng 04 năm 2025", "2025-04-09"),
        ("1993", "1993"),
        ("31/02/2020", ""),
        ("chưa rõ", ""),
        ("số 034063150240", ""),
    ],
)
def test_dates_in_words_and_years(printed: str, iso: str) -> None:
    assert normal.date(printed) == iso


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("001088123456", True),
        ("096325004321", True),
        ("003088123456", False),  # no such province
        ("001988123456", False),  # the 24th century
        ("00108812345", False),
        ("00108812345x", False),
    ],
)
def test_the_structure_of_a_personal_number(number: str, right: bool) -> None:
    assert normal.is_personal_number(number) is right


@pytest.mark.parametrize(
    ("birth", "sex", "agree"),
    [
        ("1988-08-17", "male", True),
        ("1988", "", True),
        ("1988-08-17", "female", False),
        ("1989-08-17", "male", False),
        ("", "male", False),
    ],
)
def test_a_number_carries_year_and_sex(birth: str, sex: str, agree: bool) -> None:
    assert normal.agrees("001088123456", birth, sex) is agree


@pytest.mark.parametrize(("text", "sex"), [("Nam", "male"), ("NỮ", "female"), ("trai", "male"), ("khác", "")])
def test_sex(text: str, sex: str) -> None:
    assert normal.sex(text) == sex


@pytest.mark.parametrize(
    "name", ["TÔ THỊ MAI", "Quách Uyển Khuê", "GIANG", "Lưu Đức thịnh", "TÔ THỊ M4I", "TÔ QUOC AN"]
)
def test_names_that_pass_and_that_do_not(name: str) -> None:
    assert normal.is_name(name) is (name in ("TÔ THỊ MAI", "Quách Uyển Khuê"))


SYLLABLES = ["Nguyễn", "Quỳnh", "gì", "Giêng", "quyết", "khuya", "thuở", "Uyên", "nghiêng", "ỳ", "Đường", "oách"]


@pytest.mark.parametrize("word", SYLLABLES)
def test_syllables_are_known_and_never_mended(word: str) -> None:
    assert spelling.is_syllable(word)
    assert spelling.is_syllable(word.upper())
    assert spelling.mend(word) == word


@pytest.mark.parametrize("word", ["Quoc", "viẹn", "Xuan", "HƯỲNH", "Daniel", "Đắkk", "x", "áà", ""])
def test_what_cannot_be_a_syllable(word: str) -> None:
    assert not spelling.is_syllable(word)


@pytest.mark.parametrize(
    ("read", "meant"), [("viẹn", "viện"), ("LIEN", "LIÊN"), ("Xuan", "Xuân"), ("Tuán", "Tuấn"), ("Daniel", "Daniel")]
)
def test_a_mark_that_spelling_demands_is_given_back(read: str, meant: str) -> None:
    assert spelling.mend(read) == meant


@given(LETTERS)
def test_mending_adds_marks_only_and_only_once(word: str) -> None:
    mended = spelling.mend(word)
    assert normal.fold(mended) == normal.fold(word)
    assert spelling.mend(mended) == mended
    assert mended == unicodedata.normalize("NFC", mended)


def mended(text: str, confidence: float = 0.99) -> list[Word]:
    return list(mend_line([Word(part, confidence, (0, 0, 9, 9)) for part in text.split()]))


def test_set_phrases_get_their_accents_in_their_own_capitals() -> None:
    line = mended("xã Sóc Sơn, thanh phố HA NỌI.")
    assert " ".join(word.text for word in line) == "xã Sóc Sơn, thành phố HÀ NỘI."


def test_a_mended_word_is_never_beyond_doubt() -> None:
    assert [word.confidence for word in mended("bệnh viẹn Đa")] == [0.99, MENDED, 0.99]


def test_a_set_phrase_bears_out_words_that_needed_no_mending() -> None:
    assert [word.confidence for word in mended("Ủy ban nhân dân xã Dân", 0.9)] == [SETTLED] * 4 + [0.9, 0.9]
    assert [word.confidence for word in mended("Ủy ban", MENDED)] == [MENDED, MENDED]


def test_the_dots_of_a_leader_fall_off_a_word() -> None:
    assert [word.text for word in mended("Hồ,.. phố... TP. …")] == ["Hồ,", "phố", "TP.", "…"]
