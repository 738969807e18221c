"""The benchmark of notices says what it saw: how many were prompt, lost, or handed over twice, and what they cost."""

from __future__ import annotations

from collections import Counter

import boto3
import pytest

from infra.bench_notices import lambdas
from infra.bench_notices.measuring import Measured
from tests.support.town import Town


def measured(seconds: list[float], references: list[str]) -> Measured:
    made = Measured(seconds=seconds, calls=Counter({"KMS Decrypt": 2}), cpu={"our functions": 0.04}, took=2.0)
    made.taken.update(references)
    return made


def test_a_run_in_which_all_were_told_once_is_a_good_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert measured([0.1, 0.2, 0.3, 11.0], ["a", "b", "c", "d"]).report(4, "all at one moment") == 0
    said = capsys.readouterr().out
    assert "within 10 s: 75.00%; twice: 0; lost: 0; still waiting: 0" in said
    assert "after 2.0 s: 2.0 a second" in said
    assert "50.0% within 0.20 s" in said
    assert "100.0% within 11.00 s" in said
    assert "0.500  KMS Decrypt" in said
    assert "our functions: 10.0 ms" in said


@pytest.mark.parametrize("references", [["a", "b"], ["a", "b", "c", "c"]])
def test_a_run_that_lost_or_repeated_one_is_not(references: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert measured([0.1] * len(references), references).report(3, "5 a second wanted") == 1
    assert "5 a second wanted" in capsys.readouterr().out


def test_a_run_after_which_an_event_still_waits_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    made = measured([0.1], ["a"])
    made.waiting = 1
    assert made.report(1, "") == 1
    assert "still waiting: 1" in capsys.readouterr().out


def test_it_takes_as_many_senders_as_the_template_allows() -> None:
    assert lambdas.configured_senders() == 20


def test_a_provider_takes_its_time_and_tells_of_each_message() -> None:
    taken: list[tuple[str, float]] = []
    stub = lambdas.Stub("sms", 0.0, taken.append)
    assert stub.send("+84912345678", "", "text", "e1-sms") != stub.send("+84912345678", "", "text", "e1-sms")
    assert [reference for reference, _ in taken] == ["e1-sms", "e1-sms"]


def test_what_is_taken_is_held_against_its_event() -> None:
    made = Measured(events={"e1": 100.0})
    made.take("e1-sms", 100.5)
    assert (made.seconds, made.taken) == ([0.5], {"e1-sms": 1})


def test_calls_of_aws_are_counted_by_service(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.client import BaseClient

    monkeypatch.setattr(BaseClient, "_make_api_call", BaseClient._make_api_call)  # type: ignore[attr-defined]
    calls: Counter[str] = Counter()
    lambdas.counting(calls)
    boto3.client("sqs").list_queues()
    boto3.client("kms").list_keys()
    assert calls == {"SQS ListQueues": 1, "KMS ListKeys": 1}
