"""The map: the HTTPS routes, and one thin function per event source. Rules and plumbing live in chalicelib/.

Event handlers stand here and not in blueprints: Lambda must import this module, or their registration is lost.
The ARNs are those of an empty account; `infra/` puts the stack's own in their place when it is packaged.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast
from urllib.parse import unquote_plus

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse, PartialItemFailures
from chalice.app import CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.adapters.telemetry import logger
from chalicelib.api.application import application
from chalicelib.services import following
from chalicelib.services.casework import partners, routing
from chalicelib.services.each import each
from chalicelib.services.following import Happened
from chalicelib.services.issuance import caring, results
from chalicelib.services.messaging import delivery_receipts, notices
from chalicelib.services.money import books, reconciling
from chalicelib.services.national_portal import portal_sync
from chalicelib.services.privacy import persons, rights
from chalicelib.services.scanning import batches, digitisation, rereading

app = application()
_ARN = "arn:aws:{}:ap-southeast-1:000000000000:{}"
Batch = PartialItemFailureResponse


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "scans"), batch_size=1, name="read_scans")
def read_scans(event: SQSEvent) -> Batch:
    """Uploaded scans: one message is one file."""
    return _each(event, EventType.SQS, _read_scan)


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "batches"), batch_size=1, name="split_batches")
def split_batches(event: SQSEvent) -> Batch:
    """Long scans with cover sheets: one message is one file."""
    return _each(event, EventType.SQS, lambda record: _each_object(record, _split_batch))


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "partners"), batch_size=1, name="take_batches")
def take_batches(event: SQSEvent) -> Batch:
    """Manifests that partners dropped."""
    return _each(event, EventType.SQS, lambda record: _each_object(record, _take_batch))


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "routing"), batch_size=10, name="route_dossiers")
def route_dossiers(event: SQSEvent) -> Batch:
    """Submitted dossiers."""
    return _each(event, EventType.SQS, lambda record: _each_item(record, routing.route))


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "notices"), batch_size=10, name="send_notices")
def send_notices(event: SQSEvent) -> Batch:
    """Events that the citizen is told of; side by side, for each waits for its providers."""
    records = event.to_dict()["Records"]
    with ThreadPoolExecutor(max_workers=len(records) or 1) as pool:
        told = {r["messageId"]: pool.submit(_each_item, r, notices.notify) for r in records}
        return _each(event, EventType.SQS, lambda record: told[record["messageId"]].result())


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "receipts"), batch_size=10, name="take_receipts")
def take_receipts(event: SQSEvent) -> Batch:
    """What providers say of notices."""
    return _each(event, EventType.SQS, lambda record: delivery_receipts.take(json.loads(record["body"]), _now()))


@app.lambda_function(name="forward_receipts")
def forward_receipts(event: dict[str, Any], context: object) -> dict[str, int]:
    """What became of text messages: SNS tells it in a log only. Chalice knows no such source; the template does."""
    return delivery_receipts.forward(event["awslogs"]["data"])


@app.on_sqs_message(
    queue_arn=_ARN.format("sqs", "portal"), batch_size=50, maximum_batching_window_in_seconds=5, name="sync_portal"
)
def sync_portal(event: SQSEvent) -> Batch:
    """Dossiers that the national portal is to be told of: many in one call."""
    asked: dict[str, list[str]] = {}
    broken = _each(event, EventType.SQS, lambda record: _asked_for(record, asked))
    again = portal_sync.sync(asked, _now)
    failed = [PartialItemFailures(itemIdentifier=message) for code in sorted(again) for message in asked[code]]
    return {"batchItemFailures": [*broken["batchItemFailures"], *failed]}


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "people"), batch_size=1, name="serve_people")
def serve_people(event: SQSEvent) -> Batch:
    """Papers that were settled, consents that were given, requests that were granted."""
    return _each(event, EventType.SQS, lambda record: _each_item(record, persons.serve))


@app.on_sqs_message(queue_arn=_ARN.format("sqs", "results"), batch_size=1, name="sign_results")
def sign_results(event: SQSEvent) -> Batch:
    """Files of results: one message is one file."""
    return _each(event, EventType.SQS, lambda record: _each_object(record, _sign_result))


@app.on_dynamodb_record(stream_arn=_ARN.format("dynamodb", "table/Dossiers/stream/0"), batch_size=25, name="dispatch")
def dispatch(event: DynamoDBEvent) -> Batch:
    """New events of dossiers, straight from the table's stream: what follows from many is sent in few calls."""
    happened: dict[str, Happened] = {}
    broken = _each(event, EventType.DynamoDBStreams, lambda record: _note_event(record, happened))
    again = following.dispatch(happened)
    failed = [PartialItemFailures(itemIdentifier=number) for number in happened if number in again]
    return {"batchItemFailures": [*broken["batchItemFailures"], *failed]}


