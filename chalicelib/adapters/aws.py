"""Clients of the AWS services, made once and only when first used: a cold start pays for what it needs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from functools import cache, wraps
from typing import TYPE_CHECKING, Literal, TypeVar

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

_CONFIG = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "max_attempts": 4})
# Whoever sends notices decides alone when one is tried again (domain/delivery.py): here nothing tries twice, and a slow
# provider is one that failed.
SEND_WITHIN = (1, 3)  # seconds: to connect, to answer; asked twice, the next channel is still in time
_SENDING = Config(
    connect_timeout=SEND_WITHIN[0],
    read_timeout=SEND_WITHIN[1],
    retries={"mode": "standard", "total_max_attempts": 1},
    max_pool_connections=20,
)

_making = threading.RLock()
T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """What `make` makes, made once, however many threads ask for it first.

    `cache` alone lets each of them make its own: ten notices side by side made some forty clients in a new Lambda, and
    a client costs more than a hundred calls.
    """
    kept = cache(make)

    @wraps(make)
    def made() -> T:
        with _making:
            return kept()

    return made


@once
def s3() -> S3Client:
    """The S3 client. SigV4 and path style: presigned forms must work against any S3-compatible store."""
    config = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": _addressing()}))
    return boto3.client("s3", config=config)


def _addressing() -> Literal["path", "virtual"]:
    return "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"


@once
def sqs() -> SQSClient:
    """The SQS client."""
    return boto3.client("sqs", config=_CONFIG)


@once
def kms() -> KMSClient:
    """The KMS client."""
    return boto3.client("kms", config=_CONFIG)


@once
def sns() -> SNSClient:
    """The SNS client."""
    return boto3.client("sns", config=_SENDING)


@once
def ses() -> SESV2Client:
    """The SES client."""
    return boto3.client("sesv2", config=_SENDING)


@once
def ssm() -> SSMClient:
    """The client of Systems Manager, which keeps secrets."""
    return boto3.client("ssm", config=_CONFIG)
