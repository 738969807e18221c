"""The local API Gateway: Chalice's own, with the answers to refused callers that `infra/resources.yaml` configures.

Chalice's local server drops the gateway responses; without them a refusal would look different here than on AWS.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import yaml
from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    ForbiddenError,
    LocalDevServer,
    LocalGateway,
    LocalGatewayAuthorizer,
    LocalGatewayException,
    NotAuthorizedError,
    create_local_server,
)

from infra.local.cloud import TEMPLATE


class Refused(LocalGatewayException):
    """A refusal by the gateway, in the words of its configured response."""

    def __init__(self, response_type: str, context: dict[str, str]) -> None:
        status, body = _configured(response_type)
        for name in ("code", "vi", "en"):
            body = body.replace(f"$context.authorizer.{name}", context.get(name, ""))
        self.CODE = status
        super().__init__({"Content-Type": "application/problem+json"}, body.encode())


def _configured(response_type: str) -> tuple[int, str]:
    """Status and body template of a gateway response."""
    responses = yaml.safe_load(TEMPLATE.read_text())["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]
    response = responses[response_type]
    return int(response["StatusCode"]), next(iter(response["ResponseTemplates"].values()))


class Authorizer(LocalGatewayAuthorizer):
    """Calls our authorizer as Chalice does, and keeps why it refused."""

    def _check_can_invoke_view_function(self, arn: str, auth_result: dict[str, Any]) -> bool:
        if not super()._check_can_invoke_view_function(arn, auth_result):
            raise Refused("ACCESS_DENIED", auth_result["context"])
        return True


class Gateway(LocalGateway):
    """Routes requests as API Gateway does, refusals included."""

    def __init__(self, app_object: Chalice, config: Config) -> None:
        super().__init__(app_object, config)
        self._authorizer = Authorizer(app_object)

    def handle_request(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> dict[str, Any]:
        """Answers one request; raises LocalGatewayException for what the gateway itself refuses."""
        try:
            answer: dict[str, Any] = super().handle_request(method, path, headers, body)
        except NotAuthorizedError:
            raise Refused("UNAUTHORIZED", {}) from None
        except (ForbiddenError, UnicodeEncodeError):
            raise Refused("MISSING_AUTHENTICATION_TOKEN", {}) from None
        return answer


class Handler(ChaliceRequestHandler):
    """One connection. Writes are buffered: header and body in one packet spare a client 40 ms of waiting."""

    wbufsize = 64 * 1024

    def __init__(self, request: Any, client_address: Any, server: Any, app_object: Chalice, config: Config) -> None:  # noqa: ANN401
        self.local_gateway = Gateway(app_object, config)
        super(ChaliceRequestHandler, self).__init__(request, client_address, server)

    def log_message(self, *_: object) -> None:
        """Says nothing: a request line would print ids of dossiers into the terminal at every poll."""


def server(app: Chalice, port: int) -> LocalDevServer:
    """The server of the HTTPS routes, on loopback (plain HTTP: nothing leaves the machine)."""
    config = Config.create()
    made = create_local_server(app, config, "127.0.0.1", port)  # it also makes the app's current request thread-local
    made.server.RequestHandlerClass = partial(Handler, app_object=app, config=config)
    return made
