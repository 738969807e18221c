"""The event sources, pumped into the very handlers that Lambda runs: queues, the table's stream, schedules.

Which handler listens to what is read off the Chalice app, so a source that nobody pumps cannot be forgotten.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import boto3
import yaml
from aws_lambda_powertools.utilities.typing import LambdaContext
from chalice.app import Chalice, DynamoDBEventConfig, Rate, ScheduledEventConfig, SQSEventConfig

from infra.local import cloud

_READERS = 2  # how many scans are read at once: one a core
_AT_ONCE = 10  # messages that SQS gives at most in one go; Lambda's poller collects several goes for a larger batch
_READ = 1000  # records of a stream that are read in one go, before they are filtered
_MINUTES = {Rate.MINUTES: 1, Rate.HOURS: 60, Rate.DAYS: 1440}


@dataclass(frozen=True, slots=True)
class Pump:
    """One event source and the handler it feeds."""

    name: str
    run: Callable[[threading.Event], None]

    def start(self, stop: threading.Event) -> threading.Thread:
        """Pumps until `stop` is set; a fault is printed and the pump goes on."""

        def loop() -> None:
            while not stop.is_set():
                try:
                    self.run(stop)
                except Exception:
                    if not stop.is_set():
                        traceback.print_exc()
                        stop.wait(1)

        thread = threading.Thread(target=loop, name=self.name, daemon=True)
        thread.start()
        return thread


def pumps(app: Chalice, stack: str, stream_arn: str) -> list[Pump]:
    """A pump for every event source of the app."""
    made: list[Pump] = []
    for source in app.event_sources:
        handle = handler(app, source.name)
        match source:
            case SQSEventConfig():
                copies = _READERS if source.name == "read_scans" else 1
                made += [Pump(source.name, _queue_pump(source, stack, handle))] * copies
            case DynamoDBEventConfig():
                made.append(
                    Pump(source.name, _stream_pump(stream_arn, source.batch_size, filters(source.name), handle))
                )
            case ScheduledEventConfig():
                made.append(Pump(source.name, _clock_pump(cast(Rate, source.schedule_expression), handle)))
            case _:
                raise TypeError(f"nobody pumps {type(source).__name__}")
    return made


def handler(app: Chalice, name: str) -> Callable[[dict[str, Any]], Any]:
    """The function of that name, called as Lambda calls it."""
    handles = app.handler_map[name]
    return lambda event: handles(event, context(name))


def context(function: str) -> LambdaContext:
    """What Lambda tells a handler about its invocation."""
    made = LambdaContext()
    made._function_name = function
    made._aws_request_id = str(uuid.uuid4())
    made._invoked_function_arn = f"arn:aws:lambda:local:000000000000:function:{function}"
    made._memory_limit_in_mb = 512
    return made


def _queue_pump(
    source: SQSEventConfig, stack: str, handler: Callable[[dict[str, Any]], Any]
) -> Callable[[threading.Event], None]:
    queue = f"{stack}-{str(source.queue_arn).rpartition(':')[2]}"

    def run(stop: threading.Event) -> None:
        sqs = boto3.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        while not stop.is_set():
            got = sqs.receive_message(
                QueueUrl=url,
                MaxNumberOfMessages=min(source.batch_size, _AT_ONCE),
                WaitTimeSeconds=1,
                AttributeNames=["All"],
            ).get("Messages", [])
            if got:
                deal_with(sqs, url, arn, got, handler)

    return run


def deal_with(
    sqs: Any,  # noqa: ANN401 - a client, or what a test puts in its place
    url: str,
    arn: str,
    messages: list[Any],
    handler: Callable[[dict[str, Any]], Any],
) -> None:
    """Hands messages to the handler and deletes those it did not report as failed, as Lambda's poller does."""
    reply = handler({"Records": [sqs_record(m, arn) for m in messages]}) or {}
    failed = {f["itemIdentifier"] for f in reply.get("batchItemFailures", [])}
    done = [
        {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]}
        for place, message in enumerate(messages)
        if message["MessageId"] not in failed
    ]
    if done:
        sqs.delete_message_batch(QueueUrl=url, Entries=done)


def sqs_record(message: dict[str, Any], arn: str) -> dict[str, Any]:
    """A message as Lambda shows it to a function."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": "ap-southeast-1",
    }


def filters(function: str) -> list[Any]:
    """What the template lets through to a function that follows a stream; nothing said is everything."""
    events = yaml.safe_load(cloud.TEMPLATE.read_text())["Resources"][function.title()]["Properties"]["Events"]
    [source] = events.values()
    return [json.loads(said["Pattern"]) for said in source["Properties"]["FilterCriteria"]["Filters"]]


def passes(record: Any, pattern: Any) -> bool:  # noqa: ANN401 - any piece of a record, and of a pattern
    """Whether a filter lets it through: every name is there, with one of the values."""
    if isinstance(pattern, list):
        return record in pattern
    return all(name in record and passes(record[name], inner) for name, inner in pattern.items())


def _stream_pump(
    arn: str, batch: int, wanted: list[Any], handler: Callable[[dict[str, Any]], Any]
) -> Callable[[threading.Event], None]:
    def run(stop: threading.Event) -> None:
        streams = boto3.client("dynamodbstreams")
        position = position_in(streams, arn, "TRIM_HORIZON")
        while not stop.is_set():
            got = streams.get_records(ShardIterator=position, Limit=_READ)
            hand_on(got["Records"], arn, batch, wanted, handler, stop)
            position = got["NextShardIterator"]
            stop.wait(0 if got["Records"] else 0.2)

    return run


def position_in(streams: Any, arn: str, kind: str) -> str:  # noqa: ANN401 - a client
    """Where one begins to read a stream's one shard: TRIM_HORIZON, or LATEST."""
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    return str(streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType=kind)["ShardIterator"])


def hand_on(
    read: list[Any],
    arn: str,
    batch: int,
    wanted: list[Any],
    handler: Callable[[dict[str, Any]], Any],
    stop: threading.Event,
) -> None:
    """Hands what a filter lets through of a stream's records to the handler, batch by batch, until it took them."""
    let_through = [r for r in read if any(passes(r, pattern) for pattern in wanted)]
    for at in range(0, len(let_through), batch):
        records = [_stream_record(r, arn) for r in let_through[at : at + batch]]
        while records and not stop.is_set():
            records = _after_first_failure(records, handler({"Records": records}) or {})
            stop.wait(1 if records else 0)


def _stream_record(record: Any, arn: str) -> dict[str, Any]:  # noqa: ANN401 - the client's own shape
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = time.time()
    return {**record, "dynamodb": change, "eventSource": "aws:dynamodb", "eventSourceARN": arn}


def _after_first_failure(records: list[dict[str, Any]], reply: dict[str, Any]) -> list[dict[str, Any]]:
    """What must come again: a stream is tried again from its first failure on, in order."""
    failed = {f["itemIdentifier"] for f in reply.get("batchItemFailures", [])}
    for index, record in enumerate(records):
        if record["dynamodb"]["SequenceNumber"] in failed:
            return records[index:]
    return []


def _clock_pump(rate: Rate, handler: Callable[[dict[str, Any]], Any]) -> Callable[[threading.Event], None]:
    seconds = rate.value * _MINUTES[rate.unit] * 60

    def run(stop: threading.Event) -> None:
        if not stop.wait(seconds):
            handler(schedule_event())

    return run


def schedule_event() -> dict[str, Any]:
    """What EventBridge sends at the time of a schedule."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "region": "ap-southeast-1",
        "resources": [],
        "detail": {},
    }
