"""Every answer that a test here sees is held against the OpenAPI document; one set of dossiers serves all readers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from chalice.local import LocalGatewayException
from moto.dynamodb.models import DynamoDBBackend

from chalicelib.api.application import Application
from infra.local.gateway import Gateway
from tests.api import contract
from tests.support import office
from tests.support.readings import birth_proof, jpeg, read_as
from tests.support.town import Town

REASON_OF_OFFICER = "Bổ sung giấy tờ của bà Diệp."
RESULT = "KS-77/2026"


@pytest.fixture(autouse=True)
def _contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the API answers must be declared: its status for the route, its body by the schema."""
    handle = Gateway.handle_request

    def checked(self: Gateway, method: str, path: str, headers: dict[str, str], body: bytes | None) -> dict[str, Any]:
        try:
            reply = handle(self, method, path, headers, body)
        except LocalGatewayException as refused:
            contract.check(method, path, refused.CODE, refused.body, refused.headers)
            raise
        contract.check(method, path, reply["statusCode"], reply["body"], reply["headers"])
        return reply

    monkeypatch.setattr(Gateway, "handle_request", checked)


@dataclass(frozen=True)
class Shelf:
    """Dossiers of one family, one at each status that can be reached, each with a read paper and its notices."""

    at: dict[int, str]
    paper: dict[str, str]


@pytest.fixture(scope="package")
def shelf(_session_town: Town) -> Shelf:
    """Made once; tests only look at it, or try what must be refused."""
    town = _session_town
    town.tidy()
    with pytest.MonkeyPatch.context() as patch:
        read_as(patch, birth_proof())
        at = {status: town.open_dossier() for status in (1, 2, 3, 4, 5, 7, 8, 9, 10)}
        paper = {code: town.upload(code, "GCS", jpeg()) for code in at.values()}
        town.run()
        for code in at.values():
            assert town.desk("clerk").act(code, "submit").status == 200
        town.run()
        for status, code in at.items():
            _led_to(town, code, status)
        town.run()
    return Shelf(at, paper)


_WAYS: dict[int, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    1: (),
    2: (("officer", "accept", {}),),
    3: (("officer", "refuse", {"reason": REASON_OF_OFFICER}),),
    4: (("officer", "accept", {}), ("officer", "process", {})),
    5: (("officer", "ask_supplement", {"reason": REASON_OF_OFFICER}),),
    7: (("clerk", "withdraw", {"reason": REASON_OF_OFFICER}),),
    8: (("officer", "accept", {}), ("officer", "stop", {"reason": REASON_OF_OFFICER})),
    9: (("officer", "accept", {}), ("officer", "finish", {"result_number": RESULT})),
    10: (
        ("officer", "accept", {}),
        ("officer", "finish", {"result_number": RESULT}),
        ("clerk", "return_result", {"pickup_code": "…"}),
    ),
}


def _led_to(town: Town, code: str, status: int) -> None:
    for user, action, more in _WAYS[status]:
        said = more | {"pickup_code": office.pickup_code(code)} if "pickup_code" in more else more
        answer = town.desk(user).act(code, action, **said)
        assert answer.status == 200, answer.body


@pytest.fixture
def side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests in threads: each has its own, as each Lambda has; and the emulated tables keep writes apart as DynamoDB
    does, which moto alone does not."""
    here, lock = threading.local(), threading.RLock()
    current = property(lambda _: here.request, lambda _, request: setattr(here, "request", request))
    monkeypatch.setattr(Application, "current_request", current, raising=False)
    for operation in ("transact_write_items", "put_item", "update_item", "get_item", "query"):
        monkeypatch.setattr(DynamoDBBackend, operation, _alone(getattr(DynamoDBBackend, operation), lock))


def _alone(operation: Callable[..., Any], lock: threading.RLock) -> Callable[..., Any]:
    def alone(*args: Any, **kwargs: Any) -> Any:
        with lock:
            return operation(*args, **kwargs)

    return alone
