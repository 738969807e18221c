"""The queues. A message carries ids only."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws, files
from chalicelib.adapters.telemetry import logger
from chalicelib.domain.events import Todo

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_URLS = {
    Todo.READ: "SCANS_QUEUE",
    Todo.ROUTE: "ROUTING_QUEUE",
    Todo.NOTIFY: "NOTICES_QUEUE",
    Todo.SPLIT: "BATCHES_QUEUE",
    Todo.SYNC: "PORTAL_QUEUE",
    Todo.KEEP: "PEOPLE_QUEUE",
    Todo.SIGN: "RESULTS_QUEUE",
}
_AT_ONCE = 10  # messages that SQS takes in one call


@dataclass(frozen=True, slots=True)
class Message:
    """An item of a dossier, or a batch, for whoever does this work."""

    todo: Todo
    code: str
    item: str


def send(todo: Todo, code: str, item: str, delay: int = 0) -> None:
    """Puts an item of a dossier, or a batch, before whoever does this work; `delay` are seconds, 900 at most."""
    body = _body(Message(todo, code, item))
    aws.sqs().send_message(QueueUrl=os.environ[_URLS[todo]], MessageBody=body, DelaySeconds=delay)


def send_all(messages: Sequence[Message]) -> set[int]:
    """Sends many in few calls; returns the places of those that were not sent. Nothing is raised for them."""
    unsent: set[int] = set()
    for todo, places in _calls(messages):
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": str(place), "MessageBody": _body(messages[place])} for place in places
        ]
        try:
            reply = aws.sqs().send_message_batch(QueueUrl=os.environ[_URLS[todo]], Entries=entries)
        except (ClientError, BotoCoreError) as error:
            logger.warning("messages not sent", queue=todo.value, count=len(places), error=type(error).__name__)
            unsent |= set(places)
        else:
            unsent |= {int(failed["Id"]) for failed in reply.get("Failed", [])}
    return unsent


def _calls(messages: Sequence[Message]) -> Iterator[tuple[Todo, list[int]]]:
    """The places of the messages of each call: those for one queue, as many as it takes."""
    for todo in dict.fromkeys(message.todo for message in messages):
        places = [place for place, message in enumerate(messages) if message.todo is todo]
        yield from ((todo, places[at : at + _AT_ONCE]) for at in range(0, len(places), _AT_ONCE))


def _body(message: Message) -> str:
    key = upload_key(message.todo, message.code, message.item)
    return json.dumps(_as_upload(key) if key else {"dossier": message.code, "item": message.item})


def send_receipt(provider: str, provider_id: str, event: str) -> None:
    """Puts what a provider said of a message before whoever writes it down."""
    body = {"provider": provider, "id": provider_id, "event": event}
    aws.sqs().send_message(QueueUrl=os.environ["RECEIPTS_QUEUE"], MessageBody=json.dumps(body))


def send_receipts(receipts: Sequence[Mapping[str, str]]) -> None:
    """Puts many of them there, ten at a time. Raises LookupError where some were not taken; twice does no harm."""
    for first in range(0, len(receipts), _AT_ONCE):
        bodies = [json.dumps(dict(receipt)) for receipt in receipts[first : first + _AT_ONCE]]
        entries: Any = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        reply = aws.sqs().send_message_batch(QueueUrl=os.environ["RECEIPTS_QUEUE"], Entries=entries)
        if reply.get("Failed"):
            raise LookupError("the queue did not take all receipts")


def upload_key(todo: Todo, code: str, item: str) -> str | None:
    """Where the file lies that the work is about, or None where it is about no file."""
    match todo:
        case Todo.READ if item.startswith("paper#"):
            return files.scan_key(code, item.removeprefix("paper#"))
        case Todo.SPLIT:
            return files.batch_key(item.removeprefix("batch#"), code)
        case Todo.SIGN:
            return files.result_key(code, item.removeprefix("result#"))
        case _:
            return None


def _as_upload(key: str) -> dict[str, object]:
    """The worker is told of a file by S3; a reminder looks the same, so that there is one way in."""
    return {"Records": [{"s3": {"bucket": {"name": files.scans_bucket()}, "object": {"key": key}}}]}
