"""Acts of clerks and officers: carried out once, by who may, on the dossier as it is."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.domain.dossiers import Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.services.casework import handling, lookup
from chalicelib.services.casework.handling import Act
from chalicelib.services.issuance import pickups
from tests.support import office
from tests.support.dossiers import NOW, portal_code_of
from tests.support.office import CLERK, OFFICER
from tests.support.readings import birth_proof, read_as
from tests.support.refusals import refused

pytestmark = pytest.mark.usefixtures("town")


def act(code: str, action: str, by: Principal = OFFICER, days: int = 0, key: str = "", **more: str) -> None:
    if action == "submit":
        more["portal_code"] = portal_code_of(code)
    wanted = Act(action=action, **more)  # type: ignore[arg-type]
    handling.act(code, wanted, by, key or uuid.uuid4().hex, NOW + timedelta(days=days))


def kinds(code: str) -> list[str]:
    return sorted(event.type for event in office.events_of(code))


def test_an_act_repeated_under_its_key_is_carried_out_once() -> None:
    code = office.routed()
    for _ in range(3):
        act(code, "accept", key="accept-it-once-" + code)
    assert kinds(code).count("accepted") == 1
    assert store.load(code).file.dossier.version == 4


def test_an_act_repeated_under_another_key_is_refused() -> None:
    code = office.routed()
    act(code, "accept")
    with refused("action.refused", "action"):
        act(code, "accept")


def test_a_key_does_one_thing() -> None:
    code = office.routed()
    key = uuid.uuid4().hex
    act(code, "accept", key=key)
    with refused("idempotency.reused"):
        act(code, "process", key=key)


def test_of_two_officers_at_once_one_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.routed()
    wanted = ["accept", "refuse", "accept", "refuse"]
    results = office.in_threads(4, lambda n: act(code, wanted[n], reason="lý do"))
    assert sum(result is None for result in results) == 1
    assert {result.code for result in results if isinstance(result, Fault)} == {"action.refused"}
    assert len([kind for kind in kinds(code) if kind in ("accepted", "refused")]) == 1


def test_accepting_sets_the_due_date_and_says_why() -> None:
    code = office.routed()
    act(code, "accept")  # Thursday 12 November 2026, 10:00: settled on the day itself
    dossier = store.load(code).file.dossier
    assert dossier.due is not None
    assert dossier.due.isoformat() == "2026-11-12T10:00:00+00:00"
    assert dossier.due_why[-1].vi == "Hẹn trả 17:00 ngày 12/11/2026."
    assert (dossier.status, dossier.accepted_at) == (Status.ACCEPTED, NOW)


def test_a_supplement_starts_the_clock_from_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof())
    code = office.routed()
    act(code, "accept")
    act(code, "ask_supplement", reason="Thiếu giấy ủy quyền.")
    assert store.load(code).file.dossier.due is None
    with refused("supplement.nothing"):
        act(code, "supplement", CLERK)
    late = NOW + timedelta(days=1)
    office.read(code, office.scanned(code, late, "UQ"), late)
    act(code, "supplement", CLERK, days=1)
    act(code, "accept", days=4)
    dossier = store.load(code).file.dossier
    assert dossier.due is not None
    assert dossier.due.isoformat() == "2026-11-16T10:00:00+00:00"


def test_a_payment_moves_the_date_by_the_days_it_took() -> None:
    code = office.routed()
    act(code, "accept")
    act(code, "ask_payment", reason="Lệ phí 8.000 đồng.")
    waiting = store.load(code).file.dossier
    assert (waiting.status, waiting.due) == (Status.PAYMENT, None)
    act(code, "confirm_payment", days=4)  # Monday 16 November: Thursday and Friday were taken
    dossier = store.load(code).file.dossier
    assert dossier.status is Status.ACCEPTED
    assert dossier.due is not None
    assert dossier.due.isoformat() == "2026-11-16T10:00:00+00:00"
    assert any("cộng thêm 2 ngày làm việc" in line.vi for line in dossier.due_why)


def test_an_extension_is_promised_once_and_in_time() -> None:
    code = office.routed(procedure="3.000722", form={})
    act(code, "accept", part="birth")
    with refused("extension.late", "due"):
        act(code, "extend", part="birth", reason="Chờ xác minh.", due="2026-11-20", days=1)
    with refused("extension.day", "due"):
        act(code, "extend", part="birth", reason="Chờ xác minh.", due="2026-11-24")
    act(code, "extend", part="birth", reason="Chờ xác minh.", due="2026-11-20")
    part = store.load(code).file.part("birth")
    assert part.due is not None
    assert part.extended_from is not None
    assert (part.extended_from.date().isoformat(), part.due.date().isoformat()) == ("2026-11-13", "2026-11-20")
    assert any("Điều 19 khoản 9" in line.vi for line in part.due_why)
    with refused("action.refused", "action"):
        act(code, "extend", part="birth", reason="Chờ xác minh.", due="2026-11-27")


def test_a_promise_once_moved_outlives_a_pause() -> None:
    code = office.routed(procedure="3.000722", form={})
    act(code, "accept", part="birth")
    act(code, "extend", part="birth", reason="Chờ xác minh.", due="2026-11-20")
    act(code, "ask_payment", part="birth", reason="Lệ phí.")
    act(code, "confirm_payment", part="birth", days=1)
    due = store.load(code).file.part("birth").due
    assert due is not None
    assert due.date().isoformat() == "2026-11-20"


@pytest.mark.parametrize(("days", "word"), [(0, "on_time"), (1, "late")])
def test_the_result_is_judged_once(days: int, word: str) -> None:
    code = office.routed()
    act(code, "accept")
    act(code, "finish", days=days, result_number="15/2026")
    assert store.load(code).file.dossier.timeliness == word
    act(code, "return_result", CLERK, days=days + 30, pickup_code=office.pickup_code(code))
    assert store.load(code).file.dossier.timeliness == word


def test_where_an_agent_may_not_hand_the_result_out_the_authority_does() -> None:
    code = office.routed(procedure="1.000894", form={})
    act(code, "accept")
    act(code, "finish", result_number="15/2026")
    with refused("procedure.no_result", "action"):
        act(code, "return_result", CLERK)
    assert "pickup_code" not in [event.type for event in office.events_of(code)], "there is no counter to tell it at"
    with refused("procedure.no_result", "action"):
        pickups.send_again(code, "paper", CLERK, uuid.uuid4().hex, NOW)
    act(code, "return_result")
    assert store.load(code).file.dossier.status is Status.RETURNED


def test_the_forecast_names_what_will_be_late_if_nothing_moves() -> None:
    code, other = office.routed(), office.routed()
    act(code, "accept")
    wanted = lookup.Wanted(limit=100)
    found = lookup.forecast(OFFICER, wanted, date(2026, 11, 12), NOW)
    assert [(row.code, ahead.state) for row, ahead in found.rows if row.code in (code, other)] == [(code, "due_today")]
    later = lookup.forecast(OFFICER, wanted, date(2026, 11, 12), NOW + timedelta(days=4))
    assert [ahead.days_left for row, ahead in later.rows if row.code == code] == [-2]
    assert not [row for row, _ in lookup.forecast(OFFICER, wanted, date(2026, 11, 11), NOW).rows if row.code == code]
    act(code, "finish", result_number="15/2026")
    assert not [row for row, _ in lookup.forecast(OFFICER, wanted, date(2026, 11, 12), NOW).rows if row.code == code]


def test_the_reason_is_kept_with_the_event_and_sealed() -> None:
    code = office.routed()
    act(code, "refuse", reason=" Không thuộc thẩm quyền. ")
    [told] = [event for event in office.events_of(code) if event.type == "refused"]
    assert (told.note, told.status_from, told.status_to) == ("Không thuộc thẩm quyền.", 1, 3)


@pytest.mark.parametrize(
    "stranger",
    [Principal("x", Role.CASE_OFFICER, "commune:00004"), Principal("x", Role.CLERK, "VNP-02")],
    ids=lambda p: p.scope,
)
def test_nobody_acts_on_a_dossier_out_of_reach(stranger: Principal) -> None:
    code = office.routed()
    with refused("dossier.unknown", "code"):
        act(code, "accept", stranger)
    assert store.load(code).file.dossier.status is Status.REGISTERED


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.PROVIDER_MANAGER, Role.CITIZEN, Role.PARTNER])
def test_who_may_not_act_is_told_so_first(role: Role) -> None:
    with refused("role.forbidden"):
        act("000.00.01.H26-261112-0000", "accept", Principal("x", role, "centre"))


def test_a_dossier_without_its_papers_is_not_submitted() -> None:
    code = office.opened()
    with refused("submit.missing", "papers"):
        act(code, "submit", CLERK)
    office.awaited(code)
    with refused("submit.unread", "papers"):
        act(code, "submit", CLERK)


def test_differences_stop_the_submission_until_they_were_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, birth_proof(child_sex="male"))
    code = office.opened()
    office.read(code, office.scanned(code))
    with refused("submit.differs") as raised:
        act(code, "submit", CLERK)
    assert raised.value.values["fields"] == "Giới tính"
    handling.act(
        code,
        Act(action="submit", confirm_differences=True, portal_code=portal_code_of(code)),
        CLERK,
        uuid.uuid4().hex,
        NOW,
    )
    assert store.load(code).file.dossier.submitted_at == NOW
