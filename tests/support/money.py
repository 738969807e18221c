"""Histories of payments: what people, gateways and clocks may do, on tables or in memory, and what must then hold."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters import (
    dossier_store,
    ledger_store,
    payment_rows,
    registry_store,
    sealing,
    telemetry,
    unmatched_store,
)
from chalicelib.adapters import gateway as gateways
from chalicelib.adapters.dossier_store import Done, Loaded, Once, Raced, Together
from chalicelib.adapters.gateway import GatewayDownError, Order
from chalicelib.adapters.ledger_rows import Posting
from chalicelib.adapters.ledger_store import Last
from chalicelib.domain import ledger, regimes
from chalicelib.domain.agents import Agent
from chalicelib.domain.clearing import Decision
from chalicelib.domain.dossiers import Dossier, Event, File, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.fees import AT_INTAKE, Charge
from chalicelib.domain.ledger import CENTRE, Closing, Entry, Sheet, Unmatched
from chalicelib.domain.payments import IN_HAND, OPEN, Method, Payment, State, Told, Word
from chalicelib.domain.procedures import Fee, Procedure
from chalicelib.domain.roles import Principal, Role
from chalicelib.domain.routing import Authority, Route
from chalicelib.services import once
from chalicelib.services.casework import handling, routing
from chalicelib.services.money import books, clearing, gateway_messages, payments, reconciling, refunds
from chalicelib.services.reference import competence, registry
from infra.local.payment_gateway import PaymentGateway
from tests.support.dossiers import NOW, entries, seeded_calendar, seeded_procedure
from tests.support.dossiers import dossier as dossier_of
from tests.support.office import PowerCutError

COMMUNE = "commune:00166"
PRICE = 8000
FEE = Fee(direct=PRICE, online=PRICE, unit="hồ sơ", due=AT_INTAKE)
FOUND = Route(Authority(COMMUNE, "commune", "00166", "Cầu Giấy", "UBND"), ())
NOBODY: Any = None


class Simulated:
    """The simulated gateway behind the adapter's Protocol, without a wire between."""

    name = "demo"

    def __init__(self, gateway: PaymentGateway) -> None:
        self.gateway = gateway

    def create(self, reference: str, amount: int) -> Order:
        return Order(**_renamed(self._ask("/orders", reference=reference, amount=amount)))

    def status(self, reference: str) -> Told | None:
        return self._told(self._ask("/status", reference=reference))

    def refund(self, request: str, reference: str, transaction: str, amount: int) -> Told | None:
        asked = {"request": request, "reference": reference, "transaction": transaction, "amount": amount}
        return self._told(self._ask("/refunds", **asked))

    def _ask(self, path: str, **asked: Any) -> dict[str, Any]:
        if self.gateway.mode == "down":
            raise GatewayDownError("simulated")
        return self.gateway.answer(path, asked)

    def _told(self, said: dict[str, Any]) -> Told | None:
        return gateways.told(self.name, said) if said else None


def _renamed(reply: dict[str, Any]) -> dict[str, Any]:
    return {"id": reply["order"], "url": reply["url"]}


