"""The OpenAPI 3.1 document, made from the endpoints' own descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chalicelib.api import problems
from chalicelib.api.endpoints import KEY_HEADER, KEY_PATTERN, REASON_HEADER, Endpoint
from chalicelib.api.schemas import Problem
from chalicelib.domain.faults import FAULTS
from chalicelib.domain.webhooks import HEADER

VERSION = "0.1.0"
_REF = "#/components/schemas/{model}"
_GENERAL = (
    "system.error",
    "registry.missing",
    "calendar.year",
)
_SIGNED_IN = (
    "auth.missing",
    "auth.malformed",
    "auth.issuer",
    "auth.signature",
    "auth.expired",
    "auth.client",
    "auth.keys_unreachable",
    "role.unknown",
    "role.forbidden",
    "signin.ended",
    "signin.level",
)


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """The description of all endpoints."""
    endpoints = list(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Một Cửa",
            "version": VERSION,
            "description": "Dossiers taken in at Hanoi's online public-service agents. Refusals are RFC 9457 problem "
            "details; their `code` is stable.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": _schemas(endpoints), "securitySchemes": {"bearer": _BEARER}},
    }


_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "Access token of the user pool, or a citizen's own of /v1/sign-in",
}


def _schemas(endpoints: list[Endpoint]) -> dict[str, Any]:
    taken = {m for e in endpoints for m in (e.body,) if m}
    given = {m for e in endpoints for m in (e.reply,) if m} | {Problem}
    models: list[tuple[type[BaseModel], Any]] = [(m, "validation") for m in sorted(taken, key=lambda m: m.__name__)]
    models += [(m, "serialization") for m in sorted(given, key=lambda m: m.__name__)]
    _, schema = models_json_schema(models, ref_template=_REF)
    found: dict[str, Any] = schema["$defs"]
    return found


def _operation(e: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": e.name,
        "tags": [e.tag],
        "summary": e.summary,
        "security": [] if e.public else [{"bearer": []}],
        "responses": _responses(e),
    }
    parameters = _path_parameters(e) + _query_parameters(e) + _header_parameters(e)
    if parameters:
        operation["parameters"] = parameters
    if e.body:
        schema = {"$ref": _REF.format(model=e.body.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation


def _path_parameters(e: Endpoint) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", e.path)
    return [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]


def _query_parameters(e: Endpoint) -> list[dict[str, Any]]:
    if e.query is None:
        return []
    properties = e.query.model_json_schema()["properties"]
    return [{"name": n, "in": "query", "required": False, "schema": schema} for n, schema in properties.items()]


def _header_parameters(e: Endpoint) -> list[dict[str, Any]]:
    headers: list[dict[str, Any]] = []
    if e.keyed:
        schema = {"type": "string", "pattern": f"^{KEY_PATTERN}$"}
        headers.append({"name": KEY_HEADER, "in": "header", "required": True, "schema": schema})
    if e.signed:
        schema = {"type": "string"}
        how = "t=<unix seconds>,v1=<HMAC-SHA256 of `<t>.<raw body>` as hexadecimal digits>"
        headers.append({"name": HEADER, "in": "header", "required": True, "schema": schema, "description": how})
    if e.reasoned:
        why = "Why a supervisor needs to see personal data, as percent-encoded UTF-8"
        schema = {"type": "string"}
        headers.append({"name": REASON_HEADER, "in": "header", "required": False, "schema": schema, "description": why})
    return headers


def _responses(e: Endpoint) -> dict[str, Any]:
    schema = {"$ref": _REF.format(model=e.reply.__name__)} if e.reply else {"type": "object"}
    responses: dict[str, Any] = {
        str(e.status): {"description": "Done", "content": {"application/json": {"schema": schema}}}
    }
    by_status: dict[int, list[str]] = {}
    for code in _faults(e):
        by_status.setdefault(problems.status_of(code), []).append(code)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = _problem_response(codes)
    return responses


def _faults(e: Endpoint) -> list[str]:
    codes = [*e.faults, *_GENERAL]
    if not e.public:
        codes += _SIGNED_IN
    codes.append("request.media_type")  # Chalice looks at the header of a GET too
    if "{" in e.path:
        codes.append("request.no_route")
    if e.body:
        codes += ["request.not_json", "request.invalid"]
    elif e.query:
        codes.append("request.invalid")
    if e.keyed:
        codes.append("request.no_key")
    return codes


def _problem_response(codes: list[str]) -> dict[str, Any]:
    described = "; ".join(f"`{code}`: {FAULTS[code].en}" for code in codes)
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}
    return {"description": described, "content": content}
