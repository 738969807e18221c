"""Which accounts of the books money goes from and to, whatever happens to it."""

from __future__ import annotations

from chalicelib.domain.ledger import Entry, Line, moving
from chalicelib.domain.payments import Method, Payment, Told, Word


def till(agent: str) -> str:
    """The account of the cash that an agent has."""
    return f"cash:{agent}"


def holder(payment: Payment) -> str:
    """The account that holds the money of a payment."""
    match payment.method:
        case Method.CASH:
            return till(payment.agent)
        case Method.DIRECT:
            return f"direct:{payment.authority}"
        case _:
            return f"gateway:{payment.gateway}"


def paid_lines(payment: Payment) -> tuple[Line, ...]:
    """A fee that came in."""
    return moving(f"fees:{payment.authority}", holder(payment), payment.amount)


def refunded_lines(payment: Payment) -> tuple[Line, ...]:
    """A fee that was given back. What was taken in stays to be seen: refunds have an account of their own."""
    return moving(holder(payment), f"refunds:{payment.authority}", payment.amount)


def unmatched_lines(told: Told) -> tuple[Line, ...]:
    """Money that a gateway holds, or gave away, and nobody knows why."""
    ends = (f"unmatched:{told.gateway}", f"gateway:{told.gateway}")
    return moving(*(ends if told.word is Word.PAID else ends[::-1]), told.amount)


def cleared_lines(entry: Entry) -> tuple[Line, ...]:
    """The contrary of an entry of unmatched money, once a person has cleared it up."""
    return tuple(Line(line.account, line.credit, line.debit) for line in entry.lines)


def asked_back_lines(told: Told) -> tuple[Line, ...]:
    """Unmatched money that the gateway is to give back to whoever paid it."""
    return moving(f"returning:{told.gateway}", f"unmatched:{told.gateway}", told.amount)


def given_back_lines(asked: Told, told: Told) -> tuple[Line, ...]:
    """Unmatched money that the gateway gave back; by how much it missed is what it owes, or is owed."""
    return _replacing(f"returning:{asked.gateway}", asked.amount, f"gateway:{told.gateway}", told)


def accepted_lines(payment: Payment, told: Told) -> tuple[Line, ...]:
    """A refund by another amount that is taken for the refund: the rest is between the Centre, gateway and payer."""
    return _replacing(f"refunds:{payment.authority}", payment.amount, f"unmatched:{told.gateway}", told)


def _replacing(target: str, owed: int, source: str, told: Told) -> tuple[Line, ...]:
    lines = [Line(target, owed, 0), Line(source, 0, told.amount)]
    missed = told.amount - owed
    if missed:
        lines.append(Line(f"difference:{told.gateway}", max(missed, 0), max(-missed, 0)))
    return tuple(lines)


def assigned_lines(payment: Payment, authority: str) -> tuple[Line, ...]:
    """A fee that was taken before anybody knew whose it is, and now is that authority's."""
    return moving(f"fees:{authority}", f"fees:{payment.authority}", payment.amount)


def difference_lines(agent: str, ledger: int, counted: int) -> tuple[Line, ...]:
    """What the till has more (or less) than the books say; none where they agree."""
    if counted == ledger:
        return ()
    ends = (f"difference:{agent}", till(agent))
    return moving(*(ends if counted > ledger else ends[::-1]), abs(counted - ledger))


def deposit_lines(agent: str, amount: int) -> tuple[Line, ...]:
    """Cash that left the till for the authorities' account."""
    return moving(till(agent), f"deposits:{agent}", amount)
