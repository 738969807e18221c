"""Fills a fresh stack: the registry from `infra/registry/`, and one demo account per role."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import boto3

from chalicelib.adapters import identity, registry_store, sealing, webhook_secrets
from infra.local import carrier, certificate, outbox, payment_gateway, vneid
from infra.samples import family

REGISTRY = Path(__file__).parent / "registry"
_FILES = (
    "accounts",
    "authorities",
    "agents",
    "calendar",
    "feedback",
    "forms",
    "identity",
    "linked",
    "one_time_codes",
    "privacy",
    "procedures",
    "receipts",
    "regimes",
    "results",
    "routing",
    "templates",
    "units",
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A demo account: who it plays, and the password it signs in with."""

    name: str
    role: str
    scope: str
    who: str


def demo_users() -> list[DemoUser]:
    """One account per role."""
    return [DemoUser(**user) for user in _read("demo_users")]


def fill_registry() -> int:
    """Enters all seed files; returns how many versions they held."""
    return sum(registry_store.save(_read(name)) for name in _FILES)


def add_users(pool: str, password: str) -> None:
    """Signs the demo accounts up and writes down their roles, under their subject ids."""
    cognito = boto3.client("cognito-idp")
    staff = []
    for user in demo_users():
        made = cognito.admin_create_user(UserPoolId=pool, Username=user.name, MessageAction="SUPPRESS")["User"]
        cognito.admin_set_user_password(UserPoolId=pool, Username=user.name, Password=password, Permanent=True)
        subject = next(a["Value"] for a in made["Attributes"] if a["Name"] == "sub")
        staff.append(_staff(user, subject))
    registry_store.save(staff)


def add_secrets() -> None:
    """Enters what the simulated senders of webhooks sign with."""
    webhook_secrets.keep(payment_gateway.NAME, payment_gateway.SECRET)
    webhook_secrets.keep("zalo", outbox.SECRET)
    webhook_secrets.keep(carrier.NAME, carrier.SECRET)


def add_identity_secrets(provider: vneid.Provider) -> None:
    """Enters what we prove ourselves with to the simulated provider of identities, and our key for what it encrypts."""
    webhook_secrets.keep(identity.SECRET, provider.secret)
    webhook_secrets.keep(identity.PRIVATE_KEY, provider.private_key())


def add_signer() -> None:
    """Enters a test certificate for the key that signs results; a real stack has one of a certificate authority."""
    registry_store.save([certificate.entry()])


def token(client: str, name: str, password: str) -> str:
    """A bearer token of a demo account."""
    reply = boto3.client("cognito-idp").initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    return reply["AuthenticationResult"]["AccessToken"]


def _staff(user: DemoUser, subject: str) -> dict[str, Any]:
    scope = sealing.person_key(family().father.number) if user.role == "citizen" else user.scope
    return {
        "entry": f"staff#{subject}",
        "kind": "staff",
        "valid_from": date(2025, 2, 1).isoformat(),
        "valid_to": None,
        "demo": True,
        "source": "DEMO account",
        "body": {"role": user.role, "scope": scope, "account": user.name},
    }


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((REGISTRY / f"{name}.json").read_text())
    return rows


if __name__ == "__main__":
    sys.stdout.write(f"{fill_registry()} registry versions entered\n")
    if len(sys.argv) > 1:
        add_users(sys.argv[1], os.environ["DEMO_PASSWORD"])
