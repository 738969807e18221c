"""The functions at work, in processes of their own: one follows the table's stream, the others take from the queue.

Only the providers are stubs. What AWS is asked is counted, what the pollers ask for the functions included.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import yaml
from botocore.client import BaseClient
from botocore.config import Config

_spawning = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Work:
    """What a process is told: the stream it follows or none, how many senders it is, how long a provider takes."""

    stream: str
    senders: int
    provider_seconds: float


class Running:
    """Processes at work. What a provider takes comes in `taken` as (reference, moment)."""

    def __init__(self, stream: str, processes: int, provider_seconds: float) -> None:
        senders = configured_senders()
        self.stop = _spawning.Event()
        self.taken: Any = _spawning.Queue()
        self._ended: Any = _spawning.Queue()
        shares = [senders // processes + (n < senders % processes) for n in range(processes)]
        works = [Work(stream, 0, provider_seconds), *(Work("", share, provider_seconds) for share in shares)]
        ready = _spawning.Barrier(len(works) + 1)
        self._processes = [
            _spawning.Process(target=_process, args=(w, ready, self.stop, self.taken, self._ended), daemon=True)
            for w in works
        ]
        self._ready = ready
        for process in self._processes:
            process.start()
        ready.wait(120)  # now the stream is followed from here on

    def go(self) -> float:
        """Lets them begin, all at one moment, which is returned."""
        self._ready.wait(120)
        return time.time()

    def end(self) -> tuple[Counter[str], float]:
        """Ends them; returns what they asked of AWS, and the processor time that they took in seconds."""
        self.stop.set()
        calls: Counter[str] = Counter()
        seconds = 0.0
        for _ in self._processes:
            asked, took = self._ended.get(timeout=60)
            calls.update(asked)
            seconds += took
        for process in self._processes:
            process.join(10)
        return calls, seconds


def configured_senders() -> int:
    """How many Lambdas the template lets send at once."""
    from infra.local.cloud import TEMPLATE

    source = yaml.safe_load(TEMPLATE.read_text())["Resources"]["SendNotices"]["Properties"]["Events"]
    return int(source["SendNoticesSqsEventSource"]["Properties"]["ScalingConfig"]["MaximumConcurrency"])


class Stub:
    """A provider that takes everything, in its time."""

    def __init__(self, name: str, seconds: float, taken: Callable[[tuple[str, float]], None]) -> None:
        self.name = name
        self.provider = {"sms": "sns", "email": "ses"}[name]
        self._seconds = seconds
        self._taken = taken

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Takes the notice."""
        time.sleep(self._seconds)
        self._taken((reference, time.time()))
        return str(uuid.uuid4())


def counting(calls: Counter[str]) -> None:
    """Counts from now on what this process asks of AWS."""
    real = BaseClient._make_api_call  # type: ignore[attr-defined]
    lock = threading.Lock()

    def counted(self: BaseClient, operation: str, arguments: dict[str, Any]) -> object:
        with lock:
            calls[f"{self.meta.service_model.service_id} {operation}"] += 1
        return real(self, operation, arguments)

    BaseClient._make_api_call = counted  # type: ignore[attr-defined]


def _process(work: Work, ready: Any, stop: Any, taken: Any, ended: Any) -> None:  # noqa: ANN401 - of multiprocessing
    from app import app
    from chalicelib.adapters import channels
    from infra.local import pumps

    logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)  # many Lambdas in one process share a pool
    for name in ("sms", "email"):
        channels.CHANNELS[name] = Stub(name, work.provider_seconds, taken.put)
    calls: Counter[str] = Counter()
    sqs = boto3.client("sqs", config=Config(max_pool_connections=work.senders or 1))
    loops = [threading.Thread(target=_send, args=(app, sqs, stop)) for _ in range(work.senders)]
    if work.stream:
        streams = boto3.client("dynamodbstreams")
        position = pumps.position_in(streams, work.stream, "LATEST")
        loops.append(threading.Thread(target=_follow, args=(app, streams, position, work.stream, stop)))
    ready.wait(120)
    ready.wait(600)
    counting(calls)
    before = time.process_time()
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
    ended.put((calls, time.process_time() - before))


def _send(app: Any, sqs: Any, stop: Any) -> None:  # noqa: ANN401
    """One Lambda: takes batches from the queue until it is told to stop."""
    from infra.local import pumps

    url, send = os.environ["NOTICES_QUEUE"], app.handler_map["send_notices"]
    while not stop.is_set():
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1, AttributeNames=["All"])
        if messages := got.get("Messages", []):
            pumps.deal_with(sqs, url, "arn:aws:sqs:x:0:q", messages, lambda e: send(e, pumps.context("send_notices")))


def _follow(app: Any, streams: Any, position: str, arn: str, stop: Any) -> None:  # noqa: ANN401
    """The Lambda that the stream's one shard feeds."""
    from infra.local import pumps

    [source] = [source for source in app.event_sources if source.name == "dispatch"]
    wanted, dispatch = pumps.filters("dispatch"), app.handler_map["dispatch"]
    while not stop.is_set():
        got = streams.get_records(ShardIterator=position, Limit=250)
        handle = lambda event: dispatch(event, pumps.context("dispatch"))  # noqa: E731
        pumps.hand_on(got["Records"], arn, source.batch_size, wanted, handle, stop)
        position = got["NextShardIterator"]
        stop.wait(0 if got["Records"] else 0.2)
