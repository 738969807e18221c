"""Puts the messages of a dead-letter queue back before their worker, after what stopped them has been mended.

    python -m infra.redrive <stack> <queue>        for example: motcua-prod notices

Handlers are idempotent: a message that comes again does no harm. It is deleted from the dead-letter queue only
after it lies in the queue; at most the messages that were there at the start are moved, so nothing goes round for ever.
"""

from __future__ import annotations

import sys
from typing import Any

import boto3

_BATCH = 10


def redrive(stack: str, queue: str) -> int:
    """Moves what lies in `<stack>-<queue>-dead` to `<stack>-<queue>`; returns how many messages."""
    sqs = boto3.client("sqs")
    dead = sqs.get_queue_url(QueueName=f"{stack}-{queue}-dead")["QueueUrl"]
    alive = sqs.get_queue_url(QueueName=f"{stack}-{queue}")["QueueUrl"]
    there = int(_attribute(sqs, dead, "ApproximateNumberOfMessages"))
    moved = 0
    while moved < there:
        got = sqs.receive_message(QueueUrl=dead, MaxNumberOfMessages=min(_BATCH, there - moved), WaitTimeSeconds=1)
        messages = got.get("Messages", [])
        if not messages:
            break
        for message in messages:
            sqs.send_message(QueueUrl=alive, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead, ReceiptHandle=message["ReceiptHandle"])
        moved += len(messages)
    return moved


def _attribute(sqs: Any, url: str, name: str) -> str:  # noqa: ANN401 - the client
    return str(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])


def main() -> int:
    """Moves them and says how many; exit status 2 without a stack and a queue."""
    if len(sys.argv) != 3:
        sys.stderr.write(__doc__ or "")
        return 2
    print(f"{redrive(*sys.argv[1:])} messages moved")
    return 0


if __name__ == "__main__":
    sys.exit(main())