@dataclass
class Memory:
    """Tables in memory that keep what DynamoDB keeps: conditions, and all of a transaction or nothing.

    When the fuse has burnt down, the process dies at that write: just before it, or just after it was kept.
    """

    files: dict[str, File] = field(default_factory=dict)
    done: dict[str, tuple[str, Done]] = field(default_factory=dict)
    found_by: dict[str, str] = field(default_factory=dict)
    sheets: dict[tuple[str, date], list[Entry]] = field(default_factory=dict)
    closings: dict[tuple[str, date], Closing] = field(default_factory=dict)
    lasts: dict[str, Last] = field(default_factory=dict)
    odd: dict[str, Unmatched] = field(default_factory=dict)
    to_return: set[str] = field(default_factory=set)
    looked: dict[str, datetime] = field(default_factory=dict)
    reports: dict[tuple[str, date], Any] = field(default_factory=dict)
    numbers: Counter[str] = field(default_factory=Counter)
    fuse: int = -1
    late: bool = False

    def written(self, holds: bool, write: Callable[[], None]) -> None:
        """One transaction."""
        self.fuse -= 1
        if self.fuse == 0 and not self.late:
            raise PowerCutError
        if not holds:
            raise Raced
        write()
        if self.fuse == 0:
            raise PowerCutError

    # dossiers
    def load(self, code: str) -> Loaded:
        return Loaded(self.files[code], b"")

    def change(
        self,
        before: Dossier,
        after: Dossier,
        event: Event,
        key_from: bytes,
        mark: Once | None = None,
        together: Together | None = None,
    ) -> None:
        also = together or Together()
        file = self.files[before.code]
        free = mark is None or mark.key not in self.done
        holds = file.dossier.version == before.version and free and all(map(self._open, also.postings))

        def write() -> None:
            changed = {p.id: p for p in also.payments}
            kept = {p.id: p for p in file.payments} | changed
            self.files[before.code] = replace(
                file, dossier=after, events=(*file.events, event), payments=tuple(kept.values())
            )
            self.found_by.update(dict.fromkeys(changed, before.code))
            for posting in also.postings:
                self._post(posting)
            also.more(NOBODY)
            self._remember(mark, before.code, event.id)

        self.written(holds, write)

    def already_done(self, mark: Once) -> Done | None:
        if mark.key not in self.done:
            return None
        fingerprint, done = self.done[mark.key]
        if fingerprint != mark.fingerprint:
            raise Fault("idempotency.reused", "Idempotency-Key")
        return done

    def _remember(self, mark: Once | None, code: str, item: str | None) -> None:
        if mark:
            self.done[mark.key] = (mark.fingerprint, Done(code, item))

    # books
    def last(self, book: str) -> Last | None:
        return self.lasts.get(book)

    def sheet(self, book: str, day: date) -> Sheet:
        found = tuple(self.sheets.get((book, day), ()))
        return Sheet(book, day, found, len(found), self.closings.get((book, day)))

    def _open(self, posting: Posting) -> bool:
        return (posting.book, posting.day) not in self.closings and posting.first == (posting.book not in self.lasts)

    def _post(self, posting: Posting) -> None:
        self.sheets.setdefault((posting.book, posting.day), []).append(posting.entry)
        if posting.first:
            self.lasts[posting.book] = Last(posting.day - timedelta(days=1), {})

    def close(self, made: Closing, before: Last, added: Sequence[Entry] = (), mark: Once | None = None) -> None:
        same = len(self.sheets.get((made.book, made.day), ())) == made.entries - len(added)
        last = self.lasts.get(made.book)
        follows = last is None if not before.begun else last is not None and last.day == before.day

        def write() -> None:
            self.sheets.setdefault((made.book, made.day), []).extend(added)
            self.closings[made.book, made.day] = made
            self.lasts[made.book] = Last(made.day, made.balances)
            self._remember(mark, made.book, made.day.isoformat())

        self.written(same and follows and (made.book, made.day) not in self.closings, write)

    def post(self, made: Posting, mark: Once) -> None:
        def write() -> None:
            self._post(made)
            self._remember(mark, made.book, made.entry.id)

        self.written(self._open(made) and mark.key not in self.done, write)

    # unmatched money
    def add(self, _: Any, found: Unmatched) -> None:
        assert found.id not in self.odd
        self.odd[found.id] = found

    def keep(self, found: Unmatched, made: Posting, mark: Once) -> None:
        def write() -> None:
            self.add(NOBODY, found)
            self._post(made)
            self._remember(mark, found.dossier or "", found.id)

        self.written(found.id not in self.odd and self._open(made) and mark.key not in self.done, write)

    def waiting(self) -> list[Unmatched]:
        return [u for u in self.odd.values() if u.cleared_at is None]

    def returning(self) -> list[Unmatched]:
        return [self.odd[name] for name in sorted(self.to_return)]

    def find(self, unmatched_id: str) -> Unmatched | None:
        return self.odd.get(unmatched_id)

    def one(self, unmatched_id: str) -> Unmatched:
        return self.odd[unmatched_id]

    def asked_back(self, gateway: str, of: str) -> Unmatched | None:
        name = f"{gateway}#paid#{of}"
        return self.odd[name] if name in self.to_return else None

    def close_odd(self, _: Any, found: Unmatched, by: str, at: datetime) -> None:
        assert self.odd[found.id].cleared_at is None
        self.odd[found.id] = replace(found, cleared_at=at, cleared_by=by)

    def clear(self, found: Unmatched, made: Posting, mark: Once, *, returns: bool = False) -> None:
        def write() -> None:
            self.close_odd(NOBODY, found, made.entry.by, made.entry.at)
            self._post(made)
            self._remember(mark, found.dossier or "", found.id)
            if returns:
                self.to_return.add(found.id)

        self.written(self.odd[found.id].cleared_at is None and self._open(made), write)

    def note_returned(self, found: Unmatched, made: Posting, mark: Once) -> None:
        def write() -> None:
            self.to_return.remove(found.id)
            self.odd[found.id] = replace(self.odd[found.id], returned_at=made.entry.at)
            self._post(made)
            self._remember(mark, found.dossier or "", found.id)

        self.written(found.id in self.to_return and self._open(made) and mark.key not in self.done, write)

    # what the gateway owes an answer on
    def awaited(self, before: datetime, limit: int = 500) -> list[tuple[str, str]]:
        waiting = [(code, p) for code, file in self.files.items() for p in file.payments if p.is_awaited]
        return [(code, p.id) for code, p in waiting if self.looked.get(p.id, p.started_at or p.asked_at) < before]

    def looked_at(self, code: str, payment_id: str, at: datetime) -> None:
        self.looked[payment_id] = at

    def next_number(self, counter: str) -> int:
        self.numbers[counter] += 1
        return self.numbers[counter]


