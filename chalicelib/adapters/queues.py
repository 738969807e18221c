"""The queues. A message carries ids only."""

from __future__ import annotations

import json
import os

from chalicelib.adapters import aws, files
from chalicelib.domain.events import Todo

_URLS = {Todo.READ: "SCANS_QUEUE", Todo.ROUTE: "ROUTING_QUEUE", Todo.NOTIFY: "NOTICES_QUEUE"}


def send(todo: Todo, code: str, item: str) -> None:
    """Puts an item of a dossier before whoever does this work."""
    body = {"dossier": code, "item": item} if todo is not Todo.READ else _as_upload(code, item)
    aws.sqs().send_message(QueueUrl=os.environ[_URLS[todo]], MessageBody=json.dumps(body))


def _as_upload(code: str, item: str) -> dict[str, object]:
    """The reader is told of a scan by S3; a reminder looks the same, so that there is one way in."""
    key = files.scan_key(code, item.removeprefix("paper#"))
    return {"Records": [{"s3": {"bucket": {"name": files.scans_bucket()}, "object": {"key": key}}}]}
