"""A thousand random histories of papers: one holder at any time, an unbroken chain, nothing twice, nothing with nobody.

People, carriers and clocks act in any order; each act comes up to five times, and its process may die at any write. A
thousand are played in memory, a few on the emulated tables: `pytest -n0 <this file> --histories 1000` plays more there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from chalicelib.services import once
from tests.support import hands, power
from tests.support.drawer import Drawer, opened
from tests.support.hands import History
from tests.support.town import Town

SEEN: Counter[str] = Counter()
ACTS_EACH = 24


@pytest.mark.parametrize("block", range(10))
def test_a_hundred_histories(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        drawer = Drawer()
        with opened(drawer):
            told = History(seed, [drawer.issued(n) for n in (1, 2)])
            play(told, lambda act, drawer=drawer, told=told: dying(drawer, told, act))  # type: ignore[misc]
        SEEN.update(told.counted)


def dying(drawer: Drawer, told: History, act: Callable[[], None]) -> None:
    """The act dies at some write, before or after it was kept, or it lives."""
    drawer.fuse, drawer.late = told.chance.choice((-1, -1, 1, 1, 2, 3)), told.chance.random() < 0.7
    try:
        act()
    finally:
        drawer.fuse = -1


def test_a_history_on_the_tables(town: Town, history: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same acts, crashes and laws, so that the memory above keeps no other law."""
    monkeypatch.setattr(once, "pause", lambda attempt: None)
    told = History(history, [hands.issued() for _ in range(2)])

    def crash(act: Callable[[], None]) -> None:
        with power.cut(told.chance.choice((0, 0, 1, 1, 2, 3)), monkeypatch):  # after so many writes; 0: it lives
            act()

    try:
        play(told, crash)
    finally:
        told.forget()


def play(told: History, crash: Callable[[Callable[[], None]], None]) -> None:
    for _ in range(ACTS_EACH):
        told.step(crash)
    told.end()
    assert told.counted["system.busy"] == 0, "nobody else was there"
    assert told.counted["contradicted"] == 0, "what was carried out is not refused when it comes again"


def test_the_histories_were_rich_enough() -> None:
    """Guards the tests above: what they never meet, they do not test."""
    scanned = {f"step:{act}" for act in ("entered", "offered", "taken", "kept", "handed")}
    moved = {"posted", "parcel_moved", "delivered", "parcel_returned", "returned", "result_sent_back"}
    refused = {"custody.not_holder", "custody.not_offered", "custody.receiver", "code.wrong", "parcel.taken"}
    for met in scanned | moved | refused | {"crash", "article_stands_still", "result_reminded"}:
        assert SEEN[met] > 10, (met, SEEN)
