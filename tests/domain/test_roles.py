"""Who may do what, to which dossiers: the whole matrix, written out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.dossiers import CLOSED, Status
from chalicelib.domain.roles import RIGHTS, Principal, Right, Role, require, reviews, sees_personal_data, within_reach
from tests.support.dossiers import NOW, dossier
from tests.support.refusals import refused

R = Role
MAY: dict[Role, str] = {
    R.CLERK: "open add_paper list view act review follow print register charge pay take_cash receipt contact feedback"
    " consent offer ask_rights"
    " result ask_code post_result custody see_custody see_waiting",
    R.AGENT_MANAGER: "open add_paper list view act review follow print register charge pay take_cash receipt"
    " see_books close_books contact feedback consent offer ask_rights"
    " result ask_code post_result custody see_custody see_waiting",
    R.PROVIDER_MANAGER: "list view see_books see_statements result see_custody",
    R.BRANCH_OFFICER: "list view act review print receipt result custody see_custody see_waiting",
    R.CASE_OFFICER: "list view act review print receipt issue result custody see_custody see_waiting",
    R.LEADER: "list view act review print receipt refund hear issue result custody see_custody see_waiting",
    R.SUPERVISOR: "list view routing keep_agents refund see_books see_statements clear_money parity hear decide_rights"
    " result see_custody",
    R.CITIZEN: "list view pay receipt own_contact feedback sign_out offer own_privacy"
    " result ask_code custody see_custody",
    R.PARTNER: "custody see_custody see_waiting",
    R.ADMINISTRATOR: "enter_rules routing keep_agents parity",
    R.SYSTEM: "",
}
OWN: dict[Role, str] = {
    R.CLERK: "VNP-01",
    R.AGENT_MANAGER: "VNP-01",
    R.PROVIDER_MANAGER: "vnpost",
    R.BRANCH_OFFICER: "commune:00166",
    R.CASE_OFFICER: "commune:00166",
    R.LEADER: "commune:00166",
    R.CITIZEN: "hash-of-kiet",
}
ROUTED = dossier(authority="commune:00166")
AT_AGENT = {Status.REGISTERED, Status.SUPPLEMENT, Status.FINISHED}


def test_every_role_and_right_is_in_the_matrix() -> None:
    assert set(MAY) == set(Role)
    assert set(RIGHTS) == set(Right)


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("role", list(Role))
def test_right(role: Role, right: Right) -> None:
    asker = Principal("x", role, "VNP-01")
    if right.value in MAY[role].split():
        require(asker, right)
        assert role in RIGHTS[right]
    else:
        with refused("role.forbidden") as raised:
            require(asker, right)
        assert raised.value.values == {"role": role.value}


@pytest.mark.parametrize("role", list(Role))
def test_a_scope_reaches_its_own_dossiers_and_no_others(role: Role) -> None:
    everything = role is R.SUPERVISOR
    assert within_reach(Principal("x", role, OWN.get(role, "centre")), ROUTED) is (role in OWN or everything)
    for other in {*OWN.values(), "VNP-02", "viettelpost", "commune:00004", "hash-of-ai-do", ""} - {OWN.get(role)}:
        assert within_reach(Principal("x", role, other), ROUTED) is everything, other


@pytest.mark.parametrize("role", [R.BRANCH_OFFICER, R.CASE_OFFICER, R.LEADER])
@pytest.mark.parametrize("scope", ["commune:00166", "", "None"])
def test_no_authority_reaches_a_dossier_before_it_is_handed_over(role: Role, scope: str) -> None:
    assert not within_reach(Principal("x", role, scope), dossier(authority=None))


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("reason", ["", "  ", "khiếu nại 12/2026"])
def test_who_sees_personal_data(role: Role, status: Status, reason: str) -> None:
    seen = sees_personal_data(
        Principal("x", role, OWN.get(role, "centre")), dossier(authority="commune:00166", status=status), reason
    )
    expected = {
        R.CLERK: status in AT_AGENT,
        R.AGENT_MANAGER: status in AT_AGENT,
        R.BRANCH_OFFICER: True,
        R.CASE_OFFICER: True,
        R.LEADER: True,
        R.CITIZEN: True,
        R.SUPERVISOR: reason == "khiếu nại 12/2026",
    }
    assert seen is expected.get(role, False)


@pytest.mark.parametrize("role", [r for r in Role if r is not R.SUPERVISOR])
def test_a_reason_opens_nothing_beyond_ones_reach(role: Role) -> None:
    stranger = Principal("x", role, "elsewhere")
    assert not sees_personal_data(stranger, ROUTED, "tôi cần xem")


AGENTS, OFFICERS = {R.CLERK, R.AGENT_MANAGER}, {R.BRANCH_OFFICER, R.CASE_OFFICER, R.LEADER}
HANDED_OVER = dossier(authority="commune:00166", submitted_at=NOW)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"authority": None, "submitted_at": None}, AGENTS),
        ({"authority": None}, set()),  # handed in, and on nobody's desk yet
        ({}, OFFICERS),
        ({"authority": None, "authorities": ("commune:00004", "commune:00166")}, OFFICERS),
        ({"status": Status.PROCESSING}, OFFICERS),
        ({"status": Status.SUPPLEMENT}, AGENTS),
        ({"status": Status.SUPPLEMENT, "supplemented_at": NOW}, OFFICERS),
        *(({"status": status}, set()) for status in CLOSED),
    ],
)
def test_who_says_what_papers_say(role: Role, changes: dict[str, Any], who: set[Role]) -> None:
    there = replace(HANDED_OVER, **changes)
    assert reviews(Principal("x", role, OWN.get(role, "centre")), there) is (role in who)
    assert not reviews(Principal("x", role, "elsewhere"), there)
