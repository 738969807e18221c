"""Histories of papers that go from hand to hand, on tables or in memory: what may happen, and what must then hold."""

from __future__ import annotations

import itertools
import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from moto.backends import get_backend

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.adapters.dossier_store import Together
from chalicelib.domain import custody, results, roles
from chalicelib.domain.custody import CITIZEN, Act, Article, Holder, Kind, Party
from chalicelib.domain.dossiers import Event, File
from chalicelib.domain.faults import Fault
from chalicelib.domain.results import Carriage, State
from chalicelib.domain.roles import SYSTEM, Principal, Role
from chalicelib.domain.tracking_files import WORDS, Line
from chalicelib.services.casework import handling
from chalicelib.services.casework.intake import event_of
from chalicelib.services.issuance import caring, parcels, pickups
from chalicelib.services.issuance import custody as scans
from chalicelib.services.issuance import results as making
from infra.local import carrier
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK, OFFICER, PowerCutError
from tests.support.town import ACCOUNT, REGION

OTHER = Principal("clerk-2", Role.CLERK, "VTP-01")
COURIER = Principal("courier-1", Role.PARTNER, "vnpost")
PEOPLE = (CLERK, CLERK, OFFICER, OFFICER, COURIER, OTHER)
RECEIVERS = (
    *(Holder(Party.AGENT, CLERK.scope), Holder(Party.AUTHORITY, OFFICER.scope), Holder(Party.COURIER, COURIER.scope)),
    *(Holder(Party.AGENT, OTHER.scope), CITIZEN, Holder(Party.AGENT, "nobody")),
)
ACTS = (
    *(
        "enter",
        "offer",
        "offer",
        "hand_on",
        "hand_on",
        "take",
        "take",
        "keep",
        "post",
        "post",
        "say",
        "say",
        "drop_file",
    ),
    *("collect", "ask_code", "care", "care", "wait", "wait"),
)
NUMBER = "KS-77/2026"
MINUTE = timedelta(minutes=1)
SCANNED_BY_PEOPLE = {Act.ENTERED: "article_entered", Act.TAKEN: "article_taken", Act.KEPT: "article_taken"}


