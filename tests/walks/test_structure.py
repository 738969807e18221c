"""Walks over the whole system: what has no guard, no consumer, no dead-letter queue or the wrong imports fails here."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import app as lambda_app
from chalicelib.api.application import ENDPOINTS
from chalicelib.services.scanning import digitisation, portions

ROOT = Path(__file__).parents[2]
TEMPLATE: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())
RESOURCES: dict[str, Any] = TEMPLATE["Resources"]

PUBLIC = {
    "/v1/procedures",
    "/v1/procedures/{code}",
    "/v1/procedures/{code}/versions",
    "/v1/agents",
    "/v1/agents/nearest",
    "/v1/forms/key",
    "/v1/units",
    "/v1/regime",
    "/v1/consents/wordings",
    "/v1/reviews/vocabulary",
    "/v1/units/candidates",
    "/v1/tracking",
    "/v1/tracking/code",
    "/v1/tracking/details",
    "/v1/tracking/payment",
    "/v1/tracking/receipt",
    "/v1/sign-in",
    "/v1/sign-in/start",
    "/v1/sign-in/keys",
    "/v1/payments/{gateway}/events",
    "/v1/results/{result}/verify",
    "/v1/carriers/{carrier}/events",
    "/v1/receipts/{provider}",  # whose signature is the guard
    "/v1/feedback",
    "/v1/feedback/rating",
    "/v1/feedback/complaints",
    "/v1/health",
    "/v1/openapi.json",
}
MAY_IMPORT = {
    "domain": {"domain"},
    "reading": {"reading"},
    "adapters": {"adapters", "domain"},
    "services": {"services", "adapters", "domain", "reading"},
    "api": {"api", "services", "domain", "adapters"},
}
# What of the world's plumbing the API may touch: the log, and where an upload slot's lifetime is written down.
API_MAY_USE = {"chalicelib.adapters.telemetry", "chalicelib.adapters.files"}


def test_every_route_is_guarded_or_stands_on_the_short_public_list() -> None:
    open_routes = {
        path
        for path, methods in lambda_app.app.routes.items()
        for entry in methods.values()
        if entry.authorizer is None
    }
    assert open_routes == PUBLIC


def test_every_route_is_an_endpoint() -> None:
    registered = {(m, path) for path, methods in lambda_app.app.routes.items() for m in methods}
    assert registered == {(e.method, e.path) for e in ENDPOINTS}


def queues() -> dict[str, Any]:
    return {name: r["Properties"] for name, r in RESOURCES.items() if r.get("Type") == "AWS::SQS::Queue"}


def dead_letter_queues() -> set[str]:
    with_redrive = [q["RedrivePolicy"] for q in queues().values() if "RedrivePolicy" in q]
    return {policy["deadLetterTargetArn"]["Fn::GetAtt"][0] for policy in with_redrive}


def event_sources() -> list[dict[str, Any]]:
    """The event sources that the template gives its functions."""
    return [
        event["Properties"]
        for resource in RESOURCES.values()
        for event in resource.get("Properties", {}).get("Events", {}).values()
    ]


def consumed() -> set[str]:
    return {e["Queue"]["Fn::GetAtt"][0] for e in event_sources() if "Queue" in e}


def failure_targets() -> set[str]:
    """Queues that an event source or function hands its failures to."""
    text = yaml.safe_dump([r for n, r in RESOURCES.items() if n not in queues()])
    return {name for name in queues() if name in text} - consumed()


def test_every_queue_has_a_consumer_and_a_dead_letter_queue() -> None:
    for name, queue in queues().items():
        if "RedrivePolicy" in queue:
            assert name in consumed(), f"nobody consumes {name}"
        else:
            assert name in dead_letter_queues() | failure_targets(), f"{name} has neither redrive nor a queue before it"


def test_every_dead_letter_queue_keeps_fourteen_days_and_raises_an_alarm() -> None:
    alarms = yaml.safe_dump([r for r in RESOURCES.values() if r.get("Type") == "AWS::CloudWatch::Alarm"])
    for name, queue in queues().items():
        if "RedrivePolicy" not in queue:
            assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
            assert name in alarms, f"no alarm on {name}"


def test_copies_that_hold_the_data_of_many_go_by_themselves() -> None:
    rules = [rule for r in RESOURCES.values() if r.get("Type") == "AWS::S3::Bucket" for rule in _lifecycle(r)]
    gone = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "Prefix" in rule}
    assert gone == {"batches/": 90, "exports/": 30, "partners/": 90}
    assert all("NoncurrentVersionExpiration" in rule for rule in rules if "Prefix" in rule)


def _lifecycle(bucket: dict[str, Any]) -> list[dict[str, Any]]:
    return list(bucket["Properties"]["LifecycleConfiguration"]["Rules"])


def test_every_batch_may_fail_in_part() -> None:
    sources = [e for e in event_sources() if "Queue" in e or "Stream" in e]
    assert len(sources) == sum(type(s).__name__ in ("SQSEventConfig", "DynamoDBEventConfig") for s in _sources())
    assert all(e["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for e in sources)


def test_a_message_stays_hidden_longer_than_its_handler_may_run() -> None:
    config = yaml.safe_load((ROOT / ".chalice" / "config.json").read_text())
    stage = config["stages"]["prod"]
    for logical, resource in RESOURCES.items():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if "Queue" in event["Properties"]:
                queue = queues()[event["Properties"]["Queue"]["Fn::GetAtt"][0]]
                timeout = stage["lambda_functions"][_snake(logical)].get("lambda_timeout", stage["lambda_timeout"])
                assert queue["VisibilityTimeout"] >= 6 * timeout, logical


def test_a_scan_is_still_tried_when_the_reader_was_down_for_an_hour() -> None:
    queue = queues()["ScansQueue"]
    tries = queue["RedrivePolicy"]["maxReceiveCount"]
    assert tries == digitisation.TRIES
    assert (tries - 2) * queue["VisibilityTimeout"] >= 3600, "the last try but one, so that no clerk is told of it"


def test_the_reader_stops_before_lambda_stops_it() -> None:
    config = yaml.safe_load((ROOT / ".chalice" / "config.json").read_text())
    timeout = config["stages"]["prod"]["lambda_functions"]["read_scans"]["lambda_timeout"]
    assert timeout - portions.SECONDS >= 20


def test_placeholder_sources_are_the_templates_own() -> None:
    """The local pumps find a queue by the last part of the placeholder ARN; that must be the template's name."""
    names = {q["QueueName"]["Fn::Sub"].replace("${AWS::StackName}-", "") for q in queues().values()}
    used = {s.queue_arn.rpartition(":")[2] for s in _sources() if hasattr(s, "queue_arn")}
    assert used <= names


