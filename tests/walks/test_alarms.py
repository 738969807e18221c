"""Every alarm on our own metrics watches one that the code counts, under the dimensions that it is counted with."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import telemetry
from chalicelib.domain import guessing, judging, payments, results
from chalicelib.domain.faults import FAULTS
from chalicelib.domain.guessing import Limit
from chalicelib.services.issuance import parcels
from chalicelib.services.messaging import delivery_receipts, notices
from chalicelib.services.privacy import rights
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.town import Town

ROOT = Path(__file__).parents[2]
RESOURCES: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "resources.yaml").read_text())["Resources"]
ALARMS = {name: r["Properties"] for name, r in RESOURCES.items() if r.get("Type") == "AWS::CloudWatch::Alarm"}
OURS = {name: alarm for name, alarm in ALARMS.items() if alarm["Namespace"] == "motcua"}
COMPUTED = {
    "bound.fault.code": {"code.dead", "code.too_many"}
    | {limit.fault for rules in (guessing, payments) for limit in vars(rules).values() if isinstance(limit, Limit)},
    "fault.code": {code for code in FAULTS if code.startswith("signin.")},
    "f'money_unmatched_{odd.why}'": {
        f"money_unmatched_{why}" for why in ("unknown", "amount", "twice", "cancelled", "unasked", "contradicts")
    },
    "_ALARMS[after.alarm]": set(rights._ALARMS.values()),
    "f'gateway_said_{verdict}'": {f"gateway_said_{v}" for v in judging.Verdict},
    "f'result_{outcome.state}'": {f"result_{state}" for state in results.State},
    "f'carrier_said_{verdict}'": {f"carrier_said_{v}" for v in parcels.Verdict},
}
"""Names that the code puts together, and all that they can be."""


def calls(name: str) -> Iterator[ast.Call]:
    """The calls of that function of `telemetry`, whichever way it was imported."""
    for path in (ROOT / "chalicelib" / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (name, f"telemetry.{name}"):
                yield node


def counted() -> set[str]:
    names: set[str] = set()
    for call in calls("count"):
        [given] = call.args
        names |= {given.value} if isinstance(given, ast.Constant) else COMPUTED[ast.unparse(given)]  # type: ignore[arg-type]
    return names


def emitted(out: str) -> dict[str, list[dict[str, str]]]:
    """The metrics on a standard output, each with the dimensions of every time that it was told."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in out.splitlines():
        if '"_aws"' in line:
            told = json.loads(line)
            for group in told["_aws"]["CloudWatchMetrics"]:
                for metric in group["Metrics"]:
                    dimensions = {name: told[name] for name in group["Dimensions"][0]}
                    found.setdefault(metric["Name"], []).append(dimensions)
    return found


def dimensions(alarm: dict[str, Any]) -> dict[str, str]:
    return {d["Name"]: d["Value"] for d in alarm.get("Dimensions", [])}


COUNTED = {name: alarm for name, alarm in OURS.items() if not dimensions(alarm)}
MEASURED = {name: alarm for name, alarm in OURS.items() if dimensions(alarm)}


@pytest.mark.parametrize("name", COUNTED)
def test_an_alarm_watches_what_is_counted(name: str, town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    metric = COUNTED[name]["MetricName"]
    assert metric in counted()
    capsys.readouterr()
    telemetry.count(metric)
    assert emitted(capsys.readouterr().out) == {metric: [{}]}, "an alarm without dimensions sees no other"


def test_an_alarm_watches_what_is_measured(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Notices go out and receipts come in; each provider's is as SMS and e-mail have it."""
    code = office.routed()
    capsys.readouterr()
    notices.notify(code, office.item_of(code, "routed"), NOW)
    delivery_receipts.forward(str(unreadable()["awslogs"]["data"]))
    for provider, event in (("ses", "Delivery"), ("zalo", "delivered")):
        delivery_receipts.take({"provider": provider, "id": f"nobody-{code}", "event": event}, NOW)
    [text] = [n.provider_id for n in store.load(code).file.notices if n.channel == "sms"]
    refused = {"provider": "sns", "id": text, "event": "FAILURE", "why": "ours"}
    delivery_receipts.take(refused, NOW)
    found = emitted(capsys.readouterr().out)
    for name, alarm in MEASURED.items():
        wanted, told = dimensions(alarm), found[alarm["MetricName"]]
        if wanted.get("channel") == "zalo":  # off without a contract: told in the same call as the others
            wanted = {"channel": "sms", "provider": "sns", "service": "motcua"}
        assert wanted in told, name


def unreadable() -> dict[str, Any]:
    path = ROOT / "events" / "forward_receipts" / "one_of_two_unreadable.json"
    event: dict[str, Any] = json.loads(path.read_text())
    return event


def test_whatever_keeps_no_dead_letters_has_an_alarm_of_its_own() -> None:
    watched = json.dumps([alarm.get("Dimensions") for alarm in ALARMS.values()])
    for name in ("ForwardReceipts", "MailReceipts", "MailBounces"):
        assert json.dumps({"Ref": name}) in watched


def test_every_alarm_tells_somebody_what_it_is_about() -> None:
    for name, alarm in ALARMS.items():
        assert alarm["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert len(alarm["AlarmDescription"]) > 30, name
