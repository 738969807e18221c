"""Two readers of one line: laws of who is believed, and how far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading import consensus, spelling
from chalicelib.reading.facts import Line, Word

SURE = 0.96
WORDS = st.lists(
    st.sampled_from(["Nguyễn", "Văn", "Hưởng", "phường", "038166995117", "05/06/2001", "Phố", "Phổ", "TB.", "?"]),
    max_size=7,
)


def line(text: str, confidence: float = SURE) -> Line:
    return tuple(Word(word, confidence, (at * 40, 0, at * 40 + 30, 20)) for at, word in enumerate(text.split()))


def text(words: Line) -> str:
    return " ".join(word.text for word in words)


@given(WORDS)
def test_what_both_read_is_believed_more_than_either(words: list[str]) -> None:
    read = consensus.agreed(line(" ".join(words)), line(" ".join(words)))
    assert [word.text for word in read] == words
    assert all(word.confidence > SURE for word in read if word.text != "Phố")  # or `Phổ`, blurred


@pytest.mark.parametrize(
    ("word", "first", "second", "sure"),
    [
        ("Phổ", 0.96, 0.5, True),  # Tesseract is clear
        ("Phổ", 0.93, 0.9, False),  # it wavers, and there is a hat
        ("Phổ", 0.93, 0.97, True),
        ("Hưng", 0.92, 0.9, True),  # there is none
        ("Hưng", 0.92, 0.8, False),
        ("LẠP", 0.92, 0.97, False),  # a hat may have been there
        ("LẠP", 0.92, 0.995, True),
        ("LẶP", 0.92, 0.97, True),
        ("Hưng", 0.85, 0.97, False),  # both must see something
        ("Hưng", 0.85, 0.999, True),
        ("Phố", 0.96, 0.97, False),  # it may be `Phổ`: both readers expect streets
        ("Phố", 0.96, 0.995, True),
        ("Cấm", 0.96, 0.5, True),
        ("Hưng", 0.935, 0.8, True),
        ("phố", 0.8, 0.9, True),  # common
        ("05/06/2001", 0.8, 0.9, True),
    ],
)
def test_how_far_a_word_is_believed_that_both_read(word: str, first: float, second: float, sure: bool) -> None:
    (read,) = consensus.agreed(line(word, first), line(word, second))
    assert (read.confidence >= SURE) is sure


@pytest.mark.parametrize(
    ("word", "other", "second", "again", "sure"),
    [
        ("Đống", "Đồng", 0.5, 0.96, True),  # it contradicts without confidence, and Tesseract says it again
        ("Đống", "Đồng", 0.7, 0.96, False),
        ("Đống", "Đồng", 0.5, 0.93, False),
        ("Hưng", "Hung", 0.7, 0.96, True),
        ("quy", "quỵ", 0.99, 0.97, False),
        ("chỉ", "chi", 0.7, 0.97, False),  # Tesseract sees a hook where none is
    ],
)
def test_what_the_second_reader_contradicts_idly_is_sure_once_read_again(
    word: str,
    other: str,
    second: float,
    again: float,
    sure: bool,
) -> None:
    read = consensus.confirmed(consensus.agreed(line(word, 0.97), line(other, second)), line(word, again))
    assert (read[0].confidence >= SURE) is sure


@given(WORDS, WORDS)
def test_what_only_one_read_is_never_beyond_doubt(first: list[str], second: list[str]) -> None:
    read = consensus.agreed(line(" ".join(first)), line(" ".join(second)))
    alone = [
        word for word in read if word.text.strip(consensus.EDGES) not in {w.strip(consensus.EDGES) for w in second}
    ]
    assert all(word.confidence <= consensus.DISPUTED for word in alone)


@given(WORDS, WORDS)
def test_nothing_is_read_that_neither_saw(first: list[str], second: list[str]) -> None:
    assert {word.text for word in consensus.agreed(line(" ".join(first)), line(" ".join(second)))} <= {*first, *second}


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("số 824280943132", "sõ 024280943132", "số 024280943132"),
        ("ngày 26I01I2023", "ngày 26/01/2023", "ngày 26/01/2023"),
        ("phường Đội Cấn", "phuờng Đội Cân", "phường Đội Cấn"),
        ("HƯỲNH THỊ", "HUỲNH THỊ", "HUỲNH THỊ"),
        ("|Nam INữ", "Nam Nữ", "Nam Nữ"),
        ('Hai Bà "Trưng,', "Hai Bà Trưng,", "Hai Bà Trưng,"),
    ],
    ids=["digits", "date", "words", "only one is spelled so", "rules of a table", "a speck"],
)
def test_each_reader_is_believed_in_what_it_reads_best(first: str, second: str, read: str) -> None:
    assert text(consensus.agreed(line(first), line(second))) == read


def test_the_second_reader_makes_words_of_stains() -> None:
    assert text(consensus.agreed(line("Hà Nội"), line("Hà Nội MAI"))) == "Hà Nội"


def test_a_third_reading_settles_what_two_dispute() -> None:
    assert text(consensus.agreed(line("Thẳng", 0.9), line("Thắng"), line("Thắng"))) == "Thắng"
    assert not consensus.in_doubt(line("Hà Nội", 0.5), line("Hà Nội", 0.5))
    assert consensus.in_doubt(line("Thẳng", 0.9), line("Thắng"))


@pytest.mark.parametrize(("word", "other"), [("Phố", "Phổ"), ("Cấm", "Cẫm"), ("chỉ", "chi"), ("Bà", "Ba")])
def test_marks_that_are_confused(word: str, other: str) -> None:
    assert spelling.is_mistakable(word, other)


@pytest.mark.parametrize(("word", "other"), [("Cấn", "Cân"), ("Trần", "Trân"), ("đẹp", "đep"), ("Hưởng", "Huởng")])
def test_marks_that_the_second_reader_loses(word: str, other: str) -> None:
    assert not spelling.is_mistakable(word, other)


def test_a_third_reading_counts_for_what_was_weak_and_for_what_the_others_lack() -> None:
    weak = (*line("Cục Cảnh", 0.99), *line("sát", 0.6))
    assert text(consensus.asked_again(weak, line("Cục OẢNH sắt"))) == "Cục Cảnh sắt"
    assert text(consensus.asked_again(weak, line("sát"))) == "Cục Cảnh sát"
    assert text(consensus.asked_again(weak, line("Cục Cảnh sát Dũng"))) == "Cục Cảnh sát Dũng"
    assert text(consensus.asked_again(weak, line("Cục Cảnh"))) == "Cục Cảnh"
