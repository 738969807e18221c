"""How notices reach people. A further channel is one more class with `name` and `send`."""

from __future__ import annotations

import os
from typing import Protocol

from chalicelib.adapters import aws


class Channel(Protocol):
    """A way to tell somebody something.

    `send` MUST return the provider's id of the message once the provider has taken it over, and MUST raise otherwise.
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
        reply = aws.sns().publish(
            PhoneNumber=to,
            Message=text,
            MessageAttributes={
                "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "TTPVHCC"},
            },
        )
        return reply["MessageId"]


class EmailChannel:
    """E-mail through SES."""

    name = "email"

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Sends plain text in UTF-8; the reference travels as a tag."""
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