@contextmanager
def in_memory(memory: Memory) -> Iterator[None]:
    """The services on these tables, under a registry that knows what they need."""
    regime = next(e for e in entries("regimes") if e["valid_to"] is None)
    with pytest.MonkeyPatch.context() as patch:
        for module, names in {
            dossier_store: ("load", "change", "already_done"),
            ledger_store: ("last", "sheet", "close", "post"),
            unmatched_store: (
                "add",
                "keep",
                "waiting",
                "returning",
                "one",
                "find",
                "asked_back",
                "clear",
                "note_returned",
            ),
            payment_rows: ("awaited", "looked_at"),
            registry_store: ("next_number",),
            once: ("already_done",),
        }.items():
            for name in names:
                patch.setattr(module, name, getattr(memory, name))
        patch.setattr(dossier_store, "dossier_of", memory.found_by.get)
        patch.setattr(unmatched_store, "close", memory.close_odd)
        patch.setattr(dossier_store, "done", lambda code, item: None)
        patch.setattr(registry, "plan", lambda code, day: None)
        patch.setattr(competence, "decide", lambda *_: FOUND)
        patch.setattr(sealing, "keyed_hash", lambda text: text)
        patch.setattr(telemetry, "count", lambda name: None)
        patch.setattr(once, "pause", lambda attempt: None)
        patch.setattr(books, "pause", lambda attempt: None)
        patch.setattr(registry, "regime", lambda day: regimes.regime(regime["body"], regime["source"]))
        patch.setattr(registry, "calendar", lambda day: seeded_calendar())
        patch.setattr(registry, "procedure", procedure)
        patch.setattr(registry, "agent", lambda name, day: agent(name))
        yield


def procedure(code: str, day: date) -> Procedure:
    """A procedure with a fee, which may be taken at intake too."""
    return replace(seeded_procedure("1.001193"), fee=FEE)


def agent(name: str) -> Agent:
    """An agent that may take cash."""
    return Agent(
        id=name,
        provider="vnpost",
        provider_name="Vietnam Post",
        name=name,
        address=None,
        district_legacy=None,
        state="active",
        takes_cash=True,
    )


