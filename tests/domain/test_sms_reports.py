"""What SNS's log says of text messages, and what of it goes further."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import delivery
from chalicelib.domain.sms_reports import _WHY, SmsReport, reports
from tests.support.dossiers import calm

PHONE = "+84912345678"


def packed(*lines: str, kind: str = "DATA_MESSAGE") -> str:
    told = {"messageType": kind, "logEvents": [{"id": "1", "timestamp": 1, "message": line} for line in lines]}
    return base64.b64encode(gzip.compress(json.dumps(told).encode())).decode()


def line(status: Any = "SUCCESS", said: Any = "Message has been accepted by phone carrier", made: Any = "m-1") -> str:
    delivered = {"destination": PHONE, "phoneCarrier": "X", "mcc": 452, "providerResponse": said}
    return json.dumps({"notification": {"messageId": made}, "delivery": delivered, "status": status})


def test_a_line_is_an_id_and_an_end() -> None:
    assert list(reports(packed(line(), line("FAILURE", "Invalid phone number", "m-2")))) == [
        SmsReport("m-1", "SUCCESS"),
        SmsReport("m-2", "FAILURE", "invalid"),
    ]


@pytest.mark.parametrize("said", sorted(_WHY))
def test_every_documented_word_for_a_failure_has_a_reason_that_people_can_read(said: str) -> None:
    [report] = reports(packed(line("FAILURE", said)))
    assert report
    body = {"provider": "sns", "id": report.id, "event": report.event, "why": report.why}
    made = delivery.receipt(body)
    assert made
    assert made.reason != "notice.undelivered"


@calm
@given(st.text())
def test_nothing_of_what_a_carrier_says_goes_further_than_a_word_of_ours(said: str) -> None:
    [report] = reports(packed(line("FAILURE", f"{said} {PHONE}")))
    assert report == SmsReport("m-1", "FAILURE", "")


@pytest.mark.parametrize(
    "strange",
    ["", "no JSON", "[]", "{}", "1", line("UNKNOWN"), line(made=""), '{"notification": 1, "status": "SUCCESS"}'],
)
def test_a_line_that_is_no_report_is_none_and_holds_no_other_up(strange: str) -> None:
    assert list(reports(packed(strange, line()))) == [None, SmsReport("m-1", "SUCCESS")]


def test_a_subscription_that_asks_whether_somebody_listens_is_no_report() -> None:
    assert list(reports(packed("CWL CONTROL MESSAGE", kind="CONTROL_MESSAGE"))) == []


@pytest.mark.parametrize("data", ["", "AAAA", "%%%"])
def test_what_no_subscription_hands_over_is_refused(data: str) -> None:
    with pytest.raises((ValueError, OSError, EOFError)):
        list(reports(data))
