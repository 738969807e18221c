"""What the functions complain of in their log."""

from __future__ import annotations

import boto3
from botocore.exceptions import ClientError

from infra.rehearsal.deployment import STACK

_SIGNS = ("record failed", "request failed", "AccessDenied", "Traceback", "[ERROR]", "Task timed out")


def complaints(most: int = 10) -> list[str]:
    """The first lines that tell of a failure; a denied permission is among them."""
    pages = boto3.client("logs").get_paginator("filter_log_events").paginate(logGroupName=f"/{STACK}/functions")
    try:
        lines = [event["message"].strip() for page in pages for event in page["events"]]
    except ClientError:  # the stack did not come as far as its log
        return []
    return [line for line in lines if any(sign in line for sign in _SIGNS)][:most]
