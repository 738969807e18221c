"""What a text message can carry and what it costs."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.sms import ALPHABET, EXTENSION, Encoding, composed, fitted, strangers, unaccented
from tests.domain.test_people import VIETNAMESE
from tests.support.dossiers import calm

GSM, UNICODE = Encoding.GSM7, Encoding.UNICODE
plain = st.text(sorted(ALPHABET - set(" \r\n")), max_size=700)
vietnamese = st.text(VIETNAMESE + " .,:0123456789-/", max_size=500)
anything = st.text(max_size=300)


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", GSM, 0, 1),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("ộ" * 160, GSM, 160, 1),
        ("ộ" * 70, UNICODE, 70, 1),
        ("ộ" * 71, UNICODE, 71, 2),
        ("ộ" * 134, UNICODE, 134, 2),
        ("ộ" * 135, UNICODE, 135, 3),
        ("o\u0323\u0302" * 70, UNICODE, 70, 1),  # typed letter by letter, it is as long as it looks
        ("€" * 80, GSM, 160, 1),
        ("a" * 152 + "€" * 77, GSM, 306, 3),  # no euro is cut in half: 153 + 153 would have been room enough
        ("😀" * 35, GSM, 70, 1),  # what GSM cannot say goes out in Unicode
        ("a" * 66 + "😀" * 34, UNICODE, 134, 3),  # nor is a smiley
    ],
)
def test_the_cost_of_a_text(text: str, encoding: Encoding, units: int, segments: int) -> None:
    made = fitted(text, encoding)
    assert (made.units, made.segments) == (units, segments)


def test_an_extension_letter_gives_way_where_that_saves_a_segment_and_only_there() -> None:
    assert fitted("[ab]", GSM).text == "[ab]"
    made = fitted("[" + "a" * 158 + "]", GSM)
    assert (made.text, made.segments) == ("(" + "a" * 158 + ")", 1)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("“Hồ sơ” – đã nộp…", '"Ho so" - da nop...'),
        ("10.000₫\u00a0nộp", "10.000d nop"),
        ("  hai   dấu  cách ", "hai dau cach"),
        ("ỦY BAN NHÂN DÂN XÃ Đa Tốn", "UY BAN NHAN DAN XA Da Ton"),
    ],
)
def test_plain_text_says_the_same(written: str, sent: str) -> None:
    assert fitted(written, GSM).text == sent


@calm
@given(plain)
def test_segments_of_letters_of_one_septet_are_counted_as_the_standard_does(text: str) -> None:
    made = fitted(text, GSM)
    assert made.encoding is GSM
    assert made.units == len(made.text)
    assert made.segments == (1 if made.units <= 160 else -(-made.units // 153))


@calm
@given(st.text(sorted(ALPHABET | EXTENSION), max_size=500), st.sampled_from(Encoding))
def test_no_segment_is_overfull_and_none_could_be_spared_but_for_a_letter_at_each_end(
    text: str, encoding: Encoding
) -> None:
    made = fitted(text, encoding)
    single, joined = (160, 153) if made.encoding is GSM else (70, 67)
    assert made.units <= (single if made.segments == 1 else joined * made.segments)
    assert made.segments == 1 or made.units > single
    assert made.units > (made.segments - 1) * (joined - 1) or made.segments == 1


@calm
@given(anything, st.sampled_from(Encoding))
def test_no_letter_ever_becomes_a_question_mark(text: str, encoding: Encoding) -> None:
    assert fitted(text, encoding).text.count("?") == composed(text).count("?")


@calm
@given(anything)
def test_in_unicode_nothing_is_lost_but_spaces_and_every_spelling_is_one(text: str) -> None:
    sent = fitted(text, UNICODE).text
    assert sent == composed(sent)
    assert "".join(sent.split()) == "".join(composed(text).split())
    assert fitted(unicodedata.normalize("NFD", text), UNICODE) == fitted(composed(text), UNICODE)


@calm
@given(anything)
def test_what_is_plain_stays_plain(text: str) -> None:
    once = unaccented(text)
    assert unaccented(once) == once
    assert fitted(fitted(text, GSM).text, GSM).text == fitted(text, GSM).text


@calm
@given(vietnamese)
def test_every_vietnamese_letter_can_be_said_in_one_septet(text: str) -> None:
    made = fitted(text, GSM)
    assert made.encoding is GSM
    assert strangers(made.text) == []
    assert made.text.isascii()


def test_the_alphabet_is_the_standards() -> None:
    assert len(ALPHABET) == 127  # 128 places, one of them the escape
    assert not ALPHABET & EXTENSION
    assert strangers("ạăđ[a") == ["ă", "đ", "ạ"]