class History:
    """Dossiers whose results were issued, and all that happens to their papers."""

    def __init__(self, seed: int, codes: list[str]) -> None:
        self.chance = random.Random(seed)
        self.now = NOW + MINUTE
        self.run = uuid.uuid4().hex
        self.keys = itertools.count()
        self.codes = codes
        self.trackings: list[str] = []
        for code in self.codes:
            scans.enter(code, Kind.RESULT, results.ON_PAPER, "quầy 1", CLERK, f"{self.run}-{code}", NOW)
        self.before = {code: self.file(code) for code in self.codes}
        self.counted: Counter[str] = Counter()

    def file(self, code: str) -> File:
        return store.load(code).file

    def step(self, crash: Callable[[Callable[[], None]], None]) -> None:
        """One act under a key of its own: it may die at some write, and comes up to five times."""
        name = self.chance.choice(ACTS)
        act, carried_out = getattr(self, name)(f"{self.run}-{next(self.keys)}"), False
        for attempt in range(self.chance.choice((1, 1, 2, 5))):
            try:
                if attempt:
                    act()
                else:
                    crash(act)
                self.counted[name] += 1
                carried_out = True
            except PowerCutError:
                self.counted["crash"] += 1
            except Fault as fault:
                self.counted["contradicted" if carried_out else fault.code] += 1
        self.now += MINUTE
        self.look()

    # what people do: each chooses what it is about, and returns what may then come again
    def enter(self, key: str) -> Callable[[], Any]:
        code, by, kind = self.code(), self.chance.choice(PEOPLE[:4]), self.chance.choice(tuple(Kind))
        name, now = "GCS" if kind is Kind.ORIGINAL else results.ON_PAPER, self.now
        return lambda: scans.enter(code, kind, name, "quầy 1", by, key, now)

    def offer(self, key: str) -> Callable[[], Any]:
        article, to, by = self.article(), self.chance.choice(RECEIVERS), self.chance.choice(PEOPLE)
        now, where = self.now, self.chance.choice(("quầy 2", ""))
        return lambda: scans.offer(article, to, where, by, key, now)

    def hand_on(self, key: str) -> Callable[[], Any]:
        """Whoever holds an article offers it to somebody who can take it."""
        found, to, now = self.found(), self.chance.choice(RECEIVERS[:3]), self.now
        by = _for(found.holder if found else None)
        return lambda: scans.offer(found.id if found else "-", to, "quầy 3", by, key, now)

    def take(self, key: str) -> Callable[[], Any]:
        found, now = self.found(on_offer=True), self.now
        by = _for(found.offered_to if found else None) if self.chance.random() < 0.8 else self.chance.choice(PEOPLE)
        return lambda: scans.take(found.id if found else "-", "", by, key, now)

    def keep(self, key: str) -> Callable[[], Any]:
        """Whoever offers an article keeps it after all."""
        found, now = self.found(on_offer=True), self.now
        return lambda: scans.take(found.id if found else "-", "", _for(found.holder if found else None), key, now)

    def post(self, key: str) -> Callable[[], Any]:
        code, now, tracking = self.code(), self.now, self.tracking() if self.chance.random() < 0.7 else key[-30:]
        self.trackings.append(tracking)
        bill = parcels.Waybill(carrier=carrier.NAME, tracking=tracking, pickup_code=self.digits(code))
        return lambda: parcels.post(code, self.result(code), bill, CLERK, key, now)

    def collect(self, key: str) -> Callable[[], Any]:
        code, now = self.code(), self.now
        by = self.chance.choice((CLERK, CLERK, OFFICER))
        right = self.digits(code) if self.chance.random() < 0.5 else "000000"
        act = handling.Act(action="return_result", pickup_code=right)
        return lambda: handling.act(code, act, by, key, now)

    def digits(self, code: str) -> str:
        """The code that the citizen was sent last."""
        return pickups.code_of(code, [e for e in self.file(code).events if e.type == pickups.EVENT][-1].id)

    def ask_code(self, key: str) -> Callable[[], Any]:
        code, now = self.code(), self.now
        return lambda: pickups.send_again(code, self.result(code), CLERK, key, now)

    # what carriers and the clock do
    def say(self, key: str) -> Callable[[], Any]:
        line, now = Line(self.tracking(), self.chance.choice(tuple(WORDS.values()))), self.now
        return lambda: parcels.take(carrier.NAME, line, now)

    def drop_file(self, key: str) -> Callable[[], Any]:
        lines = [f"{self.tracking()},{self.chance.choice(tuple(WORDS))}" for _ in range(3)]
        day = self.now.date().isoformat()
        body = "\n".join(["tracking,status", *lines]).encode()
        files.put(files.partners_bucket(), files.tracking_key(carrier.NAME, day), body, "text/csv")
        return self.care(key)

    def care(self, key: str) -> Callable[[], Any]:
        return lambda: caring.care(self.later())

    def later(self) -> datetime:
        """A moment that nothing else happens at: no schedule runs twice at the same one."""
        self.now += MINUTE
        return self.now

    def wait(self, key: str) -> Callable[[], Any]:
        self.now += timedelta(hours=self.chance.choice((1, 5, 30, 80, 200, 600)))
        return lambda: None

    # what it is about
    def code(self) -> str:
        return self.chance.choice(self.codes)

    def result(self, code: str) -> str:
        return self.before[code].results[0].id

    def tracking(self) -> str:
        return self.chance.choice([*self.trackings, "nobodys"])

    def found(self, *, on_offer: bool = False) -> Article | None:
        """Some article; where there are such, one on offer if that is wished for."""
        there = [article for code in self.codes for article in self.before[code].articles]
        offered = [article for article in there if on_offer and article.offered_to]
        return self.chance.choice(offered or there) if there else None

    def article(self) -> str:
        found = self.found()
        return found.id if found and self.chance.random() < 0.95 else "000.00.01.H26-261112-0001.9"

    def look(self) -> None:
        """Holds what is there now against what was, and against what must always hold."""
        for code in self.codes:
            now = self.file(code)
            require_next(self.before[code], now)
            require_right(now)
            self.before[code] = now

    def end(self) -> None:
        """Years pass in which nobody does anything: whatever was left lying has raised its alarm, once."""
        for _ in range(5):  # two reminders, going back, the alarm for what nobody took back
            self.now += timedelta(days=365)
            caring.care(self.now)
            self.look()
        for file in self.before.values():
            for article in file.articles:
                assert article.alarmed is (article.holder != CITIZEN or article.offered_to is not None), article
                self.counted[f"ends with {article.holder.party}"] += 1
            self.counted.update(event.type for event in file.events)
            self.counted.update(f"step:{step.act}" for article in file.articles for step in article.steps)

    def forget(self) -> None:
        """Takes its dossiers out of the tables: the emulation reads all that there is."""
        tables = get_backend("dynamodb")[ACCOUNT][REGION].tables
        for name, table in tables.items():
            for key in [k for k in table.items if k.value in self.codes or _is_of(table.items[k], self.codes)]:
                if "Registry" not in name:
                    del table.items[key]
            if table.stream_shard:
                table.stream_shard.items.clear()


def _for(holder: Holder | None) -> Principal:
    """Who scans for this holder; the clerk where nobody does."""
    return next((by for by in PEOPLE if roles.holder_of(by) == holder), CLERK)


def _is_of(item: Any, codes: list[str]) -> bool:
    dossier = getattr(item, "attrs", {}).get("dossier")
    return dossier is not None and dossier.value in codes


