"""Dead letters come back to their queue, each once."""

from __future__ import annotations

import boto3

from infra.local.cloud import STACK
from infra.redrive import redrive
from tests.support.town import Town


def test_dead_letters_come_back(town: Town) -> None:
    sqs = boto3.client("sqs")
    bodies = [f'{{"dossier": "x", "item": "event#{n}"}}' for n in range(13)]
    for body in bodies:
        sqs.send_message(QueueUrl=town.queue_url("notices-dead"), MessageBody=body)
    assert redrive(STACK, "notices") == 13
    assert town.messages("notices-dead") == []
    got = {body for _ in range(2) for body in taken(town)}
    assert got == set(bodies)
    assert redrive(STACK, "notices") == 0


def taken(town: Town) -> list[str]:
    url = town.queue_url("notices")
    messages = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [m["Body"] for m in messages]
