"""How far a text layer is believed: only where the page shows the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.reading.textlayer import Suspicion, TextLayer
from chalicelib.reading.trust import Trust, check

from .pdfs import layer, line

SAID = ("Họ", "và", "tên:", "TRẦN", "KHÁNH", "VY", "sinh", "ngày", "11/11/2026")


def test_what_the_page_shows_too_is_true() -> None:
    verdict = check(layer(line(*SAID)), [line(*SAID)])
    assert (verdict.trust, verdict.agreement, verdict.coverage) == (Trust.TRUE, 1.0, 1.0)
    assert verdict.lines == (line(*SAID),)


def test_a_slip_of_the_reader_is_no_lie_and_accents_are_not_weighed() -> None:
    read = line("Ho", "va", "tén:", "TRAN", "KHANH", "VY", "sính", "ngay", "11/11/2026")
    assert check(layer(line(*SAID)), [read]).trust is Trust.TRUE


def test_another_text_lies() -> None:
    read = line("GIẤY", "CHỨNG", "SINH", "của", "Bệnh", "viện", "Đa", "khoa", "tỉnh")
    assert check(layer(line(*SAID)), [read]).trust is Trust.LIES


def test_words_that_the_page_does_not_show_lie_and_are_left_out() -> None:
    shown, unseen = line(*SAID), line("chuyển", "khoản", "cho", "người", "lạ", "mặt", "nào", "đó", top=100)
    verdict = check(layer(shown, unseen), [shown])
    assert verdict.trust is not Trust.TRUE
    assert verdict.lines == (shown,)


def test_a_layer_of_the_head_alone_is_partial() -> None:
    rest = [line("nhiều", "chữ", "khác", "trên", "trang", "giấy", "này", top=40 * n) for n in range(1, 6)]
    assert check(layer(line(*SAID)), [line(*SAID), *rest]).trust is Trust.PARTIAL


@pytest.mark.parametrize("found", [None, layer(), layer(line("....", "---"))])
def test_where_there_are_no_words_there_is_nothing_to_believe(found: TextLayer | None) -> None:
    assert check(found, [line(*SAID)]).trust is Trust.ABSENT


@pytest.mark.parametrize("why", [Suspicion.UNMAPPED, Suspicion.LEGACY])
def test_garbage_lies_whatever_was_read(why: Suspicion) -> None:
    assert check(TextLayer((line(*SAID),), frozenset({why})), [line(*SAID)]).trust is Trust.LIES


def test_one_digit_read_otherwise_is_disputed_in_a_layer_that_is_true() -> None:
    many = [line("chữ", "này", "đọc", "được", "như", "nhau", top=40 * n) for n in range(1, 12)]
    verdict = check(layer(line("số", "001193797926"), *many), [line("số", "001193797928"), *many])
    assert verdict.trust is Trust.TRUE
    assert [(word.text, read) for word, read in verdict.disputed] == [("001193797926", "001193797928")]


def test_what_was_read_without_confidence_is_no_witness() -> None:
    noise = [line("ItNui", "2222", "eoeo", "iiii", top=40 * n, confidence=0.2) for n in range(1, 9)]
    assert check(layer(line(*SAID)), [line(*SAID), *noise]).trust is Trust.TRUE


def test_words_may_be_parted_otherwise() -> None:
    claimed, read = line("Họ", "tên:TRẦN", "VY"), line("Họ", "tên:", "TRẦN VY")
    assert check(layer(claimed), [read]).trust is Trust.TRUE


@given(st.lists(st.lists(st.text("abcđêô019 .", max_size=6), max_size=6), max_size=5))
def test_the_shares_are_shares_and_a_layer_agrees_with_itself(rows: list[list[str]]) -> None:
    lines = [line(*row, top=40 * number) for number, row in enumerate(rows)]
    verdict = check(layer(*lines), lines)
    assert 0 <= verdict.agreement <= 1
    assert 0 <= verdict.coverage <= 1
    assert verdict.trust in (Trust.TRUE, Trust.ABSENT)
