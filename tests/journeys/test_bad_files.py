"""Every bad file, from the upload to what the clerk is told; the good paper beside it is read all the same."""

from __future__ import annotations

import boto3
import pytest

from chalicelib.adapters import files
from tests.support.bad_files import BAD
from tests.support.readings import jpeg
from tests.support.town import Town


@pytest.mark.parametrize("case", BAD)
def test_the_fault_is_named_and_nothing_is_left_behind(town: Town, case: str) -> None:
    make, reason = BAD[case]
    code = town.open_dossier()
    bad, good = town.upload(code, "GCS", make()), town.upload(code, "UQ", jpeg())
    assert town.run() == [], "a file that cannot be read is told to the clerk; it is no failure of the system"
    clerk = town.desk("clerk")
    papers = {p["id"]: p for p in clerk.get(f"/v1/dossiers/{code}").body["papers"]}
    assert papers[good]["state"] == "read"
    assert papers[bad]["state"] == "unreadable"
    problem = papers[bad]["problem"]
    assert problem["code"] == f"scan.{reason}"
    assert problem["detail"] != problem["detail_en"]
    assert {paper_of(key) for key in kept(code)} == {good}
    assert clerk.act(code, "submit").body["code"] == "submit.missing"


def paper_of(key: str) -> str:
    """Which paper an object belongs to: `scans/<code>/<paper>`, `readings/<code>/<paper>/<version>.json`."""
    return key.split("/")[2]


def kept(code: str) -> set[str]:
    """The keys under which anything of the dossier is kept, old versions included."""
    versions = boto3.client("s3").list_object_versions(Bucket=files.scans_bucket()).get("Versions", [])
    return {v["Key"] for v in versions if code in v["Key"]}
