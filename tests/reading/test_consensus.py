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
    assert all(word.confidence > SURE for word in read if word.text != "Phố")


def test_of_an_acute_on_a_circumflex_the_second_reader_alone_is_asked() -> None:
    (read,) = consensus.agreed(line("Phố", 0.99), line("Phố", 0.8))
    assert read.confidence == 0.8
    (common,) = consensus.agreed(line("phố", 0.99), line("phố", 0.8))
    assert common.confidence > 0.99


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
    ],
    ids=["digits", "date", "words", "only one is spelled so", "rules of a table"],
)
def test_each_reader_is_believed_in_what_it_reads_best(first: str, second: str, read: str) -> None:
    assert text(consensus.agreed(line(first), line(second))) == read


def test_the_second_reader_makes_words_of_stains() -> None:
    assert text(consensus.agreed(line("Hà Nội"), line("Hà Nội MAI"))) == "Hà Nội"


def test_a_third_reading_settles_what_two_dispute() -> None:
    assert text(consensus.agreed(line("Thẳng", 0.9), line("Thắng"), line("Thắng"))) == "Thắng"
    assert not consensus.in_doubt(line("Hà Nội", 0.5), line("Hà Nội", 0.5))
    assert consensus.in_doubt(line("Thẳng", 0.9), line("Thắng"))


def test_what_is_read_twice_is_borne_out_unless_its_mark_is_one_that_is_confused() -> None:
    safe = consensus.agreed(line("Cường"), line("Cuờng"))
    confused = consensus.agreed(line("Phố"), line("Phổ"))
    assert consensus.confirmed(safe, line("Cường"))[0].confidence == consensus.TWICE
    assert consensus.confirmed(confused, line("Phố"))[0].confidence < 0.9
    assert consensus.confirmed(safe, line("Cưởng")) == safe


@pytest.mark.parametrize(("word", "other"), [("Phố", "Phổ"), ("Cấm", "Cẫm"), ("chỉ", "chi"), ("Bà", "Ba")])
def test_marks_that_are_confused(word: str, other: str) -> None:
    assert spelling.is_mistakable(word, other)


@pytest.mark.parametrize(("word", "other"), [("Cấn", "Cân"), ("Trần", "Trân"), ("đẹp", "đep"), ("Hưởng", "Huởng")])
def test_marks_that_the_second_reader_loses(word: str, other: str) -> None:
    assert not spelling.is_mistakable(word, other)
