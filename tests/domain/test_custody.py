"""The chain of custody: one holder at any time, nothing vanishes, and scans that come twice or late do no harm."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from chalicelib.domain import custody
from chalicelib.domain.custody import CITIZEN, Act, Article, Holder, Kind, Limits, Party, Scan
from chalicelib.domain.faults import Fault
from tests.support.refusals import refused

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
AGENT, OTHER = Holder(Party.AGENT, "VNP-01"), Holder(Party.AGENT, "VNP-02")
COURIER, AUTHORITY = Holder(Party.COURIER, "vnpost"), Holder(Party.AUTHORITY, "commune:00166")
CARRIER = Holder(Party.CARRIER, "demopost")
SCANNERS = (AGENT, OTHER, COURIER, AUTHORITY, CITIZEN)
HOUR = timedelta(hours=1)
LIMITS = Limits({Party.AGENT: 72 * HOUR, Party.COURIER: 24 * HOUR}, 12 * HOUR)


def scan(at: datetime = NOW) -> Scan:
    return Scan("somebody", at, "quầy 1")


def article(holder: Holder = AGENT) -> Article:
    return custody.entered("D", 1, Kind.ORIGINAL, "GCS", holder, scan())


def replayed(one: Article) -> Holder:
    """Who has it by its steps alone."""
    holder = one.steps[0].to
    for step in one.steps[1:]:
        assert step.source == holder, "every step begins where the one before ended"
        holder = step.to if step.act in (Act.TAKEN, Act.HANDED, Act.KEPT) else holder
    return holder


def random_move(chance: random.Random, one: Article, at: datetime) -> tuple[str, Article]:
    """A scan by anybody of anything, right or wrong."""
    by, to = chance.choice(SCANNERS), chance.choice((*SCANNERS, CARRIER))
    match chance.choice(("offer", "offer", "take", "take", "take", "hand")):
        case "offer":
            return "offered", custody.offered(one, by, to, scan(at))
        case "take":
            return "taken", custody.taken(one, by, scan(at))
        case _:
            return "handed", custody.handed(one, to, scan(at))


SEEN: Counter[str] = Counter()


@pytest.mark.parametrize("block", range(10))
def test_a_hundred_random_histories(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        chance = random.Random(seed)
        pile = {n: custody.entered("D", n, Kind.ORIGINAL, "GCS", chance.choice(SCANNERS), scan()) for n in range(1, 4)}
        now = NOW
        for _ in range(40):
            now += chance.choice((timedelta(0), HOUR, 30 * HOUR, -2 * HOUR))  # clocks of scanners go wrong
            number = chance.choice(list(pile))
            before = pile[number]
            try:
                word, after = random_move(chance, before, now)
            except Fault as fault:
                SEEN[fault.code] += 1
                continue
            SEEN[word if after is not before else "nothing new"] += 1
            _require_next(before, after)
            pile[number] = after
        assert sorted(pile) == [1, 2, 3], "nothing vanishes"
        for one in pile.values():
            assert replayed(one) == one.holder
            assert all(a.at <= b.at for a, b in pairwise(one.steps))
            assert len(one.steps) == one.version


def _require_next(before: Article, after: Article) -> None:
    """One step further, or nothing at all; the same scan again is nothing at all."""
    assert after.steps[: len(before.steps)] == before.steps
    assert (after.version - before.version, len(after.steps) - len(before.steps)) in {(0, 0), (1, 1)}
    assert after.offered_to != after.holder
    if after is before:
        return
    last = after.steps[-1]
    if last.act is Act.OFFERED:
        assert custody.offered(after, after.holder, last.to, scan(last.at + HOUR)) is after
        assert after.holder == before.holder, "on offer it is still with whoever offers it"
    else:
        assert custody.taken(after, after.holder, scan(last.at + HOUR)) is after


def test_the_histories_were_rich_enough() -> None:
    """Guards the test above: what it never meets, it does not test."""
    for met in (
        "offered",
        "taken",
        "handed",
        "nothing new",
        "custody.not_holder",
        "custody.not_offered",
        "custody.self",
    ):
        assert SEEN[met] > 100, (met, SEEN)


def test_a_hand_over_has_two_sides() -> None:
    offered = custody.offered(article(), AGENT, COURIER, scan(NOW + HOUR))
    assert (offered.holder, offered.offered_to) == (AGENT, COURIER)
    taken = custody.taken(offered, COURIER, scan(NOW + 2 * HOUR))
    assert (taken.holder, taken.offered_to, taken.since) == (COURIER, None, NOW + 2 * HOUR)
    with refused("custody.not_holder", "article"):
        custody.offered(taken, AGENT, AUTHORITY, scan())
    with refused("custody.not_offered", "article"):
        custody.taken(taken, AUTHORITY, scan())


def test_who_offered_may_keep_it_and_a_new_offer_takes_the_place_of_the_old() -> None:
    offered = custody.offered(article(), AGENT, COURIER, scan())
    assert custody.taken(offered, AGENT, scan()).offered_to is None
    again = custody.offered(offered, AGENT, OTHER, scan())
    with refused("custody.not_offered", "article"):
        custody.taken(again, COURIER, scan())


def test_a_scanner_whose_clock_is_behind_does_not_turn_the_order_round() -> None:
    late = custody.offered(article(), AGENT, COURIER, scan(NOW - HOUR))
    assert late.steps[-1].at == NOW


def test_what_stands_still_is_told_once_until_it_moves() -> None:
    one = article()
    assert custody.alarm_at(one, LIMITS) == NOW + 72 * HOUR
    assert custody.alarm_at(custody.offered(one, AGENT, COURIER, scan()), LIMITS) == NOW + 12 * HOUR
    told = custody.alarmed(one)
    assert custody.alarm_at(told, LIMITS) is None
    moved = custody.offered(told, AGENT, COURIER, scan(NOW + HOUR))
    assert custody.alarm_at(moved, LIMITS) == NOW + 13 * HOUR
    assert custody.alarm_at(custody.handed(moved, CITIZEN, scan()), LIMITS) is None
