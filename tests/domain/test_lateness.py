"""When a due date that went by is owed an apology: by the day in Hanoi, once for each date, while the clock runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain import lateness, progress
from chalicelib.domain.dossiers import Dossier, Status
from tests.support.dossiers import dossier

DUE = datetime(2026, 11, 16, 10, tzinfo=UTC)  # 17:00 in Hanoi
NEXT_DAY = datetime(2026, 11, 16, 17, tzinfo=UTC)  # midnight there
SECOND = timedelta(seconds=1)
RUNNING = dossier(status=Status.PROCESSING, due=DUE, authority_name="UBND phường A", accepted_at=DUE)


@pytest.mark.parametrize(("now", "late"), [(DUE, False), (NEXT_DAY - SECOND, False), (NEXT_DAY, True)])
def test_it_is_late_from_midnight_in_hanoi_on(now: datetime, late: bool) -> None:
    assert lateness.is_to_be_told(RUNNING, now) is late
    assert lateness.is_late(RUNNING, now) is late
    assert (RUNNING.due is not None and RUNNING.due < lateness.midnight(now)) is late


@pytest.mark.parametrize("status", Status)
def test_only_a_clock_that_runs_makes_late(status: Status) -> None:
    runs = status in (Status.ACCEPTED, Status.PROCESSING)
    assert (lateness.promised(replace(RUNNING, status=status)) == DUE) is runs
    assert lateness.is_late(replace(RUNNING, status=status), NEXT_DAY) is runs


@pytest.mark.parametrize(
    ("made", "promised"),
    [
        (replace(RUNNING, due=None), None),
        (replace(RUNNING, late_at=NEXT_DAY), None),
        (replace(RUNNING, late_at=NEXT_DAY, due=DUE + timedelta(days=9)), DUE + timedelta(days=9)),
        (replace(RUNNING, authorities=("commune:1",)), None),
        (replace(RUNNING, authorities=("commune:1",), part="birth"), DUE),
    ],
)
def test_each_date_is_told_once_and_where_it_is_decided(made: Dossier, promised: datetime | None) -> None:
    assert lateness.promised(made) == promised


def test_what_was_told_is_late_all_the_same_and_says_so() -> None:
    told = progress.standing(replace(RUNNING, late_at=NEXT_DAY), "Bưu điện", NEXT_DAY).late
    assert told is not None
    assert "xin lỗi" in told.vi
    assert "apologise" in told.en
    assert all("UBND phường A" in text and "17:00 16/11/2026" in text for text in told)
    assert progress.standing(RUNNING, "Bưu điện", DUE).late is None
    assert progress.standing(replace(RUNNING, status=Status.FINISHED), "Bưu điện", NEXT_DAY).late is None
