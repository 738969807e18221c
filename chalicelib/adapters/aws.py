"""Clients of the AWS services, made once and only when first used: a cold start pays for what it needs."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Literal

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


@cache
def s3() -> S3Client:
    """The S3 client. SigV4 and path style: presigned forms must work against any S3-compatible store."""
    config = _CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": _addressing()}))
    return boto3.client("s3", config=config)


def _addressing() -> Literal["path", "virtual"]:
    return "path" if os.environ.get("AWS_ENDPOINT_URL") else "virtual"


@cache
def sqs() -> SQSClient:
    """The SQS client."""
    return boto3.client("sqs", config=_CONFIG)


@cache
def kms() -> KMSClient:
    """The KMS client."""
    return boto3.client("kms", config=_CONFIG)


@cache
def sns() -> SNSClient:
    """The SNS client."""
    return boto3.client("sns", config=_SENDING)


@cache
def ses() -> SESV2Client:
    """The SES client."""
    return boto3.client("sesv2", config=_SENDING)


@cache
def ssm() -> SSMClient:
    """The client of Systems Manager, which keeps secrets."""
    return boto3.client("ssm", config=_CONFIG)


def forget_clients() -> None:
    """Drops the clients, so that the next ones are made for the AWS that is there now. For tests."""
    for made in (s3, sqs, kms, sns, ses, ssm):
        made.cache_clear()
