"""Addresses taken apart, and the units of today that they may mean. Houses and streets are invented."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.addresses import Address, address, in_hanoi
from chalicelib.domain.people import unaccent
from chalicelib.domain.places import located
from chalicelib.domain.units import LegacyWard
from tests.domain.test_units import HANOI, WARDS
from tests.support.dossiers import calm

PRINTED = "Số 93 ngõ 87 đường Hoàng Quốc Việt, phường Hàng Gai, quận Hoàn Kiếm, thành phố Hà Nội"
WHOLE = Address(
    house="Số 93 ngõ 87", street="đường Hoàng Quốc Việt", ward="Hàng Gai", district="Hoàn Kiếm", province="Hà Nội"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PRINTED, WHOLE),
        (PRINTED.replace(",", ""), WHOLE),
        (PRINTED + ", Việt Nam", WHOLE),
        (
            "Số 88 ngõ 182 Nguyễn Lương Bằng, Hàng Gai, Hoàn Kiếm, Hà Nội",
            Address(
                house="Số 88 ngõ 182",
                street="Nguyễn Lương Bằng",
                ward="Hàng Gai",
                district="Hoàn Kiếm",
                province="Hà Nội",
            ),
        ),
        ("P. Hàng Gai, Q.Hoàn Kiếm, TP HN", Address(ward="Hàng Gai", district="Hoàn Kiếm", province="HN")),
        ("TT. Đông Anh, H. Đông Anh", Address(ward="Đông Anh", district="Đông Anh")),
        (
            "Số 5 đường Xã Đàn, phường Kim Liên, Đống Đa",
            Address(house="Số 5", street="đường Xã Đàn", ward="Kim Liên", district="Đống Đa"),
        ),
        ("phường Quan Hoa, quận Cầu Giấy", Address(ward="Quan Hoa", district="Cầu Giấy")),
        ("Quan Hoa, Cầu Giấy, Hà Nội", Address(ward="Quan Hoa", district="Cầu Giấy", province="Hà Nội")),
        ("Xã Kim Sơn, thị xã Sơn Tây", Address(ward="Kim Sơn", district="Sơn Tây")),
        ("Thôn Đoài, xã Sóc Sơn, Hà Nội", Address(street="Thôn Đoài", ward="Sóc Sơn", province="Hà Nội")),
        ("Hải Hậu, Hải Hậu, Nam Định", Address(ward="Hải Hậu", district="Hải Hậu", province="Nam Định")),
        ("Sóc Sơn, Hà Nội", Address(ward="Sóc Sơn", province="Hà Nội", is_vague=True)),
        ("Hà Nội", Address(province="Hà Nội")),
        ("", Address()),
    ],
)
def test_the_parts(text: str, expected: Address) -> None:
    assert address(text) == expected


@calm
@given(st.text("số phường xãquận,.;-–P1 Hà Nội\n", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert not located(text, HANOI).sure or address(text).ward


@pytest.mark.parametrize(
    ("province", "expected"),
    [
        ("Hà Nội", True),
        ("Ha Nôi", True),
        ("Thanh pho Ha Noi", True),
        ("Hà Tây", True),
        ("Hà Nam", False),
        ("TP HCM", False),
        ("Nam Đinh", False),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_province_is_hanoi_another_or_unknown(province: str, expected: bool | None) -> None:
    assert in_hanoi(province) is expected


WAYS = [
    str,
    str.upper,
    unaccent,
    lambda t: re.sub("(?i)phường |quận |thành phố |huyện |thị xã |thị trấn |(?<= )xã (?!Đàn)", "", t),
    lambda t: t.replace("Phường ", "P. ").replace("Quận ", "Q.").replace("Huyện ", "H. ").replace("thành phố", "TP"),
]


@calm
@given(st.sampled_from(sorted(WARDS.values(), key=lambda w: w.code)), st.sampled_from(WAYS))
def test_every_old_ward_leads_to_its_units_however_the_address_is_written(old: LegacyWard, way: object) -> None:
    assert callable(way)
    found = located(way(f"Số 12 ngõ 3 đường Láng, {old.name}, {old.district}, thành phố Hà Nội"), HANOI)
    assert {*old.to} <= {unit.code for unit in found.units}
    assert found.sure == (len(found.units) == 1)


LETTER = st.sampled_from("abcdeghiklmnopqrstuvxyàâđươ.0158")


@calm
@given(
    st.sampled_from(sorted(WARDS.values(), key=lambda w: w.code)),
    st.lists(st.tuples(st.integers(0, 60), LETTER), max_size=3),
)
def test_what_was_misread_is_never_surely_another_unit(old: LegacyWard, slips: list[tuple[int, str]]) -> None:
    text = f"Số 7, {old.name}, {old.district}, thành phố Hà Nội"
    for at, letter in slips:
        text = text[:at] + letter + text[at + 1 :] if at < len(text) else text
    found = located(text, HANOI)
    assert not found.sure or {unit.code for unit in found.units} <= {*old.to} or _names_another(found.why, old)


def _names_another(why: tuple[str, ...], old: LegacyWard) -> bool:
    """A slip can make another ward's true name of a name: then the paper says so, and nobody can know."""
    return old.name not in why[0]


def test_a_slip_is_taken_for_the_nearest_name_and_is_never_sure() -> None:
    found = located("phường Thụy Khuẻ, quận Tây Hô, Hà Nội".replace("Khuẻ", "Khua"), HANOI)
    assert {unit.code for unit in found.units} == {*next(w for w in WARDS.values() if w.name == "Phường Thụy Khuê").to}
    assert found.why[0] == "Không có tên “Thụy Khua”; gần nhất: Phường Thụy Khuê."
    assert not found.sure


def test_a_slip_between_two_names_leaves_both() -> None:
    found = located("phường Hàng Gia, quận Hoàn Kiếm", HANOI)
    assert "Phường Hàng Mã / Phường Hàng Gai" in found.why[0]
    assert not found.sure


def test_a_bare_name_may_be_the_old_districts() -> None:
    found = located("số 5 phố Huế, Hoàn Kiếm, Hà Nội", HANOI)
    assert len(found.units) > 1
    assert not found.sure
    assert located("số 5 phố Huế, phường Hoàn Kiếm, Hà Nội", HANOI).sure


def test_a_ward_that_was_gone_before_leaves_its_district() -> None:
    found = located("phường Yết Kiêu, quận Hà Đông, thành phố Hà Nội", HANOI)
    assert "Phường Hà Đông" in {unit.name for unit in found.units}
    assert found.guessed


def test_outside_hanoi_nothing_is_looked_for() -> None:
    found = located("phường Kim Liên, quận Đống Đa, tỉnh Nam Định", HANOI)
    assert (found.units, found.address.is_outside) == ((), True)
    assert "Ngoài thành phố Hà Nội" in found.why[0]


def test_ha_tay_is_hanoi_now_and_an_unknown_province_is_not_sure() -> None:
    assert "Hà Tây" in located("phường Vạn Phúc, Hà Đông, Hà Tây", HANOI).why[0]
    assert not located("phường Hàng Gai, quận Hoàn Kiếm, tỉnh Atlantis", HANOI).sure


def test_an_address_that_names_no_unit_says_so() -> None:
    assert located("ở cạnh hồ", HANOI).why == (
        "Không thấy tên phường, xã hay quận, huyện nào của Hà Nội trong địa chỉ.",
    )
