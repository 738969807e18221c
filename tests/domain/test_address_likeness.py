"""Two addresses, part by part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.address_likeness import addresses
from chalicelib.domain.explanations import Likeness
from tests.domain.test_units import HANOI
from tests.support.dossiers import calm

OLD = "Số 93 ngõ 87 đường Hoàng Quốc Việt, phường Hàng Gai, quận Hoàn Kiếm, thành phố Hà Nội"


def told(found: Likeness) -> str:
    return "+".join(reason.code for reason in found.why) or found.verdict.value


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (OLD, "same"),
        (OLD.replace(",", ""), "same"),
        (OLD.upper(), "same"),
        ("93 ngõ 87 Hoàng Quốc Việt, P. Hàng Gai, Q. Hoàn Kiếm, TP HN", "abbreviation"),
        (OLD.replace("Hàng Gai", "Hang Gai"), "tone"),
        (OLD.replace("Số 93 ngõ 87 ", ""), "missing_part"),
        (OLD.replace("quận Hoàn Kiếm, ", ""), "missing_part"),
        ("Số 93 ngõ 87 đường Hoàng Quốc Việt, phường Hoàn Kiếm, thành phố Hà Nội", "old_unit"),
        ("Số 93 ngõ 87 đường Hoàng Quốc Việt, phường Tây Hồ, thành phố Hà Nội", "different"),
        (OLD.replace("Hàng Gai", "Hàng Bạc"), "different"),
        (OLD.replace("Số 93 ngõ 87", "Số 87 ngõ 93"), "different"),
        (OLD.replace("93", "98"), "different"),
        (OLD.replace("Hà Nội", "Nam Định"), "different"),
        ("", "different"),
    ],
)
def test_what_explains_the_difference(other: str, expected: str) -> None:
    assert told(addresses(OLD, other, units=lambda: HANOI)) == expected
    assert told(addresses(other, OLD, units=lambda: HANOI)) == expected


def test_a_house_number_that_was_read_unsurely() -> None:
    assert told(addresses(OLD, OLD.replace("ngõ 87", "ngõ B7"), slips=True)) == "look_alike"
    assert told(addresses(OLD, OLD.replace("ngõ 87", "ngõ B7"))) == "different"


def test_the_units_are_asked_for_only_where_wards_have_different_names() -> None:
    assert addresses(OLD, OLD.replace("93", "98"), units=lambda: pytest.fail("asked")).verdict == "different"


words = st.sampled_from(["số 5", "phố Huế", "phường Hàng Gai", "P. Hang Gai", "quận Hoàn Kiếm", "Hà Nội", "HN", "x"])


@calm
@given(st.lists(words, max_size=5), st.lists(words, max_size=5))
def test_it_does_not_matter_which_comes_first(one: list[str], other: list[str]) -> None:
    left, right = ", ".join(one), ", ".join(other)
    assert told(addresses(left, right)) == told(addresses(right, left))
    assert addresses(left, left).verdict == "same"
