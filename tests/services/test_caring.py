"""The hourly care: no job, file or line holds another up, and a file is taken once in each of its versions."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.adapters import aws, files, taken_files
from chalicelib.domain import tracking_files
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.faults import Fault
from chalicelib.domain.tracking_files import Line, parsed
from chalicelib.services.issuance import caring, parcels
from chalicelib.services.reference import registry
from infra.local import carrier
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
DAYS = iter(range(1, 28))


@pytest.fixture
def now() -> datetime:
    """A day of its own for each test: what was noted of a file stays."""
    return datetime(2031, 3, next(DAYS), 3, tzinfo=UTC) + timedelta(days=31 * next(DAYS))


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """How often each parcel was told of; those whose number begins with `new` are known."""
    seen: Counter[str] = Counter()

    def take(_: str, line: Line, now: datetime) -> parcels.Verdict:
        seen[line.tracking] += 1
        if line.tracking.startswith("bad"):
            raise Fault("system.busy")
        return parcels.Verdict.MOVES if line.tracking.startswith("new") else parcels.Verdict.UNKNOWN

    monkeypatch.setattr(parcels, "take", take)
    yield seen
    for found in files_dropped():
        aws.s3().delete_object(Bucket=files.partners_bucket(), Key=found)


def files_dropped() -> list[str]:
    pages = aws.s3().list_objects_v2(Bucket=files.partners_bucket(), Prefix=f"partners/{carrier.NAME}/tracking/2031")
    return [found["Key"] for found in pages.get("Contents", [])]


def drop(day: datetime, *tracking: str) -> None:
    body = carrier.file([(number, "delivered") for number in tracking])
    files.put(files.partners_bucket(), files.tracking_key(carrier.NAME, hanoi_day(day).isoformat()), body, "text/csv")


def taken(now: datetime) -> dict[str, int]:
    failures: list[Exception] = []
    done = dict(parcels.take_files(now, failures))
    assert failures == []
    return done


def test_a_version_is_taken_once_and_a_changed_file_again(now: datetime, told: Counter[str]) -> None:
    drop(now, "new-1", "new-2")
    assert [taken(now + timedelta(hours=n)) for n in range(3)] == [{"moves": 2}, {}, {}]
    assert taken(now + timedelta(days=1)) == {}
    drop(now, "new-1", "new-3")
    assert [taken(now) for _ in range(2)] == [{"moves": 2}, {}]
    assert told == {"new-1": 2, "new-2": 1, "new-3": 1}


def test_what_nobody_knew_is_asked_for_once_more_each_day(now: datetime, told: Counter[str]) -> None:
    drop(now, "later")
    for hours in range(0, 96, 3):
        taken(now + timedelta(hours=hours))
    assert told["later"] == parcels.DAYS_BACK


def test_a_line_that_fails_holds_no_other_up_and_is_taken_again(now: datetime, told: Counter[str]) -> None:
    drop(now, "new-1", "bad-1", "new-2")
    drop(now - timedelta(days=1), "new-0")
    failures: list[Exception] = []
    assert parcels.take_files(now, failures) == {"moves": 3, "failed": 1}
    assert len(failures) == 1
    parcels.take_files(now, failures)
    assert told == {"new-0": 1, "new-1": 2, "bad-1": 2, "new-2": 2}


def test_a_file_that_cannot_be_fetched_holds_no_other_up(
    now: datetime, told: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(now, "new-1")
    drop(now - timedelta(days=1), "new-0")
    fetch = files.fetch

    def failing(bucket: str, key: str, version: str | None = None) -> bytes:
        if hanoi_day(now).isoformat() in key:
            raise TimeoutError
        return fetch(bucket, key, version)

    monkeypatch.setattr(files, "fetch", failing)
    failures: list[Exception] = []
    parcels.take_files(now, failures)
    assert (told, [type(f) for f in failures]) == ({"new-0": 1}, [TimeoutError])


def test_too_large_a_file_is_not_fetched_and_too_long_a_one_not_taken(
    now: datetime, told: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(now, *(f"new-{n}" for n in range(4)))
    monkeypatch.setattr(tracking_files, "MOST_LINES", 3)
    assert [taken(now), taken(now)] == [{"unreadable": 1}, {}]
    monkeypatch.setattr(tracking_files, "MOST_BYTES", 10)
    drop(now, "new-1")
    monkeypatch.setattr(files, "fetch", lambda *_: pytest.fail("it was fetched"))
    assert taken(now) == {"unreadable": 1}
    assert told == {}


def test_as_many_lines_as_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking_files, "MOST_LINES", 2)
    two = carrier.file([("a", "delivered"), ("b", "delivered")])
    assert len(parsed(two)) == 2
    with refused("tracking.unreadable"):
        parsed(two + b"c,delivered\n")


JOBS = {"results": (caring, "_care_for"), "articles": (caring, "_alarm"), "parcels": (parcels, "take_files")}


@pytest.mark.parametrize("broken", JOBS)
def test_no_job_waits_for_another_and_the_failure_is_raised_in_the_end(
    broken: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def job(name: str) -> Any:
        def act(*_: Any) -> Any:
            done.append(name)
            if name == broken:
                raise ZeroDivisionError
            return {} if name == "parcels" else True

        return act

    monkeypatch.setattr("chalicelib.adapters.result_rows.due", lambda todo, _: [(uuid.uuid4().hex, "x")])
    for name, (module, function) in JOBS.items():
        monkeypatch.setattr(module, function, job(name))
    with pytest.raises(ZeroDivisionError):
        caring.care(now)
    assert done == list(JOBS)


def test_rules_that_are_missing_stop_no_other_job(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> None:
        raise Fault("registry.missing", entry="care#results", day="")

    monkeypatch.setattr(registry, "care", missing)
    cared = []
    monkeypatch.setattr(caring, "_each", lambda todo, *_: cared.append(todo))
    with refused("registry.missing"):
        caring.care(now)
    assert cared == ["care", "custody"]


def test_what_was_noted_of_a_file_is_no_carriers_word(now: datetime) -> None:
    assert taken_files.taken(carrier.NAME, "2030-01-01") is None
    taken_files.note(carrier.NAME, "2030-01-01", "v1", now)
    assert taken_files.taken(carrier.NAME, "2030-01-01") == "v1"
