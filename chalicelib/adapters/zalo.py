"""Notices over Zalo, or whoever takes approved templates over HTTP as its notification service does.

The request is the one that integrations in use send; the codes of refusals are known from them and from no contract.
Without an address (ZALO_URL) the channel is off.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import urllib3

from chalicelib.adapters.aws import SEND_WITHIN
from chalicelib.adapters.sending import ProviderDownError, UndeliverableError

# Not a user of Zalo, cannot be written to, no such number; no such template, wrong values for it.
_HOPELESS = frozenset({-108, -109, -114, -118, -119, -132})


def configured() -> bool:
    """Whether there is a provider."""
    return bool(os.environ.get("ZALO_URL"))


class ZaloChannel:
    """Messages of approved templates: the subject is the template's id, the text its values as JSON."""

    name = "zalo"
    provider = "zalo"

    def send(self, to: str, subject: str, text: str, reference: str) -> str:
        """Sends to a Vietnamese mobile number; the reference is the provider's own key against repeats."""
        message = {
            "phone": to.removeprefix("+"),
            "template_id": subject,
            "template_data": json.loads(text),
            "tracking_id": reference,
        }
        reply = _answered(message)
        error = reply.get("error")
        if error in _HOPELESS:
            raise UndeliverableError(f"zalo{error}")
        made = (reply.get("data") or {}).get("msg_id")
        if error != 0 or not isinstance(made, str) or not made:
            raise ProviderDownError(f"zalo{error}" if isinstance(error, int) else "zalo_answer")
        return made


def _answered(message: dict[str, Any]) -> dict[str, Any]:
    try:
        reply = _pool().request(
            "POST",
            os.environ["ZALO_URL"] + "/message/template",
            headers={"access_token": os.environ.get("ZALO_TOKEN", ""), "Content-Type": "application/json"},
            body=json.dumps(message).encode(),
        )
        found = json.loads(reply.data) if reply.status == 200 else None
    except urllib3.exceptions.HTTPError as error:
        raise ProviderDownError(type(error).__name__) from None
    except ValueError:
        raise ProviderDownError("zalo_answer") from None
    if not isinstance(found, dict):
        raise ProviderDownError(f"http{reply.status}")
    return found


@cache
def _pool() -> urllib3.PoolManager:
    connect, read = SEND_WITHIN
    return urllib3.PoolManager(maxsize=20, retries=False, timeout=urllib3.Timeout(connect=connect, read=read))
