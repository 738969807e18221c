"""A request repeated for ever makes one dossier; nothing wrong gets in."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters import dossier_store as store
from chalicelib.adapters import files, registry_store, sealing
from chalicelib.domain import uploads
from chalicelib.domain.codes import is_dossier_code
from chalicelib.domain.dossiers import PaperState, Status
from chalicelib.domain.faults import Fault
from chalicelib.domain.roles import Principal, Role
from chalicelib.services import once as requests_once
from chalicelib.services.casework import intake
from tests.support import office
from tests.support.dossiers import NOW, entries
from tests.support.office import CLERK
from tests.support.refusals import refused
from tests.support.town import FORM

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


def agents_dossiers(agent: str) -> int:
    return len(store.listing("agent", agent, None, 100, None).rows)


def test_a_dossier_is_opened_in_normal_forms_with_its_first_event(key: str) -> None:
    code = intake.open_dossier(office.application(), CLERK, key, NOW)
    file = store.load(code).file
    dossier = file.dossier
    assert is_dossier_code(code)
    assert code.split("-")[:2] == ["000.00.01.H26", "261112"]
    assert (dossier.status, dossier.version, dossier.agent, dossier.provider) == (1, 1, "VNP-01", "vnpost")
    assert (dossier.applicant.full_name, dossier.applicant.phone) == ("TRẦN TUẤN KIỆT", "+84912345678")
    assert dossier.form["child_name"] == "TRẦN KHÁNH VY"
    assert dossier.person == sealing.person_key("027094888598")
    assert [(e.type, e.actor, e.role, e.at) for e in file.events] == [("opened", CLERK.id, "clerk", NOW)]


def test_the_same_request_gives_the_same_code_for_ever(key: str) -> None:
    code = intake.open_dossier(office.application(), CLERK, key, NOW)
    for days in (0, 1, 400, 4000):  # by then the procedure itself is gone
        assert intake.open_dossier(office.application(), CLERK, key, NOW + timedelta(days=days)) == code
    assert len(store.load(code).file.events) == 1


def test_the_same_key_for_something_else_is_refused(key: str) -> None:
    intake.open_dossier(office.application(), CLERK, key, NOW)
    with refused("idempotency.reused", "Idempotency-Key"):
        intake.open_dossier(office.application(form=FORM | {"child_sex": "male"}), CLERK, key, NOW)


def test_two_clerks_with_the_same_key_open_two_dossiers(key: str) -> None:
    colleague = Principal("clerk-2", Role.CLERK, "VNP-01")
    codes = {intake.open_dossier(office.application(), clerk, key, NOW) for clerk in (CLERK, colleague)}
    assert len(codes) == 2


def test_a_request_that_was_refused_can_be_put_right_under_its_key(key: str) -> None:
    with refused("person.phone", "applicant.phone"):
        intake.open_dossier(office.application(phone="024 3825"), CLERK, key, NOW)
    assert intake.open_dossier(office.application(), CLERK, key, NOW)


def test_many_at_once_with_one_key_make_one_dossier(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    clerk = Principal(uuid.uuid4().hex, Role.CLERK, "VNP-02")
    before = agents_dossiers("VNP-02")
    codes = office.in_threads(6, lambda _: intake.open_dossier(office.application(), clerk, key, NOW))
    assert len({str(code) for code in codes}) == 1, codes
    assert is_dossier_code(codes[0])
    assert agents_dossiers("VNP-02") == before + 1


def test_many_at_once_with_their_own_keys_get_their_own_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    codes = office.in_threads(6, lambda _: office.opened())
    assert len({str(code) for code in codes}) == 6
    assert all(is_dossier_code(str(code)) for code in codes), codes


def test_races_that_do_not_end_are_refused_and_can_be_tried_again(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def racing(*_: object) -> None:
        tries.append(1)
        raise store.Raced

    with monkeypatch.context() as patched:
        patched.setattr(store, "open_dossier", racing)
        with refused("system.busy"):
            intake.open_dossier(office.application(), CLERK, key, NOW)
    assert len(tries) == requests_once._TRIES
    assert intake.open_dossier(office.application(), CLERK, key, NOW)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"procedure": "9.999999"}, "procedure.unknown", "procedure"),
        ({"procedure": "2.000635"}, "procedure.not_open", "procedure"),
        ({"procedure": "2.000815"}, "procedure.direct_only", "procedure"),
        ({"procedure": "1.014063"}, "procedure.direct_only", "procedure"),
        ({"full_name": "Kiệt 2"}, "person.name", "applicant.full_name"),
        ({"number": "02709488859"}, "person.number_length", "applicant.number"),
        ({"number": "999094888598"}, "person.number_structure", "applicant.number"),
        ({"phone": "0412345678"}, "person.phone", "applicant.phone"),
        ({"email": "kiet@example"}, "person.email", "applicant.email"),
        ({"email": "a@b.vn, c@d.vn"}, "person.email", "applicant.email"),
        ({"residence_unit": ""}, "routing.no_unit", "applicant.residence_unit"),
        ({"residence_unit": "99999"}, "unit.unknown", "applicant.residence_unit"),
        ({"residence_unit": "00001"}, "unit.gone", "applicant.residence_unit"),
        ({"form": {}}, "form.missing", "form.child_name"),
        ({"form": FORM | {"religion": "x"}}, "form.unknown", "form.religion"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_written(
    changes: dict[str, Any], code: str, field: str, key: str
) -> None:
    with refused(code, field):
        intake.open_dossier(office.application(**changes), CLERK, key, NOW)
    assert office.raw(os.environ["IDEMPOTENCY_TABLE"], "key", f"open#api#{CLERK.id}#{key}") == []


def test_who_gives_no_email_address_has_none(key: str) -> None:
    code = intake.open_dossier(office.application(email=" "), CLERK, key, NOW)
    assert store.load(code).file.dossier.applicant.email is None


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.CLERK, Role.AGENT_MANAGER)])
def test_only_the_agents_side_opens_dossiers(role: Role, key: str) -> None:
    with refused("role.forbidden"):
        intake.open_dossier(office.application(), Principal("x", role, "VNP-01"), key, NOW)


def test_an_agent_that_is_closed_takes_nothing_in(key: str) -> None:
    seeded = next(row for row in entries("agents") if row["entry"] == "agent#VTP-12")
    closed = seeded | {"entry": "agent#CLOSED", "body": seeded["body"] | {"id": "CLOSED", "state": "suspended"}}
    registry_store.save([closed])
    with refused("agent.not_active", "agent"):
        intake.open_dossier(office.application(), Principal("x", Role.CLERK, "CLOSED"), key, NOW)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2025-06-30", "procedure.not_open"),
        ("2027-03-01", "procedure.not_open"),
        ("2027-02-28", None),
    ],
)
def test_a_dossier_is_judged_by_the_rules_of_its_own_day(day: str, code: str | None, key: str) -> None:
    noon = NOW.replace(year=int(day[:4]), month=int(day[5:7]), day=int(day[8:]), hour=5)
    if code:
        with refused(code):
            intake.open_dossier(office.application(), CLERK, key, noon)
    else:
        assert intake.open_dossier(office.application(), CLERK, key, noon)


def test_a_paper_is_awaited_once_however_often_it_is_asked_for(key: str) -> None:
    code = office.opened()
    slots = [intake.add_paper(code, "GCS", "image/jpeg", CLERK, key, NOW) for _ in range(3)]
    assert len({slot.paper.id for slot in slots}) == 1
    file = store.load(code).file
    assert [(p.slot, p.state) for p in file.papers] == [("GCS", PaperState.AWAITED)]
    assert sorted(e.type for e in file.events) == ["opened", "paper_added"]
    assert {slot.upload.fields["key"] for slot in slots} == {files.scan_key(code, slots[0].paper.id)}


def test_many_at_once_ask_for_one_paper(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make_writes_atomic(monkeypatch)
    code = office.opened()
    slots = office.in_threads(5, lambda _: intake.add_paper(code, "GCS", "image/jpeg", CLERK, key, NOW).paper.id)
    assert len({str(slot) for slot in slots}) == 1, slots
    assert len(store.load(code).file.papers) == 1


@pytest.mark.parametrize(
    ("slot", "content_type", "agent", "code"),
    [
        ("XYZ", "image/jpeg", "VNP-01", "paper.slot"),
        ("GCS", "image/gif", "VNP-01", "paper.type"),
        ("GCS", "text/html", "VNP-01", "paper.type"),
        ("GCS", "image/jpeg", "VNP-02", "dossier.unknown"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(slot: str, content_type: str, agent: str, code: str, key: str) -> None:
    dossier = office.opened()
    with refused(code):
        intake.add_paper(dossier, slot, content_type, Principal("x", Role.CLERK, agent), key, NOW)
    assert store.load(dossier).file.papers == ()


@pytest.mark.parametrize(
    ("status", "open_"), [(s, s in (Status.REGISTERED, Status.SUPPLEMENT)) for s in Status if s is not Status.PAYMENT]
)
def test_papers_come_in_only_while_they_are_wanted(status: Status, open_: bool, key: str) -> None:
    code = office.opened()
    office.happened(code, "processing", status=status)
    try:
        intake.add_paper(code, "GCS", "image/jpeg", CLERK, key, NOW)
    except Fault as fault:
        assert fault.code == "paper.closed"  # noqa: PT017 - a refusal is one of two outcomes
    assert bool(store.load(code).file.papers) is open_


def test_a_dossier_takes_so_many_papers_and_no_more(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_PAPERS", 2)
    code = office.opened()
    office.awaited(code)
    office.awaited(code)
    with refused("paper.too_many", "code"):
        intake.add_paper(code, "GCS", "image/jpeg", CLERK, key, NOW)
    assert len(store.load(code).file.papers) == 2
