"""A client of the HTTPS API, as any agent's program would be written."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

_SECONDS = 30


class RefusedError(Exception):
    """The API's refusal, in its own words."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')} / {problem.get('detail_en')}")
        self.status = status
        self.code = problem.get("code")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Stack:
    """A running system: the address before `/v1`, how a demo user gets a bearer token, and the SMS it sent so far."""

    api: str
    token: Callable[[str], str]
    texts: Callable[[], list[str]]


class Client:
    """Calls the API as one user; anonymous without a token."""

    def __init__(self, api: str, token: str | None = None) -> None:
        self._api = api
        self._session = requests.Session()
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: str) -> Any:  # noqa: ANN401 - JSON
        """The reply to a GET. Raises RefusedError."""
        return _reply(self._session.get(self._api + path, params=query, timeout=_SECONDS))

    def post(self, path: str, body: dict[str, Any], key: str | None = None) -> Any:  # noqa: ANN401 - JSON
        """The reply to a POST under a fresh idempotency key, or the given one. Raises RefusedError."""
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return _reply(self._session.post(self._api + path, json=body, headers=headers, timeout=_SECONDS))

    def fetch(self, link: str) -> bytes:
        """What a presigned link shows. Raises requests.HTTPError."""
        reply = requests.get(link, timeout=_SECONDS)
        reply.raise_for_status()
        return reply.content

    def upload(self, slot: dict[str, Any], data: bytes) -> None:
        """Sends a scan to its slot. Raises requests.HTTPError."""
        reply = requests.post(slot["url"], data=slot["fields"], files={"file": data}, timeout=_SECONDS)
        reply.raise_for_status()


def _reply(reply: requests.Response) -> Any:  # noqa: ANN401 - JSON
    if reply.ok:
        return reply.json()
    try:
        problem = reply.json()
    except requests.JSONDecodeError:
        problem = {"code": "-", "detail": reply.text[:200]}
    raise RefusedError(reply.status_code, problem)
