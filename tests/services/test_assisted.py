"""Where the Centre asks for it, an agent files only for whoever agreed to that, for this dossier, and still does."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import registry_store
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling
from chalicelib.services.casework.handling import Act
from chalicelib.services.privacy import consents
from chalicelib.services.privacy.consents import Said
from tests.support import office
from tests.support.dossiers import NOW, entries, portal_code_of
from tests.support.office import CLERK
from tests.support.readings import birth_proof
from tests.support.refusals import refused

WORDINGS = [row for row in entries("privacy") if row["entry"].startswith("consent#assisted_filing#")]


@pytest.fixture(autouse=True)
def asked_for(town: object) -> Iterator[None]:
    """As if the Centre had entered that nothing is filed without consent."""
    registry_store.save([{**row, "body": {**row["body"], "before_submit": True}} for row in WORDINGS])
    registry_store.forget()
    yield
    registry_store.save(WORDINGS)
    registry_store.forget()


def ready(monkeypatch: pytest.MonkeyPatch) -> str:
    """A dossier of a new person with all its papers."""
    code = office.opened(number=f"0270{uuid.uuid4().int % 10**8:08d}")
    office.read_quietly(code, office.scanned(code), birth_proof(), monkeypatch)
    return code


def agreed(code: str, purpose: str = "assisted_filing") -> str:
    citizen = Principal("citizen-1", Role.CITIZEN, store.load(code).file.dossier.person)
    return consents.give_own(Said(purpose=purpose, language="vi", dossier=code), citizen, uuid.uuid4().hex, NOW).id


def submit(code: str) -> None:
    wanted = Act(action="submit", confirm_differences=True, portal_code=portal_code_of(code))
    handling.act(code, wanted, CLERK, uuid.uuid4().hex, NOW + timedelta(minutes=1))


def test_nothing_is_filed_for_whoever_did_not_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    code, other = ready(monkeypatch), ready(monkeypatch)
    agreed(other)
    agreed(code, "reuse_paper")
    with refused("submit.consent", "action"):
        submit(code)
    agreed(code)
    submit(code)
    assert store.load(code).file.dossier.submitted_at


def test_nothing_more_is_filed_after_a_withdrawal(monkeypatch: pytest.MonkeyPatch) -> None:
    code = ready(monkeypatch)
    consent = agreed(code)
    citizen = Principal("citizen-1", Role.CITIZEN, store.load(code).file.dossier.person)
    consents.withdraw(consent, citizen, uuid.uuid4().hex, NOW)
    with refused("submit.consent", "action"):
        submit(code)
