"""The lines of an amount: by the catalogue, with one exemption and its ground; what is not known is not free."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.api import payment_schemas
from chalicelib.domain import receipts
from chalicelib.domain.fees import Charge, FeeLine, ground, impersonal, lines, total
from chalicelib.domain.procedures import Fee, FeeExemption, FeeExtra, FeePeriod
from tests.domain.test_payments import payment
from tests.support.dossiers import calm, seeded_procedure
from tests.support.refusals import refused

DAY = date(2026, 11, 12)
HALF = FeeExemption(
    percent=50, valid_from=None, valid_to=None, who="mọi người", who_en="everybody", source="TT 64/2025"
)
ALL = FeeExemption(
    percent=100, valid_from="2026-11-12", valid_to=None, who="hộ nghèo", who_en="the poor", source="DEMO"
)
LATE = FeeExtra(code="late", name="quá hạn", name_en="late", direct=5000, online=None, source="DEMO")
FEE = Fee(direct=20000, online=10000, unit="lần", exemptions=(HALF, ALL), extras=(LATE,))


def test_the_ordinary_fee_line_by_line() -> None:
    [price, reduction] = lines(FEE, DAY, Charge(tariff="direct", quantity=3, exemption=1, ground="theo chính sách"))
    assert (price.vi, price.amount) == ("Phí, lệ phí: 3 lần × 20.000 đ", 60000)
    assert (reduction.vi, reduction.amount, reduction.source) == ("Miễn, giảm 50 %: mọi người", -30000, "TT 64/2025")
    assert total((price, reduction)) == 30000


def test_where_the_tariffs_differ_one_is_named() -> None:
    with refused("payment.tariff", "fee.tariff") as raised:
        lines(FEE, DAY, Charge())
    assert "20.000" in raised.value.vi
    assert total(lines(FEE, DAY, Charge(tariff="online"))) == 10000
    assert total(lines(replace(FEE, online=20000), DAY, Charge())) == 20000


def test_a_period_changes_the_price_of_its_days_alone() -> None:
    cheap = FeePeriod(valid_from="2026-11-12", valid_to="2026-11-12", direct=None, online=0, source="DEMO")
    fee = replace(FEE, periods=(cheap,))
    assert lines(fee, DAY, Charge(tariff="online")) == ()
    assert total(lines(fee, date(2026, 11, 13), Charge(tariff="online"))) == 10000


def test_a_special_case_takes_the_ordinary_ones_place() -> None:
    [line] = lines(FEE, DAY, Charge(extra="late", tariff="direct"))
    assert (line.amount, line.source) == (5000, "DEMO")
    with refused("payment.extra", "fee.extra"):
        lines(FEE, DAY, Charge(extra="lost", tariff="direct"))
    with refused("payment.extra"):
        lines(None, DAY, Charge(extra="late"))


def test_an_exemption_is_one_of_the_day_and_has_its_ground() -> None:
    assert total(lines(FEE, DAY, Charge(tariff="direct", exemption=2, ground="sổ hộ nghèo"))) == 0
    with refused("payment.exemption", "fee.exemption"):
        lines(FEE, date(2026, 11, 11), Charge(tariff="direct", exemption=2, ground="sổ hộ nghèo"))
    with refused("payment.ground", "fee.ground"):
        lines(FEE, DAY, Charge(tariff="direct", exemption=2, ground=" "))


def test_an_amount_is_stated_only_where_none_is_known() -> None:
    with refused("payment.amount_known", "fee.amount"):
        lines(FEE, DAY, Charge(tariff="direct", amount=1))
    unknown = Fee(direct=None, online=None, unit=None)
    for fee in (None, unknown):
        assert lines(fee, DAY, Charge()) == ()
        assert total(lines(fee, DAY, Charge(amount=7000))) == 7000
        with refused("payment.exemption"):
            lines(fee, DAY, Charge(amount=7000, exemption=1, ground="x"))
    assert total(lines(FEE, DAY, Charge(extra="late", tariff="online", amount=4000))) == 4000
    with refused("payment.amount_known"):  # known to be free is known
        lines(Fee(direct=0, online=0, unit=None), DAY, Charge(amount=1))


@calm
@given(st.integers(1, 10**6), st.integers(1, 100), st.integers(1, 50))
def test_no_reduction_leaves_less_than_nothing_or_favours_the_office(price: int, percent: int, quantity: int) -> None:
    fee = Fee(direct=price, online=price, unit="x", exemptions=(replace(HALF, percent=percent),))
    left = total(lines(fee, DAY, Charge(quantity=quantity, exemption=1, ground="x")))
    assert 0 <= left * 100 <= price * quantity * (100 - percent)
    assert price * quantity * (100 - percent) - left * 100 < 100


@pytest.mark.parametrize(
    ("code", "charge", "amount"),
    [
        ("1.001193", Charge(), 0),
        ("1.001193", Charge(extra="late", tariff="direct"), 5000),
        ("2.000635", Charge(quantity=2), 16000),
        ("2.000635", Charge(quantity=2, exemption=1, ground="VNeID mức 2"), 0),
        ("1.004222", Charge(tariff="online", exemption=1, ground="theo TT 64/2025"), 5000),
        ("1.001456", Charge(extra="lost", tariff="online"), 320000),
    ],
)
def test_the_seeded_catalogue(code: str, charge: Charge, amount: int) -> None:
    assert total(lines(seeded_procedure(code).fee, DAY, charge)) == amount


def test_the_ordinary_line_says_where_it_is_written_and_others_say_their_own() -> None:
    procedure = seeded_procedure("1.001193")
    fee = Fee(direct=8000, online=8000, unit="bản")
    [line] = lines(fee, date(2026, 11, 12), Charge(), ground(procedure))
    assert line.source == "Danh mục thủ tục 1.001193, bản từ 2025-07-01"
    [late] = lines(procedure.fee, date(2026, 11, 12), Charge(extra="late", tariff="direct"), ground(procedure))
    assert "crawl of dichvucong.gov.vn" in late.source


@calm
@given(st.lists(st.integers(-(10**6), 10**6).filter(bool), max_size=5))
def test_what_a_stranger_sees_adds_up_and_names_no_ones_lot(amounts: list[int]) -> None:
    found = tuple(FeeLine("hộ nghèo" if n < 0 else "Phí", "poor" if n < 0 else "Fee", n, "x") for n in amounts)
    seen = impersonal(found)
    assert total(seen) == total(found)
    assert "poor" not in str(seen)
    assert [line for line in seen if line.amount > 0] == [line for line in found if line.amount > 0]


def test_a_receipt_names_legal_texts_and_nothing_of_where_we_read_them() -> None:
    known = replace(HALF, source="an unofficial copy of TT 64/2025", basis="TT 64/2025")
    charge = Charge(tariff="direct", exemption=1, ground="theo chính sách")
    found = lines(replace(FEE, exemptions=(known,)), DAY, charge, "the catalogue")
    assert [row[2] for row in receipts.rows(payment(lines=found))] == ["–", "TT 64/2025"]
    assert [payment_schemas.line(line).basis for line in found] == [None, "TT 64/2025"]