@app.schedule(Rate(5, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> dict[str, int]:
    """Work that was left lying, and requests about the own data whose clock runs out."""
    try:
        again = following.sweep(_now())
    finally:  # neither waits for the other's fault
        raised = rights.watch(_now())
    return {**again, "rights": raised}


@app.schedule(Rate(15, unit=Rate.MINUTES), name="reconcile_payments")
def reconcile_payments(event: CloudWatchEvent) -> dict[str, int]:
    """Payments of which the gateway has not told."""
    return reconciling.ask_gateways(_now())


@app.schedule(Rate(1, unit=Rate.HOURS), name="watch_results")
def watch_results(event: CloudWatchEvent) -> dict[str, Any]:
    """Parcels, results that nobody collects, papers that stand still."""
    return caring.care(_now())


@app.schedule(Rate(1, unit=Rate.HOURS), name="settle_books")
def settle_books(event: CloudWatchEvent) -> dict[str, Any]:
    """Days that are over are closed, statements that came are matched; by the hour, so a missed run is caught up."""
    jobs: dict[str, Callable[[], Any]] = {
        "statements": lambda: reconciling.match_statements(_now()),
        "closed": lambda: books.close_all(_now()),
    }
    return each(jobs.items())


def _each(event: SQSEvent | DynamoDBEvent, kind: EventType, handle: Callable[[dict[str, Any]], None]) -> Batch:
    """Handles record by record; those that fail come again, alone."""

    def record_handler(record: dict[str, Any]) -> None:
        try:
            handle(record)
        except Exception as error:  # the log names the fault's kind only: its text may hold a person's data
            logger.warning(
                "record failed", work=handle.__qualname__, error=type(error).__name__, code=getattr(error, "code", None)
            )
            raise

    processor = BatchProcessor(event_type=kind, raise_on_entire_batch_failure=False)
    return process_partial_response(event.to_dict(), record_handler, processor, cast(Any, event.context))


def _each_object(record: dict[str, Any], handle: Callable[[str, str, str | None], None]) -> None:
    """What S3 says of new objects; its test message, sent when the bucket is set up, has no records."""
    for told in json.loads(record["body"]).get("Records", []):
        s3 = told["s3"]
        handle(s3["bucket"]["name"], unquote_plus(s3["object"]["key"]), s3["object"].get("versionId"))


def _read_scan(record: dict[str, Any]) -> None:
    """A scan that came, or a paper whose kind somebody corrected; the queue puts a message aside after the last try."""
    tries = int(record["attributes"]["ApproximateReceiveCount"])
    if "dossier" in json.loads(record["body"]):
        _each_item(record, lambda code, item, _: rereading.read_again(code, item, _now, tries=tries))
    else:
        _each_object(record, partial(digitisation.read_scan, clock=_now, tries=tries))


def _split_batch(bucket: str, key: str, version: str | None) -> None:
    batches.split(bucket, key, version, _now)


def _sign_result(bucket: str, key: str, version: str | None) -> None:
    results.sign(bucket, key, version, _now())


def _take_batch(bucket: str, key: str, _version: str | None) -> None:
    partners.take_batch(bucket, key, _now())


def _each_item(record: dict[str, Any], handle: Callable[[str, str, datetime], None]) -> None:
    body = json.loads(record["body"])
    handle(body["dossier"], body["item"], _now())


def _asked_for(record: dict[str, Any], asked: dict[str, list[str]]) -> None:
    """Notes under its dossier which message asks for it."""
    asked.setdefault(json.loads(record["body"])["dossier"], []).append(record["messageId"])


def _now() -> datetime:
    return datetime.now(UTC)


def _note_event(record: dict[str, Any], happened: dict[str, Happened]) -> None:
    """Notes an event under its number in the stream."""
    image = record["dynamodb"].get("NewImage", {})
    if record["eventName"] == "INSERT" and image.get("kind", {}).get("S") == "event":
        number = record["dynamodb"]["SequenceNumber"]
        happened[number] = Happened(image["code"]["S"], image["item"]["S"], image["type"]["S"])
