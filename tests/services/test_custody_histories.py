"""Random histories of papers on the emulated tables: one holder at any time, an unbroken chain, nothing twice.

People, carriers and clocks act in any order; each act comes up to five times, and its process may die after any write.
`pytest -n0 tests/services/test_custody_histories.py --histories 1000` runs a thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from chalicelib.services import once
from tests.support import power
from tests.support.hands import History
from tests.support.town import Town

SEEN: Counter[str] = Counter()
ACTS_EACH = 24


def test_a_history(town: Town, history: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "pause", lambda attempt: None)
    told = History(history)

    def crash(act: Callable[[], None]) -> None:
        fuse = told.chance.choice((0, 0, 1, 1, 2, 3))  # it dies after so many writes; 0: it lives
        with power.cut(fuse, monkeypatch):
            act()

    try:
        for _ in range(ACTS_EACH):
            told.step(crash)
        told.end()
    finally:
        told.forget()
    assert told.counted["system.busy"] == 0, "nobody else was there"
    SEEN.update(told.counted)


def test_the_histories_were_rich_enough() -> None:
    """Guards the test above: what it never meets, it does not test."""
    scanned = {f"step:{act}" for act in ("entered", "offered", "taken", "kept", "handed")}
    moved = {"posted", "parcel_moved", "delivered", "parcel_returned", "returned", "result_sent_back"}
    refused = {"custody.not_holder", "custody.not_offered", "custody.receiver", "code.wrong", "parcel.taken"}
    met = {name for name, times in SEEN.items() if times}
    assert scanned | moved | refused | {"crash", "article_stands_still", "result_reminded"} <= met, sorted(met)
