"""What of the stack the emulator does not understand, put in words that it does; each is a gap of the rehearsal."""

from __future__ import annotations

import json
from typing import Any

import boto3

_Json = dict[str, Any]
_UNKNOWN_CONDITIONS = ("kms:", "dynamodb:", "ses:", "s3:object-lock", "s3:if-none-match")
"""Condition keys that the emulator never fills in: it refuses whatever is allowed under them. Actions and resources
of these statements are still enforced, the conditions are not."""
_WITHOUT_RESOURCE = ["ses:SendEmail"]
"""What the emulator allows on every resource or not at all."""


_BATCHES = {"sqs:SendMessage": "sqs:SendMessageBatch"}
"""Calls that AWS allows under the action of the single one, and the emulator under an action of their own."""


PARTNER = "vnpost"
"""The one partner of the rehearsal. It stands where a policy says `${aws:PrincipalTag/provider}`, since the emulator
knows no policy variables."""


def adapted(stack: _Json) -> _Json:
    """The stack as the emulator takes it."""
    resources: _Json = stack["Resources"]
    for resource in list(resources.values()):
        for policy in resource["Properties"].get("Policies", []) if resource["Type"] == "AWS::IAM::Role" else []:
            for statement in policy["PolicyDocument"]["Statement"]:
                _put_plainly(statement)
    _spell_gateway_responses_out(resources)
    resources["PartnersBucketPolicy"] = json.loads(
        json.dumps(resources["PartnersBucketPolicy"]).replace("${!aws:PrincipalTag/provider}", PARTNER)
    )
    return stack


def _put_plainly(statement: _Json) -> None:
    keys = [key for operands in statement.get("Condition", {}).values() for key in operands]
    if any(key.startswith(_UNKNOWN_CONDITIONS) for key in keys):
        del statement["Condition"]
    actions = statement["Action"]
    if isinstance(actions, list):
        statement["Action"] = [*actions, *(_BATCHES[action] for action in actions if action in _BATCHES)]
    if statement["Action"] == _WITHOUT_RESOURCE:
        statement["Resource"] = "*"


def _spell_gateway_responses_out(resources: _Json) -> None:
    """It reads the gateway's responses from resources of their own, not from the API's description."""
    described: _Json = resources["RestAPI"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"]
    names = []
    for kind, response in described.items():
        name = "GatewayResponse" + kind.title().replace("_", "")
        names.append(name)
        properties = {"RestApiId": {"Ref": "RestAPI"}, "ResponseType": kind, "StatusCode": str(response["statusCode"])}
        properties["ResponseParameters"] = response["responseParameters"]
        properties["ResponseTemplates"] = response["responseTemplates"]
        resources[name] = {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties}
    for resource in resources.values():
        if resource["Type"] == "AWS::ApiGateway::Deployment":
            resource["DependsOn"] = names  # a deployment answers as things stood when it was made


def lock_scans(bucket: str) -> None:
    """It makes buckets without the lock that the template asks for."""
    wanted: Any = {"ObjectLockEnabled": "Enabled"}
    boto3.client("s3").put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=wanted)
