"""The secrets that senders of webhooks sign with: encrypted parameters, one a sender, read when first needed.

While a secret is being changed the parameter holds both, one a line.
"""

from __future__ import annotations

import os
from functools import lru_cache
from time import monotonic

from botocore.exceptions import ClientError

from chalicelib.adapters import aws

REMEMBERED_SECONDS = 60  # a changed secret reaches every function within this time


def secrets_of(sender: str) -> tuple[bytes, ...]:
    """The sender's secrets, the newest first; none for a sender that nobody knows."""
    if not sender.isalnum() or not sender.isascii():
        return ()
    return _secrets(f"{os.environ['SECRETS_PATH']}/{sender}", int(monotonic() // REMEMBERED_SECONDS))


@lru_cache(maxsize=16)
def _secrets(name: str, _stretch: int) -> tuple[bytes, ...]:
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
    _secrets.cache_clear()
