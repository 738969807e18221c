"""The authorizer's own Lambda. It only proves who asks; what the account may do is the routes' business.

It is registered in a blueprint on purpose: Chalice then packages it as a handler of this module, which imports neither
boto3 nor the routes.
"""

from __future__ import annotations

from typing import Any

from chalice.app import AuthRequest, Blueprint

from chalicelib.api import tokens
from chalicelib.domain.faults import Fault

gate = Blueprint(__name__)


@gate.authorizer(ttl_seconds=60)
def authorize(request: AuthRequest) -> dict[str, Any]:
    """Lets a proven account in. A refusal carries code and sentences for the gateway's answer; nothing is raised."""
    try:
        return _policy("Allow", tokens.account(request.token), request.method_arn, {})
    except Fault as fault:
        return _refusal(fault, request)
    except Exception:  # whatever goes wrong in here must shut the door, not break it
        return _refusal(Fault("auth.malformed"), request)


def _refusal(fault: Fault, request: AuthRequest) -> dict[str, Any]:
    return _policy("Deny", "nobody", request.method_arn, {"code": fault.code, "vi": fault.vi, "en": fault.en})


def _policy(effect: str, principal: str, method_arn: str, context: dict[str, str]) -> dict[str, Any]:
    """The policy covers the whole stage: the gateway keeps it for a minute and asks again with other routes."""
    stage = "/".join(method_arn.split("/")[:2])
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": [f"{stage}/*"]}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return {"principalId": principal, "policyDocument": document, "context": context}
