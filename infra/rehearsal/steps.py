"""What the rehearsal plays and looks at, once the stack stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import requests

from infra import demo, seed
from infra.client import Client, RefusedError, Stack
from infra.patience import DemoFailedError
from infra.rehearsal.claims import expect, until
from infra.rehearsal.deployment import Deployed
from infra.rehearsal.emulator import Emulator, RehearsalFailedError

Say = Callable[[str], None]
PASSWORD = "Rehearsal-mot-cua-2026"  # noqa: S105 - of accounts that live as long as the emulator


def fill(deployed: Deployed, emulator: Emulator) -> Stack:
    """Enters the registry, the signer's certificate and the demo accounts; returns the stack as a client meets it."""
    seed.fill_registry()
    seed.add_signer()
    seed.add_users(deployed.outputs["UserPoolId"], PASSWORD)
    client = deployed.outputs["UserPoolClientId"]
    return Stack(deployed.api, lambda name: seed.token(client, name, PASSWORD), lambda: _texts(emulator))


def _texts(emulator: Emulator) -> list[str]:
    """All SMS that left for the provider, those to one phone in the order they went out."""
    phones = emulator.sent("sns/sms-messages")["sms_messages"].values()
    return [message["Message"] for messages in phones for message in messages]


def strangers_are_refused(stack: Stack) -> None:
    """No token, a broken one, and a good one of another issuer: each is refused with 401."""
    good = stack.token("clerk")
    _refused(Client(stack.api), "/v1/me", 401, "auth.missing")
    for token in (good[:-8] + "AAAAAAAA", _token_of_another_issuer()):
        _refused(Client(stack.api, token), "/v1/me", 401, "$context.authorizer.code")  # left unfilled by the emulator
    _refused(Client(stack.api), "/v1/nowhere", 404, "request.no_route")
    expect(Client(stack.api, good).get("/v1/me")["role"] == "clerk", "a clerk's own token is not accepted")


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
        expect((refused.status, refused.code) == (status, code), f"{path} was refused otherwise: {refused}")
        return
    raise RehearsalFailedError(f"{path} was answered to a stranger")


def main_job(stack: Stack, say: Say) -> str:
    """The demo's journey; returns the dossier's code."""
    try:
        code: str = demo.play(stack, None, say)["code"]
    except (DemoFailedError, RefusedError, requests.RequestException) as failed:
        raise RehearsalFailedError(f"the main job: {failed}") from failed
    return code


def citizen_was_told(emulator: Emulator) -> str:
    """SMS and e-mails left for the providers; returns how many."""
    texts = sum(map(len, emulator.sent("sns/sms-messages")["sms_messages"].values()))
    mails = sum(map(len, emulator.sent("ses/messages")["messages"].values()))
    expect(texts >= 5 and mails >= 5, f"{texts} SMS and {mails} e-mails were sent, at least 5 of each were due")
    return f"{texts} SMS, {mails} e-mails"


def other_doors_open(stack: Stack, code: str) -> None:
    """What the main job does not touch: lists, the scan behind its link, a wrong guess, a scan that is none."""
    clerk, citizen = (Client(stack.api, stack.token(name)) for name in ("clerk", "citizen"))
    for path in ("/v1/procedures", "/v1/agents", "/v1/units"):
        expect(bool(clerk.get(path)), f"{path} is empty")
    expect(
        code in [row["code"] for row in clerk.get("/v1/dossiers")["dossiers"]], "the agent's list misses the dossier"
    )
    citizen.get("/v1/dossiers")
    paper = next(p["id"] for p in clerk.get(f"/v1/dossiers/{code}")["papers"] if p["state"] == "read")
    scan = requests.get(clerk.get(f"/v1/dossiers/{code}/papers/{paper}")["scan"], timeout=30)
    expect(scan.ok and scan.content[:2] == b"\xff\xd8", f"the link to the scan answers {scan.status_code}")
    try:
        Client(stack.api).post("/v1/tracking", {"code": code, "phone_last4": "0000"})
        raise RehearsalFailedError("tracking answered a wrong guess")
    except RefusedError as refused:
        expect(refused.code == "tracking.no_match", f"tracking refused otherwise: {refused}")
    slot = clerk.post(f"/v1/dossiers/{code}/papers", {"slot": "TK", "content_type": "image/jpeg"})
    clerk.upload(slot, b"\xff\xd8\xff\xe0 no picture at all")
    until(lambda: _problem(clerk, code, slot["paper"]["id"]), "a useless scan refused")


def _problem(clerk: Client, code: str, paper: str) -> str | None:
    papers = clerk.get(f"/v1/dossiers/{code}")["papers"]
    problem: dict[str, str] | None = next(p["problem"] for p in papers if p["id"] == paper)
    return problem["code"] if problem else None


def sweep_finds_what_lies(deployed: Deployed, stack: Stack, code: str) -> str:
    """A scan that was announced two days ago and never came is given up by the sweep; returns what it answered."""
    clerk = Client(stack.api, stack.token("clerk"))
    paper = clerk.post(f"/v1/dossiers/{code}/papers", {"slot": "GCS", "content_type": "image/jpeg"})["paper"]["id"]
    boto3.client("dynamodb").update_item(
        TableName=deployed.resources["DossiersTable"],
        Key={"code": {"S": code}, "item": {"S": f"paper#{paper}"}},
        UpdateExpression="SET todo_since = :then, added_at = :then",
        ExpressionAttributeValues={
            ":then": {"S": f"{datetime.now(UTC) - timedelta(days=2):%Y-%m-%dT%H:%M:%S.%f+0000}"}
        },
    )
    tick = dict.fromkeys(("version", "account", "region", "id", "source", "detail-type", "time"), "-")
    event = json.dumps(tick | {"detail": {}, "resources": []})
    swept = boto3.client("lambda").invoke(FunctionName=deployed.resources["Sweep"], Payload=event.encode())
    answer = swept["Payload"].read().decode()
    expect("FunctionError" not in swept, f"the sweep failed: {answer}")
    expect(_problem(clerk, code, paper) == "scan.not_uploaded", "the sweep left the paper as it was")
    return answer
