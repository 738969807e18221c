"""The queues: nothing dies that need not, what must die is kept and can be sent again."""

from __future__ import annotations

import json
from typing import Any

import boto3

from infra.rehearsal.claims import expect, until
from infra.rehearsal.complaints import complaints
from infra.rehearsal.deployment import Deployed

_DEAD = tuple(
    f"{work}DeadQueue"
    for work in (
        "Scans",
        "Batches",
        "Partners",
        "Routing",
        "Notices",
        "Receipts",
        "Portal",
        "Results",
        "People",
        "Events",
    )
)


def nothing_failed(deployed: Deployed) -> str:
    """No dead letter, and no function complained: a missing permission would be seen in both."""
    dead = {name: _waiting(deployed.resources[name]) for name in _DEAD}
    said = complaints()
    expect(not any(dead.values()), f"dead letters: {dead}; logs: {said}")
    expect(not said, f"functions complained: {said}")
    return f"{len(dead)} dead-letter queues empty, no complaint in the logs"


def denied_work_comes_back(deployed: Deployed, code: str) -> None:
    """Without its permission the router fails, its message dies; with the permission back, the message is redriven."""
    iam, role = boto3.client("iam"), deployed.resources["RouteDossiersRole"]
    denied = {"Effect": "Deny", "Action": "dynamodb:Query", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    sqs, queue = boto3.client("sqs"), deployed.resources["RoutingQueue"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1"})  # so that five tries take seconds
    iam.put_role_policy(RoleName=role, PolicyName="denied", PolicyDocument=policy)
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"dossier": code, "item": "event#none"}))
    body = _dead_letter(deployed, "RoutingDeadQueue")
    expect(any("record failed" in line for line in complaints()), "a denied permission does not show in the log")
    iam.delete_role_policy(RoleName=role, PolicyName="denied")
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    until(lambda: (_waiting(queue) == 0) or None, "the redriven message taken")
    expect(_waiting(deployed.resources["RoutingDeadQueue"]) == 0, "the redriven message died again")


def poison_dies(deployed: Deployed) -> None:
    """A message that nobody can carry out ends in the dead-letter queue, and holds nothing up."""
    poison = json.dumps({"dossier": "H26.00-000000-0000", "item": "event#none"})
    boto3.client("sqs").send_message(QueueUrl=deployed.resources["RoutingQueue"], MessageBody=poison)
    expect(_dead_letter(deployed, "RoutingDeadQueue") == poison, "another message died than the poison")


def _dead_letter(deployed: Deployed, name: str) -> str:
    """Waits for a dead letter, takes it from its queue and returns its body."""
    sqs, queue = boto3.client("sqs"), deployed.resources[name]
    message = until(
        lambda: next(iter(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])), None),
        f"a message in {name}",
    )
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return message["Body"]


def _waiting(queue: str) -> int:
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(map(int, found.values()))
