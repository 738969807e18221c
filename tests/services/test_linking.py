"""Linked procedures through the services: parts on their own desks, one status, one write."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest

from chalicelib.adapters import audit
from chalicelib.adapters import dossier_store as store
from chalicelib.domain.dossiers import Dossier, Status
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling, lookup
from chalicelib.services.casework.handling import Act
from chalicelib.services.messaging import notices
from tests.support import office
from tests.support.dossiers import NOW
from tests.support.office import CLERK, COMMUNE, OFFICER
from tests.support.refusals import refused
from tests.support.town import Town

pytestmark = pytest.mark.usefixtures("town")
LATER = datetime(2026, 11, 13, 3, 0, tzinfo=UTC)
LINKED = "3.000722"


def officer(authority: str) -> Principal:
    return Principal("officer-of-" + authority, Role.CASE_OFFICER, authority)


POLICE = officer(f"police_commune:{COMMUNE}")
INSURANCE = officer("social_insurance:01")


@pytest.fixture
def code() -> str:
    """A dossier of linked procedures, on the desks of those whose turn it is."""
    return office.routed(procedure=LINKED, form={})


def act(code: str, action: str, part: str = "", by: Principal = OFFICER, **more: str) -> None:
    handling.act(code, Act(action=action, part=part, **more), by, uuid.uuid4().hex, LATER)  # type: ignore[arg-type]


def part(code: str, name: str) -> Dossier:
    return store.load(code).file.part(name)


def settle(code: str, name: str, by: Principal) -> None:
    act(code, "accept", name, by)
    act(code, "finish", name, by, result_number=f"{name}/2026")


def on_desk(authority: str, code: str) -> list[str | None]:
    rows = store.listing("desk", authority, None, 100, None).rows
    return [row.part for row in rows if row.code == code]


def test_only_the_first_authority_gets_its_part_at_once(code: str) -> None:
    whole = store.load(code).file.dossier
    assert whole.status is Status.REGISTERED
    assert whole.authorities == (f"commune:{COMMUNE}",)
    assert on_desk(f"commune:{COMMUNE}", code) == ["birth"]
    assert on_desk(POLICE.scope, code) == []
    with refused("dossier.unknown", "code"):
        lookup.view(code, POLICE, "", NOW)


def test_a_result_lays_the_next_parts_on_their_desks(code: str) -> None:
    settle(code, "birth", OFFICER)
    assert on_desk(POLICE.scope, code) == ["residence"]
    assert on_desk(INSURANCE.scope, code) == ["insurance"]
    assert store.load(code).file.dossier.status is Status.PROCESSING
    told = [(e.type, e.part) for e in office.events_of(code)]
    assert ("routed", "residence") in told
    assert ("routed", "insurance") in told


def test_each_part_has_its_own_deadline(code: str) -> None:
    settle(code, "birth", OFFICER)
    act(code, "accept", "residence", POLICE)
    act(code, "accept", "insurance", INSURANCE)
    residence, insurance = part(code, "residence").due, part(code, "insurance").due
    assert residence is not None
    assert insurance is not None
    assert insurance < residence
    assert store.load(code).file.dossier.due is None  # the card's part was not accepted yet


def test_an_authority_acts_on_its_own_part_only(code: str) -> None:
    settle(code, "birth", OFFICER)
    with refused("action.elsewhere", "action"):
        act(code, "accept", "residence", OFFICER)
    with refused("part.needed", "part"):
        act(code, "accept", "", POLICE)
    with refused("part.unknown", "part"):
        act(code, "accept", "wedding", POLICE)
    view = lookup.view(code, POLICE, "", NOW)
    assert "accept" in {t.action for t in view.open_in_parts["residence"]}
    assert view.open_in_parts["insurance"] == ()


def test_a_dossier_without_parts_knows_none() -> None:
    with refused("part.unknown", "part"):
        act(office.routed(), "accept", "birth")


def test_a_failed_part_loses_no_other(code: str) -> None:
    settle(code, "birth", OFFICER)
    act(code, "refuse", "residence", POLICE, reason="Chưa có chỗ ở hợp pháp.")
    settle(code, "insurance", INSURANCE)
    file = store.load(code).file
    assert {p.part: p.status for p in file.parts} == {
        "birth": Status.FINISHED,
        "residence": Status.REFUSED,
        "insurance": Status.FINISHED,
        "identity_card": Status.STOPPED,
    }
    assert file.dossier.status is Status.FINISHED
    assert [(e.part, e.role) for e in file.events if e.type == "stopped"] == [("identity_card", "system")]
    with refused("part.needed", "part"):
        act(code, "return_result", by=CLERK)
    for part in ("birth", "insurance"):
        act(code, "return_result", part, CLERK, pickup_code=office.pickup_code(code, part))
    file = store.load(code).file
    assert file.dossier.status is Status.RETURNED
    assert [p.part for p in file.parts if p.status is Status.RETURNED] == ["birth", "insurance"]


def test_the_citizen_takes_the_whole_back_at_once(code: str) -> None:
    act(code, "withdraw", by=CLERK, reason="Người dân đổi ý.")
    file = store.load(code).file
    assert {p.status for p in file.parts} == {Status.WITHDRAWN}
    assert file.dossier.status is Status.WITHDRAWN
    assert [e.type for e in file.events].count("withdrawn") == 1
    with refused("action.refused", "action"):
        act(code, "withdraw", by=CLERK, reason="Người dân đổi ý.")


def test_a_supplement_is_asked_for_and_handed_in_for_one_part(code: str) -> None:
    settle(code, "birth", OFFICER)
    act(code, "ask_supplement", "residence", POLICE, reason="Thiếu giấy tờ về chỗ ở.")
    whole = store.load(code).file.dossier
    assert whole.status is Status.SUPPLEMENT
    assert whole.is_with_agent
    with refused("supplement.nothing", "papers"):
        act(code, "supplement", "residence", CLERK)
    settle(code, "insurance", INSURANCE)  # goes on meanwhile
    assert store.load(code).file.dossier.status is Status.SUPPLEMENT


def test_the_citizen_is_told_of_the_part(code: str) -> None:
    act(code, "accept", "birth")
    notices.notify(code, office.item_of(code, "accepted"), LATER)
    [mail] = [n for n in store.load(code).file.notices if n.channel == "email"]
    assert "phần: Đăng ký khai sinh" in mail.text


def test_an_agents_and_a_persons_list_holds_the_dossier_once(code: str) -> None:
    for by, value in (("agent", CLERK.scope), ("person", store.load(code).file.dossier.person)):
        assert [row.code for row in store.listing(by, value, None, 1000, None).rows].count(code) == 1


def test_a_hand_over_is_one_write_with_one_line_of_audit() -> None:
    code = office.routed()
    act(code, "accept")
    before = store.load(code).file.dossier
    act(code, "hand_over", reason="Người dân chuyển nơi cư trú.", authority="commune:00008")
    after = store.load(code).file.dossier
    assert (after.authority, after.status, after.due) == ("commune:00008", before.status, before.due)
    assert after.handed_from == (OFFICER.scope,)
    lines = [look for look in audit.trail(code) if look.act.startswith("hand_over")]
    assert [(look.act, look.why) for look in lines] == [
        (f"hand_over {OFFICER.scope} commune:00008", "Người dân chuyển nơi cư trú.")
    ]
    assert on_desk(OFFICER.scope, code) == []
    assert on_desk("commune:00008", code) == [None]


def test_who_handed_over_follows_but_neither_decides_nor_reads() -> None:
    code = office.routed()
    act(code, "hand_over", reason="Không đúng thẩm quyền.", authority="commune:00008")
    view = lookup.view(code, OFFICER, "", NOW)
    assert not view.personal
    assert view.open_actions == ()
    with refused("action.elsewhere", "action"):
        act(code, "accept")
    act(code, "accept", by=officer("commune:00008"))


@pytest.mark.parametrize("authority", ["", f"commune:{COMMUNE}", "commune:99999", "nowhere"])
def test_a_hand_over_needs_another_authority_that_exists(authority: str) -> None:
    code = office.routed()
    with refused("action.authority", "authority"):
        act(code, "hand_over", reason="Không đúng thẩm quyền.", authority=authority)
    assert store.load(code).file.dossier.authority == f"commune:{COMMUNE}"
    assert not [look for look in audit.trail(code) if look.act.startswith("hand_over")]


def test_a_part_may_be_handed_over_too(code: str) -> None:
    act(code, "hand_over", "birth", reason="Không đúng thẩm quyền.", authority="commune:00008")
    whole = store.load(code).file.dossier
    assert whole.authorities == ("commune:00008",)
    assert whole.handed_from == (f"commune:{COMMUNE}",)
    assert len([look for look in audit.trail(code) if look.act.startswith("hand_over")]) == 1


def test_what_follows_from_an_act_comes_after_it(code: str) -> None:
    settle(code, "birth", OFFICER)
    told = [(e.type, e.part) for e in office.events_of(code)]
    end = told.index(("finished", "birth"))
    assert set(told[end + 1 :]) == {("routed", "residence"), ("routed", "insurance"), ("pickup_code", "birth")}


def test_the_notice_of_a_part_speaks_of_that_part(code: str, town: Town) -> None:
    settle(code, "birth", OFFICER)
    town.tidy()
    for kind in ("finished", "pickup_code"):
        notices.notify(code, office.item_of(code, kind), LATER)
    sms = [sent.text for sent in town.outbox() if sent.channel == "sms"]
    assert len(sms) == 2
    assert all(" phan 1/4" in text for text in sms), sms
