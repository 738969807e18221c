"""What is counted is counted per key, at once, and forgotten when its time is over."""

from __future__ import annotations

import os
import uuid
from datetime import datetime

import pytest

from chalicelib.adapters import attempts
from chalicelib.domain.faults import Fault
from chalicelib.domain.guessing import PER_CODE, WINDOW, Bound
from tests.support import office
from tests.support.dossiers import NOW

pytestmark = pytest.mark.usefixtures("town")


def bound(subject: str = "", at: datetime = NOW) -> Bound:
    return PER_CODE.of(subject or uuid.uuid4().hex, at)


def test_what_is_counted_adds_up() -> None:
    one = bound()
    assert [attempts.count(one) for _ in range(3)] == [1, 2, 3]


def test_what_did_not_count_is_given_back() -> None:
    one = bound()
    attempts.count(one)
    attempts.count(one)
    attempts.give_back(one)
    assert attempts.count(one) == 2


def test_each_subject_and_stretch_of_time_is_counted_by_itself() -> None:
    subject = uuid.uuid4().hex
    attempts.count(bound(subject))
    assert attempts.count(bound()) == 1
    assert attempts.count(bound(subject, NOW + WINDOW)) == 1


def test_at_the_same_moment_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    one = bound()
    assert sorted(office.in_threads(6, lambda _: attempts.count(one))) == [1, 2, 3, 4, 5, 6]


def test_a_count_forgets_itself_but_not_before_its_time() -> None:
    one, for_ever = bound(), Bound(uuid.uuid4().hex, 10, Fault("code.dead", tries=10), None)
    attempts.count(one)
    attempts.count(for_ever)
    (kept,), (always,) = (
        office.raw(os.environ["IDEMPOTENCY_TABLE"], "key", f"attempts#{b.key}") for b in (one, for_ever)
    )
    assert int(kept["expires"]["N"]) >= (NOW + WINDOW).timestamp()
    assert "expires" not in always
