"""The two regimes of filing: what each asks, and whose the decision is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.dossiers import Status
from chalicelib.domain.lifecycle import TRANSITIONS
from chalicelib.domain.regimes import ENDED, Regime, event_for, open_under, regime
from tests.support.dossiers import NOW, dossier, entries
from tests.support.refusals import refused

CITY, PORTAL = (regime(row["body"], row["source"]) for row in entries("regimes"))
MINISTRY = replace(PORTAL, decided_elsewhere=frozenset({"1.001193"}))
SUBMIT, ACCEPT, RETURN = (TRANSITIONS[name] for name in ("submit", "accept", "return_result"))
CODE = "G15.99-261112-0001"


def test_the_regimes_follow_each_other_without_a_gap() -> None:
    first, second = entries("regimes")
    assert (first["valid_to"], second["valid_from"], second["valid_to"]) == ("2026-06-30", "2026-07-01", None)


def test_the_citys_regime_asks_for_no_code_but_takes_one() -> None:
    assert CITY.require(SUBMIT, dossier(), "") is None
    assert CITY.require(SUBMIT, dossier(), CODE) == CODE


def test_on_the_portal_nothing_is_submitted_without_its_code() -> None:
    with refused("portal.code_needed", "portal_code"):
        PORTAL.require(SUBMIT, dossier(), "  ")
    assert PORTAL.require(SUBMIT, dossier(), f" {CODE} ") == CODE
    assert PORTAL.require(SUBMIT, dossier(portal_code=CODE), "") == CODE
    assert PORTAL.require(ACCEPT, dossier(), "") is None


@pytest.mark.parametrize("text", ["123", "G15-2611-1", "G15.99-261112-0001\n2", "<script>"])
def test_a_code_that_is_none_is_refused(text: str) -> None:
    with refused("portal.code", "portal_code"):
        PORTAL.require(SUBMIT, dossier(), text)


def test_a_code_does_not_change() -> None:
    with refused("portal.changed", "portal_code"):
        PORTAL.require(SUBMIT, dossier(portal_code=CODE), "G15.99-261112-0002")


def test_what_a_ministry_decides_is_not_decided_here() -> None:
    with refused("regime.followed", "action"):
        MINISTRY.require(ACCEPT, dossier(portal_code=CODE), "")
    assert MINISTRY.require(RETURN, dossier(portal_code=CODE), "") == CODE
    assert open_under(MINISTRY, dossier(), TRANSITIONS.values()) == (SUBMIT, RETURN)
    assert open_under(PORTAL, dossier(), TRANSITIONS.values()) == tuple(TRANSITIONS.values())


def test_a_regime_names_acts_that_exist() -> None:
    body: dict[str, Any] = {**entries("regimes")[0]["body"], "portal_code_for": ["fly"]}
    with refused("regime.invalid", "body"):
        regime(body, "s")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("said", Status)
def test_the_portal_may_pass_statuses_over_but_not_undo_an_end(status: Status, said: Status) -> None:
    here = dossier(status=status, submitted_at=NOW)
    if status in ENDED or said in (status, Status.REGISTERED):
        with refused("portal.status", "status"):
            event_for(here, said)
    else:
        assert any(t.event == event_for(here, said) and t.target is said for t in TRANSITIONS.values())


def test_before_it_is_submitted_the_portal_knows_nothing() -> None:
    with refused("portal.status", "status"):
        event_for(dossier(), Status.ACCEPTED)


def test_a_regime_is_a_value() -> None:
    assert isinstance(CITY, Regime)
    assert CITY != PORTAL
