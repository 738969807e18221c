"""The whole system in one process: the API through the local gateway, events through the handlers, step by step."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
import requests
from chalice.config import Config
from chalice.local import LocalGatewayException
from moto.backends import get_backend

import app as lambda_app
from chalicelib.adapters import registry_store
from chalicelib.domain.codes import is_dossier_code
from infra import seed
from infra.local import pumps
from infra.local.cloud import STACK, Cloud
from infra.local.gateway import Gateway
from infra.local.outbox import ZALO, Sent, sent
from tests.support.dossiers import portal_code_of
from tests.support.tokens import Issuer

REGION = "ap-southeast-1"
ACCOUNT = "123456789012"
QUEUES = {
    "split_batches": "batches",
    "read_scans": "scans",
    "take_batches": "partners",
    "route_dossiers": "routing",
    "send_notices": "notices",
    "take_receipts": "receipts",
    "sync_portal": "portal",
    "serve_people": "people",
    "sign_results": "results",
}
FAMILY = {
    "full_name": "Trần Tuấn Kiệt",
    "number": "027094888598",
    "phone": "0912345678",
    "email": "kiet@example.com",
    "residence_unit": "00166",
    "address": "Số 26 ngõ 211 phố Trần Thái Tông",
}
FORM = {
    "child_name": "Trần Khánh Vy",
    "child_birth_date": "2026-11-11",
    "child_sex": "female",
    "mother_name": "Bùi Bích Diệp",
    "mother_number": "001193797926",
    "father_name": "Trần Tuấn Kiệt",
}
BIRTH = "1.001193"


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass
class Desk:
    """The API as one user sees it."""

    gateway: Gateway
    token: str | None

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body: Any, key: str | None = None) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call("POST", path, raw, {"Idempotency-Key": key or uuid.uuid4().hex})

    def act(self, code: str, action: str, key: str | None = None, **more: Any) -> Answer:
        if action == "submit" and is_dossier_code(code):
            more.setdefault("portal_code", portal_code_of(code))
        return self.post(f"/v1/dossiers/{code}/actions", {"action": action, **more}, key)

    def call(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        sent_headers = {"Content-Type": "application/json"} if body is not None else {}
        sent_headers |= headers or {}
        if self.token:
            sent_headers["Authorization"] = f"Bearer {self.token}"
        try:
            reply = self.gateway.handle_request(method, path, sent_headers, body)
        except LocalGatewayException as refused:
            return Answer(refused.CODE, json.loads(refused.body or b"null"), refused.headers)
        text = reply["body"]
        return Answer(reply["statusCode"], json.loads(text) if text else None, reply["headers"])


@dataclass
class Town:
    """The system, its users and its moving parts."""

    cloud: Cloud
    issuer: Issuer
    gateway: Gateway
    subjects: dict[str, str]
    _position: str = field(default="")

    def desk(self, user: str | None = None) -> Desk:
        """The API for a demo user, or for anybody."""
        return Desk(self.gateway, self.issuer.token(self.subjects[user]) if user else None)

    def open_dossier(self, **applicant: str) -> str:
        """A birth registration opened by the clerk; returns its code."""
        other = {"number": f"0270{uuid.uuid4().int % 10**8:08d}"} if "phone" in applicant else {}
        body = {"procedure": BIRTH, "applicant": FAMILY | other | applicant, "form": FORM}
        answer = self.desk("clerk").post("/v1/dossiers", body)
        assert answer.status == 201, answer.body
        return str(answer.body["code"])

    def upload(self, code: str, slot: str, data: bytes, content_type: str = "image/jpeg") -> str:
        """A scan sent to a slot as a browser sends it; returns the paper's id."""
        answer = self.desk("clerk").post(f"/v1/dossiers/{code}/papers", {"slot": slot, "content_type": content_type})
        assert answer.status == 201, answer.body
        requests.post(answer.body["url"], data=answer.body["fields"], files={"file": data}, timeout=10)
        return str(answer.body["paper"]["id"])

    def run(self) -> list[dict[str, Any]]:
        """Lets events flow until nothing moves; returns the records that handlers reported as failed."""
        failures: list[dict[str, Any]] = []
        while self._pump_stream() + sum(self._pump_queue(name, failures) for name in QUEUES):
            pass
        return failures

    def tidy(self) -> None:
        """Empties queues, outbox and the stream's backlog."""
        registry_store.forget()
        self._position = self._newest()
        for queue in get_backend("sqs")[ACCOUNT][REGION].queues.values():  # SQS itself purges once a minute at most
            queue._messages.clear()
            queue.pending_messages.clear()
        get_backend("sns")[ACCOUNT][REGION].sms_messages.clear()
        get_backend("ses")[ACCOUNT][REGION].sent_messages.clear()
        ZALO.taken.clear()
        ZALO.asked.clear()

    def outbox(self) -> list[Sent]:
        """What was sent."""
        return sent(REGION)

    def messages(self, queue: str) -> list[str]:
        """The bodies that lie in a queue."""
        got = boto3.client("sqs").receive_message(
            QueueUrl=self.queue_url(queue), MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        return [m["Body"] for m in got.get("Messages", [])]

    def queue_url(self, queue: str) -> str:
        return str(boto3.client("sqs").get_queue_url(QueueName=f"{STACK}-{queue}")["QueueUrl"])

    def _newest(self) -> str:
        streams = boto3.client("dynamodbstreams")
        arn = self.cloud.attributes["DossiersTable.StreamArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        wanted = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "LATEST"}
        return str(streams.get_shard_iterator(**wanted)["ShardIterator"])  # type: ignore[arg-type]

    def _pump_stream(self) -> int:
        got = boto3.client("dynamodbstreams").get_records(ShardIterator=self._position, Limit=100)
        self._position = got["NextShardIterator"]
        if got["Records"]:
            arn = self.cloud.attributes["DossiersTable.StreamArn"]
            reply = handler("dispatch")({"Records": [pumps._stream_record(r, arn) for r in got["Records"]]})
            assert reply == {"batchItemFailures": []}, reply
        return len(got["Records"])

    def _pump_queue(self, function: str, failures: list[dict[str, Any]]) -> int:
        sqs = boto3.client("sqs")
        url = self.queue_url(QUEUES[function])
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["All"]).get("Messages", [])
        for message in got:
            reply = handler(function)({"Records": [pumps.sqs_record(dict(message), "arn:aws:sqs:x:0:q")]})
            failures += reply["batchItemFailures"]
            if not reply["batchItemFailures"]:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return len(got)


def handler(function: str) -> Callable[[dict[str, Any]], Any]:
    """A packaged function as Lambda calls it."""
    return lambda event: lambda_app.app.handler_map[function](event, pumps.context(function))


def founded(cloud: Cloud, issuer: Issuer) -> Town:
    """The town over a made cloud: registry filled, one account per role."""
    seed.fill_registry()
    seed.add_secrets()
    seed.add_signer()
    subjects = {user.name: str(uuid.uuid4()) for user in seed.demo_users()}
    registry_store.save([seed._staff(user, subjects[user.name]) for user in seed.demo_users()])
    return Town(cloud, issuer, Gateway(lambda_app.app, Config.create()), subjects)
