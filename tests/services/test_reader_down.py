"""The reader is slow, or down for an hour: nothing is lost, and nobody has to do anything. The clock is played.

The hour lies in early July 2025, before everything that the sweep could find of other tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files
from chalicelib.domain.dossiers import PaperState
from chalicelib.reading import Reading
from chalicelib.services import following
from chalicelib.services.scanning import digitisation
from tests.support import office
from tests.support.readings import birth_proof, read_as
from tests.support.town import Town

TEMPLATE: dict[str, Any] = yaml.safe_load((Path(__file__).parents[2] / "infra" / "resources.yaml").read_text())
QUEUE = TEMPLATE["Resources"]["ScansQueue"]["Properties"]
HIDDEN = timedelta(seconds=QUEUE["VisibilityTimeout"])
BEGIN = datetime(2025, 7, 3, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TICK = timedelta(minutes=1)


class Queue:
    """The queue of scans as SQS keeps it: what failed comes again when its time is up, and at last no more."""

    def __init__(self) -> None:
        self.waiting: list[tuple[datetime, int, str]] = []
        self.dead: list[str] = []

    def put(self, body: str, at: datetime) -> None:
        self.waiting.append((at, 0, body))

    def deliver(self, now: datetime) -> None:
        due = [message for message in self.waiting if message[0] <= now]
        self.waiting = [message for message in self.waiting if message[0] > now]
        for _, received, body in due:
            if received == QUEUE["RedrivePolicy"]["maxReceiveCount"]:
                self.dead.append(body)
                continue
            try:
                self._handle(body, received + 1, now)
            except ReaderDownError:
                self.waiting.append((now + HIDDEN, received + 1, body))

    @staticmethod
    def _handle(body: str, received: int, now: datetime) -> None:
        for told in json.loads(body)["Records"]:
            s3 = told["s3"]
            digitisation.read_scan(
                s3["bucket"]["name"],
                s3["object"]["key"],
                s3["object"].get("versionId"),
                lambda: now,
                tries=received,
            )


class ReaderDownError(Exception):
    """The reader cannot be reached."""


def down(_: bytes, **__: object) -> Reading:
    raise ReaderDownError


@pytest.fixture
def scans(town: Town) -> Iterator[list[tuple[str, str]]]:
    """Scans uploaded at the beginning of the hour, whose dossiers are closed to the sweep afterwards."""
    codes = [office.opened(BEGIN) for _ in range(3)]
    made = [(code, office.scanned(code, BEGIN)) for code in codes]
    yield made
    for code, paper in made:
        store.done(code, f"paper#{paper}")


def hours(queue: Queue, town: Town, start: datetime, until: datetime) -> None:
    """Minute by minute: the queue delivers, and every five minutes the sweep looks for what was left lying."""
    now = start
    while now <= until:
        queue.deliver(now)
        if now.minute % 5 == 0:
            town.tidy()
            following.sweep(now)
            for body in town.messages("scans"):
                queue.put(body, now)
        now += TICK


def told(code: str) -> list[str]:
    return sorted(event.type for event in office.events_of(code))


def upload_messages(scans: list[tuple[str, str]]) -> list[str]:
    return [
        json.dumps(
            {"Records": [{"s3": {"bucket": {"name": files.scans_bucket()}, "object": {"key": files.scan_key(*s)}}}]}
        )
        for s in scans
    ]


def test_an_hour_without_a_reader_loses_nothing_and_bothers_nobody(
    scans: list[tuple[str, str]], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue()
    for body in upload_messages(scans):
        queue.put(body, BEGIN)
    monkeypatch.setattr(reading, "read", down)
    hours(queue, town, BEGIN, BEGIN + HOUR)
    assert {store.load(code).file.papers[0].state for code, _ in scans} == {PaperState.AWAITED}
    read_as(monkeypatch, birth_proof())
    hours(queue, town, BEGIN + HOUR + TICK, BEGIN + HOUR + HIDDEN + TICK)
    assert [told(code) for code, _ in scans] == [["opened", "paper_added", "paper_read"]] * 3
    assert queue.dead == []
    hours(queue, town, BEGIN + 2 * HOUR, BEGIN + 3 * HOUR)
    assert (queue.waiting, queue.dead) == ([], []), "what came twice came to nothing"


def test_an_hour_without_a_reader_or_a_message_is_mended_by_the_sweep(
    scans: list[tuple[str, str]], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue()  # the bucket's own messages are lost
    monkeypatch.setattr(reading, "read", down)
    hours(queue, town, BEGIN, BEGIN + HOUR)
    read_as(monkeypatch, birth_proof())
    hours(queue, town, BEGIN + HOUR + TICK, BEGIN + 2 * HOUR)
    assert [told(code) for code, _ in scans] == [["opened", "paper_added", "paper_read"]] * 3


def test_a_file_that_kills_every_reader_ends_in_the_dead_letter_queue_with_its_reason(
    scans: list[tuple[str, str]], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue()
    for body in upload_messages(scans[:1]):
        queue.put(body, BEGIN)
    monkeypatch.setattr(reading, "read", down)
    hours(queue, town, BEGIN, BEGIN + 5 * HOUR)
    code, _ = scans[0]
    [paper] = store.load(code).file.papers
    assert (paper.state, paper.reason) == (PaperState.UNREADABLE, "reader_failed")
    assert queue.waiting == [], "it is not tried for ever"
    assert set(queue.dead)
    read_as(monkeypatch, birth_proof())
    dead, queue.dead = queue.dead, []
    for body in dead:  # `make redrive`
        queue.put(body, BEGIN + 6 * HOUR)
    hours(queue, town, BEGIN + 6 * HOUR, BEGIN + 6 * HOUR + TICK)
    assert told(code).count("paper_read") == 1
    assert store.load(code).file.papers[0].state is PaperState.READ
    assert (queue.waiting, queue.dead) == ([], [])


def test_a_scan_that_came_is_not_given_up_however_long_the_reader_is_down(
    scans: list[tuple[str, str]], town: Town
) -> None:
    for hours_down in (25, 49):
        town.tidy()
        following.sweep(BEGIN + hours_down * HOUR)
        assert len(town.messages("scans")) == len(scans)
    assert {store.load(code).file.papers[0].state for code, _ in scans} == {PaperState.AWAITED}
