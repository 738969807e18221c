"""The buckets: presigned uploads of scans, what partners drop, what the reader wrote down."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.adapters import aws

SLOT_SECONDS = 900
LINK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Upload:
    """A presigned POST: where to send the form, and the fields that go before the file."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a stored object without fetching it."""

    size: int
    version: str | None
    content_type: str
    at: datetime


def scans_bucket() -> str:
    """The bucket of scans and readings."""
    return os.environ["SCANS_BUCKET"]


def partners_bucket() -> str:
    """The bucket that partners drop batches into."""
    return os.environ["PARTNERS_BUCKET"]


def scan_key(code: str, paper: str) -> str:
    """Where a paper's scan lies. Ids only: keys appear in logs and messages."""
    return f"scans/{code}/{paper}"


def reading_key(code: str, paper: str, version: str | None) -> str:
    """Where the whole reading of this version of a scan lies (text of all pages, every field, the trace)."""
    return f"readings/{code}/{paper}/{version or 'only'}.json"


def portion_key(code: str, paper: str, version: str | None, pages: tuple[int, int]) -> str:
    """Where the reading of some pages of a long scan lies, from the first to the last of them."""
    first, last = pages
    return f"readings/{code}/{paper}/{version or 'only'}/{first:04}-{last:04}.json"


def second_reading_key(code: str, paper: str, version: str | None, correction: str) -> str:
    """Where the pages lie that were read again by what a person said of their kind."""
    return f"readings/{code}/{paper}/{version or 'only'}/by-{correction}.json"


def copy_key(code: str, paper: str, version: str | None) -> str:
    """Where the digitised copy of this version of a scan lies."""
    return f"copies/{code}/{paper}/{version or 'only'}.pdf"


def batch_key(agent: str, batch: str) -> str:
    """Where the long scan of a batch lies."""
    return f"batches/{agent}/{batch}"


def batch_page_key(batch: str, number: int) -> str:
    """Where a page of a batch lies that a person has to look at: beside the batches, for those are split."""
    return f"batch-pages/{batch}/{number}"


def form_key(subject: str, print_id: str) -> str:
    """Where a printed form lies. Ids only."""
    return f"forms/{subject}/{print_id}.pdf"


def consent_key(consent: str) -> str:
    """Where a consent lies that was printed."""
    return f"forms/consents/{consent}.pdf"


def export_key(request: str) -> str:
    """Where a person's own data lie that were asked for."""
    return f"exports/{request}.json"


def result_key(code: str, result: str) -> str:
    """Where the file of a result arrives, uploaded or set by us."""
    return f"results/{code}/{result}"


def signed_key(code: str, result: str) -> str:
    """Where a signed result lies, put there once and never over another (`put_first`)."""
    return f"signed/{code}/{result}.pdf"


def tracking_key(carrier: str, day: str) -> str:
    """Where a carrier drops what became of its parcels on a day."""
    return f"partners/{carrier}/tracking/{day}.csv"


def upload_slot(key: str, content_type: str, limit: int) -> Upload:
    """A form that lets its holder put one file of that type and at most `limit` bytes under the key."""
    made = aws.s3().generate_presigned_post(
        Bucket=scans_bucket(),
        Key=key,
        Fields={"Content-Type": content_type},
        Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, limit]],
        ExpiresIn=SLOT_SECONDS,
    )
    return Upload(made["url"], made["fields"])


def link(key: str, version: str | None) -> str:
    """A link that shows the object for five minutes."""
    params: dict[str, Any] = {"Bucket": scans_bucket(), "Key": key}
    if version:
        params["VersionId"] = version
    return aws.s3().generate_presigned_url("get_object", Params=params, ExpiresIn=LINK_SECONDS)


def stored(bucket: str, key: str, version: str | None = None) -> Stored | None:
    """What is stored under the key, at that version or the last one, or None."""
    extra: dict[str, Any] = {"VersionId": version} if version else {}
    try:
        head = aws.s3().head_object(Bucket=bucket, Key=key, **extra)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
            return None
        raise
    return Stored(head["ContentLength"], head.get("VersionId"), head.get("ContentType", ""), head["LastModified"])


