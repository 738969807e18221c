"""The secrets that senders of webhooks sign with: encrypted parameters, one a sender, read when first needed.

While a secret is being changed the parameter holds both, one a line. Asked for are only names that we gave: what is
remembered stays as small as their number.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from time import monotonic

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws
from chalicelib.adapters.telemetry import logger

REMEMBERED_SECONDS = 60  # a changed secret reaches every function within this time
SERVED_SECONDS = 3600  # for as long an old reading serves where no new one is to be had


@dataclass(frozen=True, slots=True)
class _Read:
    secrets: tuple[bytes, ...]
    at: float


_read: dict[str, _Read] = {}


def secrets_of(sender: str) -> tuple[bytes, ...]:
    """The secrets of a sender whom we know, the newest first; none for one who has none.

    Where Systems Manager does not answer, what it said within the last hour serves.
    """
    if not sender.isalnum() or not sender.isascii():
        return ()
    name, now = f"{os.environ['SECRETS_PATH']}/{sender}", monotonic()
    before = _read.get(name)
    if before and now - before.at < REMEMBERED_SECONDS:
        return before.secrets
    try:
        _read[name] = _Read(_fetched(name), now)
    except (BotoCoreError, ClientError) as error:
        if before is None or now - before.at >= SERVED_SECONDS:
            raise
        logger.warning("secret not read again", sender=sender, error=type(error).__name__)
        return before.secrets
    return _read[name].secrets


def _fetched(name: str) -> tuple[bytes, ...]:
    try:
        value = aws.ssm().get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return ()
        raise
    return tuple(secret.encode() for secret in value.split())


def keep(sender: str, secret: str) -> None:
    """Enters a sender's secret; for the local stack and tests, an operator does it with the AWS command line."""
    name = f"{os.environ['SECRETS_PATH']}/{sender}"
    aws.ssm().put_parameter(Name=name, Value=secret, Type="SecureString", Overwrite=True)
    _read.clear()
