"""What acts on a dossier do to its payments: asking makes one, confirming settles it, ending cancels it.

Routing says whose a fee is that was taken before.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import ledger_store, registry_store
from chalicelib.adapters.ledger_rows import Posting
from chalicelib.domain import accounts, fees, ledger, payments
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import ENDED, Dossier, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import Charge
from chalicelib.domain.ledger import Entry, Line
from chalicelib.domain.payments import IN_HAND, OPEN, Method, Move, Payment, State, Told, moved
from chalicelib.domain.roles import Principal
from chalicelib.services.reference import registry


@dataclass(frozen=True, slots=True)
class Money:
    """What an act writes of payments, and of the books."""

    payments: tuple[Payment, ...] = ()
    postings: tuple[Posting, ...] = ()

    @property
    def asked(self) -> str | None:
        """The id of the payment that is newly asked for."""
        return next((p.id for p in self.payments if p.version == 1), None)


def of_act(
    file: File,
    action: str,
    charge: Charge | None,
    part: str | None,
    after: Mapping[str | None, Dossier],
    by: Principal,
    now: datetime,
) -> Money:
    """What the act does to payments. `after` are the dossier (None) and its parts as the act leaves them."""
    match action:
        case "ask_payment":
            return Money(_asked(file, charge, after[part], by, now))
        case "confirm_payment":
            return _confirmed(file, part, by, now)
        case _:
            ended = [p for p in file.payments if p.state in OPEN and after[p.part].status in ENDED]
            return Money(tuple(moved(p, Move.CANCEL) for p in ended))


def _asked(file: File, charge: Charge | None, of: Dossier, by: Principal, now: datetime) -> tuple[Payment, ...]:
    """The new payment, in the place of an open one. None where the catalogue names no fee and nothing was stated.

    That is an obligation of another kind, paid elsewhere: the reason tells of it, and an officer confirms it.
    """
    made = new_payment(of, charge or Charge(), by, now, resumes=True)
    if made is None:
        if charge:
            raise Fault("payment.nothing_due", "fee")
        return ()
    before = (moved(p, Move.CANCEL) for p in file.payments if p.state in OPEN and p.part == of.part)
    return (*before, made)


def new_payment(of: Dossier, charge: Charge, by: Principal, now: datetime, *, resumes: bool) -> Payment | None:
    """The payment that is asked for by the catalogue's version of the dossier's day; None where nothing is due."""
    day = hanoi_day(of.opened_at)
    procedure = registry.procedure(of.procedure, day)
    lines = fees.lines(procedure.fee, day, charge, fees.ground(procedure))
    amount = fees.total(lines)
    if amount > fees.MOST:
        raise Fault("payment.too_much", "fee.quantity", limit=fees.MOST)
    if amount <= 0:
        return None
    return Payment(
        id=payments.reference(secrets.randbits(50)),
        dossier=of.code,
        part=of.part,
        agent=of.agent,
        authority=of.authority or ledger.CENTRE,
        amount=amount,
        lines=lines,
        ground=charge.ground.strip(),
        state=State.ASKED,
        version=1,
        asked_at=now,
        asked_by=by.id,
        resumes=resumes,
    )


def _confirmed(file: File, part: str | None, by: Principal, now: datetime) -> Money:
    """The officer's word settles the open payment: it was paid at the authority itself."""
    settled = [
        paid(p, Method.DIRECT, by, now) for p in file.payments if p.state in OPEN and p.part == part and p.resumes
    ]
    return Money(tuple(settled), tuple(posting(p, "paid", accounts.paid_lines(p), by, now) for p in settled))


def of_routing(file: File, holders: Iterable[Dossier], by: Principal, now: datetime) -> Money:
    """Fees that were asked for before anybody knew whose they are become the authority's, in the books too.

    `holders` are who decides: the dossier, or its parts. Where they lie with several authorities it is not known whose
    a fee for the whole is, and it stays the Centre's.
    """
    authorities = {of.authority for of in holders}
    authority = authorities.pop() if len(authorities) == 1 else None
    if authority is None:
        return Money()
    nobodys = [p for p in file.payments if p.authority == ledger.CENTRE and p.state in OPEN | IN_HAND]
    in_hand = [p for p in nobodys if p.state in IN_HAND]
    return Money(
        tuple(replace(p, authority=authority, version=p.version + 1) for p in nobodys),
        tuple(posting(p, "assigned", accounts.assigned_lines(p, authority), by, now) for p in in_hand),
    )


def paid(payment: Payment, method: Method, by: Principal, now: datetime, told: Told | None = None) -> Payment:
    """The payment with all of its money, and the number of its receipt. Raises payment.state."""
    settled = moved(
        payment,
        Move.SETTLE,
        method=method,
        gateway=told.gateway if told else None,
        transaction=told.transaction if told else None,
        paid_at=now,
        paid_by=by.id,
    )
    return _receipted(settled, now)


def _receipted(payment: Payment, now: datetime) -> Payment:
    """Numbers are never given twice; one may be missing where the write it was taken for was lost."""
    series = f"{payment.agent}-{hanoi_day(now):%y%m%d}"
    return replace(payment, receipt=f"{series}-{registry_store.next_number(f'receipt-{series}'):04d}")


def posting(
    payment: Payment,
    kind: str,
    lines: tuple[Line, ...],
    by: Principal,
    now: datetime,
    told: Told | None = None,
) -> Posting:
    """The payment's entry in its agent's book, on the sheet that is open now."""
    entry = Entry(
        id=store.event_id(now),
        kind=kind,
        at=now,
        by=by.id,
        lines=lines,
        payment=payment.id,
        dossier=payment.dossier,
        gateway=told.gateway if told else None,
        gateway_day=hanoi_day(told.at).isoformat() if told else None,
        transaction=told.transaction if told else None,
    )
    return ledger_store.posting(payment.agent, entry, hanoi_day(now))
