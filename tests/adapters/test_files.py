"""Buckets: forms that let one file in, links that show one, and files that are gone for good."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from chalicelib.adapters import aws, files
from tests.support import office
from tests.support.readings import jpeg

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def key() -> str:
    return f"scans/{uuid.uuid4().hex}/p1"


def policy(upload: files.Upload) -> list[Any]:
    conditions: list[Any] = json.loads(base64.b64decode(upload.fields["policy"]))["conditions"]
    return conditions


def test_a_form_takes_one_key_one_type_and_a_limited_size(key: str) -> None:
    conditions = policy(files.upload_slot(key, "image/png", 1000))
    assert {"Content-Type": "image/png"} in conditions
    assert ["content-length-range", 1, 1000] in conditions
    assert {"key": key} in conditions
    assert {"bucket": files.scans_bucket()} in conditions
    assert not [c for c in conditions if isinstance(c, list) and c[0] == "starts-with"]


def test_a_form_fits_what_it_asks_for(key: str) -> None:
    upload = files.upload_slot(key, "image/jpeg", 1000)
    answer = requests.post(upload.url, data=upload.fields, files={"file": jpeg()}, timeout=10)
    assert answer.ok
    found = files.stored(files.scans_bucket(), key)
    assert found is not None
    assert (found.size, found.content_type) == (len(jpeg()), "image/jpeg")
    assert files.fetch(files.scans_bucket(), key, found.version) == jpeg()


def test_a_form_is_signed_for_a_quarter_of_an_hour(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def presigning(**arguments: Any) -> dict[str, Any]:
        asked.update(arguments)
        return {"url": "u", "fields": {}}

    monkeypatch.setattr(aws.s3(), "generate_presigned_post", presigning)
    files.upload_slot(key, "image/jpeg", 1000)
    assert asked["ExpiresIn"] == 900


def test_a_link_shows_one_version_for_five_minutes(key: str) -> None:
    link = urlsplit(files.link(key, "v1"))
    query = parse_qs(link.query)
    assert link.path.endswith(key)
    assert query["versionId"] == ["v1"]
    assert query["X-Amz-Expires"] == ["300"]


def test_what_is_not_there_is_nothing(key: str) -> None:
    assert files.stored(files.scans_bucket(), key) is None


def test_an_older_version_can_still_be_fetched(key: str) -> None:
    bucket = files.scans_bucket()
    files.put(bucket, key, b"one", "image/jpeg")
    first = files.stored(bucket, key)
    files.put(bucket, key, b"two", "image/jpeg")
    assert first is not None
    assert files.fetch(bucket, key, first.version) == b"one"
    assert files.fetch(bucket, key) == b"two"


def test_a_removed_version_is_gone_and_no_mark_hides_it(key: str) -> None:
    bucket = files.scans_bucket()
    files.put(bucket, key, b"one", "image/jpeg")
    found = files.stored(bucket, key)
    assert found is not None
    files.remove(key, found.version)
    assert office.versions(bucket, key) == []


def test_a_content_is_told_by_its_hash_and_first_bytes(key: str) -> None:
    body = jpeg() + b"\x00" * (3 << 20)  # more than one chunk
    files.put(files.partners_bucket(), key, body, "application/octet-stream")
    found = files.content(files.partners_bucket(), key)
    assert found.sha256 == hashlib.sha256(body).hexdigest()
    assert found.head == body[:16]


def test_an_empty_content_has_a_hash_too(key: str) -> None:
    files.put(files.partners_bucket(), key, b"", "image/jpeg")
    assert files.content(files.partners_bucket(), key) == files.Content(hashlib.sha256(b"").hexdigest(), b"")


def test_a_copy_carries_the_type_that_was_found_not_the_one_that_was_claimed(key: str) -> None:
    files.put(files.partners_bucket(), "partners/x/y/1.jpg", jpeg(), "text/html")
    files.copy_to_scans("partners/x/y/1.jpg", key, "image/jpeg")
    found = files.stored(files.scans_bucket(), key)
    assert found is not None
    assert found.content_type == "image/jpeg"
    assert files.fetch(files.scans_bucket(), key) == jpeg()
