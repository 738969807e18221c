"""Deploys the packages as one CloudFormation stack."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from infra.package import template
from infra.rehearsal import emulated
from infra.rehearsal.emulator import Emulator, RehearsalFailedError

STACK = "motcua-rehearsal"
_ARCHIVES = "motcua-rehearsal-archives"
_SECONDS = 90
_GOOD = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployed stack: the API's address before `/v1`, and what its logical names turned into."""

    api: str
    outputs: dict[str, str]
    resources: dict[str, str]
    environment: dict[str, str]


def use(emulator: Emulator) -> None:
    """Points this process to the emulator, as its account's root."""
    os.environ.update(
        AWS_ENDPOINT_URL=emulator.url,
        AWS_DEFAULT_REGION=template.REGION,
        AWS_REGION=template.REGION,
        AWS_ACCESS_KEY_ID="000000000000",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - the emulator's own
        AWS_EC2_METADATA_DISABLED="true",
        POWERTOOLS_LOG_LEVEL="WARNING",
    )
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        os.environ.pop(name, None)


def deploy(package: Path, emulator: Emulator) -> Deployed:
    """Uploads the archives, creates the stack, and tells it where the emulator keeps its tokens' keys."""
    _upload(package)
    stack = emulated.adapted(template.translated(template.load(package / "sam.yaml"), _ARCHIVES))
    boto3.client("s3").put_object(Bucket=_ARCHIVES, Key="stack.json", Body=json.dumps(stack))
    wanted: Any = {"TemplateURL": f"{emulator.url}/{_ARCHIVES}/stack.json", "Capabilities": ["CAPABILITY_IAM"]}
    cloud = boto3.client("cloudformation")
    cloud.create_stack(StackName=STACK, **wanted)
    pool = _settled()["UserPoolId"]
    keys: Any = {"ParameterKey": "TokenKeysUrl", "ParameterValue": f"{emulator.url}/{pool}/.well-known/jwks.json"}
    cloud.update_stack(StackName=STACK, Parameters=[keys], **wanted)
    outputs = _settled()
    emulated.lock_scans(outputs["ScansBucketName"])
    found = cloud.describe_stack_resources(StackName=STACK)["StackResources"]
    resources = {r["LogicalResourceId"]: r.get("PhysicalResourceId", "") for r in found}
    handler = boto3.client("lambda").get_function_configuration(FunctionName=resources["APIHandler"])
    api = f"{emulator.url}/restapis/{resources['RestAPI']}/api/_user_request_"
    return Deployed(api, outputs, resources, handler["Environment"]["Variables"])


def _upload(package: Path) -> None:
    s3 = boto3.client("s3")
    here: Any = {"LocationConstraint": template.REGION}
    s3.create_bucket(Bucket=_ARCHIVES, CreateBucketConfiguration=here)
    for archive in package.glob("*.zip"):
        s3.upload_file(str(archive), _ARCHIVES, archive.name)


def _settled() -> dict[str, str]:
    """Waits until the stack stands; returns its outputs."""
    cloud = boto3.client("cloudformation")
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        stack = cloud.describe_stacks(StackName=STACK)["Stacks"][0]
        if stack["StackStatus"] in _GOOD:
            return {o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", [])}
        if not stack["StackStatus"].endswith("IN_PROGRESS"):
            break
        time.sleep(0.2)
    events = cloud.describe_stack_events(StackName=STACK)["StackEvents"]
    why = [
        f"{e['LogicalResourceId']}: {e.get('ResourceStatusReason')}" for e in events if "FAILED" in e["ResourceStatus"]
    ]
    raise RehearsalFailedError(f"the stack came to {stack['StackStatus']}: {'; '.join(why)}")
