"""What was read is held as it came, with one searchable copy beside it; a signed PDF is left as it is."""

from __future__ import annotations

import io
import json

import boto3
import pypdf
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.serialization import Encoding

from chalicelib import reading
from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, registry_store
from chalicelib.domain.dossiers import PaperState
from chalicelib.reading import Reading, Reason, Unreadable
from chalicelib.services.scanning import archiving, digitisation
from tests.reading import pdfa, signing
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.readings import birth_proof, jpeg, read_as

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture(autouse=True)
def legible(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())


def version_of(code: str, paper: str) -> str:
    found = files.stored(files.scans_bucket(), files.scan_key(code, paper))
    assert found is not None
    assert found.version is not None
    return found.version


def copy_of(code: str, paper: str) -> bytes:
    return files.fetch(files.scans_bucket(), files.copy_key(code, paper, version_of(code, paper)))


def copies(code: str) -> list[str]:
    return office.versions(files.scans_bucket(), f"copies/{code}/")


def is_held(code: str, paper: str) -> bool:
    key = files.scan_key(code, paper)
    found = boto3.client("s3").get_object_legal_hold(Bucket=files.scans_bucket(), Key=key)
    return found["LegalHold"].get("Status") == "ON"


def test_a_paper_that_was_read_has_one_conforming_copy_that_says_whose_it_is() -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    made = copy_of(code, paper)
    assert pdfa.complaints(made) == []
    said = pdfa.said(made)
    assert (said["dossier"], said["paper"], said["kind"]) == (code, paper, "birth_proof")
    assert jpeg() in made
    assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1


def test_the_copy_s_metadata_names_nobody() -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    head = boto3.client("s3").head_object(
        Bucket=files.scans_bucket(), Key=files.copy_key(code, paper, version_of(code, paper))
    )
    assert head["Metadata"] == {"dossier": code, "paper": paper, "kind": "birth_proof"}
    told = json.dumps(pdfa.said(copy_of(code, paper)), ensure_ascii=False)
    assert not [secret for secret in office.IDENTIFYING if secret in told]


def test_a_second_delivery_makes_no_second_copy() -> None:
    code = office.opened()
    paper = office.scanned(code)
    for _ in range(3):
        office.read(code, paper)
    assert len(copies(code)) == 1


def test_a_copy_that_a_crash_prevented_is_made_when_the_message_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    code = office.opened()
    paper = office.scanned(code)
    with monkeypatch.context() as patched:
        patched.setattr(archiving, "archive", office.crash)
        with pytest.raises(office.PowerCutError):
            office.read(code, paper)
    [settled] = store.load(code).file.papers
    assert settled.state is PaperState.READ
    assert copies(code) == []
    office.read(code, paper)
    assert len(copies(code)) == 1
    assert is_held(code, paper)


def test_what_was_read_can_no_longer_be_taken_away_or_changed() -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    version = version_of(code, paper)
    assert is_held(code, paper)
    with pytest.raises(ClientError) as denied:
        files.remove(files.scan_key(code, paper), version)
    assert denied.value.response["Error"]["Code"] == "AccessDenied"
    files.put(files.scans_bucket(), files.scan_key(code, paper), b"another", "image/jpeg")  # becomes another version
    assert files.fetch(files.scans_bucket(), files.scan_key(code, paper), version) == jpeg()


def test_what_is_put_over_a_scan_later_gets_no_copy_and_no_hold() -> None:
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    key = files.scan_key(code, paper)
    files.put(files.scans_bucket(), key, b"another", "image/jpeg")
    office.read(code, paper)
    assert len(copies(code)) == 1
    assert not is_held(code, paper)


def test_an_unreadable_scan_is_neither_held_nor_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_: bytes, **__: object) -> Reading:
        raise Unreadable(Reason.TRUNCATED, "told to nobody")

    monkeypatch.setattr(reading, "read", unreadable)
    code = office.opened()
    paper = office.scanned(code)
    office.read(code, paper)
    assert office.versions(files.scans_bucket(), files.scan_key(code, paper)) == []
    assert copies(code) == []


def test_a_signed_pdf_is_checked_held_and_never_rewritten() -> None:
    data = signing.signed(signing.page())
    code = office.opened()
    paper = office.scanned(code, data=data)
    office.read(code, paper)
    assert copies(code) == []
    assert is_held(code, paper)
    assert files.fetch(files.scans_bucket(), files.scan_key(code, paper)) == data
    stored = files.fetch(files.scans_bucket(), files.reading_key(code, paper, version_of(code, paper)))
    [signature] = json.loads(stored)["signatures"]
    assert (signature["signer"], signature["intact"], signature["trusted"]) == (signing.SIGNER, True, None)


def test_a_signature_is_trusted_once_the_centre_entered_its_issuer() -> None:
    pem = signing.authority().certificate.public_bytes(Encoding.PEM).decode()
    registry_store.save([vouches_for(pem)])
    try:
        code = office.opened()
        paper = office.scanned(code, data=signing.signed(signing.page()))
        office.read(code, paper)
    finally:
        registry_store.save([vouches_for(pem, until="2025-01-02")])  # in the other tests' town nobody is known
    stored = files.fetch(files.scans_bucket(), files.reading_key(code, paper, version_of(code, paper)))
    [signature] = json.loads(stored)["signatures"]
    assert (signature["trusted"], signature["flaws"]) == (True, [])


def vouches_for(pem: str, until: str | None = None) -> dict[str, object]:
    body = {"name": "DEMO CA", "certificate": pem}
    entry = {"entry": "trust#demo", "kind": "trust", "valid_from": "2025-01-01", "valid_to": until}
    return entry | {"demo": True, "source": "DEMO", "body": body}


def test_a_reading_of_before_signatures_were_checked_gets_its_copy_too() -> None:
    code = office.opened()
    paper = office.scanned(code)
    version = version_of(code, paper)
    digitisation.read_scan(files.scans_bucket(), files.scan_key(code, paper), version, lambda: NOW)
    key = files.reading_key(code, paper, version)
    old = json.loads(files.fetch(files.scans_bucket(), key))
    del old["signatures"], old["pages"][0]["lines"], old["pages"][0]["to_scan"]
    files.put(files.scans_bucket(), key, json.dumps(old).encode(), "application/json")
    files.remove(files.copy_key(code, paper, version), None)
    office.read(code, paper)
    assert pdfa.complaints(copy_of(code, paper)) == []
