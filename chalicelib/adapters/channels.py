"""How notices reach people. A further channel is one more class with `name`, `provider` and `send` (see `zalo`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters import aws, zalo
from chalicelib.adapters.sending import Channel, ProviderDownError, UndeliverableError

# MessageRejected is not among them: SES says it of a sender of ours that is not verified, too.
_HOPELESS = frozenset({"InvalidParameter", "InvalidParameterException", "BadRequestException"})


class SmsChannel:
    """Text messages through SNS, as transactional ones."""

    name = "sms"
    provider = "sns"

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
    provider = "ses"

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


CHANNELS: dict[str, Channel] = {channel.name: channel for channel in (SmsChannel(), EmailChannel(), zalo.ZaloChannel())}


def ready() -> frozenset[str]:
    """The channels that this system has contracts for."""
    return frozenset(CHANNELS) if zalo.configured() else frozenset(CHANNELS) - {"zalo"}


@contextmanager
def _named_errors() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        raise (UndeliverableError if code in _HOPELESS else ProviderDownError)(code) from error
    except BotoCoreError as error:
        raise ProviderDownError(type(error).__name__) from error
