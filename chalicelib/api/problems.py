"""Refusals as RFC 9457 problem details: a stable code, a Vietnamese and an English sentence, the field at fault."""

from __future__ import annotations

import json
import traceback
from typing import Any

from chalice.app import Response
from pydantic import ValidationError

from chalicelib.adapters.telemetry import logger
from chalicelib.domain.faults import FAULTS, Fault, FaultKind

CONTENT_TYPE = "application/problem+json"
MOST_ERRORS = 50  # a body of a hundred thousand wrong fields must not make an answer that the gateway cannot carry
_LONGEST = 200
STATUS: dict[FaultKind, int] = {
    FaultKind.MALFORMED: 400,
    FaultKind.UNAUTHENTICATED: 401,
    FaultKind.FORBIDDEN: 403,
    FaultKind.UNKNOWN: 404,
    FaultKind.CONFLICT: 409,
    FaultKind.INVALID: 422,
    FaultKind.TOO_MANY: 429,
    FaultKind.UNAVAILABLE: 503,
}
_STATUS_OF = {"request.method": 405, "request.media_type": 415, "system.error": 500}
_REASONS: dict[str, tuple[str, str]] = {
    "missing": ("bắt buộc phải có", "is required"),
    "extra_forbidden": ("không có mục này", "is not known here"),
    "string_type": ("phải là chuỗi ký tự", "must be a string"),
    "string_too_long": ("dài quá mức cho phép", "is too long"),
    "string_too_short": ("ngắn quá mức cho phép", "is too short"),
    "string_pattern_mismatch": ("không đúng dạng", "is not of the right form"),
    "int_parsing": ("phải là số nguyên", "must be a whole number"),
    "bool_parsing": ("phải là true hoặc false", "must be true or false"),
    "literal_error": ("không thuộc các giá trị cho phép", "is not one of the allowed values"),
    "enum": ("không thuộc các giá trị cho phép", "is not one of the allowed values"),
}


def status_of(code: str) -> int:
    """The HTTP status that a fault's code answers with."""
    return _STATUS_OF.get(code) or STATUS[FAULTS[code].kind]


def problem(fault: Fault, errors: list[dict[str, str]] | None = None) -> Response:
    """The answer to a refused request."""
    status = status_of(fault.code)
    body: dict[str, Any] = {
        "type": f"urn:motcua:problem:{fault.code}",
        "title": FAULTS[fault.code].kind.value,
        "status": status,
        "code": fault.code,
        "detail": fault.vi,
        "detail_en": fault.en,
        "field": fault.field,
    }
    if errors:
        body["errors"] = errors
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status_code=status, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


def invalid(error: ValidationError) -> Response:
    """The answer to a request that is JSON, but not what the route takes; the values themselves are not repeated."""
    if any(e["type"] == "json_invalid" for e in error.errors()):
        return problem(Fault("request.not_json"))
    found = error.errors(include_input=False, include_context=False)[:MOST_ERRORS]
    errors = [_named(e["loc"], e["type"]) for e in found]
    return problem(Fault("request.invalid", errors[0]["field"], count=error.error_count()), errors)


def failure(error: Exception, request_id: str) -> Response:
    """The answer to a fault of ours. The log gets the place, not the message: a message may hold a person's data."""
    where = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    logger.error("request failed", error=type(error).__name__, where=where[-6:], request=request_id)
    return problem(Fault("system.error", request=request_id))


def _named(place: tuple[int | str, ...], kind: str) -> dict[str, str]:
    vi, en = _REASONS.get(kind, ("giá trị chưa đúng", "is not valid"))
    return {"field": ".".join(map(str, place))[:_LONGEST], "detail": vi, "detail_en": en}
