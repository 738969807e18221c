"""The description: valid, of exactly the routes that are registered, and true to what is answered."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

import app as lambda_app
from chalicelib.api import problems
from chalicelib.api.application import ENDPOINTS
from chalicelib.domain.faults import FAULTS
from tests.api import contract
from tests.support.town import Town

OPERATIONS = {
    (method.upper(), path): operation
    for path, operations in contract.document()["paths"].items()
    for method, operation in operations.items()
}


def test_it_is_valid(town: Town) -> None:
    served = town.desk().get("/v1/openapi.json").body
    assert served == contract.document()
    assert served["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(served).iter_errors()) == []


def test_it_describes_exactly_the_registered_routes_and_who_may_ask() -> None:
    registered = {
        (method, path): entry.authorizer is not None
        for path, methods in lambda_app.app.routes.items()
        for method, entry in methods.items()
    }
    described = {route: operation["security"] == [{"bearer": []}] for route, operation in OPERATIONS.items()}
    assert described == registered
    assert all(operation["security"] in ([], [{"bearer": []}]) for operation in OPERATIONS.values())
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names)) == len(ENDPOINTS)


@pytest.mark.parametrize("route", OPERATIONS, ids=" ".join)
def test_each_route_tells_all_its_parameters_and_refusals(route: tuple[str, str]) -> None:
    operation = OPERATIONS[route]
    parameters = {(p["in"], p["name"]): p["required"] for p in operation.get("parameters", [])}
    in_path = set(re.findall(r"{(\w+)}", route[1]))
    assert {name for place, name in parameters if place == "path"} == in_path
    assert all(parameters["path", name] for name in in_path)
    assert (route[0] == "POST") == ("requestBody" in operation)
    if operation["security"]:
        assert {"401", "403"} <= set(operation["responses"])
        if route[0] == "POST":
            assert parameters["header", "Idempotency-Key"]
    for status, response in operation["responses"].items():
        codes = re.findall(r"`([a-z_.]+)`: ", response["description"])
        assert {str(problems.status_of(code)) for code in codes} <= {status}
        assert (list(response["content"]) == [problems.CONTENT_TYPE]) == bool(codes)


def test_it_tells_that_a_paper_is_shown_page_by_page_and_that_a_kind_may_be_said_of_one() -> None:
    [page] = [p for p in OPERATIONS["GET", "/v1/dossiers/{code}/papers/{paper}"]["parameters"] if p["name"] == "page"]
    assert (page["in"], page["required"], page["schema"]["minimum"], page["schema"]["default"]) == (
        "query",
        False,
        1,
        1,
    )
    said = contract.document()["components"]["schemas"]["StatementIn"]
    assert "which page is meant" in " ".join(said["description"].split())


def test_every_fault_has_a_status_and_two_sentences() -> None:
    for code, text in FAULTS.items():
        assert 400 <= problems.status_of(code) < 600
        gaps = [set(re.findall(r"{(\w+)}", sentence)) for sentence in (text.vi, text.en)]
        assert gaps[0] == {gap.removesuffix("_en") for gap in gaps[1]}, code


def test_the_contract_catches_what_is_not_declared() -> None:
    """Every test of this package relies on it."""
    kind = {"Content-Type": "application/json"}
    me = {"account": "a", "role": "clerk", "scope": "s"}
    contract.check("GET", "/v1/me", 200, json.dumps(me), kind)
    for status, body, headers in (
        (418, "{}", {"Content-Type": problems.CONTENT_TYPE}),
        (200, json.dumps(me | {"scope": 1}), kind),
        (200, json.dumps(me), {"Content-Type": "text/html"}),
        (403, json.dumps({"message": "Forbidden"}), {"Content-Type": problems.CONTENT_TYPE}),
    ):
        with pytest.raises(AssertionError):
            contract.check("GET", "/v1/me", status, body, headers)
