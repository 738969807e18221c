"""How notices are handed to their providers, and what a provider's refusal means."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from chalicelib.adapters import aws
from chalicelib.adapters.channels import CHANNELS, ready
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError
from tests.support.town import Town

TEXT = "TTPVHCC HN: Ho so da co ket qua"


class Refusing:
    """A provider that refuses everything in one way."""

    def __init__(self, error: ClientError | BotoCoreError) -> None:
        self.error = error

    def publish(self, **_: Any) -> None:
        raise self.error

    send_email = publish


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "+84912345678 is wrong"}}, "Publish")


def test_an_sms_goes_out_as_written(town: Town) -> None:
    assert CHANNELS["sms"].send("+84912345678", "", TEXT, "r1")
    [sent] = town.outbox()
    assert (sent.channel, sent.to, sent.text) == ("sms", "+84912345678", TEXT)


def test_an_email_keeps_its_accents(town: Town) -> None:
    assert CHANNELS["email"].send("kiet@example.com", "Hồ sơ đã có kết quả", "Kính gửi TRẦN T. K.", "r1")
    [sent] = town.outbox()
    assert (sent.channel, sent.to) == ("email", "kiet@example.com")
    assert (sent.subject, sent.text) == ("Hồ sơ đã có kết quả", "Kính gửi TRẦN T. K.")


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("channel", ["sms", "email"])
@pytest.mark.parametrize(
    ("error", "meaning", "said"),
    [
        (refusal("InvalidParameter"), UndeliverableError, "InvalidParameter"),
        (refusal("BadRequestException"), UndeliverableError, "BadRequestException"),
        (refusal("MessageRejected"), ProviderDownError, "MessageRejected"),
        (refusal("Throttling"), ProviderDownError, "Throttling"),
        (refusal("InternalError"), ProviderDownError, "InternalError"),
        (EndpointConnectionError(endpoint_url="https://sns"), ProviderDownError, "EndpointConnectionError"),
    ],
)
def test_a_refusal_is_final_or_for_now_and_tells_no_address(
    channel: str,
    error: ClientError | BotoCoreError,
    meaning: type[Exception],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(aws, "sns", lambda: Refusing(error))
    monkeypatch.setattr(aws, "ses", lambda: Refusing(error))
    with pytest.raises(meaning) as raised:
        CHANNELS[channel].send("+84912345678", "", TEXT, "r1")
    assert str(raised.value) == said


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("client", [aws.sns, aws.ses])
def test_no_library_tries_again_beside_the_one_rule_that_does(client: Any) -> None:
    config = client().meta.config
    assert config.retries["total_max_attempts"] == 1
    assert config.connect_timeout + config.read_timeout < 10, "a slow provider is left before the notice is late"


def test_push_is_off_until_there_is_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_URL", "")
    assert ready() == {"sms", "email"}
    monkeypatch.setenv("ZALO_URL", "https://zalo.example")
    assert ready() == set(CHANNELS)
