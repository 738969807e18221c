"""The receipt of a payment, as a form that is filled in: no name of anybody, the dossier's code says whose it is."""

from __future__ import annotations

from datetime import date

from chalicelib.domain.deadlines import HANOI
from chalicelib.domain.faults import Fault
from chalicelib.domain.forms import UNKNOWN, Row
from chalicelib.domain.payments import IN_HAND, Method, Payment, State

ID = "receipt"
METHODS = {
    Method.VIETQR: "chuyển khoản (VietQR)",
    Method.GATEWAY: "cổng thanh toán",
    Method.CASH: "tiền mặt",
    Method.DIRECT: "tại cơ quan giải quyết",
}
HAS_RECEIPT = IN_HAND | {State.REFUNDED}


def require_paid(payment: Payment) -> None:
    """Raises payment.no_receipt for what was not paid."""
    if payment.state not in HAS_RECEIPT:
        raise Fault("payment.no_receipt", "payment")


def gaps(payment: Payment, agency: str, procedure: str, agent: str, day: date) -> dict[str, str]:
    """What the gaps of the receipt hold."""
    return {
        "agency": agency,
        "agent": agent,
        "code": payment.dossier,
        "procedure": procedure,
        "receipt": payment.receipt or UNKNOWN,
        "reference": payment.id,
        "amount": dong(payment.amount),
        "method": METHODS[payment.method] if payment.method else UNKNOWN,
        "paid_at": f"{payment.paid_at.astimezone(HANOI):%H:%M %d/%m/%Y}" if payment.paid_at else UNKNOWN,
        "printed_on": f"Hà Nội, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
    }


def rows(payment: Payment) -> tuple[Row, ...]:
    """The lines of the amount."""
    return tuple((str(n), line.vi, line.basis or "–", dong(line.amount)) for n, line in enumerate(payment.lines, 1))


def stamp(payment: Payment) -> str | None:
    """What stands under the title of a receipt whose money was given back."""
    if payment.refunded_at is None:
        return None
    return f"ĐÃ HOÀN TIỀN ngày {payment.refunded_at.astimezone(HANOI):%d/%m/%Y}"


def dong(amount: int) -> str:
    """An amount as it is written here: 8.000."""
    return f"{amount:,}".replace(",", ".")
