"""The local event sources behave as Lambda's do, and the emulated answers are moto's own."""

from __future__ import annotations

import threading
from typing import Any

import boto3
import pytest
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.table import Table

from chalicelib.adapters.tables import ItemRow
from infra.local import pumps
from tests.support import office
from tests.support.town import Town


def changed(name: str = "INSERT", kind: str = "event", number: int = 1) -> dict[str, Any]:
    return {"eventName": name, "dynamodb": {"NewImage": {"kind": {"S": kind}}, "SequenceNumber": str(number)}}


def test_the_stream_lets_new_events_through_and_nothing_else() -> None:
    [pattern] = pumps.filters("dispatch")
    assert pumps.passes(changed(), pattern)
    for other in (changed("MODIFY"), changed(kind="notice"), {"eventName": "INSERT", "dynamodb": {}}):
        assert not pumps.passes(other, pattern)


def test_what_fails_comes_again_with_all_behind_it_and_what_is_filtered_never_comes() -> None:
    seen: list[list[str]] = []

    def handler(event: dict[str, Any]) -> dict[str, Any]:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
        seen.append(numbers)
        return {"batchItemFailures": [{"itemIdentifier": "2"}] if len(seen) == 1 else []}

    read = [changed(number=1), changed("MODIFY", number=9), changed(number=2), changed(number=3), changed(number=4)]
    pumps.hand_on(read, "arn", 3, pumps.filters("dispatch"), handler, threading.Event())
    assert seen == [["1", "2", "3"], ["2", "3"], ["4"]]


def test_cheap_answers_are_the_same_answers(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    office.awaited(code)

    def answers() -> list[Any]:
        dynamo, key = boto3.client("dynamodb"), {"Select": "ALL_ATTRIBUTES"}
        asked = {"KeyConditionExpression": "code = :c", "ExpressionAttributeValues": {":c": {"S": code}}, **key}
        whole = dynamo.query(TableName=ItemRow.Meta.table_name, **asked)  # type: ignore[arg-type]
        back = dynamo.query(TableName=ItemRow.Meta.table_name, ScanIndexForward=False, Limit=2, **asked)  # type: ignore[arg-type]
        return [whole["Items"], back["Items"], back["LastEvaluatedKey"]]

    cheap = answers()
    for patched, name in ((Table, "query"), (BaseJSONSerializer, "_serialize_type_structure")):
        monkeypatch.setattr(patched, name, getattr(patched, name).__wrapped__)
    assert answers() == cheap
    assert {"S", "N", "B", "BOOL"} <= {kind for item in cheap[0] for value in item.values() for kind in value}
