"""Everybody sees as far as their role reaches, page by page; who sees personal data leaves a line."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import timedelta

import pytest

from chalicelib.adapters import audit
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.deadlines import hanoi_day
from chalicelib.domain.dossiers import Status
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import lookup
from chalicelib.services.casework.lookup import Wanted
from tests.support import office
from tests.support.dossiers import NOW, dossier, event
from tests.support.office import CLERK, OFFICER
from tests.support.readings import birth_proof, read_as
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")
TODAY = hanoi_day(NOW)
SUPERVISOR = Principal("s", Role.SUPERVISOR, "centre")
PROVIDER = Principal("p", Role.PROVIDER_MANAGER, "vnpost")


def shelf(count: int) -> tuple[str, list[str]]:
    """An agent with so many dossiers, the newest first."""
    agent = f"VNP-{uuid.uuid4().hex}"
    codes = [f"000.00.01.H26-261112-{uuid.uuid4().int % 10**12}" for _ in range(count)]
    for number, code in enumerate(codes):
        made = dossier(code=code, agent=agent, opened_at=NOW - timedelta(minutes=number))
        store.open_dossier(made, event(), store.Once(code, ""))
    return agent, codes


@pytest.mark.parametrize("page", [1, 2, 3, 5, 20])
def test_pages_hold_every_dossier_once(page: int) -> None:
    agent, codes = shelf(5)
    clerk = Principal("x", Role.CLERK, agent)
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        got = lookup.listing(clerk, Wanted(limit=page, cursor=cursor), TODAY)
        found += [row.code for row in got.rows]
        cursor = got.cursor
    assert found == codes


def cursor_of(agent: str) -> dict[str, object]:
    page = lookup.listing(Principal("x", Role.CLERK, agent), Wanted(limit=1), TODAY)
    assert page.cursor
    key: dict[str, object] = json.loads(base64.urlsafe_b64decode(page.cursor))
    return key


def encoded(key: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def test_a_cursor_is_good_for_its_own_list_only() -> None:
    (mine, _), (theirs, _) = shelf(2), shelf(2)
    clerk = Principal("x", Role.CLERK, mine)
    assert lookup.listing(clerk, Wanted(cursor=encoded(cursor_of(mine))), TODAY).rows
    with refused("request.cursor", "cursor"):
        lookup.listing(clerk, Wanted(cursor=encoded(cursor_of(theirs))), TODAY)


@pytest.mark.parametrize("part", ["code", "item", "opened_at", "agent"])
@pytest.mark.parametrize("wrong", [None, {}, {"S": ""}, {"S": 1}, {"N": "1"}, {"S": "x", "N": "1"}, "x", ...])
def test_a_cursor_that_was_tampered_with_is_refused(part: str, wrong: object) -> None:
    agent, _ = shelf(2)
    key = cursor_of(agent)
    tampered = {k: v for k, v in key.items() if k != part} | ({} if wrong is ... else {part: wrong})
    with refused("request.cursor", "cursor"):
        lookup.listing(Principal("x", Role.CLERK, agent), Wanted(cursor=encoded(tampered)), TODAY)


@pytest.mark.parametrize("cursor", ["x", "????", "ữ", encoded([]), encoded(None), encoded({}), encoded("x" * 40)])
def test_a_cursor_that_is_none_is_refused(cursor: str) -> None:
    with refused("request.cursor", "cursor"):
        lookup.listing(CLERK, Wanted(cursor=cursor), TODAY)


@pytest.mark.parametrize(
    ("role", "scope", "wanted", "code"),
    [
        (Role.CLERK, "VNP-01", Wanted(), None),
        (Role.CLERK, "VNP-01", Wanted(agent="VNP-01"), None),
        (Role.CLERK, "VNP-01", Wanted(agent="VNP-02"), "role.forbidden"),
        (Role.CLERK, "VNP-01", Wanted(desk="commune:00166"), "role.forbidden"),
        (Role.AGENT_MANAGER, "VNP-01", Wanted(agent="VNP-02"), "role.forbidden"),
        (Role.CASE_OFFICER, "commune:00166", Wanted(desk="commune:00166"), None),
        (Role.CASE_OFFICER, "commune:00166", Wanted(desk="commune:00004"), "role.forbidden"),
        (Role.LEADER, "commune:00166", Wanted(agent="VNP-01"), "role.forbidden"),
        (Role.CITIZEN, "hash", Wanted(), None),
        (Role.CITIZEN, "hash", Wanted(agent="VNP-01"), "role.forbidden"),
        (Role.PROVIDER_MANAGER, "vnpost", Wanted(agent="VNP-02"), None),
        (Role.PROVIDER_MANAGER, "vnpost", Wanted(agent="VTP-01"), "role.forbidden"),
        (Role.PROVIDER_MANAGER, "vnpost", Wanted(desk="commune:00166"), "role.forbidden"),
        (Role.PROVIDER_MANAGER, "vnpost", Wanted(), "request.value"),
        (Role.SUPERVISOR, "centre", Wanted(agent="VTP-01"), None),
        (Role.SUPERVISOR, "centre", Wanted(desk="commune:00004"), None),
        (Role.SUPERVISOR, "centre", Wanted(), "request.value"),
        (Role.PARTNER, "vnpost", Wanted(agent="VNP-01"), "role.forbidden"),
        (Role.ADMINISTRATOR, "registry", Wanted(agent="VNP-01"), "role.forbidden"),
    ],
)
def test_a_list_reaches_as_far_as_the_role(role: Role, scope: str, wanted: Wanted, code: str | None) -> None:
    asker = Principal("x", role, scope)
    if code:
        with refused(code):
            lookup.listing(asker, wanted, TODAY)
    else:
        lookup.listing(asker, wanted, TODAY)


def test_a_citizen_lists_the_own_dossiers_and_nobody_elses() -> None:
    mine, theirs = office.opened(number="027094000001"), office.opened(number="027094000002")
    me = Principal("x", Role.CITIZEN, store.load(mine).file.dossier.person)
    codes = [row.code for row in lookup.listing(me, Wanted(), TODAY).rows]
    assert mine in codes
    assert theirs not in codes


@pytest.mark.parametrize(
    "stranger",
    [
        Principal("x", Role.CLERK, "VNP-02"),
        Principal("x", Role.PROVIDER_MANAGER, "viettelpost"),
        Principal("x", Role.CASE_OFFICER, "commune:00004"),
        Principal("x", Role.CITIZEN, "somebody"),
    ],
    ids=lambda p: p.role.value,
)
def test_a_dossier_out_of_reach_does_not_exist(stranger: Principal) -> None:
    code = office.routed()
    with refused("dossier.unknown", "code"):
        lookup.view(code, stranger, "a reason", NOW)
    assert audit.trail(code) == []


def test_who_sees_personal_data_leaves_a_line_and_who_does_not_leaves_none() -> None:
    code = office.routed()
    assert lookup.view(code, OFFICER, "", NOW).personal
    assert not lookup.view(code, PROVIDER, "tò mò", NOW).personal
    assert not lookup.view(code, SUPERVISOR, " ", NOW).personal
    assert lookup.view(code, SUPERVISOR, "khiếu nại 12", NOW).personal
    lines = sorted((line.actor, line.why) for line in audit.trail(code))
    assert lines == [(OFFICER.id, ""), (SUPERVISOR.id, "khiếu nại 12")]


def test_a_clerk_sees_the_whole_only_while_the_dossier_is_at_the_agent() -> None:
    code = office.routed()
    office.happened(code, "accepted", status=Status.ACCEPTED)
    assert not lookup.view(code, CLERK, "", NOW).personal
    office.happened(code, "finished", status=Status.FINISHED)
    assert lookup.view(code, CLERK, "", NOW).personal


def test_only_ones_own_acts_are_offered() -> None:
    code = office.routed()
    assert {t.action for t in lookup.view(code, OFFICER, "", NOW).open_actions} == {
        "accept",
        "refuse",
        "ask_supplement",
        "hand_over",
    }
    assert {t.action for t in lookup.view(code, CLERK, "", NOW).open_actions} == {"withdraw"}
    assert lookup.view(code, PROVIDER, "", NOW).open_actions == ()


def test_a_paper_is_shown_with_its_reading_and_a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof(child_name="TRẦN KHÁNH VI"))
    code = office.opened()
    paper = office.scanned(code)
    waiting = lookup.paper(code, paper, CLERK, "", NOW)
    assert (waiting.link, waiting.pages) == (None, [])
    office.read(code, paper)
    shown = lookup.paper(code, paper, CLERK, "", NOW)
    assert shown.link is not None
    assert f"scans/{code}/{paper}" in shown.link
    assert "versionId=" in shown.link
    assert shown.pages[0]["text"] == "GIẤY CHỨNG SINH"
    [name] = [c for c in lookup.view(code, CLERK, "", NOW).comparisons if c.declared_name == "child_name"]
    assert name.verdict == "different"


def test_addresses_on_a_paper_lead_to_units_and_papers_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = "Số 5 phố Huế, phường Hàng Gai, quận Hoàn Kiếm, thành phố Hà Nội"
    read_as(monkeypatch, birth_proof(mother_residence=printed))
    code = office.opened()
    proofs = [office.scanned(code) for _ in range(2)]
    for paper in proofs:
        office.read(code, paper)
    found = lookup.paper(code, proofs[0], CLERK, "", NOW).addresses["mother_residence"]
    assert (found.units[0].name, found.sure) == ("Phường Hoàn Kiếm", True)
    view = lookup.view(code, CLERK, "", NOW)
    assert {(c.one.paper, c.other.paper) for c in view.paper_comparisons} in ({tuple(proofs)}, {tuple(proofs[::-1])})
    assert {c.verdict for c in view.paper_comparisons} == {"same"}


def test_a_paper_that_is_still_to_come_is_awaited() -> None:
    code = office.opened()
    paper = office.awaited(code)
    assert {(c.paper, c.verdict) for c in lookup.view(code, CLERK, "", NOW).comparisons} == {(paper, "awaited")}


def test_a_paper_is_not_shown_to_who_may_not_see_the_person() -> None:
    code = office.routed()
    for asker in (PROVIDER, SUPERVISOR):
        with refused("role.forbidden"):
            lookup.paper(code, "any", asker, "", NOW)
    with refused("paper.unknown", "paper"):
        lookup.paper(code, "none", OFFICER, "", NOW)
