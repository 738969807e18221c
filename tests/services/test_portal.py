"""Following the national portal: the services differ by the regime's rule, and by nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import registry_store
from chalicelib.domain.dossiers import Status
from chalicelib.domain.regimes import regime
from chalicelib.services.casework import handling, lookup
from chalicelib.services.casework.handling import Act
from chalicelib.services.national_portal import portal
from chalicelib.services.national_portal.portal import Said
from chalicelib.services.reference import registry
from tests.support import office
from tests.support.dossiers import NOW, entries, portal_code_of
from tests.support.office import CLERK, OFFICER
from tests.support.readings import birth_proof, read_as
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def ministry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a ministry's system decided birth registrations."""
    row = entries("regimes")[1]
    decided = regime({**row["body"], "decided_elsewhere": ["1.001193"]}, row["source"])
    monkeypatch.setattr(registry, "regime", lambda day: decided)
    yield
    registry_store.forget()


def follow(code: str, key: str = "", **said: object) -> None:
    portal.follow(code, Said(**said), CLERK, key or uuid.uuid4().hex, NOW)  # type: ignore[arg-type]


def submit(code: str, portal_code: str) -> None:
    wanted = Act(action="submit", portal_code=portal_code)
    handling.act(code, wanted, CLERK, uuid.uuid4().hex, NOW)


def complete(monkeypatch: pytest.MonkeyPatch) -> str:
    read_as(monkeypatch, birth_proof())
    code = office.opened()
    office.read(code, office.scanned(code))
    return code


def test_the_regime_of_the_day() -> None:
    assert registry.regime(date(2026, 6, 30)).id == "city"
    assert registry.regime(date(2026, 7, 1)).id == "portal"
    with refused("registry.missing"):
        registry.regime(date(2025, 1, 31))


def test_a_code_of_the_portal_is_one_dossiers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = complete(monkeypatch), complete(monkeypatch)
    with refused("portal.code_needed", "portal_code"):
        submit(first, "")
    submit(first, portal_code_of(first))
    assert store.load(first).file.dossier.portal_code == portal_code_of(first)
    with refused("portal.taken", "portal_code"):
        submit(second, portal_code_of(first))
    submit(second, portal_code_of(second))


def test_where_our_authorities_decide_the_portal_is_not_followed() -> None:
    with refused("regime.not_followed", "code"):
        follow(office.routed(), status=2)


@pytest.mark.usefixtures("ministry")
def test_the_portals_statuses_are_followed_once_and_told() -> None:
    code = office.routed()
    with refused("regime.followed", "action"):
        handling.act(code, Act(action="accept"), OFFICER, uuid.uuid4().hex, NOW)
    due = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    for _ in range(2):
        follow(code, "the-portal-accepted-it", status=2, due=due)
    follow(code, status=9, result_number="15/2026")
    dossier = store.load(code).file.dossier
    assert (dossier.status, dossier.due, dossier.result_number) == (Status.FINISHED, due, "15/2026")
    assert (dossier.accepted_at, dossier.finished_at) == (NOW, NOW)
    assert sorted(e.type for e in office.events_of(code)) == [
        *("accepted", "finished", "opened", "pickup_code", "routed", "submitted")
    ]
    assert {t.action for t in lookup.view(code, CLERK, "", NOW).open_actions} == {"return_result"}


@pytest.mark.usefixtures("ministry")
def test_a_dossier_that_is_not_ones_own_is_not_there() -> None:
    code = office.routed()
    stranger = type(CLERK)(**{**asdict(CLERK), "scope": "VNP-02"})
    with refused("dossier.unknown", "code"):
        portal.follow(code, Said(status=2), stranger, uuid.uuid4().hex, NOW)
