"""Payments as rows of the Dossiers table. The lines of the amount, the ground and the reason are sealed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import UpdateError

from chalicelib.adapters.sealing import DataKey, seal, unseal
from chalicelib.adapters.tables import ItemRow, WaitingRow
from chalicelib.domain.fees import FeeLine
from chalicelib.domain.payments import Method, Payment, State

AWAITED = "payments"
"""What the index of waiting items calls those whose gateway has still something to say."""


class PaymentRow(ItemRow, discriminator="payment"):
    """A payment, item `payment#<id>`."""

    part = UnicodeAttribute(null=True)
    agent = UnicodeAttribute()
    authority = UnicodeAttribute()
    amount = NumberAttribute()
    state = UnicodeAttribute()
    version = NumberAttribute()
    asked_at = UTCDateTimeAttribute()
    asked_by = UnicodeAttribute()
    resumes = BooleanAttribute(default=False)
    method = UnicodeAttribute(null=True)
    gateway = UnicodeAttribute(null=True)
    order = UnicodeAttribute(null=True)
    transaction = UnicodeAttribute(null=True)
    started_at = UTCDateTimeAttribute(null=True)
    paid_at = UTCDateTimeAttribute(null=True)
    paid_by = UnicodeAttribute(null=True)
    receipt = UnicodeAttribute(null=True)
    refunded_at = UTCDateTimeAttribute(null=True)
    refunded_by = UnicodeAttribute(null=True)
    request = UnicodeAttribute(null=True)
    refund = UnicodeAttribute(null=True)


_PLAIN = (
    *(
        "part",
        "agent",
        "authority",
        "amount",
        "version",
        "asked_at",
        "asked_by",
        "resumes",
        "gateway",
        "order",
        "transaction",
    ),
    *("started_at", "paid_at", "paid_by", "receipt", "refunded_at", "refunded_by", "request", "refund"),
)


def payment_row(p: Payment, key: DataKey) -> PaymentRow:
    """The row of a payment; it is found by the reconciliation while the gateway owes us an answer."""
    item = f"payment#{p.id}"
    said = {"lines": [asdict(line) for line in p.lines], "ground": p.ground, "why": p.why}
    return PaymentRow(
        p.dossier,
        item,
        state=p.state.value,
        method=p.method.value if p.method else None,
        todo=AWAITED if p.is_awaited else None,
        todo_since=(p.started_at or p.asked_at) if p.is_awaited else None,
        sealed=seal(said, key, p.dossier, item),
        **{name: getattr(p, name) for name in _PLAIN},
    )


def payment(row: ItemRow) -> Payment | None:
    """The payment of a row, or None where the row is something else."""
    if not isinstance(row, PaymentRow):
        return None
    said = unseal(row.sealed, row.code, row.item)
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Payment(
        **{**plain, "amount": int(row.amount), "version": int(row.version)},
        id=row.item.removeprefix("payment#"),
        dossier=row.code,
        state=State(row.state),
        method=Method(row.method) if row.method else None,
        lines=tuple(FeeLine(**line) for line in said["lines"]),
        ground=said["ground"],
        why=said["why"],
    )


def awaited(before: datetime, limit: int = 500) -> list[tuple[str, str]]:
    """Dossier and id of the payments that have waited for a gateway since before that moment, the longest first."""
    found = WaitingRow.by_todo.query(AWAITED, WaitingRow.todo_since < before, limit=limit)
    return [(row.code, row.item.removeprefix("payment#")) for row in found]


def looked_at(code: str, payment_id: str, at: datetime) -> None:
    """Puts a payment that still waits at the end of the line."""
    row = PaymentRow(code, f"payment#{payment_id}")
    try:
        row.update(actions=[PaymentRow.todo_since.set(at)], condition=PaymentRow.todo.exists())
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