def fetch(bucket: str, key: str, version: str | None = None) -> bytes:
    """The object's bytes."""
    extra: dict[str, Any] = {"VersionId": version} if version else {}
    return aws.s3().get_object(Bucket=bucket, Key=key, **extra)["Body"].read()


def put(bucket: str, key: str, body: bytes, content_type: str, about: Mapping[str, str] | None = None) -> None:
    """Stores the bytes under the key; `about` is told beside them, in ASCII and without personal data."""
    aws.s3().put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type, Metadata=about or {})


def put_first(key: str, body: bytes, content_type: str) -> bytes:
    """Stores the bytes among the scans unless something lies there; returns what does, whoever put it."""
    try:
        aws.s3().put_object(Bucket=scans_bucket(), Key=key, Body=body, ContentType=content_type, IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise
        return fetch(scans_bucket(), key)
    return body


def lock(bucket: str, key: str, version: str) -> None:
    """Holds a version: until somebody who may lifts the hold, nobody can change or remove it. Twice does no harm."""
    held: Any = {"Status": "ON"}
    aws.s3().put_object_legal_hold(Bucket=bucket, Key=key, VersionId=version, LegalHold=held)


def copy_to_scans(source_key: str, key: str, content_type: str) -> None:
    """Copies what a partner dropped to where scans are read from."""
    aws.s3().copy_object(
        Bucket=scans_bucket(),
        Key=key,
        CopySource={"Bucket": partners_bucket(), "Key": source_key},
        ContentType=content_type,
        MetadataDirective="REPLACE",
    )


def copy_within_scans(source_key: str, key: str) -> None:
    """Copies a page that a person gave its place to where scans are read from."""
    bucket = scans_bucket()
    aws.s3().copy_object(Bucket=bucket, Key=key, CopySource={"Bucket": bucket, "Key": source_key})


def remove(key: str, version: str | None) -> None:
    """Takes a refused scan away for good: the very version, where versions are kept."""
    extra: dict[str, Any] = {"VersionId": version} if version else {}
    aws.s3().delete_object(Bucket=scans_bucket(), Key=key, **extra)


def remove_all(prefix: str, spare: frozenset[str] = frozenset()) -> int:
    """Takes every version of every object under the prefix away for good, with the hold on it; returns how many.

    Papers to `spare` are named by their ids. What was begun and not ended is gone on with by the next call.
    """
    bucket, count = scans_bucket(), 0
    pages = aws.s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for found in pages:
        for version in found.get("Versions", []):
            if spare & set(version["Key"].split("/")):
                continue
            free: Any = {"Status": "OFF"}
            place: Any = {"Bucket": bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
            aws.s3().put_object_legal_hold(**place, LegalHold=free)
            aws.s3().delete_object(**place)
            count += 1
        for mark in found.get("DeleteMarkers", []):
            aws.s3().delete_object(Bucket=bucket, Key=mark["Key"], VersionId=mark["VersionId"])
    return count


def keys_under(prefix: str) -> list[str]:
    """The keys of the objects that lie under the prefix now."""
    pages = aws.s3().get_paginator("list_objects_v2").paginate(Bucket=scans_bucket(), Prefix=prefix)
    return [found["Key"] for page in pages for found in page.get("Contents", [])]


@dataclass(frozen=True, slots=True)
class Content:
    """What an object holds: its SHA-256 as hexadecimal digits, and its first bytes."""

    sha256: str
    head: bytes


def content(bucket: str, key: str, version: str | None = None) -> Content:
    """What an object holds, streamed: however large it is, little of it is in memory."""
    digest, head = hashlib.sha256(), b""
    for chunk in _chunks(bucket, key, version):
        head = head or chunk[:16]
        digest.update(chunk)
    return Content(digest.hexdigest(), head)


def _chunks(bucket: str, key: str, version: str | None) -> Iterator[bytes]:
    extra: dict[str, Any] = {"VersionId": version} if version else {}
    yield from aws.s3().get_object(Bucket=bucket, Key=key, **extra)["Body"].iter_chunks(1 << 20)
