"""Personal data stays in sealed attributes and buckets: a journey's every trace elsewhere is searched for it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import boto3
import botocore.client
import pytest

from chalicelib.adapters.telemetry import logger
from infra.local.cloud import STACK
from tests.support.readings import birth_proof, doubtful, jpeg, read_as
from tests.support.town import FAMILY, FORM, Town

SECRETS = [
    *(value.upper() for key, value in FAMILY.items() if key in ("full_name", "address")),
    FAMILY["number"],
    FAMILY["phone"][1:],
    FAMILY["email"],
    FORM["child_name"].upper(),
    FORM["mother_name"].upper(),
    FORM["mother_number"],
    "BỔ SUNG CHO BÀ DIỆP",
]


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every message body that any code of ours puts into a queue."""
    seen: list[str] = []
    call = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def spy(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
        if operation == "SendMessageBatch":
            seen.extend(entry["MessageBody"] for entry in arguments["Entries"])
        if operation == "SendMessage":
            seen.append(arguments["MessageBody"])
        return call(client, operation, arguments)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", spy)
    return seen


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Every line that is logged."""
    written = StringIO()
    extra = logging.StreamHandler(written)
    extra.setFormatter(logger.registered_formatter)
    logger.addHandler(extra)
    yield written
    logger._logger.removeHandler(extra)


def journey(town: Town) -> str:
    code = town.open_dossier()
    paper = town.upload(code, "GCS", jpeg())
    town.run()
    clerk, officer = town.desk("clerk"), town.desk("officer")
    right = {"about": "field", "said": "corrected", "name": "mother_name", "value": FORM["mother_name"]}
    odd = right | {"name": FORM["mother_name"]}
    said = f"/v1/dossiers/{code}/papers/{paper}/corrections"
    assert clerk.post(said, {"corrections": [right]}).status == 200
    assert clerk.post(said, {"corrections": [odd]}).status == 422
    assert clerk.act(code, "submit").status == 200
    town.run()
    assert officer.act(code, "accept").status == 200
    assert officer.act(code, "ask_supplement", reason="Bổ sung cho bà Diệp").status == 200
    assert clerk.post("/v1/dossiers", {"procedure": "x", "applicant": FAMILY, "form": FORM, "more": 1}).status == 422
    town.run()
    return code


def test_no_trace_outside(town: Town, messages: list[str], log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, doubtful("mother_name", mother_name="BÙI BÍCH ĐIỆP"))
    code = journey(town)
    assert len(messages) >= 3, "routed, accepted and supplement asked were queued"
    assert found_in(" ".join(messages)) == []
    assert code in log.getvalue()
    assert found_in(log.getvalue()) == []
    assert found_in(" ".join(_object_keys())) == []
    plain = _plain_attributes()
    assert code in plain
    assert found_in(plain) == []


def test_the_search_finds_what_it_looks_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the test above: where personal data may stand, the same search finds it."""
    read_as(monkeypatch, birth_proof())
    code = town.open_dossier()
    town.upload(code, "GCS", jpeg())
    town.run()
    view = json.dumps(town.desk("clerk").get(f"/v1/dossiers/{code}").body, ensure_ascii=False)
    assert len(found_in(view)) == len(SECRETS) - 1  # all but the reason, which nobody gave


def _object_keys() -> list[str]:
    s3 = boto3.client("s3")
    listings = [s3.list_objects_v2(Bucket=bucket["Name"]) for bucket in s3.list_buckets()["Buckets"]]
    return [found["Key"] for listing in listings for found in listing.get("Contents", [])]


def _plain_attributes() -> str:
    """Everything in all tables as DynamoDB holds it; sealed values are binary and so come out as base64-like bytes."""
    dynamodb = boto3.client("dynamodb")
    rows = []
    for table in ("Dossiers", "Audit", "Idempotency", "Ledger", "People"):
        for page in dynamodb.get_paginator("scan").paginate(TableName=f"{STACK}-{table}"):
            rows += page["Items"]
    return json.dumps(rows, ensure_ascii=False, default=lambda b: b.decode("utf-8", "replace"))
