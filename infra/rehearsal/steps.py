"""What the rehearsal plays and looks at, once the stack stands."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
import requests
from botocore.exceptions import ClientError

from infra import demo, samples, seed
from infra.client import Client, RefusedError, Stack
from infra.rehearsal.complaints import complaints
from infra.rehearsal.deployment import Deployed
from infra.rehearsal.emulated import PARTNER
from infra.rehearsal.emulator import Emulator, RehearsalFailedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")
Say = Callable[[str], None]
PASSWORD = "Rehearsal-mot-cua-2026"  # noqa: S105 - of accounts that live as long as the emulator
_DEAD = ("ScansDeadQueue", "PartnersDeadQueue", "RoutingDeadQueue", "NoticesDeadQueue", "EventsDeadQueue")
_PATIENCE = 90.0


def fill(deployed: Deployed) -> Stack:
    """Enters the registry and the demo accounts; returns the stack as a client meets it."""
    seed.fill_registry()
    seed.add_users(deployed.outputs["UserPoolId"], PASSWORD)
    client = deployed.outputs["UserPoolClientId"]
    return Stack(deployed.api, lambda name: seed.token(client, name, PASSWORD))


def strangers_are_refused(stack: Stack) -> None:
    """No token, a broken one, and a good one of another issuer: each is refused with 401."""
    good = stack.token("clerk")
    _refused(Client(stack.api), "/v1/me", 401, "auth.missing")
    for token in (good[:-8] + "AAAAAAAA", _token_of_another_issuer()):
        _refused(Client(stack.api, token), "/v1/me", 401, "$context.authorizer.code")  # left unfilled by the emulator
    _refused(Client(stack.api), "/v1/nowhere", 404, "request.no_route")
    _expect(Client(stack.api, good).get("/v1/me")["role"] == "clerk", "a clerk's own token is not accepted")


def _token_of_another_issuer() -> str:
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="stranger")["UserPool"]["Id"]
    flows: Any = ["ALLOW_USER_PASSWORD_AUTH"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="stranger", ExplicitAuthFlows=flows)
    cognito.admin_create_user(UserPoolId=pool, Username="clerk", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="clerk", Password=PASSWORD, Permanent=True)
    return seed.token(client["UserPoolClient"]["ClientId"], "clerk", PASSWORD)


def _refused(client: Client, path: str, status: int, code: str) -> None:
    try:
        client.get(path)
    except RefusedError as refused:
        _expect((refused.status, refused.code) == (status, code), f"{path} was refused otherwise: {refused}")
        return
    raise RehearsalFailedError(f"{path} was answered to a stranger")


def main_job(stack: Stack, say: Say) -> str:
    """The demo's journey; returns the dossier's code."""
    try:
        code: str = demo.play(stack, None, say)["code"]
    except (demo.DemoFailedError, RefusedError, requests.RequestException) as failed:
        raise RehearsalFailedError(f"the main job: {failed}") from failed
    return code


def citizen_was_told(emulator: Emulator) -> str:
    """SMS and e-mails left for the providers; returns how many."""
    texts = sum(map(len, emulator.sent("sns/sms-messages")["sms_messages"].values()))
    mails = sum(map(len, emulator.sent("ses/messages")["messages"].values()))
    _expect(texts >= 5 and mails >= 5, f"{texts} SMS and {mails} e-mails were sent, at least 5 of each were due")
    return f"{texts} SMS, {mails} e-mails"


def batch_is_taken(deployed: Deployed) -> str:
    """A partner drops a batch; returns the code of its dossier, which its scan has been read into."""
    bucket, folder = deployed.outputs["PartnersBucketName"], f"partners/{PARTNER}/rehearsal-1/"
    s3 = _partner(bucket)
    scan = samples.pages(_family())["can-cuoc.jpg"]
    try:
        s3.put_object(Bucket=bucket, Key="partners/fpt/rehearsal-1/can-cuoc.jpg", Body=scan)
        raise RehearsalFailedError("a partner wrote to another partner's prefix")
    except ClientError as refused:
        _expect(refused.response["Error"]["Code"] == "AccessDenied", f"another partner's prefix: {refused}")
    s3.put_object(Bucket=bucket, Key=folder + "can-cuoc.jpg", Body=scan)
    s3.put_object(Bucket=bucket, Key=folder + "manifest.csv", Body=_manifest(scan))

    def acknowledged() -> bytes | None:
        try:
            return s3.get_object(Bucket=bucket, Key=folder + "ack.csv")["Body"].read()
        except ClientError:
            return None  # not there yet: who may not list is told "denied"

    rows = list(csv.DictReader(io.StringIO(_until(acknowledged, "the batch's ack.csv").decode("utf-8-sig"))))
    _expect([row["outcome"] for row in rows] == ["taken"], f"the batch was not taken: {rows}")
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
    _until(lambda: clerk.get(f"/v1/dossiers/{code}")["papers"][0]["state"] == "read" or None, "the batch's scan read")


def _family() -> samples.Family:
    return samples.family(2, (datetime.now(UTC) + timedelta(hours=7)).date())


def _manifest(scan: bytes) -> bytes:
    family = _family()
    row = {
        "ref": "KS-1",
        "agent": "VNP-01",
        "procedure": "1.001193",
        "full_name": family.father.name,
        "number": family.father.number,
        "phone": family.phone,
        "residence_unit": family.unit_code,
        "slot": "ID",
        "file": "can-cuoc.jpg",
        "sha256": hashlib.sha256(scan).hexdigest(),
        "form.child_name": family.child.name,
        "form.child_birth_date": family.child.born.isoformat(),
        "form.child_sex": {"Nam": "male", "Nữ": "female"}.get(family.child.sex, family.child.sex),
        "form.mother_name": family.mother.name,
        "form.mother_number": family.mother.number,
        "form.father_name": family.father.name,
    }
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode()


def sweep_finds_what_lies(deployed: Deployed, stack: Stack, code: str) -> str:
    """A scan that was announced two days ago and never came is given up by the sweep; returns what it answered."""
    clerk = Client(stack.api, stack.token("clerk"))
    paper = clerk.post(f"/v1/dossiers/{code}/papers", {"slot": "GCS", "content_type": "image/jpeg"})["paper"]["id"]
    boto3.client("dynamodb").update_item(
        TableName=deployed.resources["DossiersTable"],
        Key={"code": {"S": code}, "item": {"S": f"paper#{paper}"}},
        UpdateExpression="SET todo_since = :then",
        ExpressionAttributeValues={
            ":then": {"S": f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT%H:%M:%S.%f+0000}"}
        },
    )
    tick = dict.fromkeys(("version", "account", "region", "id", "source", "detail-type", "time"), "-")
    event = json.dumps(tick | {"detail": {}, "resources": []})
    swept = boto3.client("lambda").invoke(FunctionName=deployed.resources["Sweep"], Payload=event.encode())
    answer = swept["Payload"].read().decode()
    _expect("FunctionError" not in swept, f"the sweep failed: {answer}")
    papers = clerk.get(f"/v1/dossiers/{code}")["papers"]
    state = next(p["problem"] for p in papers if p["id"] == paper)
    _expect(bool(state) and state["code"] == "scan.not_uploaded", f"the sweep left the paper as it was: {papers}")
    return answer


def nothing_failed(deployed: Deployed) -> str:
    """No dead letter, and no function complained: a missing permission would be seen in both."""
    dead = {name: _waiting(deployed.resources[name]) for name in _DEAD}
    said = complaints()
    _expect(not any(dead.values()), f"dead letters: {dead}; logs: {said}")
    _expect(not said, f"functions complained: {said}")
    return f"{len(dead)} dead-letter queues empty, no complaint in the logs"


def denied_work_comes_back(deployed: Deployed, code: str) -> None:
    """Without its permission the router fails, its message dies; with the permission back, the message is redriven."""
    iam, role = boto3.client("iam"), deployed.resources["RouteDossiersRole"]
    denied = {"Effect": "Deny", "Action": "dynamodb:Query", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    sqs, queue = boto3.client("sqs"), deployed.resources["RoutingQueue"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "1"})  # so that five tries take seconds
    iam.put_role_policy(RoleName=role, PolicyName="denied", PolicyDocument=policy)
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"dossier": code, "item": "event#none"}))
    body = _dead_letter(deployed, "RoutingDeadQueue")
    _expect(any("record failed" in line for line in complaints()), "a denied permission does not show in the log")
    iam.delete_role_policy(RoleName=role, PolicyName="denied")
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    _until(lambda: (_waiting(queue) == 0) or None, "the redriven message taken")
    _expect(_waiting(deployed.resources["RoutingDeadQueue"]) == 0, "the redriven message died again")


def poison_dies(deployed: Deployed) -> None:
    """A message that nobody can carry out ends in the dead-letter queue, and holds nothing up."""
    poison = json.dumps({"dossier": "H26.00-000000-0000", "item": "event#none"})
    boto3.client("sqs").send_message(QueueUrl=deployed.resources["RoutingQueue"], MessageBody=poison)
    _expect(_dead_letter(deployed, "RoutingDeadQueue") == poison, "another message died than the poison")


def _dead_letter(deployed: Deployed, name: str) -> str:
    """Waits for a dead letter, takes it from its queue and returns its body."""
    sqs, queue = boto3.client("sqs"), deployed.resources[name]
    message = _until(
        lambda: next(iter(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", [])), None),
        f"a message in {name}",
    )
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return message["Body"]


def _waiting(queue: str) -> int:
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"]
    return sum(map(int, found.values()))


def _until(found: Callable[[], T | None], what: str) -> T:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        value = found()
        if value is not None:
            return value
        time.sleep(0.3)
    raise RehearsalFailedError(f"{what}: not within {_PATIENCE:.0f} s")


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise RehearsalFailedError(otherwise)
