"""The one way to add an HTTPS route: it parses, authenticates, answers faults and describes itself for OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast
from urllib.parse import unquote

from chalice.app import Blueprint, CORSConfig, Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from chalicelib.adapters import telemetry
from chalicelib.api import problems
from chalicelib.api.authorizer import authorize
from chalicelib.domain import webhooks
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal
from chalicelib.services.citizens import sign_in

KEY_HEADER = "Idempotency-Key"
REASON_HEADER = "Access-Reason"  # percent-encoded UTF-8; not in the URL, which ends up in access logs
KEY_PATTERN = r"[A-Za-z0-9._-]{8,100}"
_CORS = CORSConfig(
    allow_headers=[KEY_HEADER, REASON_HEADER], max_age=3600
)  # bearer tokens, no cookies: any origin may ask
_HEADERS = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
_LONGEST = 200  # characters of a value in a path; no code or id of ours comes near it, and DynamoDB refuses long keys


class Strict(BaseModel):
    """A request that may hold nothing we do not know."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as a view sees it: who, when, from which address, and what was parsed."""

    now: datetime
    account: str | None
    address: str = ""
    body: Any = None
    query: Any = None
    key: str = ""
    reason: str = ""

    @property
    def principal(self) -> Principal:
        """Who asks. Raises role.unknown for an account without a role, signin.ended after a sign-out."""
        if self.account is None:
            raise Fault("auth.missing", "Authorization")
        return sign_in.principal(self.account, self.now)


def day_of(text: str, field: str) -> date:
    """A day as it is written in a query. Raises form.date for a day that no calendar has."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault("form.date", field) from None


View = Callable[..., BaseModel | Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What a route takes and gives; `faults` are the codes it may refuse with beside the general ones.

    `signed` is what a webhook is asked before anything of it is read: the path's values, the signature, the raw body.
    """

    method: str
    path: str
    summary: str
    reply: type[BaseModel] | None
    body: type[Strict] | None = None
    query: type[Strict] | None = None
    status: int = 200
    public: bool = False
    keyed: bool = False
    reasoned: bool = False
    signed: Callable[[Mapping[str, str], str, bytes, datetime], None] | None = None
    faults: tuple[str, ...] = ()
    tag: str = ""
    name: str = ""


@dataclass(slots=True)
class Room:
    """A group of routes: a blueprint, and the descriptions of its endpoints."""

    tag: str
    blueprint: Blueprint
    endpoints: list[Endpoint] = field(default_factory=list)

    def endpoint(self, method: str, path: str, **described: Any) -> Callable[[View], View]:  # noqa: ANN401 - Endpoint checks
        """Registers a view under a method and path; `described` are the fields of Endpoint."""

        def register(view: View) -> View:
            endpoint = Endpoint(method=method, path=path, tag=self.tag, name=view.__name__, **described)
            self.endpoints.append(endpoint)
            self._route(endpoint, view)
            return view

        return register

    def _route(self, endpoint: Endpoint, view: View) -> None:
        def handle(**path: str) -> Response:
            return answer(endpoint, view, self.blueprint.current_request, path)

        handle.__name__ = endpoint.name
        guard = {} if endpoint.public else {"authorizer": authorize}
        self.blueprint.route(endpoint.path, methods=[endpoint.method], name=endpoint.name, cors=_CORS, **guard)(handle)


def answer(endpoint: Endpoint, view: View, request: Request, path: Mapping[str, str]) -> Response:
    """The view's reply, or the problem that stood in its way."""
    try:
        if endpoint.signed:
            body = request.raw_body
            raw = body if isinstance(body, bytes) else body.encode()
            endpoint.signed(path, request.headers.get(webhooks.HEADER.lower(), ""), raw, datetime.now(UTC))
        call = _parsed(endpoint, request)
        if isinstance(call, ValidationError):
            if endpoint.signed:  # it was the sender's own: somebody must look what it was about
                telemetry.count("webhook_unreadable")
            return problems.invalid(call)
        reply = view(call, **{name: _part(value) for name, value in path.items()})
        return Response(_text(reply), status_code=endpoint.status, headers=dict(_HEADERS))
    except Fault as fault:
        return problems.problem(fault)
    except Exception as error:
        return problems.failure(error, request.context.get("requestId", "-"))


def _parsed(endpoint: Endpoint, request: Request) -> Call | ValidationError:
    """The request, or what is wrong with it; a reply of ours that is wrong is no fault of the caller's."""
    try:
        return _call(endpoint, request)
    except ValidationError as error:
        return error


def _part(value: str) -> str:
    """A value of the path. Raises request.no_route for what is longer than anything that could be found."""
    part = unquote(value)
    if len(part) > _LONGEST:
        raise Fault("request.no_route")
    return part


def _text(reply: BaseModel | Mapping[str, Any]) -> str | Mapping[str, Any]:
    return reply.model_dump_json() if isinstance(reply, BaseModel) else reply


def _call(endpoint: Endpoint, request: Request) -> Call:
    account = None if endpoint.public else cast(str, request.context["authorizer"]["principalId"])
    key = _key(request) if endpoint.keyed else ""
    query = endpoint.query.model_validate(dict(request.query_params or {})) if endpoint.query else None
    body = endpoint.body.model_validate_json(request.raw_body or b"") if endpoint.body else None
    reason = unquote(request.headers.get(REASON_HEADER.lower(), ""))[:_LONGEST] if endpoint.reasoned else ""
    address = str(
        request.context.get("identity", {}).get("sourceIp", "")
    )  # the gateway's word, no header of the caller
    return Call(datetime.now(UTC), account, address, body, query, key, reason)


def _key(request: Request) -> str:
    key = request.headers.get(KEY_HEADER.lower(), "")
    if not re.fullmatch(KEY_PATTERN, key):
        raise Fault("request.no_key", KEY_HEADER)
    return str(key)
