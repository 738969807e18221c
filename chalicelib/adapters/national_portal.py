"""The national portal (Cổng Dịch vụ công quốc gia) over HTTPS: signing in, and handing records over.

Where it lies, who we are there and the password are one secret, as the portal's keeper hands them out: JSON, encrypted
under our key, in PORTAL_ACCESS. Empty means that we are not connected. Nothing that is sent or answered is ever logged.
"""

from __future__ import annotations

import base64
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from chalicelib.adapters import aws
from chalicelib.domain import portal_sync
from chalicelib.domain.portal_sync import Record, Verdict

PATIENCE = 10.0  # seconds that a connection or a piece of an answer may take
WHOLE = 20.0  # seconds that a whole answer may take, however it trickles
_MOST = 1 << 20  # bytes of an answer; no answer of the portal's comes near it
SECRET = {"secret": "portal"}
"""What the secret is encrypted for: its KMS context."""


class PortalDownError(Exception):
    """The portal cannot be reached, or does not answer as it should; the same may go through later.

    Its text is a short kind, such as `timeout` or `http_503`.
    """


class PortalRefusedError(Exception):
    """The portal does not take what it was told. Nothing the portal said is kept but the code."""

    def __init__(self, verdict: Verdict, code: str) -> None:
        super().__init__(f"{verdict.value}:{code}")
        self.verdict = verdict
        self.code = code


class Portal(Protocol):
    """Where the state of dossiers is reported to.

    `tell` MUST return only when all records were taken over; otherwise it MUST raise PortalRefusedError when the portal
    understood and refused them (some of them may have been taken), and PortalDownError in every other case.
    It MUST NOT log or raise anything of the records or of the answer but the portal's code.
    """

    def tell(self, service: str, records: Sequence[Record], *, updating: bool) -> None:
        """Hands records of one service over; `updating` says that the portal has them already."""
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """What the portal's keeper hands out: two addresses, our unit's identifier, the portal's, and the account."""

    login_url: str
    sync_url: str
    unit: str
    destination: str
    username: str
    password: str = field(repr=False)


class HttpPortal:
    """The portal over HTTPS. The session is kept until the portal says that it has run out."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._session: str | None = None

    def tell(self, service: str, records: Sequence[Record], *, updating: bool) -> None:
        """Hands the records over, and signs in anew, once, where the session has run out."""
        body = {"madonvi": self._access.unit, "service": service, "isUpdating": str(updating), "data": list(records)}
        kept = self._session
        answer = self._sent(body, kept or self._signed_in())
        if answer.verdict is Verdict.EXPIRED and kept:
            answer = self._sent(body, self._signed_in())
        if answer.verdict is Verdict.EXPIRED:
            self._session = None
            raise PortalDownError("session")
        if answer.verdict is not Verdict.TAKEN:
            raise PortalRefusedError(answer.verdict, answer.code)

    def _sent(self, body: Record, session: str) -> portal_sync.Answer:
        try:
            return portal_sync.answer(_post(self._access.sync_url, {"session": session, **body}, {}))
        except PortalDownError as down:
            if str(down) == "http_401":
                return portal_sync.Answer(Verdict.EXPIRED, "401")
            raise

    def _signed_in(self) -> str:
        account = {"username": self._access.username, "password": self._access.password}
        said = _post(self._access.login_url, account, {"dstcode": self._access.destination})
        if portal_sync.answer(said).verdict is not Verdict.TAKEN or not isinstance(said.get("session"), str):
            raise PortalDownError("sign_in")
        self._session = str(said["session"])
        return self._session


def portal() -> Portal | None:
    """The portal, or None while we are not connected to it."""
    secret = os.environ.get("PORTAL_ACCESS", "")
    return _connected(secret) if secret else None


@cache
def _connected(secret: str) -> HttpPortal:
    clear = aws.kms().decrypt(CiphertextBlob=base64.b64decode(secret), EncryptionContext=SECRET)["Plaintext"]
    return HttpPortal(Access(**json.loads(clear)))


def _post(url: str, body: Record, headers: Mapping[str, str]) -> dict[str, Any]:
    """The answer as JSON. Raises PortalDownError with what went wrong, and with nothing of what was said."""
    sent = json.dumps(body, ensure_ascii=False).encode()
    request = Request(url, sent, {"Content-Type": "application/json; charset=utf-8", **headers}, method="POST")  # noqa: S310 - the address is the keeper's
    try:
        answered: object = json.loads(_read(request))
    except HTTPError as error:
        error.close()
        raise PortalDownError(f"http_{error.code}") from None
    except TimeoutError:
        raise PortalDownError("timeout") from None
    except (OSError, HTTPException) as error:
        slow = isinstance(getattr(error, "reason", None), TimeoutError)
        raise PortalDownError("timeout" if slow else "unreachable") from None
    except ValueError:
        raise PortalDownError("malformed") from None
    if not isinstance(answered, dict):
        raise PortalDownError("malformed")
    return answered


def _read(request: Request) -> bytes:
    """The whole answer, within its time and size."""
    last = time.monotonic() + WHOLE
    read = b""
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
        while piece := answer.read1(65536):
            read += piece
            if len(read) > _MOST:
                raise PortalDownError("malformed")
            if time.monotonic() > last:
                raise TimeoutError
    return read
