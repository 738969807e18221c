"""What is to be paid, line by line: by the catalogue's version of the dossier's day, with an exemption and its ground.

Amounts are whole đồng. What the catalogue does not know is not free: there, and there only, an officer states it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chalicelib.domain.faults import Fault
from chalicelib.domain.procedures import Fee, FeeExemption, Procedure

TARIFFS = ("direct", "online")
AT_INTAKE = "intake"
MOST = 1_000_000_000
"""No fee comes near it: a larger amount is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of an amount, in both languages; reductions are below zero.

    `source` is where we know it from, for those who keep the catalogue. `basis` is the legal text, for the citizen;
    empty where none is known.
    """

    vi: str
    en: str
    amount: int
    source: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What is said when a fee is asked for. `exemption` is its number among those of the day, from 1; 0 is none.

    `amount` is stated where the catalogue does not know it, `ground` is why this person is exempt.
    """

    tariff: str = ""
    extra: str = ""
    quantity: int = 1
    exemption: int = 0
    ground: str = ""
    amount: int = 0


def ground(procedure: Procedure) -> str:
    """Where an ordinary fee is written: the catalogue's version."""
    return f"Danh mục thủ tục {procedure.code}, bản từ {procedure.valid_from}"


def lines(fee: Fee | None, day: date, charge: Charge, source: str = "") -> tuple[FeeLine, ...]:
    """The lines of the amount; none where nothing is due, or nothing is known and no amount was stated.

    `source` is where the ordinary fee is written. Raises payment.tariff, payment.extra, payment.exemption,
    payment.ground or payment.amount_known.
    """
    price = _price(fee, day, charge, source)
    if price is None:
        return _stated(charge)
    if charge.amount:
        raise Fault("payment.amount_known", "fee.amount", amount=price.amount)
    reduced = _reduced(fee, day, charge, price.amount)
    return (price, *reduced) if price.amount else ()


def impersonal(found: Iterable[FeeLine]) -> tuple[FeeLine, ...]:
    """The lines without why somebody pays less: who is poor or ill is nobody's business who only looks a dossier up."""
    return tuple(line if line.amount > 0 else FeeLine(*_REDUCED, line.amount) for line in found)


_REDUCED = ("Miễn, giảm theo quy định", "Reduced as the rules provide")


def total(found: tuple[FeeLine, ...]) -> int:
    """The sum of the lines, in đồng."""
    return sum(line.amount for line in found)


def _stated(charge: Charge) -> tuple[FeeLine, ...]:
    if charge.exemption:
        raise Fault("payment.exemption", "fee.exemption", count=0)
    if not charge.amount:
        return ()
    return (
        FeeLine(
            "Số tiền do cơ quan giải quyết xác định (danh mục chưa có mức thu)",
            "Amount stated by the authority (the catalogue does not know it)",
            charge.amount,
        ),
    )


def _price(fee: Fee | None, day: date, charge: Charge, source: str) -> FeeLine | None:
    """The ordinary line, or that of a special case, before exemptions; None where it is not known."""
    vi, en, basis = "Phí, lệ phí", "Fee", fee.basis if fee else ""
    prices = fee.on(day) if fee else (None, None)
    if charge.extra:
        extra = next((e for e in (fee.extras if fee else ()) if e.code == charge.extra), None)
        if extra is None:
            raise Fault("payment.extra", "fee.extra", codes=", ".join(e.code for e in fee.extras) if fee else "–")
        vi, en, prices = extra.name, extra.name_en, (extra.direct, extra.online)
        source, basis = extra.source, extra.basis
    one = _of_tariff(prices, charge.tariff)
    if one is None:
        return None
    unit = fee.unit if fee and fee.unit else "hồ sơ"
    times = f": {charge.quantity} {unit} × {_dong(one)}"
    return FeeLine(vi + times, en + times, one * charge.quantity, source, basis)


def _of_tariff(prices: tuple[int | None, int | None], tariff: str) -> int | None:
    """The amount of the tariff that was named; unnamed, both must be the same."""
    direct, online = prices
    if not tariff and direct != online:
        raise Fault("payment.tariff", "fee.tariff", direct=_known(direct), online=_known(online))
    return online if tariff == "online" else direct


def _reduced(fee: Fee | None, day: date, charge: Charge, amount: int) -> tuple[FeeLine, ...]:
    if not charge.exemption:
        return ()
    open_to = fee.exemptions_on(day) if fee else ()
    if not 0 < charge.exemption <= len(open_to):
        raise Fault("payment.exemption", "fee.exemption", count=len(open_to))
    if not charge.ground.strip():
        raise Fault("payment.ground", "fee.ground")
    return (_exempt(open_to[charge.exemption - 1], amount),)


def _exempt(e: FeeExemption, amount: int) -> FeeLine:
    """A part of a đồng is left to the citizen."""
    reduction = -(amount * e.percent // -100)
    vi = f"Miễn, giảm {e.percent} %: {e.who}"
    return FeeLine(vi, f"Exempt by {e.percent} %: {e.who_en}", -reduction, e.source, e.basis)


def _known(amount: int | None) -> str:
    return "?" if amount is None else _dong(amount)


def _dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")
