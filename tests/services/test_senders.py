"""Who may send webhooks: strangers cost nothing and push nobody out; who is known is served if AWS is not."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.adapters import aws, webhook_secrets
from chalicelib.domain import webhooks
from chalicelib.services import senders
from infra.local import carrier, payment_gateway
from tests.support.refusals import refused
from tests.support.town import Town

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
BODY = b"{}"
DOORS: dict[str, tuple[Callable[..., None], str, str]] = {
    "carrier": (senders.require_carrier, carrier.NAME, carrier.SECRET),
    "gateway": (senders.require_gateway, payment_gateway.NAME, payment_gateway.SECRET),
}


@pytest.fixture(autouse=True)
def nothing_is_remembered(town: Town) -> Iterator[None]:
    webhook_secrets._read.clear()
    yield
    webhook_secrets._read.clear()


@contextmanager
def no_answer(patch: pytest.MonkeyPatch, error: Exception) -> Iterator[list[str]]:
    """Systems Manager refuses; the names that it is asked for are noted."""
    asked = []

    def get_parameter(Name: str, **_: Any) -> None:  # noqa: N803 - AWS's own spelling
        asked.append(Name)
        raise error

    with patch.context() as inner:
        inner.setattr(aws, "ssm", lambda: SimpleNamespace(get_parameter=get_parameter))
        yield asked


THROTTLED = ClientError({"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}, "GetParameter")


@pytest.mark.parametrize("door", DOORS)
def test_nobody_is_looked_up_for_a_header_without_shape_or_age_or_for_an_unknown_name(
    door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    require, known, _ = DOORS[door]
    fresh, old = (webhooks.signed(BODY, b"guess", at) for at in (NOW, NOW - timedelta(minutes=6)))
    with no_answer(monkeypatch, THROTTLED) as asked:
        for sender, header in ((known, ""), (known, "t=1"), (known, old), ("stranger", fresh), ("../x", fresh)):
            with refused("webhook.signature", webhooks.HEADER):
                require(sender, header, BODY, NOW)
    assert asked == []


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("error", [THROTTLED, EndpointConnectionError(endpoint_url="https://ssm")])
def test_a_right_message_counts_while_its_secret_cannot_be_read_again(
    door: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    require, known, secret = DOORS[door]
    header = webhooks.signed(BODY, secret.encode(), NOW)
    require(known, header, BODY, NOW)
    clock = pass_time(monkeypatch, webhook_secrets.REMEMBERED_SECONDS)
    with no_answer(monkeypatch, error) as asked:
        require(known, header, BODY, NOW)
        assert len(asked) == 1
        with refused("webhook.signature", webhooks.HEADER):
            require(known, webhooks.signed(BODY, b"guess", NOW), BODY, NOW)
        clock.append(float(webhook_secrets.SERVED_SECONDS))
        with pytest.raises(type(error)):
            require(known, header, BODY, NOW)


def pass_time(patch: pytest.MonkeyPatch, seconds: float) -> list[float]:
    """Lets that much time pass, and more as more is added."""
    start, passed = monotonic(), [seconds]
    patch.setattr(webhook_secrets, "monotonic", lambda: start + sum(passed))
    return passed


def test_a_changed_secret_is_read_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    aws.ssm().put_parameter(Name=f"{path()}/turning", Value="old", Type="SecureString", Overwrite=True)
    assert webhook_secrets.secrets_of("turning") == (b"old",)
    aws.ssm().put_parameter(Name=f"{path()}/turning", Value="new old", Type="SecureString", Overwrite=True)
    assert webhook_secrets.secrets_of("turning") == (b"old",)
    pass_time(monkeypatch, webhook_secrets.REMEMBERED_SECONDS)
    assert webhook_secrets.secrets_of("turning") == (b"new", b"old")


def path() -> str:
    return os.environ["SECRETS_PATH"]


def test_a_flood_of_names_leaves_no_trace(town: Town) -> None:
    for n in range(30):
        header = webhooks.signed(BODY, b"guess", datetime.now(UTC))
        for way in ("carriers/{}/events", "receipts/{}"):
            answer = town.desk().call("POST", "/v1/" + way.format(f"x{n}"), BODY, {webhooks.HEADER: header})
            assert (answer.status, answer.body["code"]) == (401, "webhook.signature")
    assert webhook_secrets._read == {}


def test_a_provider_of_notices_is_let_in(town: Town) -> None:
    body = json.dumps({"id": "m-1", "event": "delivered"}).encode()
    webhook_secrets.keep("zalo", "s3cret")
    senders.require_provider("zalo", webhooks.signed(body, b"s3cret", NOW), body, NOW)
