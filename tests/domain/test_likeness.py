"""How two values stand to each other: nothing is explained away, and no order matters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.explanations import Likeness, Verdict
from chalicelib.domain.likeness import dates, lacks_one, numbers, sexes, shaped, spelt, toneless, words
from chalicelib.domain.people import unaccent
from tests.support.dossiers import calm

SAME, SIMILAR, DIFFERENT = Verdict.SAME, Verdict.SIMILAR, Verdict.DIFFERENT


def told(found: Likeness) -> str:
    return "+".join(reason.code for reason in found.why) or found.verdict.value


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("TRẦN KHÁNH VY", "Trần Khánh Vy", "same"),
        ("TRẦN KHÁNH VY", unicodedata.normalize("NFD", "TRẦN KHÁNH VY"), "same"),
        ("NGUYỄN HÒA", "NGUYỄN HOÀ", "same"),
        ("LÊ THÚY", "LÊ THUÝ", "same"),
        ("ÐỖ VĂN VIỆT", "ĐỖ VĂN VIỆT", "same"),
        ("ĐẶNG H'MÔNG", "ĐẶNG H’MÔNG", "same"),
        ("NGUYỄN XUÂN HƯỞNG", "NGUYỄN XUÂN HƯỚNG", "tone"),
        ("TRẦN KHÁNH VY", "TRAN KHANH VY", "accent"),
        ("ĐỖ VĂN VIỆT", "DỖ VĂN VIỆT", "accent"),
        ("TRẦN KHÁNH VY", "TRẦN  KHÁNHVY", "spacing"),
        ("ĐẶNG H'MÔNG", "DANG HMONG", "accent+spacing"),
        ("NGUYỄN VĂN AN", "AN NGUYỄN VĂN", "order"),
        ("NGUYỄN VĂN AN", "NGUYỄN AN", "missing_part"),
        ("NGUYỄN VĂN ÂN", "NGUYEN AN", "accent+missing_part"),
        ("TRẦN KHÁNH VY", "TRẦN KHÁNH VI", "different"),
        ("TRẦN KHÁNH VY", "TRẦN KHÁNH", "missing_part"),
        ("TRẦN VY", "TRẦN", "different"),
        ("TRẦN VĂN AN", "TRẦN THỊ AN", "different"),
        ("TRẦN KHÁNH VY", "", "different"),
        ("", "", "same"),
        ("PHAN L0NG", "PHAN LONG", "different"),
    ],
)
def test_names(one: str, other: str, expected: str) -> None:
    assert told(words(one, other)) == expected
    assert told(words(other, one)) == expected


def test_what_differs_is_quoted_for_the_clerk() -> None:
    [reason] = words("NGUYỄN XUÂN HƯỞNG", "NGUYỄN XUÂN HƯỚNG").why
    assert (reason.vi, reason.en) == ("Khác dấu thanh: HƯỞNG / HƯỚNG", "Tone differs: HƯỞNG / HƯỚNG")
    assert reason.name == "khác dấu thanh"


def test_look_alikes_explain_only_what_was_read_unsurely() -> None:
    assert told(words("PHAN L0NG", "PHAN LONG", slips=True)) == "look_alike"
    assert told(words("LÊ THỊ LAN", "LÊ THỊ IAN", slips=True)) == "look_alike"


@pytest.mark.parametrize(
    ("one", "other", "slips", "expected"),
    [
        ("001193797926", "001 193 797 926", False, "same"),
        ("001193797926", "001193797928", False, "different"),
        ("001193797926", "001193797928", True, "look_alike"),
        ("001193797926", "001193797920", False, "different"),
        ("001193797926", "001193797923", True, "different"),
        ("001193797926", "001198797928", True, "different"),
        ("0O1193797926", "001193797926", True, "look_alike"),
        ("193797926", "001193797926", True, "different"),
        ("", "001193797926", True, "different"),
    ],
)
def test_numbers(one: str, other: str, slips: bool, expected: str) -> None:
    assert told(numbers(one, other, slips=slips)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2026-11-11", "11/11/2026", "same"),
        ("2026-11-01", "1.11.2026", "same"),
        ("2026-11-01", "01112026", "same"),
        ("2026-11-01", "ngày 01 tháng 11 năm 2026", "same"),
        ("1957", "năm 1957", "same"),
        ("1957-03-02", "1957", "precision"),
        ("1957-03-02", "03/1957", "precision"),
        ("1957-03-02", "2/3/1957", "same"),
        ("1957-03-02", "1957-02-03", "order"),
        ("1957-03-02", "1958", "different"),
        ("1957-03-02", "04/1957", "different"),
        ("2026-11-11", "2026-11-12", "different"),
        ("2026-11-11", "", "different"),
        ("không rõ", "Không  rõ", "same"),
    ],
)
def test_dates(one: str, other: str, expected: str) -> None:
    assert told(dates(one, other)) == expected
    assert told(dates(other, one)) == expected


def test_a_slip_in_a_date_that_was_read_unsurely() -> None:
    assert told(dates("2026-11-11", "2026-11-17", slips=True)) == "look_alike"
    assert told(dates("2026-11-11", "2026-11-12", slips=True)) == "different"


def test_sexes() -> None:
    assert told(sexes("female", "Nữ")) == told(sexes("nu", "gái")) == "same"
    assert told(sexes("female", "male")) == "different"


letters = st.text("aăâáàạđĐÊUƯỨvì 205'O", max_size=12)
digits = st.text("0123456789", min_size=12, max_size=12)


@calm
@given(letters, letters, st.booleans())
def test_it_does_not_matter_which_comes_first(one: str, other: str, slips: bool) -> None:
    for rule in (words, numbers, dates, sexes):
        assert told(rule(one, other, slips=slips)) == told(rule(other, one, slips=slips))


@calm
@given(letters, st.sampled_from(["NFC", "NFD"]))
def test_a_value_is_the_same_as_itself_however_composed(value: str, form: str) -> None:
    for rule in (words, numbers, dates, sexes):
        assert rule(value, value).verdict is SAME
    assert words(value, unicodedata.normalize(form, value)).verdict is SAME  # type: ignore[arg-type]


FOLDS: dict[str, Callable[[str], str]] = {
    "tone": toneless,
    "accent": unaccent,
    "look_alike": shaped,
    "spacing": lambda text: "".join(filter(str.isalnum, text)),
    "order": lambda text: " ".join(sorted(text.split())),
}


@calm
@given(letters, letters, st.booleans())
def test_what_is_similar_is_made_equal_by_its_explanations(one: str, other: str, slips: bool) -> None:
    found = words(one, other, slips=slips)
    left, right = spelt(one), spelt(other)
    for reason in found.why:
        fold = FOLDS.get(reason.code, spelt)
        left, right = fold(left), fold(right)
    last = lacks_one(left, right) if found.why and found.why[-1].code == "missing_part" else left == right
    assert last == (found.verdict is not DIFFERENT)


@calm
@given(digits, digits)
def test_two_sure_numbers_are_one_number_or_different(one: str, other: str) -> None:
    assert numbers(one, other).verdict is (SAME if one == other else DIFFERENT)


@calm
@given(digits, st.lists(st.tuples(st.integers(0, 11), st.sampled_from("0123456789")), min_size=1, max_size=3))
def test_an_unsure_number_is_similar_for_one_look_alike_at_most(number: str, slips: list[tuple[int, str]]) -> None:
    read = number
    for at, digit in slips:
        read = read[:at] + digit + read[at + 1 :]
    wrong = sum(a != b for a, b in zip(number, read, strict=True))
    found = numbers(number, read, slips=True).verdict
    assert found in {0: {SAME}, 1: {SIMILAR, DIFFERENT}}.get(wrong, {DIFFERENT})
