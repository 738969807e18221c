"""How soon citizens are told: events go through the packaged handler, their notices to providers of known delay.

    python -m infra.bench_notices [--count 10000] [--provider-ms 50] [--rate 40]

Each event makes two notices (SMS, e-mail) of a dossier of its own. Events come at `--rate` notices a second (0: all at
once) into the emulated queue; as many workers as the template allows the function take them in batches of ten, as SQS
hands them. Only the providers are stubs: queue, tables and keys are moto's, in a process of its own. Measured is the
time from the event to the moment at which the provider has taken the notice; the stream before the queue is left out.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import platform
import socket
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import yaml

_EMPTY_LOOKS = 20
_LEFT_ALONE = 100  # events whose dossiers stay, told or not


def main() -> int:
    """Measures and prints; exit status 1 when a notice was lost or handed over twice."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench_notices", description=__doc__)
    parser.add_argument("--count", type=int, default=10000, help="notices")
    parser.add_argument("--provider-ms", type=int, default=50, help="how long a provider takes")
    parser.add_argument("--rate", type=float, default=40, help="notices a second; 0: all at once")
    options = parser.parse_args()
    with _emulated_aws():
        made = _measured(options.count // 2, options.provider_ms / 1000, options.rate / 2)
    return made.report(options.count // 2 * 2, options.rate, options.provider_ms)


@dataclass
class Measured:
    """What the stubs saw: when each notice was taken, how often, and when its event was."""

    delay: float
    events: dict[str, float] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    workers: int = 0
    came_in: float = 0.0
    took: float = 0.0

    def take(self, reference: str) -> str:
        """A provider takes a notice over, in its time."""
        time.sleep(self.delay)
        self.taken[reference] += 1
        self.seconds.append(time.time() - self.events[reference.rpartition("-")[0]])
        return str(uuid.uuid4())

    def report(self, wanted: int, rate: float, provider_ms: int) -> int:
        """Prints the figures and what they were measured on."""
        ordered = sorted(self.seconds)
        prompt = sum(s <= 10 for s in ordered) / max(wanted, 1)
        twice, lost = sum(n > 1 for n in self.taken.values()), wanted - len(self.taken)
        pace = f"{rate:g} a second wanted" if rate else "as fast as they can be put in"
        print(f"{wanted} notices, provider {provider_ms} ms, {self.workers} workers; {pace},")
        print(f"{wanted / max(self.came_in, 0.001):.1f} a second came in, all were taken after {self.took:.0f} s")
        print(f"on {platform.machine()}, {os.cpu_count()} cores shared, Python {platform.python_version()}, moto")
        print(f"handed over within 10 s: {prompt:.2%}; twice: {twice}; lost: {lost}")
        for share in (0.5, 0.9, 0.99, 0.999, 1.0):
            print(f"  {share:>6.1%} within {ordered[max(int(len(ordered) * share) - 1, 0)]:.2f} s")
        return 1 if twice or lost else 0


class _Stub:
    """A provider that takes everything after its delay."""

    def __init__(self, name: str, measured: Measured) -> None:
        self.name = name
        self.provider = {"sms": "sns", "email": "ses"}[name]
        self._measured = measured

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Takes the notice."""
        return self._measured.take(reference)


def _measured(events: int, delay: float, rate: float) -> Measured:
    from chalicelib.adapters import channels

    measured = Measured(delay, workers=_configured_workers())
    for name in ("sms", "email"):
        channels.CHANNELS[name] = _Stub(name, measured)
    rows = [_rows(number) for number in range(events)]
    stop, began = threading.Event(), time.time()
    workers = [threading.Thread(target=_work, args=(stop,)) for _ in range(measured.workers)]
    for worker in workers:
        worker.start()
    cleaner = threading.Thread(target=_clean, args=(rows, measured, stop))
    cleaner.start()
    _feed(rows, rate, measured)
    measured.came_in = time.time() - began
    _wait_until_taken(measured, events * 2)
    measured.took = time.time() - began
    stop.set()
    for worker in (*workers, cleaner):
        worker.join()
    return measured


def _configured_workers() -> int:
    from infra.local.cloud import TEMPLATE

    source = yaml.safe_load(TEMPLATE.read_text())["Resources"]["SendNotices"]["Properties"]["Events"]
    return int(source["SendNoticesSqsEventSource"]["Properties"]["ScalingConfig"]["MaximumConcurrency"])


def _rows(number: int) -> tuple[Any, Any]:
    """A routed dossier and a function that makes the row of its event, at whatever moment that is."""
    from chalicelib.adapters import rows, sealing
    from chalicelib.domain.dossiers import Dossier, Event, Status
    from chalicelib.domain.people import Person

    code = f"000.00.01.H26-261125-{number:05d}"
    key = sealing.new_key(code)
    person = Person(
        full_name="TRẦN VĂN DEMO",
        number="001094888598",
        phone="+84912345678",
        email="demo@motcua.example",
        residence_unit="00166",
    )
    now = datetime.now(UTC)
    made = Dossier(
        code=code,
        procedure="1.001193",
        procedure_from="2025-07-01",
        agent="VNP-01",
        provider="vnpost",
        opened_at=now,
        opened_by="bench",
        status=Status.ACCEPTED,
        version=1,
        person=uuid.uuid4().hex,
        applicant=person,
        form={},
        authority="commune:00166",
        authority_name="Ủy ban nhân dân phường Cầu Giấy",
        due=now,
    )
    event = Event(id="", type="accepted", at=now, actor="bench", role="system", status_from=1, status_to=2)

    def event_row(at: datetime) -> Any:  # noqa: ANN401 - a row of the adapters
        return rows.event_row(code, replace(event, id=f"{number:05d}e{at:%H%M%S%f}", at=at), key)

    return rows.progress_row(made, key), event_row


def _feed(rows: list[tuple[Any, Any]], rate: float, measured: Measured) -> None:
    """Lets the events happen, one after the other at their rate."""
    from chalicelib.adapters import queues
    from chalicelib.adapters.tables import ItemRow
    from chalicelib.domain.events import Todo

    began = time.time()
    for number, (dossier, event_row) in enumerate(rows):
        if rate:
            time.sleep(max(0.0, began + number / rate - time.time()))
        at = datetime.now(UTC)
        event = event_row(at)
        event_id = event.item.removeprefix("event#")
        measured.events[event_id] = at.timestamp()
        with ItemRow.batch_write() as batch:
            batch.save(dossier)
            batch.save(event)
        queues.send(Todo.NOTIFY, dossier.code, event.item)


def _clean(rows: list[tuple[Any, Any]], measured: Measured, stop: threading.Event) -> None:
    """Takes dossiers of which all was told out of the table: moto reads all of a table for each query."""
    from chalicelib.adapters.tables import EventRow, ItemRow

    gone = 0
    while not stop.wait(0.2):
        while gone + _LEFT_ALONE < len(measured.events):
            found = list(ItemRow.query(rows[gone][0].code))
            if any(isinstance(row, EventRow) and row.todo for row in found):
                break
            with ItemRow.batch_write() as batch:
                for row in found:
                    batch.delete(row)
            gone += 1


def _work(stop: threading.Event) -> None:
    """One Lambda: takes batches from the queue until it is told to stop."""
    import boto3

    from app import app
    from infra.local import pumps

    sqs, url, send = boto3.client("sqs"), os.environ["NOTICES_QUEUE"], app.handler_map["send_notices"]
    while not stop.is_set():
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, AttributeNames=["All"])
        if messages := got.get("Messages", []):
            pumps.deal_with(sqs, url, "arn:aws:sqs:x:0:q", messages, lambda e: send(e, pumps.context("send_notices")))


def _wait_until_taken(measured: Measured, wanted: int) -> None:
    """Waits until all was taken, or nothing moves any more."""
    before, looks = -1, 0
    while len(measured.taken) < wanted and looks < _EMPTY_LOOKS:
        looks = looks + 1 if len(measured.seconds) == before else 0
        before = len(measured.seconds)
        time.sleep(1)


@contextmanager
def _emulated_aws() -> Iterator[None]:
    from infra.local import stack

    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)  # twenty Lambdas in one process share a pool
    with socket.socket() as probe:
        probe.bind((stack.HOST, 0))
        port = probe.getsockname()[1]
    stack.use(f"http://{stack.HOST}:{port}")
    ready = multiprocessing.get_context("spawn").Event()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(port, ready), daemon=True)
    server.start()
    ready.wait(60)
    try:
        from infra import seed
        from infra.local import cloud

        cloud.make()
        seed.fill_registry()
        yield
    finally:
        server.terminate()
        server.join()


def _serve(port: int, ready: Any) -> None:  # noqa: ANN401 - an event of multiprocessing
    from infra.local import stack

    with stack._moto(port):
        ready.set()
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
