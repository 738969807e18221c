"""A partner's batch, dropped with the partner's own credentials."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import ClientError

from infra import samples
from infra.client import Client, Stack
from infra.rehearsal.claims import expect, until
from infra.rehearsal.deployment import Deployed
from infra.rehearsal.emulated import PARTNER
from infra.rehearsal.emulator import RehearsalFailedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def batch_is_taken(deployed: Deployed) -> str:
    """A partner drops a batch; returns the code of its dossier, which its scan has been read into."""
    bucket, folder = deployed.outputs["PartnersBucketName"], f"partners/{PARTNER}/rehearsal-1/"
    s3 = _partner(bucket)
    scan = samples.pages(family())["can-cuoc.jpg"]
    try:
        s3.put_object(Bucket=bucket, Key="partners/fpt/rehearsal-1/can-cuoc.jpg", Body=scan)
        raise RehearsalFailedError("a partner wrote to another partner's prefix")
    except ClientError as refused:
        expect(refused.response["Error"]["Code"] == "AccessDenied", f"another partner's prefix: {refused}")
    s3.put_object(Bucket=bucket, Key=folder + "can-cuoc.jpg", Body=scan)
    s3.put_object(Bucket=bucket, Key=folder + "manifest.csv", Body=_manifest(scan))

    def acknowledged() -> bytes | None:
        try:
            return s3.get_object(Bucket=bucket, Key=folder + "ack.csv")["Body"].read()
        except ClientError:
            return None  # not there yet: who may not list is told "denied"

    rows = list(csv.DictReader(io.StringIO(until(acknowledged, "the batch's ack.csv").decode("utf-8-sig"))))
    expect([row["outcome"] for row in rows] == ["taken"], f"the batch was not taken: {rows}")
    return rows[0]["dossier"]


def _partner(bucket: str) -> S3Client:
    """S3 as Vietnam Post's own account in the stack: allowed the whole bucket, tagged with its provider."""
    iam, name = boto3.client("iam"), "partner"
    iam.create_user(UserName=name, Tags=[{"Key": "provider", "Value": PARTNER}])
    allowed = {"Effect": "Allow", "Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName=name, PolicyName="drop", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return boto3.client("s3", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])


def batch_is_read(stack: Stack, code: str) -> None:
    """The scan that came with the batch is read like any other."""
    clerk = Client(stack.api, stack.token("clerk"))
    until(lambda: clerk.get(f"/v1/dossiers/{code}")["papers"][0]["state"] == "read" or None, "the batch's scan read")


def family() -> samples.Family:
    """The family that the batch is of."""
    return samples.family(2, (datetime.now(UTC) + timedelta(hours=7)).date())


def _manifest(scan: bytes) -> bytes:
    case = family()
    row = {
        "ref": "KS-1",
        "agent": "VNP-01",
        "procedure": "1.001193",
        "full_name": case.father.name,
        "number": case.father.number,
        "phone": case.phone,
        "residence_unit": case.unit_code,
        "slot": "ID",
        "file": "can-cuoc.jpg",
        "sha256": hashlib.sha256(scan).hexdigest(),
        "form.child_name": case.child.name,
        "form.child_birth_date": case.child.born.isoformat(),
        "form.child_sex": {"Nam": "male", "Nữ": "female"}.get(case.child.sex, case.child.sex),
        "form.mother_name": case.mother.name,
        "form.mother_number": case.mother.number,
        "form.father_name": case.father.name,
    }
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode()