def handlers() -> list[str]:
    """The handler strings that Chalice packages."""
    app = lambda_app.app
    registered: list[Any] = [*app.event_sources, *app.pure_lambda_functions, *app.builtin_auth_handlers]
    return ["app.app", *[r.handler_string for r in registered]]


@pytest.mark.parametrize("handler", handlers())
def test_every_handler_imports_in_a_fresh_process(handler: str) -> None:
    """As Lambda does it: the module is imported, the attribute is called; nothing else is loaded before."""
    module, _, attribute = handler.rpartition(".")
    code = f"import importlib, sys; m = importlib.import_module({module!r}); sys.exit(not callable(m.{attribute}))"
    env = {"PATH": "/usr/bin:/bin", "AWS_DEFAULT_REGION": "ap-southeast-1", "HOME": "/nonexistent"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


MODULES = sorted((ROOT / "chalicelib").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downward(path: Path) -> None:
    parts = path.relative_to(ROOT / "chalicelib").parts
    if len(parts) == 1:
        return
    room = parts[0]
    for module in _imports(path):
        top, *rest = module.split(".")
        if top == "chalicelib":
            assert rest[0] in MAY_IMPORT[room], f"{path.name} imports {module}"
            if room == "api" and rest[0] == "adapters":
                assert module in API_MAY_USE, f"{path.name} imports {module}"
        if top in ("boto3", "botocore", "pynamodb"):
            assert room == "adapters", f"{path.name} imports {module}"
        if top == "chalice":
            assert room == "api", f"{path.name} imports {module}"


def _imports(path: Path) -> list[str]:
    found: list[str] = []
    package = ["chalicelib", *path.relative_to(ROOT / "chalicelib").parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{module}.{alias.name}" if module.count(".") < 2 else module for alias in node.names]
    return found


def _sources() -> list[Any]:
    return list(lambda_app.app.event_sources)


def _snake(logical: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in logical).lstrip("_")
