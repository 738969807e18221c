"""What the stack promises, read from its files: nobody may more than needed, nothing is lost unseen."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from chalice.app import ScheduledEventConfig

from app import app
from chalicelib.api import problems
from chalicelib.domain.faults import FAULTS, Fault
from infra.package import archives, handlers, isolated, slimming, template
from infra.rehearsal import emulated

ROOT = Path(__file__).parents[2]
RESOURCES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())["Resources"]
CONFIG = json.loads((ROOT / ".chalice" / "config.json").read_text())["stages"]["prod"]
POLICIES = {
    path.stem: json.loads(path.read_text())["Statement"] for path in (ROOT / "infra" / "policies").glob("*.json")
}
ON_EVENTS = {source.name for source in app.event_sources}
SCHEDULED = {source.name for source in app.event_sources if isinstance(source, ScheduledEventConfig)}
QUEUES = {name: r["Properties"] for name, r in RESOURCES.items() if r.get("Type") == "AWS::SQS::Queue"}


def _logical(function: str) -> str:
    return function.title().replace("_", "")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _events(function: str) -> dict[str, Any]:
    events = RESOURCES[_logical(function)]["Properties"].get("Events", {"-": {"Properties": {}}})
    properties: dict[str, Any] = next(iter(events.values()))["Properties"]
    return properties


def test_every_function_has_a_policy_of_its_own() -> None:
    others: list[Any] = [*app.pure_lambda_functions, *app.builtin_auth_handlers]
    functions = {"api_handler", *ON_EVENTS, *(handler.name for handler in others)}
    assert set(POLICIES) == set(CONFIG["lambda_functions"]) == functions
    for function, settings in CONFIG["lambda_functions"].items():
        assert (ROOT / ".chalice" / settings["iam_policy_file"]).resolve().stem == function


@pytest.mark.parametrize("function", POLICIES)
def test_permissions_name_their_actions_and_resources(function: str) -> None:
    for statement in POLICIES[function]:
        assert "*" not in [action.partition(":")[2] for action in _listed(statement["Action"])]
        assert "*" not in _listed(statement["Resource"]) or statement["Sid"] == "PhoneNumbersHaveNoArn"


def test_the_audit_trail_can_only_be_appended_to() -> None:
    on_audit = [s for statements in POLICIES.values() for s in statements if "AuditTable" in json.dumps(s["Resource"])]
    assert {action for statement in on_audit for action in _listed(statement["Action"])} == {
        "dynamodb:PutItem",
        "dynamodb:Query",  # the citizen reads the own trail
    }


def test_data_keys_are_for_one_dossier_at_a_time_and_the_portals_secret_for_one_function() -> None:
    secret = []
    for function, statement in ((name, s) for name, statements in POLICIES.items() for s in statements):
        if "kms:Decrypt" in statement["Action"]:
            condition = json.dumps(statement["Condition"])
            if '"kms:EncryptionContext:secret": "portal"' in condition:
                secret.append(function)
            else:
                assert "kms:EncryptionContext:dossier" in condition or "kms:ViaService" in condition
    assert secret == ["sync_portal"]


def _of(function: str, action: str) -> list[dict[str, Any]]:
    return [s for s in POLICIES[function] if action in _listed(s["Action"])]


@pytest.mark.parametrize("function", POLICIES)
def test_only_tables_have_data_encrypted_or_encrypted_anew(function: str) -> None:
    for statement in _of(function, "kms:Encrypt") + _of(function, "kms:ReEncrypt*"):
        via = statement["Condition"]["StringEquals"]["kms:ViaService"]
        assert _listed(via) == [{"Fn::Sub": "dynamodb.${AWS::Region}.amazonaws.com"}]


@pytest.mark.parametrize("function", POLICIES)
def test_nothing_is_allowed_twice_under_two_names(function: str) -> None:
    said = [json.dumps([s["Action"], s["Resource"], s.get("Condition")], sort_keys=True) for s in POLICIES[function]]
    assert len(said) == len(set(said))


def test_secrets_are_read_by_whoever_checks_or_makes_signatures_and_the_gateways_alone_by_who_asks_it() -> None:
    readers = {
        name: statement["Resource"]["Fn::Sub"] for name in POLICIES for statement in _of(name, "ssm:GetParameter")
    }
    assert {name: resource.rpartition("/")[2] for name, resource in readers.items()} == {
        "api_handler": "*",
        "reconcile_payments": "${PaymentGateway}",
    }


def test_a_signed_result_is_never_put_over_another_nor_taken_away_by_who_signs() -> None:
    on_signed = [s for s in POLICIES["sign_results"] if "/signed/*" in json.dumps(s["Resource"])]
    allowed = {action: s.get("Condition") for s in on_signed for action in _listed(s["Action"])}
    assert allowed == {"s3:PutObject": {"Null": {"s3:if-none-match": "false"}}, "s3:GetObject": None}


def test_every_queue_has_a_dead_letter_queue_and_every_such_queue_an_alarm() -> None:
    watched = json.dumps([r for r in RESOURCES.values() if r.get("Type") == "AWS::CloudWatch::Alarm"])
    for name, queue in QUEUES.items():
        dead = name if name.endswith("DeadQueue") else queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        assert f'"{dead}", "QueueName"' in watched


@pytest.mark.parametrize("function", sorted(ON_EVENTS - SCHEDULED))
def test_a_source_is_the_stacks_own_and_failed_records_come_again_alone(function: str) -> None:
    source = _events(function)
    assert "Fn::GetAtt" in source.get("Queue", source.get("Stream", {}))
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("function", sorted(ON_EVENTS - SCHEDULED - {"dispatch"}))
def test_a_message_stays_hidden_for_as_long_as_six_runs(function: str) -> None:
    timeout = CONFIG["lambda_functions"][function].get("lambda_timeout", CONFIG["lambda_timeout"])
    assert QUEUES[_events(function)["Queue"]["Fn::GetAtt"][0]]["VisibilityTimeout"] >= 6 * timeout


def test_what_the_stream_and_the_schedules_cannot_do_is_kept() -> None:
    scheduled = [RESOURCES[_logical(function)]["Properties"]["EventInvokeConfig"] for function in SCHEDULED]
    destinations = [_events("dispatch"), *scheduled]
    for source in destinations:
        assert source["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["EventsDeadQueue", "Arn"]}


GATEWAY = RESOURCES["RestAPI"]["Properties"]["GatewayResponses"]


@pytest.mark.parametrize("kind", sorted(GATEWAY.keys() - {"ACCESS_DENIED"}))
def test_the_gateway_refuses_in_our_words(kind: str) -> None:
    said = json.loads(GATEWAY[kind]["ResponseTemplates"]["application/json"])
    fault = Fault(said["code"], said["field"], request="$context.requestId")
    expected = json.loads(problems.problem(fault).body) if said["code"] in FAULTS else said
    assert said == expected | {"status": GATEWAY[kind]["StatusCode"]}


def test_the_gateway_passes_the_authorizers_reason_on() -> None:
    denied = GATEWAY["ACCESS_DENIED"]
    said = json.loads(denied["ResponseTemplates"]["application/json"])
    assert said.keys() == json.loads(problems.problem(Fault("auth.missing")).body).keys()
    assert (denied["StatusCode"], said["detail"]) == (401, "$context.authorizer.vi")
    assert not [text for code, text in FAULTS.items() if code.startswith("auth.") and '"' in text.vi + text.en]


def test_handlers_are_looked_for_in_their_own_archives() -> None:
    function = {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "./reader.zip", "Handler": "app.x"}}
    found = handlers.of({"Resources": {"X": function, "Y": {"Type": "AWS::SQS::Queue"}}})
    assert found == {"reader.zip": ["app.x"]}


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    (tmp_path / "whole.py").write_text("handler = 1\n")
    assert handlers.fault(tmp_path, ["whole.handler"]) is None
    assert "absent" in str(handlers.fault(tmp_path, ["absent.handler"]))


def test_nothing_that_is_installed_here_is_seen_from_an_archive(tmp_path: Path) -> None:
    assert "numpy" in str(handlers.fault(tmp_path, ["numpy.array"]))


def test_what_is_unused_is_taken_out_and_a_rule_without_use_is_named(tmp_path: Path) -> None:
    for kept in ("botocore/data/s3/x.json", "lib/used.py"):
        _lay(tmp_path / kept)
    for taken in ("botocore/data/ec2/x.json", "lib/tests/a.py", "lib/unused.1.so"):
        _lay(tmp_path / taken)
    stale = slimming.slim(tmp_path, {"lib/**/tests": "", "lib/unused.*.so": "", "gone/*": ""})
    assert stale == ["gone/*"]
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"botocore/data/s3/x.json", "lib/used.py"}


def test_libraries_run_without_their_source_and_ours_keep_it(tmp_path: Path) -> None:
    for module in ("app", "lib.__init__", "lib.part", "chalicelib.ours"):
        _lay(tmp_path / (module.replace(".", "/") + ".py"), "handler = 1\n")
    archives.compile_all(tmp_path)
    slimming.leave_sources_out(tmp_path)
    sources = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.py")}
    assert sources == {"app.py", "chalicelib/ours.py"}
    assert handlers.fault(tmp_path, ["app.handler", "lib.part.handler", "chalicelib.ours.handler"]) is None


def _lay(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_the_packages_are_small_enough_and_hold_all_that_their_handlers_need() -> None:
    """`make package` refuses archives from which a handler cannot be imported, or the reader cannot read."""
    made = subprocess.run(["make", "package"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    assert ("ready to read" in made.stdout) == isolated.RUNS_HERE
    folder = ROOT / "build" / "package"
    found = handlers.of(template.load(folder / "sam.yaml"))
    assert found.pop("reader.zip") == ["app.read_scans", "app.sign_results", "app.split_batches"]
    assert archives.megabytes(folder / "reader.zip") <= 250
    for archive in found:
        assert archives.megabytes(folder / archive) <= 80


def test_the_rehearsal_keeps_every_statement() -> None:
    statement = {"Action": ["kms:Decrypt"], "Condition": {"Null": {"kms:ViaService": "false"}}, "Resource": "arn"}
    sending = {"Action": ["sqs:SendMessage"], "Resource": "queue"}
    statements = [statement, sending]
    role = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": {"Statement": statements}}]}}
    body: dict[str, Any] = {"x-amazon-apigateway-gateway-responses": {}}
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": body}}
    policy = {"Type": "AWS::S3::BucketPolicy", "Properties": {"Resource": "partners/${!aws:PrincipalTag/provider}/*"}}
    made = emulated.adapted({"Resources": {"R": role, "RestAPI": api, "PartnersBucketPolicy": policy}})["Resources"]
    assert made["R"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"] == [
        {"Action": ["kms:Decrypt"], "Resource": "arn"},
        {"Action": ["sqs:SendMessage", "sqs:SendMessageBatch"], "Resource": "queue"},
    ]
    assert made["PartnersBucketPolicy"]["Properties"]["Resource"] == f"partners/{emulated.PARTNER}/*"


def test_the_archives_describe_every_service_that_is_called() -> None:
    called = set(re.findall(r'boto3\.client\("(\w+)"', (ROOT / "chalicelib/adapters/aws.py").read_text()))
    assert called | {"dynamodb"} == slimming.SERVICES  # pynamodb calls that one
