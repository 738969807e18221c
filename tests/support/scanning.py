"""An agent's clerk with a pile of paper: prints cover sheets over the API, scans them back, uploads the long scan."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import requests
from PIL import Image

from chalicelib.adapters import files
from tests.support import piles
from tests.support.town import Desk, Town

_LETTERS = {"people": "?", "cover": "c", "paper": "p", "blank": "_", "duplicate": "=", "discarded": "x"}


def sheets(desk: Desk, code: str) -> Callable[[str], Image.Image]:
    """The dossier's cover sheets as they are printed, by slot; `-` is the one that ends it."""
    answer = desk.post(f"/v1/dossiers/{code}/covers", {})
    assert answer.status == 201, answer.body
    pages = piles.rendered(requests.get(answer.body["link"], timeout=10).content)
    procedure = desk.get(f"/v1/dossiers/{code}").body["procedure"]
    slots = [slot["code"] for slot in desk.get(f"/v1/procedures/{procedure}").body["papers"]]
    return dict(zip([*slots, "-"], pages, strict=True)).__getitem__


def uploaded(desk: Desk, data: bytes, content_type: str = "application/pdf", key: str | None = None) -> str:
    """A long scan sent as a browser sends it; returns the batch's id."""
    answer = desk.post("/v1/batches", {"content_type": content_type}, key)
    assert answer.status == 201, answer.body
    requests.post(answer.body["url"], data=answer.body["fields"], files={"file": data}, timeout=30)
    return str(answer.body["batch"]["id"])


def fates(batch: dict[str, Any]) -> str:
    """What became of the pages, a letter each."""
    return "".join(_LETTERS[page["fate"]] for page in batch["pages"])


def told_again(town: Town, agent: str, batch: str) -> None:
    """S3's message about the batch comes a second time."""
    key = files.batch_key(agent, batch)
    body = {"Records": [{"s3": {"bucket": {"name": files.scans_bucket()}, "object": {"key": key}}}]}
    boto3.client("sqs").send_message(QueueUrl=town.queue_url("batches"), MessageBody=json.dumps(body))
