"""Work at the counter through the services, at times that a test chooses."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from moto.backends import get_backend
from moto.dynamodb.models import DynamoDBBackend

from chalicelib.adapters import aws, files, portal_store, rows
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.dossiers import Event
from chalicelib.domain.roles import Principal, Role
from chalicelib.reading import Reading
from chalicelib.services.casework import intake, routing
from chalicelib.services.issuance import parcels, pickups
from chalicelib.services.scanning import digitisation
from tests.support.dossiers import NOW
from tests.support.readings import jpeg, read_as
from tests.support.town import ACCOUNT, BIRTH, FAMILY, FORM, REGION

CLERK = Principal("clerk-1", Role.CLERK, "VNP-01")
# Not the family's own commune: the desk there is the journeys', who look for theirs on its first page.
COMMUNE = "00070"
OFFICER = Principal("officer-1", Role.CASE_OFFICER, f"commune:{COMMUNE}")
PERSONAL = (*FAMILY.values(), *FORM.values(), "TRẦN TUẤN KIỆT", "TRẦN KHÁNH VY", "BÙI BÍCH DIỆP", "+84912345678")
IDENTIFYING = [text for text in PERSONAL if text not in ("00166", "female")]


def somebody() -> str:
    """The personal number of somebody else: one person's dossiers name one phone."""
    return f"0270{uuid.uuid4().int % 10**8:08d}"


def application(**changes: Any) -> intake.Application:
    """What the family declares, but for what is given."""
    family = FAMILY | {"residence_unit": COMMUNE} | ({"number": somebody()} if "phone" in changes else {})
    return replace(intake.Application(procedure=BIRTH, form=FORM, **family), **changes)


def opened(now: datetime = NOW, **changes: Any) -> str:
    """A dossier opened by the clerk; returns its code."""
    return intake.open_dossier(application(**changes), CLERK, uuid.uuid4().hex, now)


def awaited(code: str, now: datetime = NOW, slot: str = "GCS", by: Principal = CLERK) -> str:
    """A place asked for; returns the paper's id."""
    return intake.add_paper(code, slot, "image/jpeg", by, uuid.uuid4().hex, now).paper.id


def scanned(code: str, now: datetime = NOW, slot: str = "GCS", data: bytes | None = None, by: Principal = CLERK) -> str:
    """A scan that lies in its place and was not read; returns the paper's id."""
    paper = awaited(code, now, slot, by)
    files.put(files.scans_bucket(), files.scan_key(code, paper), data or jpeg(), "image/jpeg")
    return paper


def read(code: str, paper: str, now: datetime = NOW) -> None:
    """The reader gets the message of S3 about a scan."""
    key = files.scan_key(code, paper)
    found = files.stored(files.scans_bucket(), key)
    digitisation.read_scan(files.scans_bucket(), key, found.version if found else None, lambda: now)


def read_quietly(code: str, paper: str, result: Reading, monkeypatch: pytest.MonkeyPatch, now: datetime = NOW) -> None:
    """The reader gets the message about a scan, and reads it as this."""
    with monkeypatch.context() as patched:
        read_as(patched, result)
        read(code, paper, now)


def handed_in(now: datetime = NOW, **changes: Any) -> str:
    """A dossier that was submitted, as if its papers had been read; returns its code."""
    code = opened(now, **changes)
    happened(code, "submitted", now, submitted_at=now)
    return code


def routed(now: datetime = NOW, **changes: Any) -> str:
    """A dossier that lies on its authority's desk; returns its code."""
    code = handed_in(now, **changes)
    routing.route(code, item_of(code, "submitted"), now)
    return code


def happened(code: str, kind: str, now: datetime = NOW, note: str = "", **changes: Any) -> str:
    """Something happened to the dossier; returns the event's item."""
    loaded = store.load(code)
    before = loaded.file.dossier
    after = replace(before, version=before.version + 1, **changes)
    event = intake.event_of(kind, before, after, CLERK, now, note=note)
    store.change(before, after, event, loaded.key_from)
    return f"event#{event.id}"


def events_of(code: str) -> list[Event]:
    """The events of a dossier, oldest first."""
    return list(store.load(code).file.events)


def item_of(code: str, kind: str) -> str:
    """The item of the dossier's last event of a kind."""
    return next(f"event#{e.id}" for e in reversed(events_of(code)) if e.type == kind)


def raw(table: str, key: str, value: str) -> list[dict[str, Any]]:
    """The bare items under a key, as DynamoDB holds them."""
    found = boto3.client("dynamodb").query(
        TableName=table,
        KeyConditionExpression="#k = :v",
        ExpressionAttributeNames={"#k": key},
        ExpressionAttributeValues={":v": {"S": value}},
        ConsistentRead=True,
    )
    return [dict(item) for item in found["Items"]]


def versions(bucket: str, prefix: str) -> list[str]:
    """Every version that a versioned bucket keeps under a prefix; marks of deletion hold nothing."""
    pages = aws.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    return [version["Key"] for page in pages for version in page.get("Versions", [])]


def all_keys(table: str) -> set[tuple[str, str]]:
    """Both keys of every item of a table, straight from moto's memory."""
    held = get_backend("dynamodb")[ACCOUNT][REGION].tables[table].items
    return {(code.value, item.value) for code, items in held.items() for item in items}


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The AWS operations that are called inside."""
    calls: list[str] = []
    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counting(self: BaseClient, operation: str, arguments: dict[str, Any]) -> object:
        calls.append(operation)
        return real(self, operation, arguments)

    with monkeypatch.context() as patched:
        patched.setattr(BaseClient, "_make_api_call", counting)
        yield calls


def make_writes_atomic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives moto what DynamoDB has: one write at a time. Without it two threads may both find a key free."""
    lock = threading.RLock()
    for name in ("put_item", "update_item", "transact_write_items"):
        monkeypatch.setattr(DynamoDBBackend, name, _locked(getattr(DynamoDBBackend, name), lock))


def _locked(method: Callable[..., Any], lock: threading.RLock) -> Callable[..., Any]:
    def locked(*args: Any, **kwargs: Any) -> object:
        with lock:
            return method(*args, **kwargs)

    return locked


def in_threads(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act` gives in so many threads that start together; an exception is given back, not lost."""
    start = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(number: int) -> None:
        start.wait()
        try:
            results[number] = act(number)
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class PowerCutError(Exception):
    """The process died right here."""


def crash(*_: object, **__: object) -> None:
    """Stands where a process dies."""
    raise PowerCutError


def pickup_code(code: str, part: str | None = None) -> str:
    """The code that the citizen was sent last, to collect the result of the dossier or of its part."""
    sent = [e for e in events_of(code) if e.type == "pickup_code" and e.part == part]
    return pickups.code_of(code, sent[-1].id)


def waybill(code: str, tracking: str, carrier: str = "demopost", part: str | None = None) -> parcels.Waybill:
    """A parcel that the citizen asked for."""
    return parcels.Waybill(carrier=carrier, tracking=tracking, pickup_code=pickup_code(code, part))


def waiting_items(code: str, but: str = "") -> list[str]:
    """The items of a dossier that still wait for work, but for what the national portal is to be told, and for that.

    That a due date may go by is no work.
    """
    held = raw(os.environ["DOSSIERS_TABLE"], "code", code)
    waiting = [item["item"]["S"] for item in held if item.get("todo", {"S": but})["S"] not in (but, rows.LATE)]
    return [item for item in waiting if item != portal_store.ITEM]
