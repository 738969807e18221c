"""Makes the resources of `infra/resources.yaml` at whatever AWS the environment points to (moto, in tests and locally).

The property names of CloudFormation are those of the APIs, so one template serves the emulated AWS and the real one.
moto's own CloudFormation knows neither bucket notifications nor user pools.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import yaml

TEMPLATE = Path(__file__).parent.parent / "resources.yaml"
STACK = "motcua"
_Json = dict[str, Any]


class Cloud:
    """A stack being made: what each logical name turned into."""

    def __init__(self, template: _Json, stack: str) -> None:
        self.template = template
        self.values: dict[str, str] = {
            "AWS::StackName": stack,
            "AWS::Region": os.environ["AWS_DEFAULT_REGION"],
            "AWS::Partition": "aws",
            "AWS::AccountId": boto3.client("sts").get_caller_identity()["Account"],
        }
        self.values |= {name: p["Default"] for name, p in template["Parameters"].items()}
        self.attributes: dict[str, str] = {}

    def make(self) -> None:
        """Makes every resource that moto can hold, dead-letter queues before the queues that name them."""
        wanted = self.template["Resources"].items()
        for kind, maker in _MAKERS.items():
            for name, resource in sorted(wanted, key=lambda item: "RedrivePolicy" in item[1].get("Properties", {})):
                if resource.get("Type") == kind:
                    maker(self, name, resource["Properties"])

    def environment(self) -> dict[str, str]:
        """The environment that the template gives its functions."""
        variables = self.template["Globals"]["Function"]["Environment"]["Variables"]
        return {name: str(self.resolved(value)) for name, value in variables.items()}

    def resolved(self, value: Any) -> Any:  # noqa: ANN401 - any piece of a template
        """A piece of the template with its intrinsic functions carried out."""
        match value:
            case {"Ref": name}:
                return self.values[name]
            case {"Fn::GetAtt": [name, attribute]}:
                return self.attributes[f"{name}.{attribute}"]
            case {"Fn::Sub": text}:
                return re.sub(r"\$\{([\w:]+)\}", lambda found: self.values[found[1]], text)
            case dict():
                return {k: self.resolved(v) for k, v in value.items()}
            case list():
                return [self.resolved(v) for v in value]
            case _:
                return value


def _key(cloud: Cloud, name: str, properties: _Json) -> None:
    wanted = {k: properties[k] for k in ("KeySpec", "KeyUsage", "Description") if k in properties}
    made = boto3.client("kms").create_key(**wanted)["KeyMetadata"]
    cloud.values[name] = made["KeyId"]
    cloud.attributes[f"{name}.Arn"] = made["Arn"]


def _table(cloud: Cloud, name: str, properties: _Json) -> None:
    wanted = cloud.resolved({k: v for k, v in properties.items() if k not in _NOT_AT_CREATION})
    if "StreamSpecification" in wanted:
        wanted["StreamSpecification"]["StreamEnabled"] = True
    made = boto3.client("dynamodb").create_table(**wanted)["TableDescription"]
    cloud.values[name] = made["TableName"]
    cloud.attributes |= {f"{name}.Arn": made["TableArn"], f"{name}.StreamArn": made.get("LatestStreamArn", "")}


_NOT_AT_CREATION = frozenset({"PointInTimeRecoverySpecification", "TimeToLiveSpecification", "SSESpecification"})


def _queue(cloud: Cloud, name: str, properties: _Json) -> None:
    wanted = cloud.resolved(properties)
    queue_name = wanted.pop("QueueName")
    attributes = {k: v if isinstance(v, str) else json.dumps(v) for k, v in wanted.items() if k != "KmsMasterKeyId"}
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName=queue_name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    cloud.values[name] = url
    cloud.attributes |= {f"{name}.Arn": arn, f"{name}.QueueName": queue_name}


def _bucket(cloud: Cloud, name: str, properties: _Json) -> None:
    s3: Any = boto3.client("s3")  # the stubs cannot see through values that a template gives
    bucket = cloud.resolved(properties["BucketName"])
    s3.create_bucket(
        Bucket=bucket,
        CreateBucketConfiguration={"LocationConstraint": cloud.values["AWS::Region"]},
        ObjectLockEnabledForBucket=properties.get("ObjectLockEnabled", False),
    )
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=properties["VersioningConfiguration"])
    told = [
        {"QueueArn": cloud.resolved(n["Queue"]), "Events": [n["Event"]], "Filter": _filter(n["Filter"])}
        for n in properties["NotificationConfiguration"]["QueueConfigurations"]
    ]
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"QueueConfigurations": told})
    cloud.values[name] = bucket
    cloud.attributes[f"{name}.Arn"] = f"arn:aws:s3:::{bucket}"


def _filter(filtered: _Json) -> _Json:
    return {"Key": {"FilterRules": filtered["S3Key"]["Rules"]}}


def _user_pool(cloud: Cloud, name: str, properties: _Json) -> None:
    wanted = cloud.resolved(properties)
    made = boto3.client("cognito-idp").create_user_pool(
        PoolName=wanted["UserPoolName"],
        Policies=wanted["Policies"],
        AdminCreateUserConfig=wanted["AdminCreateUserConfig"],
    )["UserPool"]
    cloud.values[name] = made["Id"]
    issuer = f"https://cognito-idp.{cloud.values['AWS::Region']}.amazonaws.com/{made['Id']}"
    cloud.attributes[f"{name}.ProviderURL"] = issuer


def _user_pool_client(cloud: Cloud, name: str, properties: _Json) -> None:
    made = boto3.client("cognito-idp").create_user_pool_client(**cloud.resolved(properties))
    cloud.values[name] = made["UserPoolClient"]["ClientId"]


def _email_identity(cloud: Cloud, name: str, properties: _Json) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity=cloud.resolved(properties["EmailIdentity"]))


_MAKERS: dict[str, Callable[[Cloud, str, _Json], None]] = {
    "AWS::KMS::Key": _key,
    "AWS::DynamoDB::Table": _table,
    "AWS::SQS::Queue": _queue,
    "AWS::S3::Bucket": _bucket,
    "AWS::SES::EmailIdentity": _email_identity,
    "AWS::Cognito::UserPool": _user_pool,
    "AWS::Cognito::UserPoolClient": _user_pool_client,
}


def make(stack: str = STACK) -> Cloud:
    """The stack, made; its functions' environment is put into this process."""
    cloud = Cloud(yaml.safe_load(TEMPLATE.read_text()), stack)
    cloud.make()
    os.environ.update(cloud.environment())
    return cloud