@dataclass
class History:
    """Some dossiers, agents and a gateway, and everything that was done so far."""

    codes: list[str]
    agents: list[str]
    authority: str
    gateway: PaymentGateway
    now: datetime = NOW
    keys: Iterator[int] = field(default_factory=itertools.count)
    counted: Counter[str] = field(default_factory=Counter)
    counts: dict[str, int] = field(default_factory=dict)
    decided: dict[str, tuple[str, Decision]] = field(default_factory=dict)

    @property
    def unrouted(self) -> str:
        """The dossier that still lies with its agent when the history begins."""
        return self.codes[-1]

    @property
    def centre(self) -> Principal:
        return Principal(f"centre-{self.gateway.run}", Role.SUPERVISOR, "centre")

    def of(self, n: int) -> tuple[str, Principal, File]:
        code = self.codes[n % len(self.codes)]
        file = dossier_store.load(code).file
        return code, Principal("clerk", Role.CLERK, file.dossier.agent), file

    def payment(self, n: int) -> Payment | None:
        found = self.all_payments()
        return found[n % len(found)] if found else None

    def all_payments(self) -> list[Payment]:
        return [p for code in self.codes for p in dossier_store.load(code).file.payments]

    # what people do
    def ask(self, n: int, key: str) -> None:
        code, _, _ = self.of(n)
        officer = Principal("officer", Role.CASE_OFFICER, self.authority)
        handling.act(code, handling.Act(action="ask_payment", reason="Lệ phí.", fee=Charge()), officer, key, self.now)

    def confirm(self, n: int, key: str) -> None:
        code, _, _ = self.of(n)
        officer = Principal("officer", Role.CASE_OFFICER, self.authority)
        handling.act(code, handling.Act(action="confirm_payment"), officer, key, self.now)

    def withdraw(self, n: int, key: str) -> None:
        code, clerk, _ = self.of(n)
        if n % 7 == 0:  # it ends the dossier, and with it most of what may happen
            handling.act(code, handling.Act(action="withdraw", reason="Nộp nơi khác."), clerk, key, self.now)

    def start(self, n: int, key: str) -> None:
        if payment := self.payment(n):
            _, clerk, _ = self.of(self.codes.index(payment.dossier))
            mark = Once(f"start#{key}", payment.id)
            method = (Method.VIETQR, Method.GATEWAY)[n % 2]
            once.carried_out(
                mark,
                lambda: payments._start(payment.dossier, payment.id, method, clerk, mark, self.now),
                lambda _: payment,
            )

    def cash(self, n: int, key: str) -> None:
        if payment := self.payment(n):
            _, clerk, _ = self.of(self.codes.index(payment.dossier))
            payments.take_cash(payment.dossier, payment.id, PRICE, clerk, key, self.now)

    def refund(self, n: int, key: str) -> None:
        paid = [p for p in self.all_payments() if p.state is State.PAID]
        if payment := (paid[n % len(paid)] if paid and n % 5 else self.payment(n)):
            mode, self.gateway.mode = self.gateway.mode, "wrong" if n % 2 == 0 else self.gateway.mode
            try:
                refunds.refund(payment.dossier, payment.id, "Thu nhầm, trả lại.", self.centre, key, self.now)
            finally:
                self.gateway.mode = mode

    def pay_out(self, n: int, key: str) -> None:
        owed = [p for p in self.all_payments() if p.method is Method.CASH and p.state is State.REFUNDING]
        if payment := (owed[0] if owed else self.payment(n)):
            _, clerk, _ = self.of(self.codes.index(payment.dossier))
            refunds.pay_out(payment.dossier, payment.id, PRICE, clerk, key, self.now)

    def charge(self, n: int, key: str) -> None:
        """A fee at intake, before anybody knows whose it is."""
        clerk = Principal("clerk", Role.CLERK, dossier_store.load(self.unrouted).file.dossier.agent)
        made = payments.ask(self.unrouted, Charge(), clerk, key, self.now)
        if n % 2:
            payments.take_cash(self.unrouted, made.id, PRICE, clerk, f"{key}-paid", self.now)

    def route(self, n: int, key: str) -> None:
        if n % 2 == 0:
            routing.route(self.unrouted, "event#submitted", self.now)

    def decide(self, n: int, key: str) -> None:
        mine = self.mine(clearing.waiting(self.centre))
        if mine:
            waits = [p for p in self.all_payments() if p.state in OPEN]
            mine.sort(key=lambda w: Decision.ACCEPT not in w.decisions)  # disputed refunds first, for they are rare
            odd, payment = mine[0 if n % 2 else n % len(mine)], waits[0] if waits and n % 4 else self.payment(n)
            decision = self.decided.setdefault(key, (odd.money.id, odd.decisions[n // 2 % len(odd.decisions)]))
            said = clearing.Decided(decision[1], "Đã hỏi cổng thanh toán.", payment.id if payment else "")
            clearing.decide(decision[0], said, self.centre, key, self.now)
            self.counted[f"decision:{decision[1]}"] += 1

    def mine(self, waiting: list[clearing.Waiting]) -> list[clearing.Waiting]:
        return [w for w in waiting if w.money.told.transaction.startswith(self.gateway.run)]

    def count(self, n: int, key: str) -> None:
        name = self.agents[n % len(self.agents)]
        in_books = books.balances(name, ledger_day(name, self.now)).get(f"cash:{name}", 0)
        counted = self.counts.setdefault(key, max(0, in_books + (n % 3 - 1) * 500))
        manager = Principal("manager", Role.AGENT_MANAGER, name)
        count = books.Count(counted=counted, deposited=counted // 2, reason="Thối nhầm.")
        books.close_by_hand(name, count, manager, key, self.now)

    # what the gateway and the clock do
    def pay(self, n: int, key: str) -> None:
        payment = self.payment(n)
        amount = PRICE if n % 4 else PRICE - 1000
        reference = payment.id if payment and n % 9 else "MC2222222222"
        self.gateway.pay(reference, amount, f"ck {reference}")

    def deliver(self, n: int, key: str) -> None:
        """A message comes: any of all so far, in whatever order, however often."""
        if self.gateway.told:
            gateway_messages.take(gateways.told("demo", self.gateway.told[n % len(self.gateway.told)]), self.now)

    def fail(self, n: int, key: str) -> None:
        if payment := self.payment(n):
            said = {"word": "failed", "reference": payment.id, "transaction": f"{self.gateway.run}-f{key}"}
            gateway_messages.take(gateways.told("demo", said | {"amount": PRICE, "at": self.now.isoformat()}), self.now)

    def mood(self, n: int, key: str) -> None:
        self.gateway.mode = ("right", "right", "down", "wrong")[n % 4]

    def reconcile(self, n: int, key: str) -> None:
        reconciling.ask_gateways(self.now)

    def close(self, n: int, key: str) -> None:
        for book in (CENTRE, *self.agents):
            books.close_until(book, (self.now - timedelta(days=1)).date(), self.centre, self.now)

    def wait(self, n: int, key: str) -> None:
        self.now += timedelta(hours=n % 30)

    def do(self, act: str, n: int, again: int, crash: Callable[[], None], mend: Callable[[], None]) -> None:
        """An act under a key of its own: it may die at some write, and comes again as often as it is told to."""
        key = f"{self.gateway.run}-{next(self.keys)}"
        crash()
        for _ in range(again):
            try:
                getattr(self, act)(n, key)
                self.counted[act] += 1
            except PowerCutError:
                self.counted["crash"] += 1
            except Fault as fault:
                self.counted[fault.code] += 1
            finally:
                mend()

    def end(self) -> None:
        """Everything that was said is heard at last, and every day is closed."""
        self.gateway.mode = "right"
        self.now += timedelta(days=2)
        for _ in range(2):
            reconciling.ask_gateways(self.now)
            self.now += timedelta(minutes=15)
        for n in range(len(self.gateway.told)):
            self.deliver(n, "")
        self.now += timedelta(days=1)
        self.close(0, "")


ACTS = (
    *("ask", "confirm", "withdraw", "start", "cash", "refund", "pay_out", "decide", "count", "charge", "route"),
    *("pay", "deliver", "fail", "mood", "reconcile", "close", "wait"),
    *(
        "ask",
        "start",
        "pay",
        "deliver",
        "pay",
        "deliver",
        "refund",
        "refund",
        "decide",
        "pay_out",
    ),  # what the rest needs comes more often
)


def ledger_day(book: str, now: datetime) -> date:
    """The day whose sheet takes what happens now."""
    last = ledger_store.last(book)
    return ledger.sheet_day(last.day if last else None, now.date())


def require_right(history: History) -> None:
    """What must hold of every history: raises AssertionError."""
    sheets = [sheet for book in (CENTRE, *history.agents) for sheet in _sheets(book, history.now)]
    mine = [e for s in sheets for e in s.entries if s.book != CENTRE or history.gateway.run in (e.transaction or e.by)]
    for code in history.codes:
        _require_payments_booked(dossier_store.load(code).file, mine)
    heard = Counter((e.transaction, e.at_gateway) for e in mine if e.gateway)
    said = {(m["transaction"], m["amount"] * (1 if m["word"] == "paid" else -1)) for m in history.gateway.movements()}
    assert set(heard) == said, "what the gateway said is in the books, and nothing else of it"
    assert set(heard.values()) <= {1}, "each movement of money once"
    _require_odd_money_booked(history, ledger.after({}, mine))


def _require_odd_money_booked(history: History, balances: dict[str, int]) -> None:
    waiting = [w.money for w in history.mine(clearing.waiting(history.centre))]
    owed = sum(-m.told.amount if m.told.word is Word.PAID else m.told.amount for m in waiting)
    assert balances.get("unmatched:demo", 0) == owed, "what waits for a person is what lies on its account"
    run = history.gateway.run
    assert not [m for m in unmatched_store.returning() if m.told.transaction.startswith(run)], "not given back"
    assert balances.get("returning:demo", 0) == 0


def _sheets(book: str, now: datetime) -> list[Sheet]:
    """All sheets of a book, each day following the one before."""
    last, day, found = ledger_store.last(book), NOW.date(), []
    before: dict[str, int] | None = None
    while last and day <= ledger.sheet_day(last.day, now.date()):
        sheet = ledger_store.sheet(book, day)
        debit = sum(x.debit for e in sheet.entries for x in e.lines)
        assert debit == sum(x.credit for e in sheet.entries for x in e.lines)
        assert sheet.counted == len(sheet.entries)
        if closing := sheet.closing:
            assert (closing.debit, closing.entries) == (debit, len(sheet.entries)), "a closed day took an entry"
            assert closing.balances_out
            assert before is None or dict(closing.opening) == before, "a day opens as the last one closed"
            before = dict(closing.balances)
            assert before == ledger.after(closing.opening, sheet.entries)
        found.append(sheet)
        day += timedelta(days=1)
    return found


def _require_payments_booked(file: File, entries: list[Entry]) -> None:
    for payment in file.payments:
        mine = [e for e in entries if e.payment == payment.id]
        kinds = Counter(e.kind for e in mine)
        was_paid = payment.state in IN_HAND | {State.REFUNDED}
        assert kinds["paid"] == was_paid, payment
        assert kinds["refunded"] == (payment.state is State.REFUNDED), payment
        assert (payment.receipt is not None) is was_paid
        assert not (payment.gateway and payment.state is State.REFUNDING), "the gateway was asked till it answered"
        _require_owned(payment, ledger.after({}, mine))
    waiting = [p for p in file.payments if p.state in OPEN and p.resumes]
    assert len(waiting) == (file.dossier.status is Status.PAYMENT), "a dossier waits for one payment, or for none"
    paid = [e for e in file.events if e.type == "paid"]
    assert len(paid) <= len([p for p in file.payments if p.paid_at])
    live = [p for p in file.payments if p.state in OPEN | IN_HAND]
    assert CENTRE not in {p.authority for p in live} or file.dossier.authority is None


def _require_owned(payment: Payment, balances: dict[str, int]) -> None:
    """A fee stands under the authority whose it is, and under no other; so does what was given back of it."""
    was_paid = payment.state in IN_HAND | {State.REFUNDED}
    expected = {f"fees:{payment.authority}": -payment.amount} if was_paid else {}
    if payment.state is State.REFUNDED:
        expected[f"refunds:{payment.authority}"] = payment.amount
    owned = {name: balance for name, balance in balances.items() if name.startswith(("fees:", "refunds:"))}
    assert owned == expected, payment


def fresh(code: str, agent_id: str) -> Dossier:
    """An accepted dossier."""
    return dossier_of(
        code=code,
        agent=agent_id,
        authority=COMMUNE,
        authority_name="UBND",
        status=Status.ACCEPTED,
        submitted_at=NOW,
        accepted_at=NOW,
    )


def unrouted(code: str, agent_id: str) -> Dossier:
    """A dossier that the agent still works on."""
    return dossier_of(code=code, agent=agent_id, authority=None, authority_name=None, submitted_at=None)
