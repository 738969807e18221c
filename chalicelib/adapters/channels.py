"""How notices reach people. A further channel is one more class with `name` and `send`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws

# MessageRejected is not among them: SES says it of a sender of ours that is not verified, too.
_HOPELESS = frozenset({"InvalidParameter", "InvalidParameterException", "BadRequestException"})


class UndeliverableError(Exception):
    """The provider will never deliver this: the address or the text is at fault. Its text is the provider's code."""


class ProviderDownError(Exception):
    """The provider failed; the same message may go through later. Its text is the provider's code."""


class Channel(Protocol):
    """A way to tell somebody something.

    `send` MUST return the provider's id of the message once the provider has taken it over; otherwise it MUST raise
    UndeliverableError or ProviderDownError.
    It SHOULD hand `reference` to the provider where that drops repeats.
    """

    name: str

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Hands the message to the provider."""
        ...


class SmsChannel:
    """Text messages through SNS, as transactional ones."""

    name = "sms"

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Sends to a number in +84 form; SMS have no subject."""
        attributes = {"SMSType": "Transactional", "SenderID": "TTPVHCC"}
        with _named_errors():
            reply = aws.sns().publish(
                PhoneNumber=to,
                Message=text,
                MessageAttributes={
                    f"AWS.SNS.SMS.{name}": {"DataType": "String", "StringValue": value}
                    for name, value in attributes.items()
                },
            )
        return reply["MessageId"]


class EmailChannel:
    """E-mail through SES."""

    name = "email"

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Sends plain text in UTF-8; the reference travels as a tag."""
        with _named_errors():
            reply = aws.ses().send_email(
                FromEmailAddress=os.environ["MAIL_SENDER"],
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": {"Data": subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                    }
                },
                EmailTags=[{"Name": "notice", "Value": reference}],
            )
        return reply["MessageId"]


CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (SmsChannel(), EmailChannel())}


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise (UndeliverableError if code in _HOPELESS else ProviderDownError)(code) from error
    except BotoCoreError as error:
        raise ProviderDownError(type(error).__name__) from error
