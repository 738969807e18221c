"""The OpenAPI document as a contract: what an answer may be, by route and status."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from chalicelib.api import openapi, problems
from chalicelib.api.application import ENDPOINTS

JSON = "application/json"


@cache
def document() -> dict[str, Any]:
    """The document as a client gets it."""
    made: dict[str, Any] = json.loads(json.dumps(openapi.document(ENDPOINTS)))
    return made


def operation(method: str, path: str) -> dict[str, Any] | None:
    """The operation that a request is for, or None where there is none."""
    bare = path.partition("?")[0]
    for declared, operations in document()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}|\{\w+\}", "[^/]+", declared.replace(".", r"\."))
        if re.fullmatch(pattern, bare) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None


def check(method: str, path: str, status: int, body: str | bytes | None, headers: dict[str, Any]) -> None:
    """Raises AssertionError unless the answer is one that the document declares."""
    declared = operation(method, path)
    if declared is None:
        return
    assert str(status) in declared["responses"], f"{method} {path} answers {status}, which is not declared"
    content = declared["responses"][str(status)]["content"]
    kind = str(headers["Content-Type"]).partition(";")[0]
    assert kind in content, f"{method} {path} answers {status} as {kind}"
    assert kind == (problems.CONTENT_TYPE if status >= 400 else JSON)
    value = json.loads(body) if isinstance(body, (str, bytes)) else body
    faults = [
        f"{list(e.path)}: {e.message}" for e in _validator(json.dumps(content[kind]["schema"])).iter_errors(value)
    ]
    assert faults == [], f"{method} {path} {status}: {faults}"


@cache
def _validator(schema: str) -> Draft202012Validator:
    whole = {**json.loads(schema), "components": document()["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