def issued() -> str:
    """A dossier whose result was signed and named by the decision; returns its code."""
    code = office.routed()
    handling.act(code, handling.Act(action="accept"), OFFICER, uuid.uuid4().hex, NOW)
    made = making.ask(code, making.Wanted(number=NUMBER), OFFICER, uuid.uuid4().hex, NOW).result
    loaded = store.load(code)
    before = loaded.file.dossier
    signed = results.signed(made, sha256="0" * 64, size=1, pages=1, signer="DEMO", at=NOW)
    event = event_of("result_signed", before, before, SYSTEM, NOW, subject=made.id)
    after = replace(before, version=before.version + 1)
    store.change(before, after, event, loaded.key_from, None, Together(results=(signed,)))
    act = handling.Act(action="finish", result=made.id, result_number=NUMBER)
    handling.act(code, act, OFFICER, uuid.uuid4().hex, NOW)
    return code


def require_next(before: File, after: File) -> None:
    """Nothing vanishes, and what was scanned is never another scan."""
    now = {article.id: article for article in after.articles}
    for article in before.articles:
        assert now[article.id].steps[: len(article.steps)] == article.steps, "a chain is only ever added to"
        assert now[article.id].version >= article.version
    assert all(event in after.events for event in before.events)
    assert after.results[0].version >= before.results[0].version


def require_right(file: File) -> None:
    """What must hold of a dossier's papers at any moment: raises AssertionError."""
    assert sorted(a.id for a in file.articles) == sorted(
        custody.article_id(file.dossier.code, n + 1) for n in range(len(file.articles))
    )
    for article in file.articles:
        _require_chain(article)
        _require_events(article, [event for event in file.events if event.subject == article.id])
    told = Counter(event.type for event in file.events)
    assert told["article_entered"] == len(file.articles), "a paper is entered once"
    _require_result(file, told)


def _require_chain(article: Article) -> None:
    """One holder at any time, unbroken from the first; every step says who, when, where and between whom."""
    first, *later = article.steps
    assert (first.act, first.source) == (Act.ENTERED, None)
    holder, offered = first.to, None
    for step in later:
        assert step.source == holder, "every step begins with whoever had it"
        if step.act is Act.TAKEN:
            assert step.to == offered, "only who was offered it takes it"
        offered = step.to if step.act is Act.OFFERED else None
        holder = holder if step.act is Act.OFFERED else step.to
    assert (article.holder, article.offered_to) == (holder, offered)
    for step in article.steps:
        scans_for = {by.id: roles.holder_of(by) for by in PEOPLE}.get(step.by)
        side = step.to if step.act in (Act.ENTERED, Act.TAKEN) else step.source
        assert scans_for in (side, None), "nobody scans what is not theirs"
    assert all(step.by and step.where and step.to.party for step in article.steps), article
    assert all(one.at <= other.at for one, other in pairwise(article.steps))
    assert all((a.act, a.to) != (b.act, b.to) for a, b in pairwise(article.steps)), "the same scan counts once"


def _require_events(article: Article, events: list[Event]) -> None:
    """One write, one event; one alarm for each time that it stood still."""
    scanned = Counter(SCANNED_BY_PEOPLE[s.act] for s in article.steps if s.act in SCANNED_BY_PEOPLE)
    scanned["article_offered"] = sum(s.act is Act.OFFERED and s.by != SYSTEM.id for s in article.steps)
    alarms = [event.at for event in events if event.type == "article_stands_still"]
    told = Counter(event.type for event in events if event.type != "article_stands_still")
    assert told == +scanned, (told, scanned)
    # alarms come before carriers' files: what moves at the very moment of an alarm moves after it
    stood = [sum(step.at < at for step in article.steps) for at in alarms]
    assert len(set(stood)) == len(stood), "an alarm is raised once until it moves"
    assert article.version == len(article.steps) + len(alarms), "every change left its trace"
    assert article.alarmed is (len(article.steps) in stood)


def _require_result(file: File, told: Counter[str]) -> None:
    """The result comes into the citizen's hands once, by one way, and its paper goes along."""
    [result] = file.results
    ended = told["returned"] + told["delivered"]
    assert ended == (result.state is State.COLLECTED), told
    assert ended <= 1
    assert told["result_sent_back"] <= 1 + told["parcel_returned"], "once, and again after a parcel came back"
    assert told["result_reminded"] == result.reminded
    assert told["posted"] >= told["parcel_returned"] + told["delivered"]
    if result.parcel and result.parcel.state in results.ON_ITS_WAY:
        assert result.state is State.ISSUED
        assert result.care_at is None, "nobody is reminded of what is on its way"
    on_the_way = result.parcel is not None and result.parcel.state in results.ON_ITS_WAY
    with_carrier = [a for a in file.articles if a.holder.party is Party.CARRIER]
    assert on_the_way or not with_carrier, "what a carrier had came to somebody"
    assert Carriage.DELIVERED not in {result.parcel.state if result.parcel else None} or told["delivered"] == 1
