"""Guesses are counted per subject and quarter of an hour."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest

from chalicelib.adapters import attempts
from chalicelib.domain.guessing import WINDOW
from tests.support import office
from tests.support.dossiers import NOW

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def subject() -> str:
    return uuid.uuid4().hex


def test_guesses_add_up(subject: str) -> None:
    assert [attempts.count(subject, NOW) for _ in range(3)] == [1, 2, 3]


def test_a_right_guess_is_taken_back(subject: str) -> None:
    attempts.count(subject, NOW)
    attempts.count(subject, NOW)
    attempts.forgive(subject, NOW)
    assert attempts.count(subject, NOW) == 2


def test_a_guess_counts_against_its_own_subject_only(subject: str) -> None:
    attempts.count(subject, NOW)
    assert attempts.count(uuid.uuid4().hex, NOW) == 1


def test_the_next_quarter_of_an_hour_starts_from_nothing(subject: str) -> None:
    attempts.count(subject, NOW)
    assert attempts.count(subject, NOW + WINDOW - timedelta(seconds=1)) == 2
    assert attempts.count(subject, NOW + WINDOW) == 1


def test_guesses_at_the_same_moment_are_all_counted(subject: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    counts = office.in_threads(6, lambda _: attempts.count(subject, NOW))
    assert sorted(counts) == [1, 2, 3, 4, 5, 6]


def test_the_count_forgets_itself_but_not_before_its_time(subject: str) -> None:
    attempts.count(subject, NOW)
    [item] = office.raw(os.environ["IDEMPOTENCY_TABLE"], "key", attempts._key(subject, NOW))
    assert int(item["expires"]["N"]) >= (NOW + WINDOW).timestamp()
