"""Wrong guesses are counted per subject and quarter of an hour."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta

import pytest

from chalicelib.adapters import attempts
from tests.support import office
from tests.support.dossiers import NOW

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def subject() -> str:
    return uuid.uuid4().hex


def test_guesses_add_up(subject: str) -> None:
    assert attempts.failed(subject, NOW) == 0
    for expected in (1, 2, 3):
        attempts.add_failure(subject, NOW)
        assert attempts.failed(subject, NOW) == expected


def test_a_guess_counts_against_its_own_subject_only(subject: str) -> None:
    attempts.add_failure(subject, NOW)
    assert attempts.failed(uuid.uuid4().hex, NOW) == 0


def test_the_next_quarter_of_an_hour_starts_from_nothing(subject: str) -> None:
    attempts.add_failure(subject, NOW)
    assert attempts.failed(subject, NOW + attempts.WINDOW - timedelta(seconds=1)) == 1
    assert attempts.failed(subject, NOW + attempts.WINDOW) == 0


def test_guesses_at_the_same_moment_are_all_counted(subject: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    office.in_threads(6, lambda _: attempts.add_failure(subject, NOW))
    assert attempts.failed(subject, NOW) == 6


def test_the_count_forgets_itself_but_not_before_its_time(subject: str) -> None:
    attempts.add_failure(subject, NOW)
    [item] = office.raw(os.environ["IDEMPOTENCY_TABLE"], "key", attempts._key(subject, NOW))
    assert int(item["expires"]["N"]) >= (NOW + attempts.WINDOW).timestamp()
